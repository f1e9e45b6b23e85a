"""Keyset pages: the middle of a list costs what its beginning costs."""

import base64
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

MAX_TOKEN_LENGTH = 1000

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """One page of rows. Templates link with {% querystring after=page.next_token before=None %}."""

    rows: list[Row]
    total: int
    total_label: str
    next_token: str | None
    previous_token: str | None

    @property
    def has_next(self) -> bool:
        return self.next_token is not None

    @property
    def has_previous(self) -> bool:
        return self.previous_token is not None

    @property
    def next_query(self) -> str:
        return urlencode({"after": self.next_token}) if self.has_next else ""

    @property
    def previous_query(self) -> str:
        return urlencode({"before": self.previous_token}) if self.has_previous else ""


@dataclass(frozen=True)
class _Column:
    name: str
    field: "models.Field[Any, Any]"
    descending: bool

    def beyond(self, *, backwards: bool) -> str:
        return "lt" if self.descending != backwards else "gt"

    def sort(self, *, backwards: bool) -> str:
        return f"-{self.name}" if self.descending != backwards else self.name


def keyset_page(
    queryset: models.QuerySet[Row],
    *,
    params: Mapping[str, Any],
    order: tuple[str, ...],
    size: int = 20,
    cap: int = 1000,
    columns: Sequence[str] = (),
    filled: Collection[str] = (),
    count: Callable[[Callable[[], int]], int] = lambda ask: ask(),
) -> Page[Row]:
    """The page that ?after= or ?before= in params names; a token that is no token means the first page.

    order names columns of the model itself, the last one unique, ("-held_on", "-pk"); none of them nullable, but
    for those `filled` in all of these rows.
    Two queries: the rows, and a count that stops at cap; `count` may know the number without asking.
    With columns, among them those of the order, the rows are named tuples of them instead of records.
    """
    keys = [_column(queryset.model, name, filled) for name in order]
    token, edge, backwards = _place(params, keys)
    sorting = [key.sort(backwards=backwards) for key in keys]
    wanted = queryset.order_by(*sorting)
    if edge is not None:
        wanted = wanted.filter(_beyond(keys, edge, backwards=backwards))
    found = _read(queryset, wanted[: size + 1], sorting, columns)
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()

    first = _encode(rows[0], keys) if rows else token
    last = _encode(rows[-1], keys) if rows else token
    total = count(queryset.order_by().values("pk")[: cap + 1].count)
    return Page(
        rows=rows,
        total=min(total, cap),
        total_label=f"{cap}+" if total > cap else str(total),
        # Where one comes from a token, there are rows on its other side.
        next_token=last if more or backwards else None,
        previous_token=first if (more if backwards else edge is not None) else None,
    )


def _read(
    queryset: models.QuerySet[Row], cut: Any, sorting: Sequence[str], columns: Sequence[str]
) -> list[Any]:
    """Cut out of the narrow rows of an index: only what the page shows is then joined with other tables."""
    if columns:
        return list(cut.values_list(*columns, named=True))
    return list(queryset.filter(pk__in=cut.values("pk")).order_by(*sorting))


def _place(
    params: Mapping[str, Any], columns: Sequence[_Column]
) -> tuple[str | None, list[Any] | None, bool]:
    """The token that counts, the values it stands for, and whether the page ends there instead of beginning."""
    backwards = not params.get("after") and bool(params.get("before"))
    token = params.get("before" if backwards else "after")
    edge = _decode(token, columns)
    return (token, edge, backwards) if edge is not None else (None, None, False)


def _column(model: type[models.Model], name: str, filled: Collection[str]) -> _Column:
    bare = name.removeprefix("-")
    field = model._meta.pk if bare == "pk" else model._meta.get_field(bare)
    if not isinstance(field, models.Field) or (field.null and bare not in filled):
        raise ValueError(
            f"{model.__name__} cannot be paged by {bare}: not a column that is always set."
        )
    return _Column(bare, field, name.startswith("-"))


def _beyond(columns: Sequence[_Column], edge: Sequence[Any], *, backwards: bool) -> Q:
    """(a <= x) AND (a < x OR (a = x AND b < y)): the first part alone is what an index needs."""
    first = f"{columns[0].name}__{columns[0].beyond(backwards=backwards)}e"
    steps, equal = Q(), Q()
    for column, value in zip(columns, edge, strict=True):
        steps |= equal & Q(**{f"{column.name}__{column.beyond(backwards=backwards)}": value})
        equal &= Q(**{column.name: value})
    return Q(**{first: edge[0]}) & steps


def _encode(row: models.Model, columns: Sequence[_Column]) -> str:
    values = [column.field.value_to_string(row) for column in columns]
    packed = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _decode(token: object, columns: Sequence[_Column]) -> list[Any] | None:
    if not isinstance(token, str) or not 0 < len(token) <= MAX_TOKEN_LENGTH:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if not isinstance(values, list) or len(values) != len(columns):
            return None
        return [_clean(column, value) for column, value in zip(columns, values, strict=True)]
    except (ValueError, OverflowError, ArithmeticError, RecursionError, ValidationError):
        return None


def _clean(column: _Column, text: object) -> Any:
    if not isinstance(text, str) or "\x00" in text:
        raise ValueError(text)
    text.encode()  # refuses lone surrogates, which no database takes
    value = column.field.to_python(text)
    column.field.run_validators(value)
    if value is None:
        raise ValueError(text)
    if isinstance(value, datetime) and timezone.is_aware(value):
        return value.astimezone(UTC)  # refuses what overflows in another time zone
    if isinstance(value, datetime):
        raise ValueError(text)
    return value
