"""A migrated SQLite database that is kept for the next run: migrating takes longer than most tests.

The copy belongs to the migrations and libraries that made it; with others it is made anew.
"""

import hashlib
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "check"
MAKERS = ("*/migrations/*.py", "officekit/*.py", "*/settings.py", "requirements/runtime.txt")


def migrated() -> Path:
    """Where the database for what the code says now is kept, or will be."""
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(file for pattern in MAKERS for file in ROOT.glob(pattern)):
        digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return KEPT / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def copy_to(file: Path) -> None:
    if (kept := migrated()).exists():
        shutil.copyfile(kept, file)


def keep(file: Path) -> None:
    """Keeps this fresh database; of several that are made at once, one stays."""
    kept = migrated()
    if kept.exists():
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    made = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(file)) as fresh, closing(sqlite3.connect(made)) as copy:
        fresh.backup(copy)
    made.replace(kept)
