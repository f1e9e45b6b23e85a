"""The data behind a page of minutes: made from stored facts, grown and cut by its buttons, kept as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localtime

from alliances.agenda import TITLE_LENGTH
from alliances.forms.sheet import KEY
from alliances.minutes import Facts, Item, Voice
from alliances.models import Resolution
from members.models import Organization

Data = MultiValueDict[str, str]
LARGEST_VERSION = 2**31 - 1
# What a form sends besides the minutes themselves.
BUTTONS = {
    *("csrfmiddlewaretoken", "bring_back", "add_item", "add_decision", "add_opinion", "add_guest"),
    *("remove", "all_present"),
    *("relist", "discard", "save", "submit", "finalize", "confirm", "base_version"),
}


def data_of(facts: Facts) -> Data:
    """As the page would post it."""
    data: Data = MultiValueDict()
    data["host"] = str(facts.host.pk)
    data["kind"] = str(facts.kind.pk) if facts.kind else ""
    data["starts_at"] = f"{localtime(facts.starts_at):%Y-%m-%dT%H:%M}" if facts.starts_at else ""
    for name in ("title", "place", "chair", "recorder", "opening"):
        data[name] = getattr(facts, name)
    for row in facts.attended:
        data[f"o{row.organization.pk}-name"] = row.name
        data[f"o{row.organization.pk}-status"] = row.status
    for number, guest in enumerate(facts.guests, 1):
        data.appendlist("guest", f"g{number}")
        data[f"g{number}-role"], data[f"g{number}-name"] = guest.role, guest.name
    for number, item in enumerate(facts.items, 1):
        key = f"i{item.pk}" if item.pk else f"n{number}"
        data.appendlist("item", key)
        _put_item(data, key, item)
    return data


def _put_item(data: Data, key: str, item: Item) -> None:
    data[f"{key}-title"], data[f"{key}-fourfold"] = item.title, item.fourfold
    for name in ("discussion", "options", "plan", "outcome"):
        data[f"{key}-{name}"] = getattr(item, name)
    for number, voice in enumerate(item.voices, 1):
        _put_voice(data, key, number, voice)
    data[f"{key}-proposer"] = _reference(item.proposer)
    for number, decision in enumerate(item.decisions, 1):
        row = f"d{decision.pk}" if decision.pk else f"m{key[1:]}{number:03}"
        data.appendlist(f"{key}-decision", row)
        data[f"{row}-text"] = decision.text
        data[f"{row}-lead"] = _reference(decision.lead)
        data[f"{row}-due_on"] = decision.due_on.isoformat() if decision.due_on else ""
        data.setlist(f"{row}-assistants", [_reference(unit) for unit in decision.assistants])


def _put_voice(data: Data, key: str, number: int, voice: Voice) -> None:
    row = f"s{voice.pk}" if voice.pk else f"v{key[1:]}{number:03}"
    data.appendlist(f"{key}-opinion", row)
    for name in ("role", "channel", "stance", "text"):
        data[f"{row}-{name}"] = getattr(voice, name)
    data[f"{row}-people"] = str(voice.people)


def _reference(unit: Organization | None) -> str:
    return f"#{unit.pk}" if unit else ""


def posted(post: QueryDict) -> Data:
    """What was typed, without the buttons."""
    return MultiValueDict({name: values for name, values in post.lists() if name not in BUTTONS})


def kept(data: Data) -> dict[str, list[str]]:
    """Fit for a draft's column: JSON in PostgreSQL takes no NUL."""
    return {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in data.lists()
    }


def restored(stored: Any) -> Data:
    """What `kept` made."""
    return MultiValueDict(stored)


def version_of(post: QueryDict) -> int:
    """The version on which the page was written; 0, which no meeting has, where that is no number."""
    text = post.get("base_version", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return number if number <= LARGEST_VERSION else 0


def press(data: Data, post: QueryDict) -> str:
    """Does what the pressed button says to the rows; returns the key of a new row."""
    if "add_item" in post:
        return add_item(data)
    if "add_decision" in post:
        return _add(data, f"{post.get('add_decision', '')[:20]}-decision", "m")
    if "add_opinion" in post:
        return _add(data, f"{post.get('add_opinion', '')[:20]}-opinion", "v")
    if "add_guest" in post:
        return _add(data, "guest", "g")
    if "remove" in post:
        _remove(data, post.get("remove", ""))
    return ""


def add_item(data: Data) -> str:
    """An agenda item comes with its first decision."""
    key = _add(data, "item", "n")
    _add(data, f"{key}-decision", "m")
    return key


def bring_back(data: Data, resolutions: Iterable[Resolution]) -> None:
    """An agenda item for each, before all others."""
    rows = list(resolutions)
    data.setlist("item", [*(f"c{row.pk}" for row in rows), *data.getlist("item")])
    for row in rows:
        data[f"c{row.pk}-title"] = row.text[:TITLE_LENGTH]
        data[f"c{row.pk}-fourfold"] = row.agenda_item.fourfold if row.agenda_item else ""


def _add(data: Data, name: str, letter: str) -> str:
    taken = [
        int(match[1])
        for listed, keys in data.lists()
        if _lists_rows(listed)
        for match in map(KEY.match, keys)
        if match
    ]
    key = f"{letter}{max(taken, default=0) + 1}"
    data.appendlist(name, key)
    return key


def _lists_rows(name: str) -> bool:
    return name in {"item", "guest"} or name.endswith(("-decision", "-opinion"))


def _remove(data: Data, key: str) -> None:
    for name, keys in list(data.lists()):
        if _lists_rows(name):
            data.setlist(name, [each for each in keys if each != key])
