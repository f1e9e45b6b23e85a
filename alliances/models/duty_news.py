"""What is told about a duty, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from members.models import Message, MessageKind, Organization, User
from officekit.text import cn_date

if TYPE_CHECKING:
    from alliances.models.duty import Duty

AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class News:
    """To whoever speaks for the receivers; `occasion` keeps one piece of news from being told twice."""

    duty: Duty
    receivers: Sequence[Organization]
    occasion: str
    title: str
    body: str = ""
    kind: MessageKind = MessageKind.DUTY


def tell(news: Iterable[News], *, but: User | None = None) -> int:
    """Puts it on the desks, except that of `but`, who has just done it; a fixed number of queries for each 200."""
    waiting, made = iter(news), 0
    while some := list(islice(waiting, AT_ONCE)):
        made += Message.objects.post(_messages(some, but))
    return made


def _messages(news: Sequence[News], but: User | None) -> Iterator[Message]:
    units = {unit.pk: unit for each in news for unit in each.receivers}
    speakers = User.objects.speaking_for(units.values())
    for each in news:
        users = {user for unit in each.receivers for user in speakers[unit.pk]} - {but}
        for user in sorted(users, key=lambda user: user.pk):
            yield Message(
                user=user,
                sender=each.duty.host,
                kind=each.kind,
                key=f"duty:{each.duty.pk}:{each.occasion}",
                title=each.title,
                body=each.body,
                url=each.duty.get_absolute_url(),
            )


def new_duty(duty: Duty, assistants: Iterable[Organization]) -> News:
    return News(
        duty=duty,
        receivers=[duty.lead, *assistants],
        occasion="set",
        title=f"新的责任事项：{duty.title}",
        body=f"{duty.lead.label}牵头，{cn_date(duty.due_on)}前完成。{duty.host.label}下达。",
    )
