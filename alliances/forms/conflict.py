"""Three versions of the same minutes, what two people made of one: place by place, and the one made of both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.datastructures import MultiValueDict

from alliances.forms.places import Place, filled_items, places_of
from alliances.forms.sheet import MinutesSheet
from alliances.forms.sheet_data import Data
from alliances.models import GuestRole

EMPTY, ABSENT = "（空）", "（没有这一条）"
MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True)
class Conflict:
    """A place that both have changed, and not in the same way. Without `base`: nobody knows what it was."""

    id: str
    label: str
    base: str | None
    theirs: str
    mine: str
    keeps_both: bool

    @property
    def sides(self) -> set[str]:
        return {MINE, THEIRS, BOTH} if self.keeps_both else {MINE, THEIRS}


@dataclass(frozen=True)
class Settled:
    """A place that only one of them has changed: what it says now."""

    label: str
    text: str
    is_mine: bool


class Merge:
    """What two people made of `base`: what only one of them changed is taken over, what both did is asked.

    Without `base`, which is not kept of minutes as old as the first version of this portal, every difference is asked.
    """

    def __init__(
        self, *, base: MinutesSheet | None, theirs: MinutesSheet, mine: MinutesSheet
    ) -> None:
        self._data = {THEIRS: theirs.data, MINE: mine.data}
        shared = filled_items(theirs) & filled_items(mine)
        self._knows_base = base is not None
        self._base = {place.id: place for place in places_of(base, shared)} if base else {}
        self._theirs, self._mine = (
            {place.id: place for place in places_of(sheet, shared)} for sheet in (theirs, mine)
        )
        self._guests = _Guests(base, theirs, mine)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """In the order of the page."""
        return [self._conflict(key) for key in self._differing if not self._changed_by(key)]

    @cached_property
    def settled(self) -> list[Settled]:
        rows = [
            Settled(self._label(key), self._text(side, key), side == MINE)
            for key in self._differing
            if (side := self._changed_by(key))
        ]
        return [*rows, *self._guests.settled()]

    def data(self, picks: Mapping[str, str]) -> Data:
        """Theirs, with mine where only mine was changed, and as picked where both were."""
        data: Data = MultiValueDict(
            {name: list(values) for name, values in self._data[THEIRS].lists()}
        )
        for key in self._differing:
            side = self._changed_by(key) or picks[key]
            if side == MINE:
                self._put(key, data)
            elif side == BOTH:
                name = self._mine[key].fields[0]
                data[name] = "\n".join(str(source.get(name)).strip() for source in self._both)
        self._guests.write(data)
        return data

    @property
    def _both(self) -> list[Data]:
        return [self._data[THEIRS], self._data[MINE]]

    @cached_property
    def _differing(self) -> list[str]:
        keys = dict.fromkeys([*self._theirs, *self._mine])
        return [key for key in keys if _values(self._theirs, key) != _values(self._mine, key)]

    def _changed_by(self, key: str) -> str:
        """Whose alone this change is; empty where it is both's."""
        if not self._knows_base:
            return ""
        base = _values(self._base, key)
        if _values(self._theirs, key) == base:
            return MINE
        return THEIRS if _values(self._mine, key) == base else ""

    def _conflict(self, key: str) -> Conflict:
        base = _shown(self._base, key) if self._knows_base else None
        sides = [places.get(key) for places in (self._theirs, self._mine)]
        keeps_both = all(place and place.is_long and place.text for place in sides)
        return Conflict(
            key, self._label(key), base, self._text(THEIRS, key), self._text(MINE, key), keeps_both
        )

    def _label(self, key: str) -> str:
        return (self._theirs.get(key) or self._mine[key]).label

    def _text(self, side: str, key: str) -> str:
        return _shown(self._mine if side == MINE else self._theirs, key)

    def _put(self, key: str, data: Data) -> None:
        """Mine: the values of the place, or that it is gone."""
        place = self._mine.get(key) or self._theirs[key]
        row = key.partition(":")[2]
        if key not in self._mine:
            if place.listed_in:
                left = [each for each in data.getlist(place.listed_in) if each != row]
                data.setlist(place.listed_in, left)
            return
        for name in place.fields:
            data.setlist(name, self._data[MINE].getlist(name))
        if place.listed_in and row not in data.getlist(place.listed_in):
            self._list(place, row, data)

    def _list(self, place: Place, row: str, data: Data) -> None:
        """A new row comes last, one that they have struck where it was."""
        listed = data.getlist(place.listed_in)
        own = self._data[MINE].getlist(place.listed_in)
        before = [key for key in own[: own.index(row)] if key in listed]
        at = len(listed)
        if place.id in self._base:
            at = listed.index(before[-1]) + 1 if before else 0
        data.setlist(place.listed_in, [*listed[:at], row, *listed[at:]])


class _Guests:
    """列席人员 bear no key that lasts: of each name and role, what was added is added, what was struck is struck."""

    def __init__(self, base: MinutesSheet | None, theirs: MinutesSheet, mine: MinutesSheet) -> None:
        self._theirs, self._mine = _counted(theirs), _counted(mine)
        # Without a base, whoever is on either list was there.
        self._base = _counted(base) if base else self._theirs & self._mine

    def settled(self) -> list[Settled]:
        return [
            Settled("列席人员", self._words(guest, own - self._base[guest]), is_mine)
            for counts, is_mine in ((self._theirs, False), (self._mine, True))
            for guest in dict.fromkeys([*self._base, *counts])
            if (own := counts[guest]) != self._base[guest]
            and self._theirs[guest] != self._mine[guest]
        ]

    def write(self, data: Data) -> None:
        """Over the rows of `data`."""
        for name in [name for name in data if re.match(r"g\d+-", name)]:
            del data[name]
        data.setlist("guest", [])
        for number, (role, name) in enumerate(self._merged().elements(), 1):
            data.appendlist("guest", f"g{number}")
            data[f"g{number}-role"], data[f"g{number}-name"] = role, name

    def _merged(self) -> Counter[tuple[str, str]]:
        return Counter(
            {guest: self._number(guest) for guest in dict.fromkeys([*self._theirs, *self._mine])}
        )

    def _number(self, guest: tuple[str, str]) -> int:
        base, theirs, mine = self._base[guest], self._theirs[guest], self._mine[guest]
        if base in {theirs, mine}:
            return mine if theirs == base else theirs
        return max(theirs, mine)

    def _words(self, guest: tuple[str, str], change: int) -> str:
        role, name = guest
        return f"{'加了' if change > 0 else '删了'} {dict(GuestRole.choices).get(role, '')}{name}"


def _counted(sheet: MinutesSheet) -> Counter[tuple[str, str]]:
    return Counter(
        (str(row.form["role"].data or ""), str(row.form["name"].data or "").strip())
        for row in sheet.guests
        if not row.is_blank
    )


def _shown(places: Mapping[str, Place], key: str) -> str:
    return places[key].text or EMPTY if key in places else ABSENT


def _values(places: Mapping[str, Place], key: str) -> object:
    return places[key].values if key in places else None
