import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter

from officekit.crypto import (
    DecryptionError,
    EncryptedTextField,
    blind_index,
    decrypt,
    encrypt,
    new_key,
)

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


class Secret(models.Model):  # noqa: DJ008
    phone = EncryptedTextField("电话", blank=True, default="")
    note = EncryptedTextField(null=True)

    class Meta:
        app_label = "officekit_crypto"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.DATA_KEYS = [KEY]


@pytest.fixture(scope="module")
def table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Secret)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Secret)


def stored(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, note FROM officekit_crypto_secret WHERE id = %s", [pk])
        return cursor.fetchone()


@pytest.mark.parametrize("text", ["13800000000", "柳巷街道", "a\x00b", " ", "v1:x:y"])
def test_encrypt_then_decrypt_gives_the_text(text):
    assert decrypt(encrypt(text, context="a.B.c"), context="a.B.c") == text


def test_encrypt_twice_differs_and_names_the_key():
    first, second = encrypt("x", context="a.B.c"), encrypt("x", context="a.B.c")

    assert first != second
    assert first.split(":")[:2] == second.split(":")[:2] == ["v1", "66687aad"]


def test_decrypt_refuses_another_column():
    with pytest.raises(DecryptionError, match=r"a\.B\.d 中的内容被改动过"):
        decrypt(encrypt("x", context="a.B.c"), context="a.B.d")


@pytest.mark.parametrize(
    "wrong", ["v1:66687aad:AAAA", "v1:66687aad:!", "v1:66687aad", "v1:66687aad:柳"]
)
def test_decrypt_refuses_what_was_changed(wrong):
    with pytest.raises(DecryptionError, match="被改动过"):
        decrypt(wrong, context="a.B.c")


def test_decrypt_refuses_plain_text():
    with pytest.raises(DecryptionError, match="不是本系统加密的格式"):
        decrypt("13800000000", context="a.B.c")


def test_rotation_reads_old_values_and_writes_with_the_new_key(settings):
    old = encrypt("x", context="a.B.c")
    settings.DATA_KEYS = [new_key(), KEY]

    assert decrypt(old, context="a.B.c") == "x"
    assert encrypt("x", context="a.B.c").split(":")[1] != old.split(":")[1]


def test_decrypt_names_the_missing_key(settings):
    old = encrypt("x", context="a.B.c")
    settings.DATA_KEYS = [new_key()]

    with pytest.raises(DecryptionError, match="没有这把密钥"):
        decrypt(old, context="a.B.c")


@pytest.mark.parametrize("wrong", [[], ["short"], ["AAAA"], ["柳"]])
def test_wrong_keys_are_named_at_once(settings, wrong):
    settings.DATA_KEYS = wrong

    with pytest.raises(ImproperlyConfigured, match="DATA_KEYS"):
        encrypt("x", context="a.B.c")


def test_blind_index_survives_rotation(settings):
    before = blind_index("13800000000")
    settings.DATA_KEYS = [new_key(), KEY]

    assert blind_index("13800000000") == before
    assert len(before) == 64
    assert blind_index("13800000001") != before
    assert blind_index("") == ""


def test_field_writes_itself_into_migrations():
    code, imports = MigrationWriter.serialize(EncryptedTextField("电话", blank=True))

    assert code == "officekit.crypto.EncryptedTextField(blank=True, verbose_name='电话')"
    assert imports == {"import officekit.crypto"}


@pytest.mark.parametrize(
    "lookup", [{"phone__contains": "1"}, {"phone": "1"}, {"phone__in": ["1"]}, {"phone__length": 1}]
)
def test_field_refuses_to_be_searched(lookup):
    with pytest.raises(FieldError, match=r"officekit_crypto\.Secret\.phone is encrypted"):
        str(Secret.objects.filter(**lookup).query)


@pytest.mark.django_db
@pytest.mark.usefixtures("table")
class TestInTheDatabase:
    def test_values_are_encrypted_in_the_table_only(self):
        row = Secret.objects.create(phone="13800000000")

        assert stored(row.pk)[0].startswith("v1:66687aad:")
        assert Secret.objects.get().phone == "13800000000"

    def test_empty_values_stay_themselves(self):
        row = Secret.objects.create()

        assert stored(row.pk) == ("", None)
        assert (Secret.objects.get().phone, Secret.objects.get().note) == ("", None)

    def test_emptiness_can_be_asked_for(self):
        empty, full = Secret.objects.create(), Secret.objects.create(phone="1", note="2")

        assert Secret.objects.get(phone="") == empty
        assert Secret.objects.exclude(phone="").get() == full
        assert Secret.objects.get(note__isnull=True) == empty

    def test_update_and_bulk_writes_encrypt_too(self):
        rows = Secret.objects.bulk_create([Secret(phone="1"), Secret(phone="2")])
        Secret.objects.filter(pk=rows[0].pk).update(phone="3")
        rows[1].phone = "4"
        Secret.objects.bulk_update([rows[1]], ["phone"])

        assert [row.phone for row in Secret.objects.order_by("pk")] == ["3", "4"]
        assert [stored(row.pk)[0][:3] for row in rows] == ["v1:", "v1:"]
