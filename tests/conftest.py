"""What every test stands on: settings that are quick, and files and cache of its own."""

import pytest
from django.core.cache import caches
from django.test import override_settings


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
        STATIC_ROOT=tmp_path_factory.mktemp(
            "static"
        ),  # WhiteNoise warns of a folder that is not there
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in memory would be one connection for all threads: those of races, and of the live server."""
    from django.db import connection

    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "tests.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(autouse=True)
def own_files_and_cache(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for cache in caches.all(initialized_only=True):
        cache.clear()
