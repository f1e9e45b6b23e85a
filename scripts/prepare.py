"""Brings database and static files up to date, and loads the demo into an empty database."""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMP = ROOT / "var" / "collected"

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_portal.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402


def main() -> None:
    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except ImproperlyConfigured as error:
        sys.exit(f"A setting is wrong: {error}")
    except DatabaseError as error:
        sys.exit(f"The database cannot be used: {error}")
    collect_static()
    call_command("load_demo")
    count_rows()


def count_rows() -> None:
    """SQLite goes by statistics, and reads whole tables where a new index has none; PostgreSQL keeps its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA analysis_limit = 1000"
            )  # of each index: milliseconds, whatever the size
            cursor.execute("ANALYZE")


def collect_static() -> None:
    """Compressing takes seconds, so it is done only when a source has changed."""
    current = fingerprint()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and STAMP.exists() and STAMP.read_text() == current:
        return
    print("Collecting static files …", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(current)


def fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            source = os.stat(storage.path(path))
            digest.update(f"{path} {source.st_size} {source.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
