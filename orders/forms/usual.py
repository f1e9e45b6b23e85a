"""The street's usual words, offered where a resident is written to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils.functional import SimpleLazyObject

from orders.models import AnswerTemplate, ServiceOrder
from orders.wording import fill

Usual = Mapping[str, list[str]]


def usual_words(order: ServiceOrder) -> Usual:
    """By occasion, in the street's order, filled in for this order; one query, once they are looked at."""
    return cast("Usual", SimpleLazyObject(lambda: _words_of(order)))


def _words_of(order: ServiceOrder) -> Usual:
    rows = AnswerTemplate.objects.active().filter(alliance=order.alliance_id)
    found: dict[str, list[str]] = {}
    for occasion, words in rows.values_list("occasion", "words"):
        found.setdefault(occasion, []).append(fill(words, order))
    return found


def offer_words(field: Any, usual: Usual, occasion: str, *, stand_ready: bool = True) -> None:
    """The first stand in the field, to be read and changed; the others, or all, can be put there.

    They are looked at where the field is drawn: a form that has been sent and taken needs none.
    """

    def offered() -> list[str]:
        return usual.get(occasion, [])

    field.template_name = "orders/_words_field.html"
    if stand_ready:
        field.initial = lambda: next(iter(offered()), "")
    field.usual = lambda: offered() if len(offered()) > stand_ready else []
