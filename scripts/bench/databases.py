"""The databases that are measured: a large and a small one of the same shape, thrown away at the end."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import postgres
import psycopg

from bench.servers import ROOT, Server

MANAGE = [sys.executable, "manage.py"]


@contextlib.contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield {size: f"sqlite:///{folder}/{size}.sqlite3" for size in ("large", "small")}


@contextlib.contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    with postgres.server() as url:
        start = url.rpartition("/")[0]
        with administered(url) as connection:
            for size in ("large", "small"):
                connection.execute(f'CREATE DATABASE "{size}"')
        yield {size: f"{start}/{size}" for size in ("large", "small")}


DATABASES = {"SQLite": sqlite, "PostgreSQL": postgresql}


def fill(url: str, rows: int) -> None:
    """Makes the tables and the data set, and counts the figures."""
    started = time.monotonic()
    commands = [
        ["migrate", "--verbosity", "0"],
        ["createcachetable", "--verbosity", "0"],
        ["load_demo"],
        ["demo", "--rows", str(rows)],
        ["refresh_figures"],
    ]
    for command in commands:
        done = subprocess.run(
            [*MANAGE, *command],
            check=False,
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdout=None if command[0] == "demo" else subprocess.DEVNULL,
        )
        if done.returncode:
            sys.exit(f"manage.py {command[0]} failed.")
    settle(url)
    print(f"{rows:,} rows made in {time.monotonic() - started:.0f} s", flush=True)


def settle(url: str) -> None:
    """Statistics for the planner, as an installation has them after its first night."""
    if url.startswith("postgres"):
        with administered(url) as connection:
            connection.execute("VACUUM ANALYZE")
    else:
        import sqlite3  # noqa: PLC0415 -- some builds of Python lack it

        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("ANALYZE")


@contextlib.contextmanager
def administered(url: str) -> Iterator[psycopg.Connection]:
    folder, _, name = url.partition("@/")[2].rpartition("/")
    with psycopg.connect(host=folder, user="postgres", dbname=name, autocommit=True) as connection:
        yield connection


def find_backends(url: str, *servers: Server) -> None:
    """Lets the work that PostgreSQL does for a server count as the server's."""
    if not url.startswith("postgres"):
        return
    with administered(url) as connection:
        found = connection.execute("SELECT application_name, pid FROM pg_stat_activity").fetchall()
    for server in servers:
        server.backends = [pid for name, pid in found if name == server.name]


def static_files() -> None:
    """The pages name their style sheets by the manifest that this writes."""
    done = subprocess.run(
        [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"], check=False, cwd=ROOT
    )
    if done.returncode:
        sys.exit("manage.py collectstatic failed.")


def survey(url: str) -> str:
    """What the portal says of itself on this database, as JSON."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("survey.py")],
        check=False,
        cwd=ROOT,
        # The database cache's own queries are none of the page's.
        env=os.environ | {"DATABASE_URL": url, "CACHE_URL": "locmemcache://"},
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit("The portal could not be surveyed.")
    return done.stdout


def run(*arguments: str | Path) -> None:
    """One of Python's programs, to its end."""
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT)
