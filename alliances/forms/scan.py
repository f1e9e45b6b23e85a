"""签字原件扫描: several pages at once, judged by their content."""

from pathlib import PurePath
from typing import Any

from django import forms

from alliances.models.agreement_scan import MOST_SCANS
from officekit.uploads import DocumentUploadField

SCAN_KINDS = {".pdf", ".jpg", ".png"}


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ScansField(DocumentUploadField):
    """Each of the files, as check_document lets it pass."""

    widget = SeveralFilesInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".pdf,.jpg,.jpeg,.png"}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list) else [data]
        if len(sent) > MOST_SCANS:
            raise forms.ValidationError(f"一次最多 {MOST_SCANS} 个文件，请分几次上传。")
        return [self._clean_one(file) for file in sent or [None]]

    def _clean_one(self, file: Any) -> Any:
        try:
            checked = super().clean(file)
        except forms.ValidationError as error:
            name = f"“{file.name}”：" if file else ""
            raise forms.ValidationError([f"{name}{text}" for text in error.messages]) from error
        if PurePath(checked.name).suffix not in SCAN_KINDS:
            raise forms.ValidationError(f"“{file.name}”：扫描件请用 PDF、JPG 或 PNG。")
        return checked


class ScanForm(forms.Form):
    use_required_attribute = False

    pages = ScansField(
        label="签字原件的扫描件或照片",
        help_text="PDF、JPG、PNG，可以一次选多个，每个不超过 10 MB。",
        error_messages={"required": "请选择要上传的文件。"},
    )


class VoidForm(forms.Form):
    reason = forms.CharField(
        max_length=200, error_messages={"required": "请写明为什么作废，再点一次。"}
    )
