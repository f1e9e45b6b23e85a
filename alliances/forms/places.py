"""A page of minutes as the places that are changed, compared and chosen one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from alliances.forms.sheet import MinutesSheet
from alliances.forms.sheet_data import Data
from alliances.forms.sheet_rows import Row
from alliances.models import AttendanceStatus
from members.forms.units import UnitField
from officekit.text import cn_date

HEAD_FIELDS = ("fourfold", "title", "proposer")
LONG_FIELDS = {"discussion": "讨论情况", "options": "可选办法", "plan": "方案", "outcome": "结果"}
ITEM_FIELDS = (*HEAD_FIELDS, *LONG_FIELDS)
OPINION_FIELDS = ("channel", "role", "stance", "people", "text")
CHOSEN = {"fourfold", "channel", "role", "stance"}
DECISION_FIELDS = ("text", "lead", "assistants", "due_on")


@dataclass(frozen=True)
class Place:
    """A part of the page that is changed and chosen as a whole: its words, and the posted fields that make it up."""

    id: str
    label: str
    text: str
    fields: tuple[str, ...]
    # What is typed in these fields, by which versions are compared: two units may have the same name.
    values: tuple[tuple[str, ...], ...]
    # For a row: the list in which its key stands.
    listed_in: str = ""
    # Long text, of which both versions can be kept one after the other.
    is_long: bool = False


def filled_items(sheet: MinutesSheet) -> set[str]:
    return {item.key for item in sheet.items if not item.is_blank}


def places_of(sheet: MinutesSheet, shared: Collection[str]) -> Iterator[Place]:
    kind = sheet.facts.kind
    for bound in sheet.basics:
        text = str(bound.data or "").strip().replace("T", " ")
        if bound.name == "kind":
            text = kind.name if kind else ""
        place = _place(sheet.data, f"basics:{bound.name}", str(bound.label), text, (bound.name,))
        yield replace(place, is_long=bound.name == "opening")
    labels = dict(AttendanceStatus.choices)
    for row in sheet.roll:
        text = f"{labels.get(row.mark, '未点')} {row.name}".strip()
        fields = (f"{row.id}-name", f"{row.id}-status")
        yield _place(sheet.data, f"roll:{row.id}", f"签到：{row.organization.name}", text, fields)
    for number, item in enumerate(sheet.items, 1):
        if item.key in shared:
            yield from _item_places(sheet.data, item, f"议题 {number}")
        elif not item.is_blank:
            yield _whole_item(sheet.data, item, f"议题 {number}")


def _item_places(data: Data, item: Row, label: str) -> Iterator[Place]:
    """An item that both have is chosen part by part."""
    yield _row_place(data, item, label, "item", HEAD_FIELDS)
    for field, words in LONG_FIELDS.items():
        name = f"{item.key}-{field}"
        place = _place(data, name, f"{label} 的{words}", _value(item, field), (name,))
        yield replace(place, is_long=True)
    for number, row in enumerate((row for row in item.rows if not row.is_blank), 1):
        name = f"{label} 第 {number} 项"
        yield _row_place(data, row, name, f"{item.key}-decision", DECISION_FIELDS)
    for number, row in enumerate((row for row in item.opinions if not row.is_blank), 1):
        name = f"{label} 的居民意见 {number}"
        yield _row_place(data, row, name, f"{item.key}-opinion", OPINION_FIELDS)


def _whole_item(data: Data, item: Row, label: str) -> Place:
    """An item that only one has comes or goes with its decisions."""
    parts = [
        *(_row_place(data, row, "", "", DECISION_FIELDS) for row in item.rows),
        *(_row_place(data, row, "", "", OPINION_FIELDS) for row in item.opinions),
    ]
    whole = _row_place(data, item, label, "item", ITEM_FIELDS)
    return replace(
        whole,
        text="\n".join(filter(None, [whole.text, *(part.text for part in parts)])),
        fields=(
            *whole.fields,
            f"{item.key}-decision",
            f"{item.key}-opinion",
            *(name for part in parts for name in part.fields),
        ),
        values=(*whole.values, *(value for part in parts for value in part.values)),
    )


def _row_place(data: Data, row: Row, label: str, listed_in: str, names: tuple[str, ...]) -> Place:
    fields = tuple(f"{row.key}-{name}" for name in names)
    text = "；".join(filter(None, (_value(row, name) for name in names)))
    return replace(_place(data, f"{listed_in}:{row.key}", label, text, fields), listed_in=listed_in)


def _place(data: Data, key: str, label: str, text: str, fields: tuple[str, ...]) -> Place:
    return Place(key, label, text, fields, tuple(_typed(data, name) for name in fields))


def _typed(data: Data, name: str) -> tuple[str, ...]:
    values = (str(value).strip().replace("\r\n", "\n") for value in data.getlist(name))
    return tuple(filter(None, values))


def _value(row: Row, name: str) -> str:
    """As one reads it."""
    row.form.is_valid()
    value = row.form.cleaned_data.get(name)
    if name in CHOSEN and value:
        return str(dict(row.form.fields[name].choices)[value])  # type: ignore[attr-defined]
    if name == "people" and value:
        return f"{value} 人"
    if name == "due_on" and value:
        return f"{cn_date(value)}前"
    if isinstance(value, list):
        return "、".join(str(unit) for unit in value)
    if isinstance(field := row.form.fields[name], UnitField) and not value:
        return field.units.label(row.form[name].data) or ""
    return str(value or row.form[name].data or "").strip()
