"""What an app tells the pages that gather from all apps: its figures, and what waits for a user."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Count, Value

from officekit.text import cn_date, cn_month_day

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with its definition, and the link to exactly the rows it counts."""

    key: str
    label: str
    value: int | Decimal | None
    unit: str
    definition: str
    url: str

    @property
    def display(self) -> str:
        return "—" if self.value is None else f"{self.value:,}"


@dataclass(frozen=True)
class NumberRow:
    """One row of a table of numbers: each with the link to exactly the rows it counts."""

    label: str
    numbers: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class NumberTable:
    """A table of numbers: what its rows are, the unit of all its numbers, a heading for each, and the rows."""

    heading: str
    unit: str
    columns: Sequence[str]
    rows: Sequence[NumberRow]

    def lines(self) -> list[tuple[str, list[int]]]:
        """Each column's heading with its numbers from top to bottom, to be drawn."""
        return [
            (column, [row.numbers[place][0] for row in self.rows])
            for place, column in enumerate(self.columns)
        ]


@dataclass(frozen=True, kw_only=True)
class Todo:
    """待办: one thing that waits for a user. Sorts by due date, what has none last."""

    kind: str
    label: str
    title: str
    detail: str
    due: date | None
    url: str
    action: str

    def __lt__(self, other: "Todo") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, str, str]:
        return (self.due or date.max, self.label, self.title)

    def due_label(self, today: date) -> tuple[str, str]:
        """The words for the due date, and the colour that goes with them ("red", "amber" or none)."""
        if self.due is None:
            return "", ""
        days = (self.due - today).days
        if days < 0:
            return f"已拖 {-days} 天", "red"
        if days <= 1:
            return (("今天到期", "red"), ("明天", "amber"))[days]
        same_year = self.due.year == today.year
        return (cn_month_day if same_year else cn_date)(self.due), ""


@dataclass(frozen=True, kw_only=True)
class TodoSource(Generic[Row]):
    """Rows that wait for a user, the most urgent first, and the words for each; `section` is their part of the desk.

    Where rows of several kinds are put together, `kinds` has them one by one, to be counted.
    """

    section: str
    rows: "models.QuerySet[Row]"
    tell: Callable[[Row], Todo]
    kinds: "Sequence[models.QuerySet[Any]]" = ()

    def todos(self, limit: int = 20) -> list[Todo]:
        return [self.tell(row) for row in self.rows[:limit]]

    def counted(self, name: str, cap: int = 100) -> list[Any]:
        return [counted(name, rows, cap) for rows in self.kinds or [self.rows]]


def counted(name: str, rows: "models.QuerySet[Any]", cap: int) -> Any:
    """(name, how many rows, at most cap), for a UNION with others: one query answers several counts."""
    some: models.QuerySet[Any] = models.QuerySet(rows.model)
    some = some.filter(pk__in=rows.order_by().values("pk")[:cap])
    label = Value(name, output_field=models.CharField())
    return some.order_by().values_list(label).annotate(Count("pk"))


def add_up(parts: "list[Any]") -> dict[str, int]:
    """What `counted()` says of each, in one query; the numbers of one name are added."""
    sums: dict[str, int] = {}
    if not parts:
        return sums
    first, *rest = parts
    for name, number in first.union(*rest, all=True) if rest else first:
        sums[name] = sums.get(name, 0) + number
    return sums
