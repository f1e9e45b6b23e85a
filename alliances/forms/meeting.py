"""The parts of one page of minutes: basics, a guest, an agenda item, a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from alliances.models import Fourfold, GuestRole, MeetingKind, OpinionChannel, Stance
from members.forms.units import UnitField, Units, UnitsField
from members.models import Level, Organization
from officekit.pasted import PastedLineField, PastedTextField
from officekit.redaction import redact_homes

FIRST_YEAR, LAST_YEAR = 2000, 2100


def check_year(value: date | datetime) -> None:
    """Before all conversions between time zones, which overflow at both ends of the calendar."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(f"请填 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间的日期。")


class DateTimeLocalInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CheckedDateTimeField(forms.DateTimeField):
    widget = DateTimeLocalInput
    default_validators = [check_year]


class MeetingForm(forms.Form):
    """基本信息."""

    use_required_attribute = False

    host = forms.ChoiceField(label="召集组织")
    kind = forms.ChoiceField(label="会议类型", error_messages={"required": "请选择会议类型。"})
    starts_at = CheckedDateTimeField(
        label="时间",
        error_messages={
            "required": "请填写会议时间。",
            "invalid": "时间不对，请按“2026-11-12 14:30”填写。",
        },
    )
    place = forms.CharField(
        label="地点", max_length=80, error_messages={"required": "请填写会议地点。"}
    )
    title = forms.CharField(
        label="会议名称", max_length=100, error_messages={"required": "请填写会议名称。"}
    )
    chair = forms.CharField(label="主持人", max_length=30, required=False)
    recorder = forms.CharField(label="记录人", max_length=30, required=False)
    opening = PastedTextField(
        label="开头（不填就自动写）",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        hosts: Iterable[Organization],
        kinds: Iterable[MeetingKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._hosts = {str(host.pk): host for host in hosts}
        self._kinds = {str(kind.pk): kind for kind in kinds}
        self.fields["host"].choices = [(pk, host.name) for pk, host in self._hosts.items()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "选择类型"),
            *((pk, kind.name) for pk, kind in self._kinds.items()),
        ]
        if len(self._hosts) == 1:
            self.fields["host"].widget = forms.HiddenInput()

    def clean_host(self) -> Organization:
        return self._hosts[self.cleaned_data["host"]]

    def clean_kind(self) -> MeetingKind:
        kind = self._kinds[self.cleaned_data["kind"]]
        host = self.cleaned_data.get("host")
        if host and kind.level == MeetingKind.MeetingLevel.STREET and host.level != Level.STREET:
            raise ValidationError(f"“{kind.name}”由街道召集，请另选会议类型。")
        return kind


class GuestForm(forms.Form):
    """列席: somebody who is no member unit."""

    use_required_attribute = False

    role = forms.ChoiceField(
        label="身份",
        choices=[("", "选择身份"), *GuestRole.choices],
        error_messages={"required": "请选择列席人的身份。"},
    )
    name = forms.CharField(label="姓名", max_length=30, required=False)


class ItemForm(forms.Form):
    """议题."""

    use_required_attribute = False
    preset = frozenset({"fourfold"})  # there before anybody has typed

    fourfold = forms.ChoiceField(
        label="四共", choices=Fourfold.choices, error_messages={"required": "请选择四共类别。"}
    )
    title = PastedLineField(
        label="议题", max_length=100, error_messages={"required": "请填写议题，或删去这一条。"}
    )
    proposer = UnitField(label="提出单位", required=False)
    discussion = PastedTextField(
        label="讨论情况",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    options = PastedTextField(
        label="可选办法",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个。",
    )
    plan = PastedTextField(
        label="商定的方案",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    outcome = PastedTextField(
        label="结果", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposer"].units = units  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """议定事项."""

    use_required_attribute = False

    text = PastedLineField(
        label="议定事项",
        max_length=300,
        error_messages={"required": "请填写议定的内容，或删去这一项。"},
    )
    lead = UnitField(label="责任单位", error_messages={"required": "请选择责任单位。"})
    due_on = forms.DateField(
        label="期限",
        widget=DateInput,
        validators=[check_year],
        error_messages={
            "required": "请填写完成期限。",
            "invalid": "日期不对，请按“2026-11-30”填写。",
        },
    )
    assistants = UnitsField(label="配合单位", required=False)

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "assistants"):
            self.fields[name].units = units  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """居民意见: by role, never by name."""

    use_required_attribute = False
    preset = frozenset({"role", "people"})

    channel = forms.ChoiceField(
        label="渠道",
        choices=[("", "选择渠道"), *OpinionChannel.choices],
        error_messages={"required": "请选择意见是怎么来的。"},
    )
    role = forms.ChoiceField(label="身份", choices=GuestRole.choices)
    stance = forms.ChoiceField(
        label="态度", choices=[("", "没有表态"), *Stance.choices], required=False
    )
    people = forms.IntegerField(
        label="人数",
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": "1"}),
        error_messages={"invalid": "人数请填整数。", "min_value": "人数至少是 1。"},
    )
    text = PastedLineField(label="意见（不写姓名、电话、门牌号）", max_length=300, required=False)

    def clean_people(self) -> int:
        return self.cleaned_data["people"] or 1

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if redact_homes(text) != text:
            raise ValidationError("意见里有电话或门牌号，请去掉后再保存。")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("stance") or cleaned.get("text") or self.errors):
            self.add_error("text", "请写下意见，或选择态度。")
        return cleaned


def suggested_title(kind: MeetingKind | None, starts_at: datetime | None) -> str:
    """A name made of the kind and the time: by quarter or month where that is its rhythm."""
    if kind is None or starts_at is None:
        return ""
    day = localtime(starts_at)
    periods = {
        MeetingKind.Rhythm.QUARTER: f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度",
        MeetingKind.Rhythm.MONTH: f"{day.year}年{day.month}月",
        MeetingKind.Rhythm.HALF_YEAR: f"{day.year}年{'上' if day.month <= 6 else '下'}半年",
        MeetingKind.Rhythm.YEAR: f"{day.year}年度",
    }
    dated = f"{day.year}年{day.month}月{day.day}日"
    return f"{periods.get(MeetingKind.Rhythm(kind.rhythm), dated)}{kind.name}"
