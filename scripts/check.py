"""Runs every check and test in order, and says at the end what failed and what this machine lacks.

REQUIRE_ALL=1 makes a lack, or a skipped test, a failure. --no-tests leaves the tests out.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import env
import postgres

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "var" / "check"
BIN = Path(sys.executable).parent
PACKAGES = ["officekit", "members", "alliances", "projects", "orders", "alliance_portal"]
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
ON_POSTGRES = [sys.executable, "scripts/postgres.py", "--"]
TAIL_LINES = 40
SUMMARY = re.compile(
    r"^=+ (.*\b(?:passed|failed|error|errors|skipped|deselected|no tests ran)\b.* in .*) =+$", re.M
)

# What a .env or the shell may say must not change what is tested.
PLAIN_SETTINGS = {
    "DATABASE_URL": "sqlite://:memory:",
    "CACHE_URL": "dbcache://cache",
    "DEBUG": "false",
    "HTTPS": "false",
    "PROXY_COUNT": "0",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "FILES_BUCKET": "",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class Step:
    name: str
    command: list[str | Path]
    env: dict[str, str] = field(default_factory=dict)
    lack: str = ""  # what is missing, and how to get it
    is_pytest: bool = False


@dataclass
class Report:
    failed: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)


def static_steps() -> list[Step]:
    """The checks that need no test database."""
    manage = [sys.executable, "manage.py"]
    return [
        Step("code format", [BIN / "ruff", "format", "--check", "."]),
        Step("code lint", [BIN / "ruff", "check", "."]),
        Step("types", [BIN / "mypy", *PACKAGES]),
        Step("security lint", [BIN / "bandit", "-q", "-c", "pyproject.toml", "-r", *PACKAGES]),
        Step("template format", [BIN / "djangofmt", "--check", "templates"]),
        Step("migrations complete", [*manage, "makemigrations", "--check", "--dry-run"]),
        Step("migrations safe", [sys.executable, "scripts/lint_migrations.py"]),
        Step(
            "deploy check",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            {"HTTPS": "true"},
        ),
    ]


def test_steps() -> list[Step]:
    """The suite on both databases, the journeys, and what the suite has covered.

    Measured on SQLite alone, which is always there: it costs half as much again, and what only PostgreSQL runs is a
    few lines of officekit/search.py, none of a model.
    """
    two_at_once = ["-n", "2"]
    suite = [*two_at_once, "-m", "not browser"]
    journeys = [*two_at_once, "-m", "browser", "tests/browser"]
    measured = [*suite, "--cov", "--cov-report=", "--cov-fail-under=0"]
    no_postgres = "" if postgres.find_binaries() else "PostgreSQL: apt-get install postgresql"
    no_browser = "" if any(map(shutil.which, BROWSERS)) else "Chromium: apt-get install chromium"
    coverage = [BIN / "coverage", "report"]
    core = [*coverage, "--include=*/models/*,*/permissions.py,*/actions.py", "--fail-under=100"]
    return [
        pytest_step("tests on SQLite", measured),
        pytest_step("tests on PostgreSQL", suite, no_postgres, ON_POSTGRES),
        pytest_step("browser journeys", journeys, no_browser),
        Step("coverage", coverage),
        Step("coverage of models, permissions, actions", core),
    ]


def pytest_step(
    name: str, arguments: list[str], lack: str = "", prefix: Sequence[str] = ()
) -> Step:
    command = [*prefix, sys.executable, "-m", "pytest", "--no-header", "--tb=short", *arguments]
    return Step(name, command, lack=lack, is_pytest=True)


def run(step: Step, report: Report) -> None:
    if step.lack:
        print(f"lack    {step.name}")
        report.lacking.append(f"{step.name}: {step.lack}")
        return
    started = time.monotonic()
    done = subprocess.run(
        step.command,
        check=False,
        cwd=ROOT,
        env=os.environ | PLAIN_SETTINGS | step.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    verdict = "FAILED" if done.returncode else "ok"
    print(f"{verdict:<7} {step.name} ({time.monotonic() - started:.1f} s)", flush=True)
    if done.returncode:
        report.failed.append(step.name)
        explain(step, done.stdout)
    if step.is_pytest:
        note_summary(step, done.stdout, report)


def explain(step: Step, output: str) -> None:
    """Show the end of a failed step's output; the whole of it goes to a file."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{step.name.replace(' ', '-').replace(',', '')}.log"
    log.write_text(output)
    lines = output.splitlines()
    for line in lines[-TAIL_LINES:]:
        print(f"        {line}")
    if len(lines) > TAIL_LINES:
        print(f"        (the whole output is in {log.relative_to(ROOT)})")


def note_summary(step: Step, output: str, report: Report) -> None:
    found = SUMMARY.findall(output)
    summary = found[-1] if found else "pytest gave no summary"
    report.summaries.append(f"{step.name}: {summary}")
    if skipped := re.search(r"(\d+) skipped", summary):
        report.lacking.append(f"{step.name}: {skipped[0]}; `pytest -rs` says why")


def conclude(report: Report, seconds: float) -> int:
    strict = os.environ.get("REQUIRE_ALL") == "1"
    for lack in report.lacking:
        print(f"{'FAILED' if strict else 'Lacking'} — {lack}")
    for name in report.failed:
        print(f"FAILED — {name}")
    for summary in report.summaries:
        print(summary)
    failures = len(report.failed) + (len(report.lacking) if strict else 0)
    print(
        f"{failures} of the checks failed" if failures else "All checks passed",
        f"({seconds:.0f} s)",
    )
    return int(failures > 0)


def main() -> int:
    started = time.monotonic()
    os.environ.update(env.random_keys())
    report = Report()
    for step in static_steps() + ([] if "--no-tests" in sys.argv[1:] else test_steps()):
        run(step, report)
    return conclude(report, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
