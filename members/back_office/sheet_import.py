"""What an Excel import does with a table: check every row against what is known, then write all of them or none."""

import hashlib
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.timezone import localdate
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from members.back_office.site import StreetSite, staff
from members.models import EditedModel, Organization
from officekit.search import normalise
from officekit.sheets import Cell, SheetRow, Table, cell_date, cell_text

HISTORY_REASON = "Excel 导入"
BATCH = 1000
EARLIEST = date(1921, 7, 1)
CHOICES_TOLD = 12

Read = Callable[[Cell], Any]


class Outcome(TextChoices):
    """What becomes of a row."""

    CREATE = "create", "新增"
    CHANGE = "change", "修改"
    SAME = "same", "不变"
    REFUSED = "refused", "不能导入"


@dataclass(frozen=True)
class SheetColumn:
    """A heading with what its cells may hold; `read` raises a ValidationError that says what to do."""

    heading: str
    read: Read
    required: bool = False
    sample: object = ""
    hint: str = ""

    @property
    def title(self) -> str:
        return f"{self.heading}*" if self.required else self.heading


class RefusedError(Exception):
    """Why a row can't be imported, with the heading of the cell to be changed."""

    def __init__(self, heading: str, message: str) -> None:
        super().__init__(message)
        self.heading = heading


@dataclass
class CheckedRow:
    """One row with what is to be done with it. `values` by heading, without the cells that were left empty."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""
    outcome: Outcome = Outcome.SAME
    changed: list[str] = field(default_factory=list)
    plan: Any = None

    def refuse(self, heading: str, message: str) -> None:
        self.problems.append((heading, message))
        self.outcome = Outcome.REFUSED


class SheetImport(ABC):
    """One kind of table. Made for one request: it knows only what its staff member may see."""

    name: ClassVar[str]
    columns: ClassVar[Sequence[SheetColumn]]
    labels: ClassVar[Sequence[str]]  # headings that say which record a row is about

    def __init__(self, request: HttpRequest) -> None:
        self.user = staff(request)
        self.site = cast(StreetSite, admin.site)
        self.request = request
        # By heading: how cells are read that name something known, and what the template offers for them.
        self.readers: dict[str, Read] = {}
        self.offered: dict[str, list[str]] = {}
        self.load()

    @abstractmethod
    def load(self) -> None:
        """Reads what rows are compared with, in a number of queries that no row adds to."""

    @abstractmethod
    def decide(self, row: CheckedRow) -> None:
        """Settles what becomes of a row whose cells can all be read, or raises RefusedError."""

    @abstractmethod
    def write(self, rows: Sequence[CheckedRow]) -> None:
        """Stores what was decided; called in a transaction, with rows of which none is refused."""

    def check(self, table: Table) -> list[CheckedRow]:
        return [self._checked(row) for row in table.rows]

    @cached_property
    def past_date(self) -> Read:
        return partial(as_past_date, today=localdate())

    def offer(self, heading: str, choices: Mapping[str, Any]) -> None:
        """The cells of a column hold one of these names."""
        self.readers[heading] = partial(one_of, choices)
        self.offered[heading] = list(choices)

    # --- writing, with the history that each row would have had alone ---

    def store(self, rows: Sequence[models.Model]) -> None:
        if rows:
            bulk_create_with_history(rows, type(rows[0]), **self._told)

    def store_changes(self, rows: Sequence[models.Model], names: Sequence[str]) -> None:
        if rows:
            if isinstance(rows[0], EditedModel):
                # Whoever has one of them open is told, as by any other save.
                names = [*names, "edits"]
                for row in cast(Sequence[EditedModel], rows):
                    row.edits += 1
            bulk_update_with_history(rows, type(rows[0]), names, **self._told)

    @property
    def _told(self) -> dict[str, Any]:
        return {
            "batch_size": BATCH,
            "default_user": self.user,
            "default_change_reason": HISTORY_REASON,
        }

    def _checked(self, row: SheetRow) -> CheckedRow:
        checked = CheckedRow(row.number)
        for column in self.columns:
            cell = row.cells.get(column.heading, "")
            if cell == "" or not cell_text(cell):
                if column.required:
                    checked.refuse(column.heading, "没有填写，这一列每行都要填。")
                continue
            try:
                read = self.readers.get(column.heading, column.read)
                checked.values[column.heading] = read(cell)
            except ValidationError as error:
                checked.refuse(column.heading, " ".join(error.messages))
        texts = [cell_text(row.cells.get(heading, "")) for heading in self.labels]
        checked.label = "，".join(filter(None, texts))[:80]
        if not checked.problems:
            try:
                self.decide(checked)
            except RefusedError as refusal:
                checked.refuse(refusal.heading, str(refusal))
        return checked

    @classmethod
    def required(cls) -> list[str]:
        return [column.heading for column in cls.columns if column.required]

    @classmethod
    def headings(cls) -> list[str]:
        return [column.heading for column in cls.columns]


# --- cells ---


def as_field(model: type[models.Model], name: str) -> Read:
    """As the field of a form would read it: length, number, pattern."""
    target: Any = model._meta.get_field(name)

    def read(cell: Cell) -> Any:
        return target.clean(cell_text(cell), None)

    return read


def as_past_date(cell: Cell, today: date) -> date:
    day = cell_date(cell)
    if not EARLIEST <= day <= today:
        raise ValidationError(f"{day:%Y-%m-%d} 还没有到，或者太早，请检查年份。")
    return day


def as_text(cell: Cell) -> str:
    return cell_text(cell)


def as_names(cell: Cell) -> list[str]:
    """Several names in one cell."""
    return [name for name in re.split(r"[、，,；;\s]+", cell_text(cell)) if name]


def one_of(choices: Mapping[str, Any], cell: Cell) -> Any:
    """The value that stands behind a name."""
    text = cell_text(cell)
    if text in choices:
        return choices[text]
    names = list(choices)
    told = "、".join(names[:CHOICES_TOLD]) + (" 等" if len(names) > CHOICES_TOLD else "")
    advice = f"只能填：{told}。" if names else "现在没有可填的内容，请先在后台设置。"
    raise ValidationError(f"没有“{text[:20]}”，{advice}")


# --- what is known ---


class Known:
    """Organizations by name and by code. Another street's is as unknown as one that isn't there."""

    def __init__(self, rows: Iterable[Organization]) -> None:
        self.rows = list(rows)
        self._by_name: dict[str, list[Organization]] = {}
        for row in self.rows:
            # Full-width and half-width, upper and lower case are one.
            for key in {normalise(row.name), row.code}:
                self._by_name.setdefault(key, []).append(row)

    def named(self, name: str) -> list[Organization]:
        return self._by_name.get(normalise(name), [])

    def one(self, cell: Cell) -> Organization:
        name = cell_text(cell)
        rows = self.named(name)
        if not rows:
            raise ValidationError(
                f"没有找到“{name[:30]}”，请核对名称，或者先在“单位与党组织”里录入。"
            )
        if len(rows) > 1:
            raise ValidationError(f"有 {len(rows)} 个组织都叫“{name[:30]}”，请改填编码。")
        return rows[0]


def fingerprint(rows: Iterable[CheckedRow]) -> str:
    """Of what a preview promised, so that nothing else is written later."""
    lines = (f"{row.number}|{row.outcome}|{row.label}|{row.changed}" for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def counts(rows: Iterable[CheckedRow]) -> dict[Outcome, int]:
    found = Counter(row.outcome for row in rows)
    return {outcome: found[outcome] for outcome in Outcome}
