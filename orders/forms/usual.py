"""The street's usual words, offered where a resident is written to."""

from __future__ import annotations

from typing import Any

from orders.models import AnswerTemplate, ServiceOrder
from orders.wording import fill

Usual = dict[str, list[str]]


def usual_words(order: ServiceOrder) -> Usual:
    """By occasion, in the street's order, filled in for this order; one query."""
    rows = AnswerTemplate.objects.active().filter(alliance=order.alliance_id)
    found: Usual = {}
    for occasion, words in rows.values_list("occasion", "words"):
        found.setdefault(occasion, []).append(fill(words, order))
    return found


def offer_words(field: Any, words: list[str], *, stand_ready: bool = True) -> None:
    """The first stand in the field, to be read and changed; the others, or all, can be put there."""
    field.template_name = "orders/_words_field.html"
    if stand_ready:
        field.initial = words[0] if words else ""
    field.usual = words if len(words) > stand_ready else []
