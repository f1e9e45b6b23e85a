"""What is wrong with the settings is told in one sentence, before anything is made."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from scripts.prepare import count_rows
from tests.factories import CommunityFactory


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_URL", "mysql://a/b", "A setting is wrong: DATABASE_URL must be"),
        ("DATABASE_URL", "postgres://", "A setting is wrong: DATABASE_URL must be"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x", "The database cannot be used: "),
        ("DATABASE_URL", "postgres://a@127.0.0.1:1/b", "The database cannot be used: "),
        ("DATA_KEYS", "short", "A setting is wrong: DATA_KEYS"),
    ],
)
def test_wrong_setting_is_told_in_words(name, value, told):
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "scripts" / "prepare.py"],
        check=False,
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(told)
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_every_index_has_statistics(django_assert_num_queries):
    CommunityFactory()
    if connection.vendor == "postgresql":  # which keeps them by itself
        with django_assert_num_queries(0):
            count_rows()
        return

    count_rows()

    with connection.cursor() as cursor:
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl = 'members_organization'")
        counted = {name for (name,) in cursor.fetchall()}
        constraints = connection.introspection.get_constraints(cursor, "members_organization")
    assert counted >= {name for name, each in constraints.items() if each["index"]}
