"""Two versions of the same minutes, place by place, and the one that is made of both."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.utils.datastructures import MultiValueDict

from alliances.forms.sheet import MinutesSheet, Row
from alliances.forms.sheet_data import Data
from alliances.models import AttendanceStatus
from officekit.text import cn_date

ITEM_FIELDS = ("fourfold", "title", "proposer", "discussion")
DECISION_FIELDS = ("text", "lead", "assistants", "due_on")
EMPTY, ABSENT = "（空）", "（没有这一条）"


@dataclass(frozen=True)
class Place:
    """A part of the page that is chosen as a whole: its words, and the posted fields that make it up."""

    id: str
    label: str
    text: str
    fields: tuple[str, ...]
    # For a row: the list in which its key stands.
    listed_in: str = ""


@dataclass(frozen=True)
class Difference:
    id: str
    label: str
    theirs: str
    mine: str


def differences(theirs: MinutesSheet, mine: MinutesSheet) -> list[Difference]:
    """Where the two say different things, in the order of the page."""
    found, ours = _both(theirs, mine)
    return [
        Difference(key, (found.get(key) or ours[key]).label, _text(found, key), _text(ours, key))
        for key in dict.fromkeys([*found, *ours])
        if _text(found, key) != _text(ours, key)
    ]


def merged(theirs: MinutesSheet, mine: MinutesSheet, mine_chosen: Collection[str]) -> Data:
    """Theirs, with mine wherever it was chosen."""
    data: Data = MultiValueDict({name: list(values) for name, values in theirs.data.lists()})
    found, ours = _both(theirs, mine)
    for place in found.values():
        if place.id in mine_chosen and place.id not in ours and place.listed_in:
            key = place.id.partition(":")[2]
            data.setlist(
                place.listed_in, [each for each in data.getlist(place.listed_in) if each != key]
            )
    for place in ours.values():
        if place.id in mine_chosen:
            _copy(place, mine.data, data)
    return data


def _both(theirs: MinutesSheet, mine: MinutesSheet) -> tuple[dict[str, Place], dict[str, Place]]:
    shared = {item.key for item in theirs.items} & {item.key for item in mine.items}
    found, ours = (
        {place.id: place for place in _places(sheet, shared)} for sheet in (theirs, mine)
    )
    return found, ours


def _copy(place: Place, source: Data, target: Data) -> None:
    for name in place.fields:
        target.setlist(name, source.getlist(name))
    key = place.id.partition(":")[2]
    if place.listed_in and key not in target.getlist(place.listed_in):
        target.appendlist(place.listed_in, key)


def _text(places: dict[str, Place], key: str) -> str:
    return places[key].text or EMPTY if key in places else ABSENT


def _places(sheet: MinutesSheet, shared: Collection[str]) -> Iterator[Place]:
    kind = sheet.facts.kind
    for bound in sheet.basics:
        text = str(bound.data or "").strip()
        if bound.name == "kind":
            text = kind.name if kind else ""
        yield Place(f"basics:{bound.name}", str(bound.label), text.replace("T", " "), (bound.name,))
    labels = dict(AttendanceStatus.choices)
    for row in sheet.roll:
        text = f"{labels.get(row.mark, '未点')} {row.name}".strip()
        fields = (f"{row.id}-name", f"{row.id}-status")
        yield Place(f"roll:{row.id}", f"签到：{row.organization.name}", text, fields)
    for number, guest in enumerate(sheet.guests, 1):
        place = _row_place(guest, f"列席 {number}", "guest")
        yield replace(place, text=_joined(guest, ("role", "name")))
    for number, item in enumerate(sheet.items, 1):
        if item.key in shared:
            yield from _item_places(item, f"议题 {number}")
        elif not item.is_blank:
            yield _whole_item(item, f"议题 {number}")


def _item_places(item: Row, label: str) -> Iterator[Place]:
    """An item that both have is chosen part by part."""
    text = "" if item.is_blank else _joined(item, ITEM_FIELDS)
    yield replace(_row_place(item, label, "item"), text=text)
    for number, row in enumerate((row for row in item.rows if not row.is_blank), 1):
        place = _row_place(row, f"{label} 第 {number} 项", f"{item.key}-decision")
        yield replace(place, text=_joined(row, DECISION_FIELDS))


def _whole_item(item: Row, label: str) -> Place:
    """An item that only one has comes or goes with its decisions."""
    place = _row_place(item, label, "item")
    parts = [_row_place(row, "", "") for row in item.rows]
    fields = [f"{item.key}-decision", *(name for part in parts for name in part.fields)]
    lines = [_joined(item, ITEM_FIELDS), *(_joined(row, DECISION_FIELDS) for row in item.rows)]
    return replace(place, text="\n".join(filter(None, lines)), fields=(*place.fields, *fields))


def _row_place(row: Row, label: str, listed_in: str) -> Place:
    fields = tuple(f"{row.key}-{name}" for name in row.form.fields)
    return Place(f"{listed_in}:{row.key}", label, "", fields, listed_in)


def _joined(row: Row, names: tuple[str, ...]) -> str:
    """The values of a row as one reads them."""
    return "；".join(filter(None, (_shown(row, name) for name in names)))


def _shown(row: Row, name: str) -> str:
    row.form.is_valid()
    value = row.form.cleaned_data.get(name)
    if name in {"fourfold", "role"} and value:
        return str(dict(row.form.fields[name].choices)[value])  # type: ignore[attr-defined]
    if name == "due_on" and value:
        return f"{cn_date(value)}前"
    if isinstance(value, list):
        return "、".join(str(unit) for unit in value)
    return str(value or row.form[name].data or "").strip()
