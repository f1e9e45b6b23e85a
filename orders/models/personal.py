"""个人信息: what a resident may see, correct and have deleted (个人信息保护法), and what a job wipes in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils.timezone import localdate

from alliances.models import ExtensionStatus
from members.models import Message, StepError
from officekit.crypto import blind_index
from officekit.redaction import erase
from orders.models.event import OrderPhoto
from orders.models.feedback import RatedModel

GONE = "这一单的个人信息已经清除，不能再更改。"
# The texts of an order in which somebody may have written who its resident is.
TEXTS = ("title", "words", "area", "result")


class PersonalModel(RatedModel):
    """Abstract: the part of 服务订单 that tells who its resident is."""

    class Meta:
        abstract = True

    @transaction.atomic
    def correct_contact(self, *, name: str, phone: str, address: str) -> None:
        """更正联系方式. The story says that it was corrected, never what it was or is."""
        new = {"name": name.strip(), "phone": phone, "address": address.strip()}
        if all(getattr(self, field) == value for field, value in new.items()):
            return
        # From now on the end of the phone opens it, which may have had none before.
        known = {"contact_key": blind_index(phone), "follow_number": ""}
        if not self._unwiped().update(**new, **known):
            raise StepError(GONE)
        self.refresh_from_db()
        event = self.record("correct", "居民更正了联系方式")
        self._tell_workers(f"居民更正了联系方式：{self.label}", f"correct:{event.pk}")

    @transaction.atomic
    def wipe(self, *, label: str = "个人信息到期清除", by_resident: bool = False) -> bool:
        """清除个人信息: name, phone, address, the resident's photos, and whatever in any text tells who it is.

        The order itself stays. False where somebody has done it already.
        """
        row: Any = self._unwiped().select_for_update().first()
        if row is None:
            return False
        clean = partial(erase, names=[row.name], addresses=[row.address])
        texts = {field: _fitting(row, field, clean(getattr(row, field))) for field in TEXTS}
        contact = dict.fromkeys(("name", "phone", "address", "follow_number", "contact_key"), "")
        self._unwiped().update(**texts, **contact, wiped_on=localdate())
        row.__dict__.update(texts)
        row.save(update_fields=["search_text"])
        row._forget_texts(clean)
        row._forget_photos()
        stands = {"source": row.status, "target": row.status, "from_resident": by_resident}
        row.events.create(step="wipe", label=label, is_shown=True, **stands)
        self.refresh_from_db()
        return True

    def _unwiped(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = models.QuerySet(type(self))
        return rows.filter(pk=self.pk, wiped_on__isnull=True)

    def _forget_texts(self, clean: Callable[[str], str]) -> None:
        """What residents and staff wrote in the story of the order, and in messages about it."""
        _rewrite(self.events.all(), ("note", "answer"), clean)
        extensions = list(self.extensions.all())
        _rewrite(extensions, ("reason",), clean)
        asked = {f"extension:{one.pk}:{state}" for one in extensions for state in ExtensionStatus}
        occasions = {*asked, *(str(turn) for turn in range(self.turn + 1))}
        keys = [f"order:{self.pk}:{occasion}" for occasion in sorted(occasions)]
        _rewrite(Message.objects.filter(key__in=keys).exclude(body=""), ("body",), clean)

    def _forget_photos(self) -> None:
        """Of the resident; those of the work stay. Files go when the rows have gone for good."""
        photos = list(OrderPhoto.objects.of_resident().filter(order_id=self.pk))
        OrderPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
        for photo in photos:
            remove = partial(photo.image.storage.delete, str(photo.image.name))
            transaction.on_commit(remove, robust=True)


def _fitting(row: Any, field: str, text: str) -> str:
    return text[: row._meta.get_field(field).max_length]


def _rewrite(rows: Iterable[Any], fields: tuple[str, ...], clean: Callable[[str], str]) -> None:
    changed: list[Any] = []
    for row in rows:
        before = [getattr(row, field) for field in fields]
        after = [_fitting(row, field, clean(getattr(row, field))) for field in fields]
        if before != after:
            for field, text in zip(fields, after, strict=True):
                setattr(row, field, text)
            changed.append(row)
    if changed:
        models.QuerySet(type(changed[0])).bulk_update(changed, fields)
