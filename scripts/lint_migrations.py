"""Finds migrations that break the release which still runs while they are applied, or lose data."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_portal.settings")

import django  # noqa: E402
from django_migration_linter import MigrationLinter  # noqa: E402

# Migrations that were looked at and are meant: name → why it may pass.
# (On SQLite a constraint is added by making the table anew, which the linter takes for a column that may not be NULL.)
ACCEPTED: dict[str, str] = {
    "0002_messages": "new tables with their constraints",
    "0002_project_from_duty": "one new column, which may be NULL, and a constraint that the old release keeps too",
    "0005_calendar_feed": "a new table",
    "0016_final_quorum": "a column that may be empty",
    "0014_reminders": "a column that may be empty",
    "0003_edits": "the new column has a database default",
    "0008_recurring_duties": "new columns that may be empty or have a database default",
    "0006_extensions": "a new table, a column that may be empty, and a constraint that is wider than before",
    "0007_agreement_versions": "new tables with their constraints, and new columns that may be empty",
    "0009_agreement_templates": "new tables with their constraints",
    "0010_invitations": "a new table with its constraints, and new columns with a database default or NULL",
    "0012_corrections": "a new table, a new column with a database default, one that may be empty now, a wider constraint",
    "0013_scans_and_ceremonies": "new tables and one new column, which may be NULL",
    "0017_opinions": "a new table, and new columns with a database default",
    "0005_find_own_proposals": "indexes alone",
    "0005_news_from_the_index": "indexes alone",
    "0019_waiting_rows": "indexes alone",
    "0005_orders_by_day": "an index alone",
    "0003_news_of_projects": "one new column, which may be NULL, and one that the database computes",
    "0003_address_hints": "a new table with its constraint, and an index",
    "0004_more_time": "a new table, columns of a table that no release has had, and a constraint on one of them",
    "0006_notice_error": "the new column has a database default",
    "0007_given_up_notices": "an index alone",
    "0008_results": "new tables, and new columns of orders that may be empty",
    "0003_topics_and_rota": "new tables with their constraints, and new columns that may be empty",
}


def main() -> int:
    django.setup()
    linter = MigrationLinter(
        str(ROOT),
        include_apps=["members", "alliances", "projects", "orders"],
        ignore_name=list(ACCEPTED),
        ignore_initial_migrations=True,  # nothing runs yet that they could break
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    return int(linter.has_errors)


if __name__ == "__main__":
    sys.exit(main())
