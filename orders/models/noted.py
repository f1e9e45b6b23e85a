"""What staff write on an order without moving it: notes, a better name, a look at the contact, a later limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from members.models import StepError
from orders.models.status import IN_WORK, OPEN
from orders.models.told import ToldModel

if TYPE_CHECKING:
    from django.core.files.base import File

    from members.models import User


class NotedModel(ToldModel):
    """Abstract: the part of 服务订单 that is kept beside its steps."""

    if TYPE_CHECKING:
        extensions: Any

    class Meta:
        abstract = True

    @transaction.atomic
    def remark(self, *, by: User, note: str, photos: Iterable[File] = ()) -> None:
        """内部记录 of whoever takes part, 协办单位 among them: hinders nobody who writes at the same time."""
        self.lock()
        if self.status not in OPEN:
            raise StepError(f"这一单{self.get_status_display()}，不再记进展。请刷新后再看。")
        if not note.strip():
            raise StepError("请写下内部记录。")
        if self.is_last("remark", by=by, words={note.strip()}):
            return
        self.write("remark", "内部记录", by=by, note=note)
        self.attach(photos, shown=False)
        others = [self.lead] if self.lead and self.lead_id != by.organization_id else []
        occasion = f"remark:{self.events.count()}"
        self.tell(others, f"新的内部记录：{self.label}", by=by, occasion=occasion)

    @transaction.atomic
    def retitle(self, title: str, *, by: User) -> None:
        """改写事项: a better name than the first words of the resident."""
        before, self.title = self.title, title.strip()
        if not self.title or self.title == before:
            raise StepError("请写一个和现在不同的名称。")
        self.save(update_fields=["title", "search_text"])
        self.write("retitle", "改写事项", by=by, note=f"原来写作：{before}")

    def record_look(self, *, by: User, reason: str) -> None:
        """查看联系方式: who, when and why, for everybody who works on it."""
        self.write("contact", "查看联系方式", by=by, note=reason)

    def lock(self) -> None:
        """Takes the row until the transaction ends, and reads what it says now."""
        self._rows().select_for_update(no_key=True).get()
        self.refresh_from_db()

    def postpone(self, until: datetime) -> None:
        """The limit that was set first is kept. Called, under the lock, by the extension that grants it."""
        first = Coalesce(F("first_resolve_due"), F("resolve_due"))
        self._rows().update(resolve_due=until, first_resolve_due=first, turn=F("turn") + 1)
        self.refresh_from_db()

    def _take(self, name: str, **facts: Any) -> None:
        """With the work ends what was asked about its limit."""
        step = self.step(name)
        if self.status in IN_WORK and (name == "hand_over" or step.target not in IN_WORK):
            self._drop_requests(facts.get("by"), f"随“{step.label}”收回")
        super()._take(name, **facts)

    def _drop_requests(self, by: User | None, note: str) -> None:
        requests = list(self.extensions.asked())
        if requests:
            # In the order in which whoever grants takes the rows, too.
            self._rows().select_for_update(no_key=True).get()
        for request in requests:
            request.drop(by=by, note=note)

    def is_last(self, step: str, *, by: User, words: set[str]) -> bool:
        """Whether the newest line of the story is this one: what a second click sends is written already."""
        last = self.events.order_by("-pk").first()
        same = bool(last) and (last.step, last.by_id) == (step, by.pk)
        return same and {last.note, last.answer} - {""} == words - {""}

    def write(self, step: str, label: str, *, by: User, note: str) -> None:
        """A line of the story for staff alone, which moves nothing."""
        self.events.create(
            step=step,
            label=label,
            source=self.status,
            target=self.status,
            by=by,
            office=by.organization,
            note=note.strip(),
        )

    def _rows(self) -> Any:
        return models.QuerySet(type(self)).filter(pk=self.pk)
