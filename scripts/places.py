"""Prints where the portal keeps its data, as variables for the shell: backup.sh and restore.sh obey the same .env as it."""

import os
import shlex
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_portal.settings")

from django.conf import settings

PG = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}


def main() -> None:
    database = settings.DATABASES["default"]
    places = {
        "engine": database["ENGINE"].rpartition(".")[2],
        "database": database["NAME"],
        "files": "" if settings.FILES_BUCKET else settings.MEDIA_ROOT,
    }
    for name, value in places.items():
        print(f"{name}={shlex.quote(str(value))}")
    # What pg_dump and its kin read; they understand neither our addresses of sockets nor a password on their line.
    for name, key in PG.items():
        if database.get(key):
            print(f"export {name}={shlex.quote(str(database[key]))}")
    print(f"export PGSSLMODE={shlex.quote(database.get('OPTIONS', {}).get('sslmode', 'prefer'))}")


if __name__ == "__main__":
    main()
