"""What every test stands on: settings that are quick, and files and cache of its own."""

import pytest
from django.core.cache import caches
from django.db.models.query_utils import DeferredAttribute
from django.test import override_settings
from hypothesis import settings

from tests import database, sms

# The same examples in every run, however slow the machine is.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory):
    """For the whole run, so that the live server of the journeys starts with them too."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={
            name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
            for name in ("default", "pages")
        },
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        SMS_BACKEND="tests.sms.MemoryBackend",
        STATIC_ROOT=tmp_path_factory.mktemp(
            "static"
        ),  # WhiteNoise warns of a folder that is not there
    ):
        yield


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory):
    """Of this process alone; None on PostgreSQL.

    SQLite in memory would be one connection for all threads: those of races, and of the live server.
    """
    from django.db import connection

    return (
        tmp_path_factory.mktemp("database") / "tests.sqlite3"
        if connection.vendor == "sqlite"
        else None
    )


@pytest.fixture(scope="session")
def django_db_keepdb(request, sqlite_file):
    return sqlite_file is not None or request.config.getoption("reuse_db")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, sqlite_file):
    from django.db import connection

    if sqlite_file:
        connection.settings_dict["TEST"]["NAME"] = str(sqlite_file)
        database.copy_to(sqlite_file)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, sqlite_file):
    if sqlite_file:
        database.keep(sqlite_file)


@pytest.fixture
def sent_sms():
    """What leaves as text messages: (phone, text)."""
    sms.SENT.clear()
    return sms.SENT


@pytest.fixture(autouse=True)
def own_files_and_cache(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def nothing_is_read_late(monkeypatch):
    """What a query left out (`narrow`, `only`) is not asked for afterwards, row by row."""
    read = DeferredAttribute.__get__

    def watched(self, instance, cls=None):
        if instance is not None and self.field.attname not in instance.__dict__:
            pytest.fail(f"{cls.__name__}.{self.field.attname} was not read with its row")
        return read(self, instance, cls)

    monkeypatch.setattr(DeferredAttribute, "__get__", watched)
