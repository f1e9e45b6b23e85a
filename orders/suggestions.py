"""Which units fit an order, each with its reasons: facts, in the order of fit, and never a ranking of the units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from alliances.models import Clause, Membership
from members.models import Organization
from officekit.likeness import telling_pairs
from officekit.text import excerpt
from orders.models import OrderEvent, ServiceItem, ServiceOrder, Solved
from orders.models.status import DONE, WITH_LEAD

MOST = 5
# So many of the newest orders of a category are looked back on, however many there are.
LOOKED_BACK = 500
MOST_CLAUSES = 300
CLAUSE_LENGTH = 24
OFFERS_NAMED = 2
# Pairs of signs that a resident's words and an offer have in common not by chance.
TOGETHER = 2
# How much a reason weighs where units are put in order.
ITEM, OFFER, MENU, PAST, CLAUSE, SERVES = 12, 4, 3, 3, 2, 1


@dataclass
class Suggestion:
    """A unit, why it fits, and how much it has in work."""

    unit: Organization
    reasons: list[str] = field(default_factory=list)
    fit: int = 0
    in_work: int = 0
    # Why it gave this very order back.
    returned: str = ""

    def add(self, reason: str, weight: int) -> None:
        self.reasons.append(reason)
        self.fit += weight


@dataclass(frozen=True)
class Matter:
    """What an order is about: in what it is called one pair of signs says it, in what somebody tells two together do."""

    named: frozenset[str]
    told: frozenset[str]

    def shared(self, text: str) -> int:
        """How many pairs a text has in common with it; 0 where that may be by chance."""
        pairs = telling_pairs(text)
        common = len(pairs & (self.named | self.told))
        return common if pairs & self.named or common >= TOGETHER else 0


def _matter(order: ServiceOrder) -> Matter:
    """A title that is only how the resident began is what somebody tells."""
    is_told = order.title.rstrip("…") in order.words
    title = "" if is_told else order.title
    named = telling_pairs(f"{order.category.name} {order.item or ''} {title}")
    return Matter(named, telling_pairs(order.words))


def suggestions(order: ServiceOrder) -> list[Suggestion]:
    """The member units that something speaks for; the same few queries however many there are."""
    units = _members(order)
    matter = _matter(order)
    _from_menu(order, units)
    _from_offers(units.values(), matter)
    _from_past(order, units)
    _from_clauses(order, units, matter)
    for found in units.values():
        if found.unit.serves:  # type: ignore[attr-defined]
            found.add(f"服务{order.host.label}", SERVES)
    fitting = [found for found in units.values() if found.fit]
    _mark_returned(order, units)
    fitting.sort(key=lambda found: (bool(found.returned), -found.fit, found.unit.path))
    chosen = fitting[:MOST]
    _count_work(chosen)
    return chosen


def _members(order: ServiceOrder) -> dict[int, Suggestion]:
    """Every member unit, with whether it serves the community that received the order."""
    codes = order.host.path.strip("/").split("/")
    serving = Membership.objects.live().filter(
        alliance=order.alliance_id, organization=OuterRef("pk"), communities__code__in=codes
    )
    rows = Organization.objects.members_of(order.alliance_id).units().in_use()
    rows = rows.annotate(serves=Exists(serving)).only(
        "name", "short_name", "sector", "offers", "path"
    )
    return {unit.pk: Suggestion(unit) for unit in rows}


def _from_menu(order: ServiceOrder, units: dict[int, Suggestion]) -> None:
    items = ServiceItem.objects.filter(
        alliance=order.alliance_id, category=order.category_id, is_active=True
    ).exclude(provider=None)
    for item in items.only("title", "provider").order_by("order", "pk"):
        found = units.get(item.provider_id or 0)
        if found and item.pk == order.item_id:
            found.add(f"服务菜单：{item.title}由它提供", ITEM)
        elif found and found.fit < MENU:
            found.add(f"服务菜单：提供同类的{item.title}", MENU)


def _from_offers(found: Iterable[Suggestion], matter: Matter) -> None:
    for suggestion in found:
        shared = {line: matter.shared(line) for line in suggestion.unit.offer_list}
        lines = sorted(filter(shared.get, shared), key=lambda line: -shared[line])
        if lines:
            weight = OFFER + sum(shared.values())
            suggestion.add(f"能提供：{'、'.join(lines[:OFFERS_NAMED])}", weight)


def _from_past(order: ServiceOrder, units: dict[int, Suggestion]) -> None:
    """What they finished of the same category, and what residents said of it."""
    recent = ServiceOrder.objects.filter(alliance=order.alliance_id, category=order.category_id)
    recent = recent.exclude(pk=order.pk).order_by("-pk")[:LOOKED_BACK]
    done = ServiceOrder.objects.filter(pk__in=recent.values("pk"), status__in=DONE, lead__in=units)
    counted = (
        done.order_by()
        .values("lead")
        .annotate(
            number=Count("pk"),
            said_yes=Count("pk", filter=Q(solved=Solved.YES)),
            said_no=Count("pk", filter=Q(solved=Solved.NO)),
        )
    )
    for row in counted:
        units[row["lead"]].add(_past_words(row), PAST)


def _past_words(row: Mapping[str, Any]) -> str:
    said = [
        f"“{solved.label}”{row[name]} 单"
        for name, solved in (("said_yes", Solved.YES), ("said_no", Solved.NO))
        if row[name]
    ]
    rated = f"，居民评{'、'.join(said)}" if said else ""
    return f"近期办过同类 {row['number']} 单{rated}"


def _from_clauses(order: ServiceOrder, units: dict[int, Suggestion], matter: Matter) -> None:
    clauses = Clause.objects.filter(
        agreement__alliance=order.alliance_id, agreement__status="in_force"
    )
    owed = clauses.filter(party__organization__in=units).order_by("-pk")
    for unit, text in owed.values_list("party__organization", "text")[:MOST_CLAUSES]:
        found = units[unit]
        is_told = any(reason.startswith("协议约定") for reason in found.reasons)
        if not is_told and matter.shared(text):
            found.add(f"协议约定：{excerpt(text, CLAUSE_LENGTH)}", CLAUSE)


def _mark_returned(order: ServiceOrder, units: dict[int, Suggestion]) -> None:
    """退单 of this very order stands beside its unit, which comes last."""
    events = OrderEvent.objects.filter(order=order.pk, step="give_back").order_by("pk")
    for unit, note in events.values_list("office", "note"):
        if unit in units:
            units[unit].returned = note


def _count_work(chosen: list[Suggestion]) -> None:
    at_work = ServiceOrder.objects.filter(
        lead__in=[found.unit.pk for found in chosen], status__in=WITH_LEAD
    )
    counted = at_work.order_by().values_list("lead").annotate(number=Count("pk"))
    numbers: dict[int, int] = dict(counted)
    for found in chosen:
        found.in_work = numbers.get(found.unit.pk, 0)
