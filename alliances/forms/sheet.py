"""One page of minutes: what was posted (or stored, or kept as a draft) as rows of forms, and as Facts.

Every row has a key, and the keys come in the order of the page: `item` lists the agenda items, `<item>-decision`
the decisions of one, `<item>-opinion` what residents said of it, `guest` the guests. Stored rows are i12, d7, s3;
new ones n1, m1, v1, g1; c84 brings back resolution 84.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate

from alliances.forms.meeting import (
    DecisionForm,
    GuestForm,
    ItemForm,
    MeetingForm,
    OpinionForm,
    suggested_title,
)
from alliances.forms.sheet_rows import Problem, RollRow, Row
from alliances.minutes import Attended, Decision, Facts, Guest, Item, Voice
from alliances.models import Alliance, AttendanceStatus, Meeting, MeetingKind, Resolution
from alliances.rosters import contact_names, expected_at
from alliances.unit_sets import nameable
from members.models import Organization

MOST_ITEMS, MOST_DECISIONS, MOST_OPINIONS, MOST_GUESTS = 30, 60, 60, 60
KEY = re.compile(r"[a-z](\d{1,15})\Z", re.ASCII)


class MinutesSheet:
    """The page. Its facts are what is valid so far; its problems are what has to be put right before it is saved."""

    def __init__(
        self,
        data: MultiValueDict[str, str],
        *,
        alliance: Alliance,
        hosts: Iterable[Organization],
        kinds: Iterable[MeetingKind],
        meeting: Meeting | None = None,
        new_key: str = "",
        fills_roll: bool = False,
    ) -> None:
        self.data, self.alliance, self.meeting, self.new_key = data, alliance, meeting, new_key
        hosts = list(hosts)
        self.basics = MeetingForm(data, hosts=hosts, kinds=kinds)
        self._suggest_title()
        self.host = self.basics.cleaned_data.get("host") or hosts[0]
        self.too_many: list[str] = []
        starts_at = self.basics.cleaned_data.get("starts_at")
        self.day: date = localdate(starts_at) if starts_at else localdate()
        self.roll = self._read_roll()
        if fills_roll:
            self._tick_the_rest()
        self._read_rows()

    def _read_rows(self) -> None:
        attending = [row.organization for row in self.roll]
        self.units = nameable(self.alliance, self.host, self.day, attending)
        guests = self._keys("guest", MOST_GUESTS, "列席人员")
        self.guests = [self._row(key, GuestForm) for key in guests]
        self.items = [self._item(key) for key in self._keys("item", MOST_ITEMS, "议题")]
        if sum(len(item.rows) for item in self.items) > MOST_DECISIONS:
            self.too_many.append(f"议定事项最多 {MOST_DECISIONS} 项，请分两次会议记录。")

    def _suggest_title(self) -> None:
        """A title that nobody has typed follows the kind and the time."""
        self.basics.is_valid()
        cleaned = self.basics.cleaned_data
        suggestion = suggested_title(cleaned.get("kind"), cleaned.get("starts_at"))
        if suggestion and self.data.get("title", "") in {"", self.data.get("suggested", "")}:
            self.data["title"] = self.data["suggested"] = suggestion
            self.basics.full_clean()

    def _keys(self, name: str, most: int, what: str) -> list[str]:
        keys = list(dict.fromkeys(key for key in self.data.getlist(name) if KEY.match(key)))
        if len(keys) > most:
            self.too_many.append(f"{what}最多 {most} 条，您提交了 {len(keys)} 条，请删减。")
        return keys[:most]

    def _row(self, key: str, form: type[forms.Form], **kwargs: Any) -> Row:
        row = Row(key, form(self.data, prefix=key, **kwargs), is_new=key == self.new_key)
        if row.is_new:  # where one types next, with scripts and without
            focused = "title" if "title" in row.form.fields else next(iter(row.form.fields))
            row.form.fields[focused].widget.attrs["autofocus"] = True
        return row

    def _item(self, key: str) -> Row:
        self._settle(f"{key}-proposer")
        item = self._row(key, ItemForm, units=self.units)
        keys = self._keys(f"{key}-decision", MOST_DECISIONS, "一个议题的议定事项")
        for each in keys:
            self._settle(f"{each}-lead")
            self._settle(f"{each}-assistants", several=True)
        item.rows = [self._row(each, DecisionForm, units=self.units) for each in keys]
        said = self._keys(f"{key}-opinion", MOST_OPINIONS, "一个议题的居民意见")
        item.opinions = [self._row(each, OpinionForm) for each in said]
        return item

    def _settle(self, name: str, *, several: bool = False) -> None:
        """Words become the unit they mean, so that drafts are kept and versions compared by unit."""
        values = self.data.getlist(name)
        if several:
            self.data.setlist(name, self.units.settled(values))
        else:
            self.data.setlist(name, [self.units.reference(text) or text for text in values])

    def _read_roll(self) -> list[RollRow]:
        kind = self.basics.cleaned_data.get("kind")
        invited = self.meeting.invited() if self.meeting else []
        expected = invited or expected_at(self.alliance, self.host, kind, self.day)
        listed = {unit.pk for unit in expected}
        expected += [unit for unit in self._stored_units() if unit.pk not in listed]
        names = contact_names(expected, self.day)
        return [
            RollRow(
                unit,
                self.data.get(f"o{unit.pk}-name", names.get(unit.pk, "")),
                self.data.get(f"o{unit.pk}-status", ""),
            )
            for unit in expected
        ]

    def _tick_the_rest(self) -> None:
        for row in self.roll:
            row.mark = row.mark or AttendanceStatus.PRESENT.value
            self.data[f"{row.id}-status"] = row.mark

    def _stored_units(self) -> list[Organization]:
        """Whoever is on the stored list stays on it, whatever became of its membership."""
        if self.meeting is None:
            return []
        stored = Organization.objects.filter(attendances__meeting=self.meeting)
        return list(stored.order_by("attendances__pk"))

    @cached_property
    def problems(self) -> list[Problem]:
        return [
            *(Problem("items", "议题", message) for message in self.too_many),
            *_problems(self.basics, ""),
            *(
                Problem(f"{row.id}-status_group", row.organization.name, row.problem)
                for row in self.roll
                if row.problem
            ),
            *(
                p
                for place, row in _typed(self.guests)
                for p in _problems(row.form, f"列席 {place}")
            ),
            *(
                p
                for place, item in _typed(self.items)
                for p in _item_problems(place, item, hears=self.hears_residents)
            ),
        ]

    @cached_property
    def facts(self) -> Facts:
        """What is valid of it so far."""
        basics = {k: v for k, v in self.basics.cleaned_data.items() if k != "host"}
        brought_back = {row.pk for row in self.left_open}
        return Facts(
            **basics,
            host=self.host,
            attended=[
                Attended(organization=row.organization, name=row.name.strip(), status=row.mark)
                for row in self.roll
                if not row.problem
            ],
            guests=[Guest(**_valid(row.form, role="", name="")) for _, row in _typed(self.guests)],
            items=[
                _item_of(item, brought_back, hears=self.hears_residents)
                for _, item in _typed(self.items)
            ],
            quorum=self._quorum,
            number_label=self.meeting.number_label if self.meeting else "待编号",
            is_correction=self.meeting is not None and self.meeting.is_correcting,
        )

    @cached_property
    def left_open(self) -> list[Resolution]:
        """上次没有办结的事项 of the same body that are not on the page yet."""
        kind, starts_at = (self.basics.cleaned_data.get(name) for name in ("kind", "starts_at"))
        if self.meeting:
            rows = Resolution.objects.to_bring_back(self.meeting)
        elif kind and starts_at:
            rows = Resolution.objects.left_open(self.host.pk, kind.pk, starts_at)
        else:
            return []
        return list(rows.select_related("agenda_item").order_by("due_on", "pk"))

    @property
    def missing(self) -> list[Resolution]:
        listed = {item.key for item in self.items}
        return [row for row in self.left_open if f"c{row.pk}" not in listed]

    @property
    def _quorum(self) -> int | None:
        if self.meeting and self.meeting.minutes_number:
            return self.meeting.quorum
        kind = self.basics.cleaned_data.get("kind")
        return kind.quorum if kind else None

    @property
    def hears_residents(self) -> bool:
        """The kind of meeting says so."""
        kind = self.basics.cleaned_data.get("kind")
        return kind is not None and kind.hears_residents

    @property
    def status_choices(self) -> list[tuple[str, str]]:
        return AttendanceStatus.choices

    @property
    def roll_is_shown(self) -> bool:
        """The page that posted this had the same organizations on its list."""
        shown = [name for name in self.data if re.match(r"o\d+-name\Z", name)]
        return shown == [f"{row.id}-name" for row in self.roll]

    @property
    def unticked_count(self) -> int:
        return sum(not row.mark for row in self.roll)

    def hide_errors(self) -> None:
        """For a page that nobody has sent off yet: the rows keep their text and show no complaint."""
        below = (row for item in self.items for row in (*item.rows, *item.opinions))
        for row in (*self.guests, *self.items, *below):
            row.form.errors.clear()
        self.basics.errors.clear()


def _typed(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """Rows with something in them, numbered."""
    return enumerate((row for row in rows if not row.is_blank), 1)


def _item_of(row: Row, brought_back: set[int], *, hears: bool) -> Item:
    """Only what may be brought back to this meeting is tied to it; any other key is a plain new item."""
    carried = int(row.key[1:]) if row.key[0] == "c" else 0
    decisions = [
        Decision(pk=each.pk, **_valid(each.form, text="", lead=None, due_on=None, assistants=[]))
        for _, each in _typed(row.rows)
    ]
    values = _valid(row.form, title="", fourfold="", proposer=None, discussion="")
    if hears:
        values |= _valid(row.form, options="", plan="", outcome="")
        values["voices"] = [
            Voice(
                pk=each.pk, **_valid(each.form, role="", channel="", stance="", text="", people=1)
            )
            for _, each in _typed(row.opinions)
        ]
    carries = carried if carried in brought_back else None
    return Item(pk=row.pk, decisions=decisions, carries=carries, **values)


def _valid(form: forms.Form, **empty: Any) -> dict[str, Any]:
    form.is_valid()
    return {name: form.cleaned_data.get(name, value) for name, value in empty.items()}


def _problems(form: forms.Form, place: str) -> Iterator[Problem]:
    for name, messages in form.errors.items():
        bound = form[name]
        where = f"{place} · {bound.label}" if place else str(bound.label)
        yield from (Problem(bound.id_for_label, where, str(message)) for message in messages)


def _item_problems(place: int, item: Row, *, hears: bool) -> Iterator[Problem]:
    yield from _problems(item.form, f"议题 {place}")
    for number, decision in _typed(item.rows):
        yield from _problems(decision.form, f"议题 {place} 第 {number} 项")
    for number, opinion in _typed(item.opinions if hears else []):
        yield from _problems(opinion.form, f"议题 {place} 的居民意见 {number}")
