"""各单位办理情况: what each unit owes and what became of it, as counts that open their rows. No ranking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.http import urlencode

from alliances.models.duty_status import UNFINISHED, DutyStatus
from members.models import Organization

if TYPE_CHECKING:
    from alliances.models.duty_rows import DutyQuerySet


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A column: `state` is what the list of duties is asked for the same rows."""

    state: str
    label: str
    definition: str


COLUMNS = (
    Counted(state="owed", label="应办", definition="牵头的全部责任事项，不含终止的。"),
    Counted(state="verified", label="已销号", definition="报结后已经核实的。"),
    Counted(state="done", label="待核实", definition="已经报结、等待核实的。"),
    Counted(state="unfinished", label="未办结", definition="未开始和进行中的。"),
    Counted(state="overdue", label="其中逾期", definition="过了完成期限、还没有报结的。"),
    Counted(
        state="extended", label="延过期", definition="申请延期并得到同意的，不论现在办到哪一步。"
    ),
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`query` asks the list of duties for the rows that are counted."""

    label: str
    number: int
    query: str


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    """One unit, or all of them together."""

    name: str
    cells: list[Cell]


def fulfilment(rows: DutyQuerySet, today: date, **query: str) -> list[UnitLine]:
    """All together, then each unit that leads some of these duties, in the order of the tree; three queries.

    `query` is what the rows were filtered by.
    """
    wanted = {
        column.state: Count("pk", filter=_condition(column.state, today)) for column in COLUMNS
    }
    grouped: Any = rows.order_by().values("lead").annotate(**wanted)
    counts: dict[int, dict[str, Any]] = {row["lead"]: row for row in grouped}
    sums = {column.state: sum(row[column.state] for row in counts.values()) for column in COLUMNS}
    found = Organization.objects.filter(pk__in=counts).select_related("parent").order_by("path")
    shared = _shared_names(unit.name for unit in found)
    units = [(_shown(unit, shared), counts[unit.pk]) for unit in found]
    return [
        UnitLine(name="合计", cells=_cells(sums, query)),
        *(UnitLine(name=name, cells=_cells(row, {**query, "unit": name})) for name, row in units),
    ]


def _condition(state: str, today: date) -> Q:
    return {
        "owed": ~Q(status=DutyStatus.CLOSED),
        "unfinished": Q(status__in=UNFINISHED),
        "overdue": Q(status__in=UNFINISHED, due_on__lt=today),
        "extended": Q(original_due_on__isnull=False),
    }.get(state, Q(status=state))


def _shared_names(names: Iterable[str]) -> set[str]:
    """Of several organizations: a filter by such a name alone would find them all."""
    rows = Organization.objects.filter(name__in=set(names)).order_by().values("name")
    return set(rows.annotate(n=Count("pk")).filter(n__gt=1).values_list("name", flat=True))


def _shown(unit: Organization, shared: set[str]) -> str:
    return (
        f"{unit.name}（{unit.parent.name}）" if unit.name in shared and unit.parent else unit.name
    )


def _cells(numbers: dict[str, Any], query: dict[str, str]) -> list[Cell]:
    return [
        Cell(
            label=column.label,
            number=numbers[column.state],
            query=urlencode({**query, "state": column.state}),
        )
        for column in COLUMNS
    ]
