"""Excel into a list: a template, a preview of every row, and then all rows or none."""

import base64
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from members.back_office.scoped import Link, ScopedAdmin
from members.back_office.sheet_import import (
    CheckedRow,
    Outcome,
    SheetImport,
    counts,
    fingerprint,
)
from members.back_office.site import staff
from members.models import AuditAction, AuditLog, Organization
from officekit.crypto import decrypt, encrypt
from officekit.sheets import MOST_ROWS, SheetError, SheetUploadField, Table, read_table
from officekit.spreadsheets import CONTENT_TYPE, write_template

ROWS_SHOWN = 100
PROBLEMS_SHOWN = 200
KEPT_SECONDS = 30 * 60


class UploadForm(forms.Form):
    """The table to be imported."""

    file = SheetUploadField(label="Excel 表格")


class ConfirmForm(forms.Form):
    """The preview that was looked at."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ImportAdmin(ScopedAdmin):
    """A list that can be filled from Excel."""

    importer: ClassVar[type[SheetImport]]

    def get_urls(self) -> list[URLPattern]:
        upload = self.admin_site.admin_view(self.import_view)
        template = self.admin_site.admin_view(self.import_template_view)
        return [
            path("import/", upload, name=self.url_name("import")),
            path("import/template/", template, name=self.url_name("import_template")),
            *super().get_urls(),
        ]

    def list_links(self, request: HttpRequest) -> list[Link]:
        links = super().list_links(request)
        if not self.has_add_permission(request):
            return links
        return [*links, Link("从 Excel 导入", reverse(f"admin:{self.url_name('import')}"))]

    def import_template_view(self, request: HttpRequest) -> HttpResponseBase:
        """The empty form, with what may be filled in."""
        self._check_may_import(request)
        importer = self.importer(request)
        titles = {column.heading: column.title for column in importer.columns}
        allowed = {titles[heading]: names for heading, names in importer.offered.items()}
        samples = [column.sample for column in importer.columns]
        file = write_template(list(titles.values()), samples, allowed)
        name = f"{importer.name}导入模板.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Upload → preview → write."""
        self._check_may_import(request)
        if "token" in request.POST:
            return self._confirmed(request)
        if request.method != "POST":
            return self._ask(request, UploadForm())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, form)
        content: bytes = form.cleaned_data["file"]
        try:
            table = self._table(content)
        except SheetError as error:
            form.add_error("file", str(error))
            return self._ask(request, form)
        rows = self.importer(request).check(table)
        return self._preview(request, content, table, rows)

    def _check_may_import(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _table(self, content: bytes) -> Table:
        table = read_table(content, self.importer.headings(), self.importer.required())
        if not table.rows:
            raise SheetError("表里没有要导入的行，请从第 2 行起填写。")
        return table

    def _ask(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        context = {
            "form": form,
            "columns": self.importer.columns,
            "most_rows": MOST_ROWS,
            "template_url": reverse(f"admin:{self.url_name('import_template')}"),
        }
        return self.render(request, "admin/import.html", f"导入{self.importer.name}", context)

    def _preview(
        self, request: HttpRequest, content: bytes, table: Table, rows: Sequence[CheckedRow]
    ) -> HttpResponse:
        found = counts(rows)
        refused = [row for row in rows if row.outcome == Outcome.REFUSED]
        is_ready = not refused and len(rows) > found[Outcome.SAME]
        confirm = {"seen": fingerprint(rows)}
        if is_ready:
            confirm["token"] = self._keep(request, content)
        context = {
            "counts": [(outcome.label, count) for outcome, count in found.items()],
            "refused": refused[:PROBLEMS_SHOWN],
            "refused_more": max(len(refused) - PROBLEMS_SHOWN, 0),
            "rows": [] if refused else rows[:ROWS_SHOWN],
            "rows_more": max(len(rows) - ROWS_SHOWN, 0),
            "table": table,
            "form": ConfirmForm(initial=confirm) if is_ready else None,
        }
        return self.render(
            request, "admin/import_preview.html", f"导入{self.importer.name}：预览", context
        )

    def _confirmed(self, request: HttpRequest) -> HttpResponse:
        form = ConfirmForm(request.POST)
        content = self._kept(request, form) if form.is_valid() else None
        if content is None:
            messages.error(request, "预览已过期，或者这张表已经导入过。请重新上传。")
            return redirect(f"admin:{self.url_name('import')}")
        try:
            return self._write(request, content, form.cleaned_data)
        except IntegrityError:
            messages.error(
                request, "刚刚有人录入了相同的内容，一行都没有导入。请重新上传，再核对。"
            )
            return redirect(f"admin:{self.url_name('import')}")

    def _write(
        self, request: HttpRequest, content: bytes, confirmed: dict[str, Any]
    ) -> HttpResponse:
        """All of it, or nothing where something else would be written than was looked at."""
        table = self._table(content)
        with transaction.atomic():
            # One import at a time: what the other one wrote is seen by this one's check.
            own = Organization.objects.select_for_update(no_key=True)
            own.get(pk=staff(request).organization_id)
            importer = self.importer(request)
            rows = importer.check(table)
            if fingerprint(rows) != confirmed["seen"]:
                messages.warning(request, "预览以后，后台的资料有了变动。请再核对一遍。")
                return self._preview(request, content, table, rows)
            importer.write(rows)
            told = "，".join(f"{x.label} {n} 行" for x, n in counts(rows).items() if n)
            AuditLog.write(
                AuditAction.IMPORT, None, request=request, detail=f"{importer.name}：{told}"
            )
            self.site.content_changed(request)
        cache.delete(self._key(request, confirmed["token"]))
        messages.success(request, f"已导入：{told}。")
        return redirect(f"admin:{self.url_name('changelist')}")

    # --- the file, between preview and confirmation: encrypted, since it may hold phones ---

    def _key(self, request: HttpRequest, token: str) -> str:
        return f"import:{self.opts.label_lower}:{request.user.pk}:{token}"

    def _keep(self, request: HttpRequest, content: bytes) -> str:
        token = secrets.token_urlsafe(16)
        key = self._key(request, token)
        cache.set(key, encrypt(base64.b64encode(content).decode(), context=key), KEPT_SECONDS)
        return token

    def _kept(self, request: HttpRequest, form: ConfirmForm) -> bytes | None:
        key = self._key(request, form.cleaned_data["token"])
        stored = cache.get(key)
        return base64.b64decode(decrypt(stored, context=key)) if stored else None
