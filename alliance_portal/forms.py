from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.timezone import localdate

from alliance_portal.quarter.period import Period
from alliances.quarters import Quarter, quarter_after, quarter_label, quarter_of
from members.models import Organization
from officekit.papers import Paper

QUARTERS_BACK = 12


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


class QuarterForm(forms.Form):
    """季度汇报: of which quarter and of whom; without a choice, of this quarter and the user's own organization."""

    quarter = forms.TypedChoiceField(label="季度", required=False)
    host = forms.TypedChoiceField(label="范围", required=False, coerce=int)

    def __init__(self, data: QueryDict, *, hosts: list[Organization]) -> None:
        self.hosts = {host.pk: host for host in hosts}
        this = quarter_of(localdate())
        super().__init__(
            {
                "quarter": data.get("quarter") or _key(this),
                "host": data.get("host") or str(hosts[0].pk),
            }
        )
        quarter: Any = self.fields["quarter"]
        back = [quarter_after(this, -step) for step in range(QUARTERS_BACK)]
        quarter.choices = [(_key(each), quarter_label(each)) for each in back]
        quarter.coerce = _quarter
        host: Any = self.fields["host"]
        host.choices = [(each.pk, f"{each.name}（含下级）") for each in hosts]

    def period(self) -> Period:
        chosen = self.cleaned_data
        return Period(host=self.hosts[chosen["host"]], quarter=chosen["quarter"], today=localdate())


def _key(quarter: Quarter) -> str:
    return f"{quarter[0]}-{quarter[1]}"


def _quarter(text: str) -> Quarter:
    year, number = text.split("-")
    return int(year), int(number)
