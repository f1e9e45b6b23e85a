"""Another moment for a while: what the models write down then, they write down under it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Any

from django.utils import timezone

from members.models import Message


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Lets `django.utils.timezone.now` tell this moment, whoever has imported it by whatever name.

    For commands that make up a past; a process that answers requests never calls it.
    """

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    module: Any = timezone
    before = module.datetime
    module.datetime = Then
    try:
        yield
    finally:
        module.datetime = before


@contextmanager
def untold() -> Iterator[None]:
    """Lets nobody be told on their desk: what was long ago has been read, and deleted since."""
    rows: Any = type(Message.objects.all())
    before = rows.tell
    rows.tell = lambda *args, **facts: 0
    try:
        yield
    finally:
        rows.tell = before
