import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from officekit.crypto import new_key
from tests.factories import BulletinFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept():
    """A phone, somebody without one, and an uploaded file."""
    PersonFactory(phone="13800001234")
    PersonFactory()
    bulletin = BulletinFactory()
    bulletin.file.save("示例.txt", ContentFile(b"x"))
    return bulletin.file


def test_verify_data_counts_what_it_read(capsys):
    call_command("verify_data")

    assert capsys.readouterr().out == "1 个加密的内容都能读出，上传的文件一个不缺。\n"


def test_verify_data_names_a_missing_file(kept):
    kept.storage.delete(kept.name)

    with pytest.raises(CommandError, match=f"有 1 处不对：\n缺少文件 {kept.name}"):
        call_command("verify_data")


def test_verify_data_names_the_key_that_is_lacking(settings):
    settings.DATA_KEYS = [new_key()]

    with pytest.raises(CommandError, match=r"有 1 处不对：\nmembers.Person.phone 用密钥 \w+ 加密"):
        call_command("verify_data")
