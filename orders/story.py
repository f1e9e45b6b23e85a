"""What a resident reads of their order: the four steps, who has it now, by when, what happened, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from alliances.models import Holiday
from members.models import Organization
from officekit.redaction import erase
from officekit.text import cn_datetime, cn_month_day
from orders.dues import Due, dues_of
from orders.models import OrderEvent, OrderPhoto, OrderStatus, ServiceOrder
from orders.models.status import AWAITING, STAGES

if TYPE_CHECKING:
    from django.db.models import QuerySet

# The step whose event says since when a stage lies behind.
DISPATCHING = frozenset({"dispatch", "undertake"})
PLACED, DISPATCH, WORK, RESULT = range(len(STAGES))


@dataclass(frozen=True)
class Stage:
    """One of the four steps. `state` is "done", "now" or "" for what is still to come."""

    label: str
    state: str
    when: str


@dataclass(frozen=True)
class Line:
    """One line of 办理记录: what happened, without what staff noted among themselves."""

    at: datetime
    who: str
    label: str
    words: str
    photos: Sequence[OrderPhoto]


@dataclass(frozen=True)
class Aside:
    """Where an order does not go its usual way: what that means, and the words of whoever decided it."""

    title: str
    words: str
    more: str = ""
    tone: str = "warning"


class Story:
    """Of one order, as its resident reads it. Merged, it is the story of the other one, without its resident's words."""

    def __init__(self, order: ServiceOrder) -> None:
        self.order = order
        self.told: Any = order.merged_into or order
        self.told.alliance = order.alliance
        self.moment = now()

    @cached_property
    def own(self) -> list[OrderEvent]:
        return list(self.order.events.shown())

    @cached_property
    def events(self) -> list[OrderEvent]:
        """The newest first."""
        if self.told == self.order:
            return self.own
        rows: QuerySet[OrderEvent] = self.told.events.shown()
        others = rows.filter(from_resident=False).exclude(step="place")
        return sorted([*self.own, *others], key=lambda event: event.at, reverse=True)

    @property
    def lines(self) -> list[Line]:
        return [self._line(event) for event in self.events]

    @property
    def stages(self) -> list[Stage]:
        """Empty where it ended aside."""
        order = self.told
        if order.stage < 0:
            return []
        # Placed, it waits for the community.
        here = max(order.stage, DISPATCH)
        times = {
            PLACED: self.order.created_at,
            DISPATCH: _last_at(self.events, DISPATCHING),
            WORK: order.finished_at,
            RESULT: order.closed_at,
        }
        over = order.stage == RESULT and order.is_closed
        return [
            self._stage(place, here + over, cn_datetime(times[place]))
            for place in range(len(STAGES))
        ]

    def _stage(self, place: int, here: int, when: str) -> Stage:
        label, _ = STAGES[place]
        if place < here:
            return Stage(label, "done", when.partition("年")[2])
        if place == here:
            return Stage(label, "now", self.told.get_status_display())
        soon = place == RESULT and self._runs and not self.is_late
        return Stage(label, "", f"预计 {cn_month_day(self.told.resolve_due)}前" if soon else "")

    @property
    def aside(self) -> Aside | None:
        order = self.told
        if order.status == OrderStatus.REFUSED:
            return Aside(f"不予受理：{order.refusal}", self._last_words("refuse"), tone="error")
        if order.status == OrderStatus.WITHDRAWN:
            return Aside("您已撤回这一单", "", "还需要的话，请再点一单。", tone="info")
        if order.status == OrderStatus.PAUSED:
            words, more = self._last_words("pause"), "等到了就恢复计时，等的时间不算在时限里。"
            return Aside("暂停计时", words, more)
        if order.status == OrderStatus.ESCALATED:
            more = f"这件事需要{order.street.label}协调，由街道答复或者直接安排。"
            return Aside("待街道协调", "", more, tone="info")
        return None

    @property
    def is_merged(self) -> bool:
        return bool(self.told != self.order)

    @property
    def who(self) -> Organization:
        """Who answers for it now."""
        order = self.told
        found: Organization = order.turn_of if order.status in AWAITING else order.responsible
        return found

    @cached_property
    def helpers(self) -> list[Organization]:
        return list(self.told.assistants.order_by("pk"))

    @property
    def _runs(self) -> bool:
        return bool(self.told.is_open and self.told.status != OrderStatus.PAUSED)

    @property
    def is_late(self) -> bool:
        return bool(self.told.is_late(self.moment))

    @cached_property
    def dues(self) -> list[Due]:
        """The limits that still mean something, that of the result last."""
        return dues_of(self.told, self.moment, Holiday.objects.changes_of(self.told.alliance_id))

    def _line(self, event: OrderEvent) -> Line:
        who = "您" if event.from_resident else (event.office.label if event.office else "")
        label = f"{event.label}，交给{event.to.label}" if event.to else event.label
        photos = [photo for photo in event.photos.all() if photo.is_shown]
        return Line(event.at, who, label, self._words(event), photos)

    def _words(self, event: OrderEvent) -> str:
        """What was said to the other resident by name is not told to this one."""
        if event.order_id == self.order.pk:
            return event.answer
        return erase(event.answer, names=[self.told.name], addresses=[self.told.address])

    def _last_words(self, step: str) -> str:
        return next((self._words(event) for event in self.events if event.step == step), "")


def _last_at(events: Iterable[OrderEvent], steps: frozenset[str]) -> datetime | None:
    return next((event.at for event in events if event.step in steps), None)
