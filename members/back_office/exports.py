"""Excel out of a list: the rows that it shows as it is filtered, all of its pages."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import unquote_plus

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from members.back_office.scoped import Link, ScopedAdmin
from members.models import AuditAction, AuditLog
from officekit.spreadsheets import CONTENT_TYPE, write_xlsx

MOST_ROWS = 100_000
CHUNK = 2000
# Which page of the list is looked at says nothing about its rows.
NOT_OF_THE_ROWS = {PAGE_VAR, ALL_VAR, ERROR_FLAG}


@dataclass(frozen=True)
class Column:
    """A heading, and where its value stands, as values_list() takes it; a choice is shown by its label.

    `many`: the path leads to several rows, whose names are put together. `personal`: left out unless asked for.
    """

    heading: str
    path: str
    many: bool = False
    personal: bool = False


def sheet_rows(rows: models.QuerySet, columns: Sequence[Column]) -> Iterator[list[object]]:
    """The cells, in constant memory; of what there are many, one query for every CHUNK of rows."""
    model = rows.model
    single = [column for column in columns if not column.many]
    labels = [_labels(model, column) for column in single]
    found = rows.values_list("pk", *(column.path for column in single)).iterator(CHUNK)
    while chunk := list(islice(found, CHUNK)):
        keys = [row[0] for row in chunk]
        joined = {column: _joined(model, column, keys) for column in columns if column.many}
        for key, *values in chunk:
            shown = (label.get(value, value) for label, value in zip(labels, values, strict=True))
            yield [
                joined[column].get(key, "") if column.many else next(shown) for column in columns
            ]


def _labels(model: type[models.Model], column: Column) -> dict[Any, Any]:
    field = get_fields_from_path(model, column.path)[-1]
    return dict(getattr(field, "flatchoices", ()))


def _joined(model: type[models.Model], column: Column, keys: list[Any]) -> dict[Any, str]:
    relation = column.path.rpartition("__")[0]
    rows = model._base_manager.filter(pk__in=keys, **{f"{relation}__isnull": False})
    names = defaultdict(list)
    for key, name in rows.order_by("pk", f"{relation}__pk").values_list("pk", column.path):
        names[key].append(name)
    return {key: "、".join(found) for key, found in names.items()}


class ExportAdmin(ScopedAdmin):
    """A list with a button that makes an Excel file of it."""

    sheet: ClassVar[Sequence[Column]]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=self.url_name("export")), *super().get_urls()]

    def list_links(self, request: HttpRequest) -> list[Link]:
        own = Link("导出 Excel", self.with_filters(request, self.url_name("export")))
        return [*super().list_links(request), own]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """导出, without what is personal."""
        return self.export(request, [column for column in self.sheet if not column.personal])

    def export(
        self, request: HttpRequest, columns: Sequence[Column], reason: str = ""
    ) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        back = reverse(f"admin:{self.url_name('changelist')}")
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(f"{back}?{ERROR_FLAG}=1")
        count = rows.order_by().values("pk")[: MOST_ROWS + 1].count()
        if count > MOST_ROWS:
            messages.error(request, f"一次最多导出 {MOST_ROWS} 行，请先筛选，再导出。")
            return redirect(self.with_filters(request, self.url_name("changelist")))
        file = write_xlsx([column.heading for column in columns], sheet_rows(rows, columns))
        self._record_export(request, count, reason)
        name = f"{self.opts.verbose_name}-{localdate():%Y%m%d}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def with_filters(self, request: HttpRequest, name: str) -> str:
        """An address that keeps the filters of the list."""
        filters = _filters(request)
        return reverse(f"admin:{name}") + (f"?{filters}" if filters else "")

    def _record_export(self, request: HttpRequest, count: int, reason: str) -> None:
        told = [f"{self.opts.verbose_name} {count} 行", reason, unquote_plus(_filters(request))]
        AuditLog.write(
            AuditAction.EXPORT, None, request=request, detail="；".join(filter(None, told))
        )


def _filters(request: HttpRequest) -> str:
    filters = request.GET.copy()
    for name in NOT_OF_THE_ROWS:
        filters.pop(name, None)
    return filters.urlencode()
