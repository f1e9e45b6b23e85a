"""How what happens to an order is written down, and who is told of it: staff by messages, residents by notices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F

from members.models import Message, MessageKind, Organization
from orders.models.notice import OrderNotice
from orders.models.placed import PlacedModel
from orders.models.status import ORDER_STEPS

if TYPE_CHECKING:
    from django.core.files.base import File

    from members.models import User


# Kept with what staff take down for somebody.
ORALLY = "已口头告知个人信息处理说明（第 {} 版），居民同意。"


class ToldModel(PlacedModel):
    """Abstract: the story of 服务订单. Every step raises `turn`, so that none is taken on an old page."""

    STEPS = ORDER_STEPS
    if TYPE_CHECKING:
        # What points here.
        events: Any
        followers: Any

    class Meta:
        abstract = True

    def begin(self, *, by: User | None, photos: Iterable[File] = ()) -> None:
        """The first line of its story, and the message to whoever received it."""
        self.events.create(
            step="place",
            label="居民点单" if by is None else f"{self.get_channel_display()}",
            target=self.status,
            by=by,
            office=by.organization if by else None,
            from_resident=by is None,
            is_shown=True,
            note="" if by is None else ORALLY.format(self.consent_version),
            at=self.created_at,
        )
        self.attach(photos)
        self.tell([self.host], f"新点单：{self.label}", by=by)

    def announce(self, answer: str, *, by: User, label: str) -> None:
        """Words for the resident that move nothing."""
        self.events.create(
            step="announce",
            label=label,
            source=self.status,
            target=self.status,
            by=by,
            office=by.organization,
            answer=answer,
            is_shown=True,
        )
        self.notify()

    def attach(self, photos: Iterable[File], *, shown: bool = True) -> None:
        """The photos of the step just taken."""
        event = self.events.order_by("-pk").first()
        for photo in photos:
            event.photos.create(order_id=self.pk, image=photo, is_shown=shown)

    def tell(
        self,
        organizations: Iterable[Organization],
        title: str,
        *,
        by: User | None,
        body: str = "",
        occasion: str = "",
    ) -> None:
        """To those who speak for them, once for each turn or occasion; titles name the order, never the resident."""
        Message.objects.tell(
            organizations,
            sender=by.organization if by else self.host,
            kind=MessageKind.ORDER,
            key=f"order:{self.pk}:{occasion or self.turn}",
            title=title,
            body=body,
            url=self.get_absolute_url(),
            but=by,
        )

    def _take(
        self,
        name: str,
        *,
        by: User | None,
        note: str = "",
        answer: str = "",
        shown: bool = True,
        to: Organization | None = None,
        from_resident: bool = False,
        **changes: Any,
    ) -> None:
        office = by.organization if by else None
        self._facts = {
            "office": office,
            "to": to,
            "answer": answer.strip(),
            "is_shown": shown,
            "from_resident": from_resident,
        }
        super()._take(name, by=by, note=note, turn=F("turn") + 1, **changes)
        if answer.strip() and not from_resident:
            self.notify()

    def notify(self) -> None:
        """Everybody who ordered this hears the answer just written, each under their own code."""
        order: Any = self
        event = self.events.order_by("-pk").first()
        OrderNotice.objects.plan(event, [order, *order.followers.all()])

    def _seen(self) -> dict[str, Any]:
        return {"turn": self.turn}

    def _event_facts(self) -> dict[str, Any]:
        return self._facts
