from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.timezone import localdate

from alliances.models import Duty
from members.forms.units import UnitField, Units, UnitsField
from members.models import Organization
from officekit.text import cn_date
from officekit.uploads import DocumentUploadField

DETAIL_LENGTH = 2000


class DutyForm(forms.ModelForm):
    """手工下达: a duty that comes from no meeting and no agreement."""

    lead = UnitField(label="责任单位", help_text="由它办理、报进展和报结。")
    assistants = UnitsField(label="配合单位", required=False)

    class Meta:
        model = Duty
        fields = ["title", "detail", "lead", "assistants", "due_on", "rhythm", "repeats_until"]
        widgets = {
            "detail": forms.Textarea(attrs={"rows": 4, "maxlength": DETAIL_LENGTH}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "repeats_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "assistants"):
            self.fields[name].units = units  # type: ignore[attr-defined]
        self.fields["detail"].validators.append(MaxLengthValidator(DETAIL_LENGTH))

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on < localdate():
            raise forms.ValidationError("完成期限不能早于今天。")
        return due_on

    def clean_assistants(self) -> list[Organization]:
        assistants: list[Organization] = self.cleaned_data["assistants"]
        if self.cleaned_data.get("lead") in assistants:
            raise forms.ValidationError("责任单位不用再选作配合单位，请去掉它。")
        return assistants

    def clean_repeats_until(self) -> date | None:
        until: date | None = self.cleaned_data["repeats_until"]
        due_on = self.cleaned_data.get("due_on")
        if until and not self.cleaned_data.get("rhythm"):
            raise forms.ValidationError("只办一次的事项不用填，请删去这个日期，或者选一个周期。")
        if until and due_on and until <= due_on:
            raise forms.ValidationError("要晚于第一期的完成期限。")
        return until

    def clean(self) -> dict[str, Any]:
        """A second click, or the back button, sets no second duty."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = {name: cleaned.get(name) for name in ("title", "lead", "due_on")}
        if all(wanted.values()) and Duty.objects.set_already(self.instance.host, **wanted):
            raise forms.ValidationError("同样的事项已经下达过，请在责任清单里查看。")
        return cleaned


class DutyNoteForm(forms.Form):
    """报进展."""

    text = forms.CharField(
        label="进展",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="做了什么，到了哪一步。",
    )
    file = DocumentUploadField(
        label="附件",
        required=False,
        help_text="可不传。PDF、DOCX、XLSX、JPG、PNG，每个不超过 10 MB。",
    )


class ExtensionForm(forms.Form):
    """申请延期. The rule itself is `Extension.objects.ask`'s."""

    until = forms.DateField(
        label="延到",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label="延期的原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "extension-%s", **kwargs})
        self.fields["until"].help_text = f"现在的期限是{cn_date(duty.due_on)}。"
