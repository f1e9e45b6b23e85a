"""共建项目 on the desk: what it is, who joins, how far it is, what was given."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.timezone import localdate

from alliances.models import ProjectType
from alliances.unit_sets import partners
from members.forms.units import UnitField
from officekit.text import MARKUP_HINT
from officekit.uploads import ImageUploadField
from projects.models import Contribution, Project

TEXT_LENGTH = 5_000


def date_input() -> forms.DateInput:
    attrs = {"type": "date", "min": "2000-01-01", "max": "2100-12-31"}
    return forms.DateInput(attrs=attrs, format="%Y-%m-%d")


class ProjectForm(forms.ModelForm):
    """项目: everything but its state, its progress and its source."""

    use_required_attribute = False
    lead = UnitField(label="牵头单位", required=False)

    class Meta:
        model = Project
        fields = [
            "type",
            "title",
            "summary",
            "lead",
            "place",
            "wanted",
            "starts_on",
            "due_on",
            "body",
        ]
        widgets = {
            "starts_on": date_input(),
            "due_on": date_input(),
            "wanted": forms.TextInput(attrs={"placeholder": "例如 医生 4 名"}),
            "summary": forms.Textarea(attrs={"rows": 2, "maxlength": 200}),
            "body": forms.Textarea(attrs={"rows": 8, "maxlength": TEXT_LENGTH}),
        }
        help_texts = {"body": MARKUP_HINT, "wanted": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alliance = self.instance.alliance
        kind: Any = self.fields["type"]
        kind.queryset = ProjectType.objects.active().filter(alliance=alliance)
        kind.empty_label = "选择类型"
        lead: Any = self.fields["lead"]
        lead.units, lead.widget.placeholder = partners(alliance), "不填就待单位认领"
        self.fields["body"].validators.append(MaxLengthValidator(TEXT_LENGTH))


class ClaimForm(forms.Form):
    """认领."""

    use_required_attribute = False
    note = forms.CharField(
        label="认领说明",
        max_length=200,
        required=False,
        help_text="可不填。例如：出医生 4 名，每月一次。",
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 200}),
    )


class ReportForm(forms.Form):
    """报进展."""

    use_required_attribute = False
    progress = forms.IntegerField(
        label="项目进度（%）", validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    text = forms.CharField(
        label="进展",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
        error_messages={"required": "请写一写办了什么。"},
    )
    photo = ImageUploadField(
        label="照片", required=False, help_text="可不传。JPG、PNG 或 WebP，不超过 10 MB。"
    )
    photo_alt = forms.CharField(
        label="照片说明", max_length=100, required=False, help_text="传照片时写一句，图上有什么。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("photo") and not cleaned.get("photo_alt"):
            self.add_error("photo_alt", "请写一句照片说明。")
        return cleaned


class ContributionForm(forms.ModelForm):
    """登记投入."""

    use_required_attribute = False

    class Meta:
        model = Contribution
        fields = ["kind", "quantity", "unit", "given_on", "note"]
        widgets = {"given_on": date_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial = localdate
