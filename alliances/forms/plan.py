"""召集会议: when, where, whom it expects."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zlib import crc32

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now

from alliances.calling import CALL, COLLECT
from alliances.forms.meeting import (
    CheckedDateTimeField,
    DateInput,
    MeetingForm,
    check_year,
    suggested_title,
)
from alliances.models import Alliance, GuestRole, Meeting, MeetingKind, RotaTurn
from alliances.rosters import expected_at
from alliances.unit_sets import nameable
from members.forms.units import Units, UnitsField
from members.models import Organization
from officekit.text import cn_date

REASON_LENGTH = 200


class PlanForm(MeetingForm):
    """The list of units follows the kind, the host and the day; `then` is what the pressed button does."""

    recorder = opening = None  # type: ignore[assignment]
    title = forms.CharField(
        label="会议名称",
        max_length=100,
        required=False,
        help_text="可不填，会按会议类型和时间起名。",
    )
    topics_until = forms.DateField(
        label="议题征集到",
        required=False,
        widget=DateInput,
        validators=[check_year],
        help_text="先征集议题的，写截止日期；直接发通知可不填。",
        error_messages={"invalid": "日期不对，请按“2026-11-30”填写。"},
    )
    units = forms.MultipleChoiceField(
        label="应到单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "有一家不在这次会议的应到名单里，请核对后再选。"},
    )
    more = UnitsField(label="另外请哪些单位", required=False)
    guests = forms.MultipleChoiceField(
        label="请哪些人列席",
        required=False,
        choices=GuestRole.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="姓名到会时再登记。",
    )
    reason = forms.CharField(
        label="通知时间不足的原因",
        required=False,
        max_length=REASON_LENGTH,
        help_text="赶不上规定的通知天数时才填，会写在通知上。",
    )
    listed_for = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, alliance: Alliance, meeting: Meeting | None, then: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.then, self.invited = then, meeting.invited() if meeting else []
        given = self.data if self.is_bound else self.initial
        host = self._hosts.get(str(given.get("host")), next(iter(self._hosts.values())))
        kind = self._kinds.get(str(given.get("kind")))
        day = self._day(given.get("starts_at"))
        self.turn = RotaTurn.objects.on(host, day)
        self.listed = self._listed(alliance, host, kind, day)
        units: Any = self.fields["units"]
        units.choices = [(str(unit.pk), unit.name) for unit in self.listed]
        more: Any = self.fields["more"]
        more.units = nameable(alliance, host, day, self.listed)
        self._follow_the_list()

    def _listed(
        self, alliance: Alliance, host: Organization, kind: MeetingKind | None, day: date
    ) -> list[Organization]:
        expected = expected_at(alliance, host, kind, day)
        shown = [unit.pk for unit in expected], self.turn and self.turn.pk
        self.list_key = str(crc32(repr(shown).encode()))
        known = {unit.pk for unit in expected}
        return expected + [unit for unit in self.invited if unit.pk not in known]

    def _follow_the_list(self) -> None:
        """All are ticked where the list is new, also because the kind or the day has changed since it was shown."""
        self.is_relisted = self.is_bound and self.data.get("listed_for") != self.list_key
        everybody = [str(unit.pk) for unit in self.listed]
        if self.is_relisted:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data.setlist("units", everybody)
            data["listed_for"] = self.list_key
            self.data = data
        if self.initial.get("listed_for", self.list_key) != self.list_key:
            self.initial["units"] = everybody
        self.initial.setdefault("units", everybody)
        self.initial["listed_for"] = self.list_key

    def _day(self, given: Any) -> date:
        try:
            moment = given if isinstance(given, datetime) else self.fields["starts_at"].clean(given)
        except ValidationError:
            moment = None
        return localdate(moment) if moment else localdate()

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        if moment <= now():
            raise ValidationError("会议时间已过，请填以后的时间。已经开过的会，请用“记一次会议”。")
        return moment

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind, starts_at = cleaned.get("kind"), cleaned.get("starts_at")
        if kind and starts_at:
            cleaned["title"] = cleaned.get("title") or suggested_title(kind, starts_at)
            self._check_notice(kind, starts_at)
            self._check_topics(starts_at)
        by_key = {str(unit.pk): unit for unit in self.listed}
        chosen = [by_key[key] for key in cleaned.get("units", [])] + cleaned.get("more", [])
        cleaned["expected"] = list(dict.fromkeys(chosen))
        if self.is_relisted:
            self.add_error("units", "应到单位已按会议类型和时间重新列出，请核对后再点一次。")
        elif not chosen and not {"units", "more"} & set(self.errors):
            self.add_error("units", "请至少选一家应到单位。")
        return cleaned

    def _check_notice(self, kind: MeetingKind, starts_at: datetime) -> None:
        plan = Meeting(kind=kind, starts_at=starts_at)
        if self.then == CALL and plan.is_late and not self.cleaned_data.get("reason"):
            self.add_error(
                "reason",
                f"“{kind.name}”要提前 {kind.notice_days} 个工作日通知，应在{cn_date(plan.notice_by)}"
                "以前发出。请写明原因，或者把会议推后。",
            )

    def _check_topics(self, starts_at: datetime) -> None:
        until = self.cleaned_data.get("topics_until")
        if until is None:
            if self.then == COLLECT and "topics_until" not in self.errors:
                self.add_error("topics_until", "请填写议题征集到哪一天，或者直接发出通知。")
        elif not localdate() <= until <= localdate(starts_at):
            self.add_error("topics_until", "议题征集的截止日期要在今天和开会那天之间。")


class RescheduleForm(forms.Form):
    """改期: another time or place, and why."""

    use_required_attribute = False

    starts_at = CheckedDateTimeField(
        label="新的时间",
        error_messages={
            "required": "请填写新的时间。",
            "invalid": "时间不对，请按“2026-11-12 14:30”填写。",
        },
    )
    place = forms.CharField(
        label="地点", max_length=80, error_messages={"required": "请填写会议地点。"}
    )
    reason = forms.CharField(
        label="改期的原因",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会写在发给应到单位的消息里。",
        error_messages={"required": "请写明改期的原因。"},
    )
    # What the page showed: a second click, or a colleague's change before, does not put it off once more.
    seen = forms.IntegerField(widget=forms.HiddenInput)


class InviteForm(forms.Form):
    """加请: more units, once the notice is out."""

    more = UnitsField(label="加请哪些单位", error_messages={"required": "请写要加请的单位。"})

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["more"]
        field.units = units
