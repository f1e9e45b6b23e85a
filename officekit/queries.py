"""Shapes of queries that an index serves on both databases."""

from typing import Any, TypeVar

from django.db import models

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")

# What an organization is shown by, for `narrow()`.
LABEL = ("short_name", "name")


def narrow(rows: Rows, *columns: str, **joined: "tuple[str, ...]") -> Rows:
    """Rows with these columns alone, and of what they point to (`host=LABEL`) these: what a list shows of each."""
    far = [f"{path}__{name}" for path, names in joined.items() for name in names]
    return rows.select_related(*joined).only(*columns, *far)


def first_of_any(
    rows: Rows, *parts: "models.QuerySet[Any]", order: "tuple[Any, ...]", cap: int = 100
) -> Rows:
    """The first rows, in this order, of those that any of the parts has: at most `cap` of each part.

    Not by OR, which uses no index: each part is found by its own one, and the database knows how few they are.
    """
    first, *others = [
        rows.filter(pk__in=part.order_by(*order).values("pk")[:cap]).order_by().values("pk")
        for part in parts
    ]
    return rows.filter(pk__in=first.union(*others) if others else first).order_by(*order)
