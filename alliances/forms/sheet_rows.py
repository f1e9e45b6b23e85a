"""The rows of a page of minutes, each with its key and what was typed in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from django import forms

from alliances.models import AttendanceStatus
from members.models import Organization

LONGEST_NAME = 30
STATUSES = set(AttendanceStatus.values)


class Problem(NamedTuple):
    """What is wrong at one place of the page."""

    anchor: str
    place: str
    message: str


@dataclass
class Row:
    """A form with its key; `rows` are the decisions of an agenda item, `opinions` what residents said of it."""

    key: str
    form: forms.Form
    rows: list[Row] = field(default_factory=list)
    opinions: list[Row] = field(default_factory=list)
    is_new: bool = False

    @property
    def is_blank(self) -> bool:
        """Nothing typed: such a row is left out, not complained about."""
        watched = set(self.form.fields) - getattr(self.form, "preset", set())
        typed = any(self.form[name].data not in (None, "", [], [""]) for name in watched)
        return not typed and all(row.is_blank for row in (*self.rows, *self.opinions))

    @property
    def pk(self) -> int | None:
        """Of a row that is stored already."""
        return int(self.key[1:]) if self.key[0] in "ids" else None


@dataclass
class RollRow:
    """An expected organization with the name and the tick that were posted for it."""

    organization: Organization
    name: str
    mark: str

    @property
    def id(self) -> str:
        return f"o{self.organization.pk}"

    @property
    def problem(self) -> str:
        if "\x00" in self.name or len(self.name) > LONGEST_NAME:
            return f"姓名最多 {LONGEST_NAME} 个字，不能有特殊符号。"
        return "请在到会、代参、请假、缺席中选一个。" if self.mark not in STATUSES | {""} else ""
