from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Field, FileField, TextField
from django.db.models.functions import Cast

from officekit.crypto import DecryptionError, EncryptedTextField, decrypt

CHUNK = 1000
MAX_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Reads every encrypted value and looks for every uploaded file: after a restore, "
        "and before an old key leaves DATA_KEYS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        values, problems = 0, []
        for field in _fields(EncryptedTextField):
            for stored in _stored(field):
                values += 1
                problems += _unreadable(stored, field)
        for field in _fields(FileField):
            problems += [f"缺少文件 {name}" for name in _stored(field) if not _exists(field, name)]
        if problems:
            raise CommandError("\n".join([f"有 {len(problems)} 处不对：", *problems[:MAX_SHOWN]]))
        self.stdout.write(f"{values} 个加密的内容都能读出，上传的文件一个不缺。")


def _fields(kind: type[Field]) -> Iterator[Any]:
    for model in apps.get_models():
        yield from (field for field in model._meta.local_fields if isinstance(field, kind))


def _stored(field: Any) -> Iterator[str]:
    """What a column holds, as it is: an unreadable value must not end the reading."""
    raw = field.model._base_manager.order_by().values_list(Cast(field.name, TextField()), flat=True)
    return (value for value in raw.iterator(CHUNK) if value)


def _unreadable(stored: str, field: EncryptedTextField) -> list[str]:
    try:
        decrypt(stored, context=field.context)
    except DecryptionError as error:
        return [str(error)]
    return []


def _exists(field: FileField, name: str) -> bool:
    return bool(field.storage.exists(name))
