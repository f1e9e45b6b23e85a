"""An export that may carry what is personal: only with the permission, and with a reason that is written down."""

from typing import ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from members.back_office.exports import ExportAdmin
from members.back_office.scoped import Link
from members.back_office.site import staff
from members.permissions import Permission


class ReasonForm(forms.Form):
    """Why full phone numbers are looked at."""

    reason = forms.CharField(
        label="查看原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class PersonalExportAdmin(ExportAdmin):
    """Two buttons: without what is personal, and with it."""

    personal_needs: ClassVar[Permission]
    # What is personal, and the words on the button.
    personal_words, personal_label = "电话", "导出（含电话）"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.personal_export_view)
        return [
            path("export/personal/", view, name=self.url_name("personal_export")),
            *super().get_urls(),
        ]

    def list_links(self, request: HttpRequest) -> list[Link]:
        links = super().list_links(request)
        if not staff(request).can(self.personal_needs):
            return links
        url = self.with_filters(request, self.url_name("personal_export"))
        return [*links, Link(self.personal_label, url)]

    def personal_export_view(self, request: HttpRequest) -> HttpResponseBase:
        """导出, with all of it."""
        if not staff(request).can(self.personal_needs):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            told = f"含完整{self.personal_words}，原因：{form.cleaned_data['reason']}"
            return self.export(request, self.sheet, told)
        back = self.with_filters(request, self.url_name("changelist"))
        context = {"form": form, "back": back, "personal": self.personal_words}
        title = f"导出{self.opts.verbose_name}（含{self.personal_words}）"
        return self.render(request, "admin/personal_export.html", title, context)
