from typing import Any

from django import forms
from django.conf import settings

from officekit.papers import Paper


class PaperTemplateForm(forms.Form):
    """换模板: a Word file that the paper can be filled into; `content` is what it holds."""

    file = forms.FileField(
        label="Word 模板",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="用 WPS 或 Word 改好的 .docx，不超过 10 MB。上传时会先试排，有问题不会启用。",
    )
    note = forms.CharField(
        label="改了什么", required=False, max_length=120, help_text="例如：红头改成本街道的名称。"
    )

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.content = b""

    def clean_file(self) -> Any:
        from officekit.word_check import template_problems  # noqa: PLC0415 -- slow to import

        file = self.cleaned_data["file"]
        limit = settings.UPLOAD_MAX_BYTES
        if file.size > limit:
            raise forms.ValidationError(f"文件超过 {limit // 1024 // 1024} MB，请缩小后再上传。")
        self.content = file.read()
        if problems := template_problems(self.content, self.paper):
            raise forms.ValidationError(problems)
        return file
