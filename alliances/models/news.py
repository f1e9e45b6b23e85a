"""What is told about a duty, an agreement or an order, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from members.models import Message, MessageKind, Organization, User

AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class News:
    """To whoever speaks for the receivers; `occasion` keeps one piece of news from being told twice."""

    # A record with a host and a page.
    about: Any
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
                sender=each.about.host,
                kind=each.kind,
                key=f"{each.about._meta.model_name}:{each.about.pk}:{each.occasion}",
                title=each.title,
                body=each.body,
                url=each.about.get_absolute_url(),
            )
