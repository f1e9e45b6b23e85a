"""A backup is made of the database at hand, restored elsewhere, and read there: with age, as docs/deploy.md says."""

import os
import shutil
import sqlite3
import subprocess

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from officekit.crypto import decrypt, new_key
from tests.factories import BulletinFactory, PersonFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("age"), reason="age is missing: apt-get install age"),
]

PHONE = "13800001234"
TEXT = "示例附件".encode()


def run(script, *arguments, env, expect=0):
    done = subprocess.run(
        [settings.BASE_DIR / "scripts" / script, *arguments],
        check=False,
        env=os.environ | env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def place(database, files):
    """The settings of a portal that keeps its data there."""
    url = f"sqlite:///{database}"
    if connection.vendor == "postgresql":
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database}"
    keys = ",".join(settings.DATA_KEYS)
    return {"DATABASE_URL": url, "FILES_DIR": str(files), "DATA_KEYS": keys}


@pytest.fixture
def elsewhere(tmp_path):
    """An empty database."""
    if connection.vendor == "sqlite":
        yield tmp_path / "elsewhere.sqlite3"
        return
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def backup(tmp_path, settings):
    """A portal with a phone and a file, saved: the private key and the backup's name."""
    settings.MEDIA_ROOT = tmp_path / "files"
    PersonFactory(phone=PHONE)
    BulletinFactory().file.save("示例 附件.txt", ContentFile(TEXT))
    key = tmp_path / "backup.key"
    made = subprocess.run(
        ["age-keygen", "-o", key], check=True, capture_output=True, text=True
    ).stderr
    recipient = made.split()[-1]
    env = place(connection.settings_dict["NAME"], settings.MEDIA_ROOT)
    return key, run("backup.sh", tmp_path / "backup", recipient, env=env).strip()


def stored_phone(database):
    query = "SELECT phone FROM members_person"
    if connection.vendor == "sqlite":
        with sqlite3.connect(database) as opened:
            return opened.execute(query).fetchone()[0]
    with psycopg.connect(**connection.get_connection_params() | {"dbname": database}) as opened:
        return opened.execute(query).fetchone()[0]


def test_backup_comes_back_elsewhere_with_phones_and_files(backup, elsewhere, tmp_path):
    key, name = backup
    files = tmp_path / "restored"

    told = run("restore.sh", key, name, env=place(elsewhere, files))

    assert "1 个加密的内容都能读出，上传的文件一个不缺" in told
    assert decrypt(stored_phone(elsewhere), context="members.Person.phone") == PHONE
    assert [path.read_bytes() for path in files.rglob("*") if path.is_file()] == [TEXT]
    again = run("restore.sh", key, name, env=place(elsewhere, tmp_path / "new"), expect=1)
    assert "Nothing was changed" in again
    assert not (tmp_path / "new").exists()


def test_backup_is_unreadable_without_its_key(backup, elsewhere, tmp_path):
    _, name = backup
    other = tmp_path / "other.key"
    subprocess.run(["age-keygen", "-o", other], check=True, capture_output=True)
    saved = list((tmp_path / "backup").iterdir())

    run("restore.sh", other, name, env=place(elsewhere, tmp_path / "restored"), expect=1)

    assert len(saved) == 2
    assert all(path.read_bytes().startswith(b"age-encryption.org/") for path in saved)
    assert not (tmp_path / "restored").exists()


def test_restore_without_the_keys_of_personal_data_is_told(backup, elsewhere, tmp_path):
    key, name = backup
    env = place(elsewhere, tmp_path / "restored") | {"DATA_KEYS": new_key()}

    told = run("restore.sh", key, name, env=env, expect=1)

    assert "DATA_KEYS" in told
    assert "Traceback" not in told
