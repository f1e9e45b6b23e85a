"""Measures the portal beside a bare Django page and holds it against its targets, on both databases.

ROWS=100000 says how large the large data set is; DATABASES=SQLite,PostgreSQL which databases are measured.
"""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import env
import postgres
from bench import databases
from bench.comparison import Comparison, start_ratio
from bench.report import Report

DEFAULT_ROWS, SMALL_ROWS = 100_000, 1_000


def main() -> int:
    os.environ.update(plain_settings())
    rows = int(os.environ.get("ROWS") or DEFAULT_ROWS)
    wanted = (os.environ.get("DATABASES") or ",".join(databases.DATABASES)).split(",")
    if "PostgreSQL" in wanted and not postgres.find_binaries():
        print("PostgreSQL is not installed, so only SQLite is measured.")
        wanted.remove("PostgreSQL")
    databases.static_files()
    answers = {}
    for name in wanted:
        report = Report(f"{name}, {rows:,} rows against {SMALL_ROWS:,}")
        with databases.DATABASES[name]() as urls:
            databases.fill(urls["small"], SMALL_ROWS)
            databases.fill(urls["large"], rows)
            answers[name] = measure(urls, report)
        report.show()
    if len(answers) > 1:
        compare(answers)
    return 0


def plain_settings() -> dict[str, str]:
    """What a .env may say must not change what is measured."""
    fixed = {"DEBUG": "false", "HTTPS": "false", "CACHE_URL": "dbcache://cache", "PROXY_COUNT": "0"}
    return env.random_keys() | fixed | {"ALLOWED_HOSTS": "localhost,127.0.0.1,testserver"}


def measure(urls: dict[str, str], report: Report) -> list:
    """Fills the report; gives the answers of the search."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        comparison = Comparison(urls, stack)
        comparison.gather()
        comparison.judge(report)
        if urls["large"].startswith("postgres"):
            comparison.judge_search(report)
        comparison.judge_queries(report)
        comparison.judge_memory(report)
        report.at_most("start", start_ratio(urls["small"], folder), 2.0)
        return comparison.surveys["large"]["search"]


def compare(answers: dict[str, list]) -> None:
    """The data sets are made from the same seed, so the same word has to find the same."""
    first, second = (
        [(row["word"], row["total"], row["titles"]) for row in found] for found in answers.values()
    )
    same = sum(one == other for one, other in zip(first, second, strict=True))
    print(f"\nThe same answers on both databases: {same} of {len(first)} words")


if __name__ == "__main__":
    sys.exit(main())
