from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from alliances.models import Alliance
from members.models import Level, Organization
from orders.models.settings import RulesQuerySet

SHORTEST = 2
# What the name of a body has beside that of the place where it is.
BODY = re.compile(
    r"(功能型)?(联合)?(党(支部|总支|委|小组)|网格(党支部)?|片区(党支部)?|业委会|管委会)+$"
)
UNSEEN = re.compile(r"[\s\u200b-\u200f\ufeff,，.。、]+")
# A street before a number: known to be no more than that, even where nobody has listed it.
STREET = re.compile(
    r"(?:^|[省市区县道镇])((?:(?![省市区县镇])[\u4e00-\u9fff]){1,6}(?:大街|街|路|巷|胡同|里|弄))\d"
)
NUMBERS = re.compile(r"\d")
PLACES = (Level.GRID, Level.COMPOUND)


class AddressHintQuerySet(RulesQuerySet):
    def names_of(self, alliance: Alliance) -> dict[str, int]:
        """Every name of a place of the alliance that stands in one community alone, with the community. Three queries."""
        found: dict[str, set[int]] = {}
        for name, community in [*self._listed(alliance), *_bodies_of(alliance)]:
            if len(plain := _plain(name)) >= SHORTEST:
                found.setdefault(plain, set()).add(community)
        return {name: places.pop() for name, places in found.items() if len(places) == 1}

    def _listed(self, alliance: Alliance) -> list[tuple[str, int]]:
        return list(self.filter(alliance=alliance).values_list("name", "community"))

    def place_at(self, alliance: Alliance, address: str) -> Place:
        """What is known of a typed address: the longest name that stands in it says which community it is."""
        typed = _plain(address)
        names = self.names_of(alliance) if typed else {}
        inside = sorted((name for name in names if name in typed), key=len, reverse=True)
        best = [name for name in inside if len(name) == len(inside[0])]
        communities = {names[name] for name in best}
        street = STREET.search(typed)
        area = NUMBERS.split(best[0])[0] if best else street[1] if street else ""
        return Place(area, communities.pop() if len(communities) == 1 else None)


@dataclass(frozen=True)
class Place:
    """`area`: a street or compound, fit for a public page. `community`: its number, where it is known."""

    area: str
    community: int | None


class AddressHint(models.Model):
    """地址对照: a street or compound, and the community it belongs to. Residents need not know."""

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="address_hints", verbose_name="联盟"
    )
    name = models.CharField(
        "街巷或小区",
        max_length=40,
        help_text="例如 后铁匠巷、示例苑小区；一条街分属几个社区的，写到门牌号，例如 柳巷路12号。",
    )
    community = models.ForeignKey(
        Organization,
        models.CASCADE,
        related_name="address_hints",
        verbose_name="所属社区",
        limit_choices_to=Q(level=Level.COMMUNITY),
    )

    history = HistoricalRecords(table_name="h_addresshint")
    objects = AddressHintQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "地址对照"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="addresshint_name_once",
                fields=["alliance", "name"],
                violation_error_message="这个街巷或小区已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return self.name


def communities_of(alliance: Alliance) -> list[Organization]:
    """Whom a resident may order from, in the order of the alliance."""
    rows = Organization.objects.members_of(alliance.pk).communities().in_use()
    return list(rows.only("name", "short_name", "path"))


def _bodies_of(alliance: Alliance) -> list[tuple[str, int]]:
    """The communities by their names, and the places whose party bodies stand below them."""
    communities = communities_of(alliance)
    found = [(BODY.sub("", own.label), own.pk) for own in communities]
    by_path = {own.path: own.pk for own in communities}
    below = Organization.objects.in_use().filter(
        path__startswith=alliance.anchor.path, level__in=PLACES
    )
    for name, path in below.values_list("name", "path"):
        above = [pk for start, pk in by_path.items() if path.startswith(start)]
        found += [(BODY.sub("", name), pk) for pk in above]
    return found


def _plain(text: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
