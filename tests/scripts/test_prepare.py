"""What is wrong with the settings is told in one sentence, before anything is made."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


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
