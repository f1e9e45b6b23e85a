"""What an app tells the pages that gather from all apps: its figures, and what waits for a user."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from officekit.text import cn_date, cn_month_day


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
