"""The names that a file may refer to: its own, and those that the database has."""

from collections.abc import Iterator
from typing import Any

from members.models import Organization, User


def names_in(data: Any) -> dict[str, set[Any]]:
    """Collected before the file is known to have the right shape, so it takes what it can get."""
    organizations = list(_rows(data, "organizations"))
    known: dict[str, set[Any]] = {
        "organization": set(Organization.objects.values_list("code", flat=True)),
        "login": set(User.objects.values_list("username", flat=True)),
        "person": set(),
    }
    for entry in organizations:
        known["organization"] |= _named(entry, "code")
        known["person"] |= {
            f"{entry.get('code')}/{person.get('name')}" for person in _rows(entry, "people")
        }
        known["login"] |= {
            name for row in _rows(entry, "logins") for name in _named(row, "username")
        }
    for section, key in (
        *(("tiers", "order"), ("project_types", "name"), ("meeting_kinds", "name")),
        *(("bulletin_columns", "slug"), ("agreements", "title"), ("order_categories", "name")),
    ):
        found = {name for row in _rows(data, section) for name in _named(row, key)}
        known[singular(section)] = found
    known["clause"] = _keys(data, "agreements", "clauses")
    known["duty"] = _keys(data, "duties")
    known["resolution"] = _keys(data, "meetings", "agenda", "resolutions")
    return known


def singular(section: str) -> str:
    """What a section's rows are called where another row refers to one: order_categories → order_category."""
    return f"{section[:-3]}y" if section.endswith("ies") else section.removesuffix("s")


def _rows(parent: Any, *sections: str) -> Iterator[dict[str, Any]]:
    """The objects in these nested lists, whatever else stands there."""
    section, *deeper = sections
    rows = parent.get(section) if isinstance(parent, dict) else None
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and deeper:
            yield from _rows(row, *deeper)
        elif isinstance(row, dict):
            yield row


def _named(row: dict[str, Any], key: str) -> set[Any]:
    value = row.get(key)
    return {value} if isinstance(value, str | int) else set()


def _keys(data: Any, *sections: str) -> set[Any]:
    return {name for row in _rows(data, *sections) for name in _named(row, "key")}
