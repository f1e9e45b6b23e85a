"""修改记录: what simple-history has kept of a record, in words."""

import itertools
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.core.paginator import Page, Paginator
from django.db import models

ROWS_PER_PAGE = 30
EMPTY = "（空）"
LONGEST = 120


@dataclass(frozen=True)
class Change:
    label: str
    old: Any
    new: Any


def history_rows(record: models.Model, page: str | None) -> Page | None:
    """A page of versions, newest first, each with `changes` against the one before; None for a model without."""
    manager = getattr(record, "history", None)
    if manager is None:
        return None
    versions = manager.select_related("history_user")._select_related_history_tracked_objs()
    rows = Paginator(versions.order_by("-history_date", "-history_id"), ROWS_PER_PAGE).get_page(
        page
    )
    # One more than shown: the oldest on the page is compared, too.
    following = list(rows.paginator.object_list[rows.end_index() : rows.end_index() + 1])
    versions = [*rows.object_list, *following]
    for newer, older in itertools.pairwise(versions):
        newer.changes = _changes(newer, older)
    rows.object_list = versions[: len(versions) - len(following)]
    return rows


def _changes(newer: Any, older: Any) -> list[Change]:
    delta = newer.diff_against(older, foreign_keys_are_objs=True)
    found = []
    for change in delta.changes:
        field = newer.instance_type._meta.get_field(change.field)
        found.append(
            Change(field.verbose_name, _shown(change.old, field), _shown(change.new, field))
        )
    return found


def _shown(value: Any, field: Any) -> Any:
    if field.is_relation:
        return str(value) if value else EMPTY
    if isinstance(field, models.FileField):
        return "有文件" if value else EMPTY
    text = (
        str(display_for_field(value, field, EMPTY))
        if not isinstance(value, bool)
        else "是"
        if value
        else "否"
    )
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
