"""The facts of minutes as JSON, for a version that is kept, and back."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models

from alliances.minutes import Attended, Decision, Facts, Guest, Item, Voice
from alliances.models import MeetingKind
from members.models import Organization

Named = TypeVar("Named", Organization, MeetingKind)


def frozen(value: Any) -> Any:
    """Facts as JSON; an organization or a kind is kept with the name it has now."""
    if isinstance(value, models.Model):
        return {"pk": value.pk, "name": str(value)}
    if is_dataclass(value):
        return {each.name: frozen(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list):
        return [frozen(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def thawed(stored: dict[str, Any]) -> Facts:
    """The Facts that were frozen. Organizations bear the names of that time, and are not read from the database."""
    starts_at = stored["starts_at"]
    return Facts(
        **stored
        | {
            "host": _named(Organization, stored["host"]),
            "kind": _named(MeetingKind, stored["kind"]),
            "starts_at": datetime.fromisoformat(starts_at) if starts_at else None,
            "attended": [
                Attended(**row | {"organization": _named(Organization, row["organization"])})
                for row in stored["attended"]
            ],
            "guests": [Guest(**row) for row in stored["guests"]],
            "items": [_thawed_item(row) for row in stored["items"]],
        }
    )


def _thawed_item(row: dict[str, Any]) -> Item:
    decisions = [_thawed_decision(each) for each in row["decisions"]]
    proposer = _named(Organization, row["proposer"])
    voices = [Voice(**each) for each in row.get("voices", [])]  # older versions have none
    return Item(**row | {"proposer": proposer, "decisions": decisions, "voices": voices})


def _thawed_decision(row: dict[str, Any]) -> Decision:
    due_on = row["due_on"]
    return Decision(
        **row
        | {
            "lead": _named(Organization, row["lead"]),
            "assistants": [_named(Organization, unit) for unit in row["assistants"]],
            "due_on": date.fromisoformat(due_on) if due_on else None,
        }
    )


def _named(model: type[Named], stored: dict[str, Any] | None) -> Named | None:
    return model(**stored) if stored else None
