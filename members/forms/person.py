from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from members.forms.units import UnitField, Units
from members.models import Appointment, Person, Post
from officekit.personal import PhoneField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PersonForm(forms.ModelForm):
    """人员. A phone that is there is never sent to the browser: it is only replaced, or removed."""

    organization = UnitField(label="所在单位")
    new_phone = PhoneField(label="电话", required=False)
    remove_phone = forms.BooleanField(label="删除已登记的电话", required=False)

    class Meta:
        model = Person
        fields = ["name", "organization", "title", "note"]

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, units)
        self.order_fields(["name", "organization", "title", "new_phone", "remove_phone", "note"])
        if self.instance.phone:
            self.fields["new_phone"].label = "更换电话"
            self.fields[
                "new_phone"
            ].help_text = f"已登记 {self.instance.masked_phone}。不更换就空着。"
        else:
            del self.fields["remove_phone"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("new_phone") and cleaned.get("remove_phone"):
            self.add_error("remove_phone", "已填写新电话，不用再选删除。")
        if cleaned.get("new_phone") or cleaned.get("remove_phone"):
            self.instance.phone = cleaned.get("new_phone", "")
        return cleaned


class AppointmentForm(forms.ModelForm):
    """任职."""

    organization = UnitField(label="任职组织")

    class Meta:
        model = Appointment
        fields = ["post", "organization", "started_on"]
        widgets = {"started_on": DAY}

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, units)
        post: Any = self.fields["post"]
        post.choices = [("", "请选择"), *Post.choices]

    def clean_started_on(self) -> date:
        return _not_ahead(self.cleaned_data["started_on"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            # The person is no field of the form, but part of the rule that a post is held once.
            Appointment(person=self.instance.person, **cleaned).validate_constraints()
        return cleaned


class EndForm(forms.Form):
    """离任."""

    ended_on = forms.DateField(label="离任日期", widget=DAY)

    def clean_ended_on(self) -> date:
        return _not_ahead(self.cleaned_data["ended_on"])


class ReasonForm(forms.Form):
    """Why somebody wants to see a whole phone number."""

    reason = forms.CharField(
        label="查看原因",
        min_length=2,
        max_length=100,
        help_text="会和您的姓名、时间一起记入审计日志，例如 联系明天的议事会。",
    )


def _offer(form: forms.ModelForm, units: Units) -> None:
    """Where there is only one, it is filled in."""
    field: Any = form.fields["organization"]
    field.units = units
    if len(units.by_reference) == 1:
        # Not the field's `initial`: the instance's empty value goes before it.
        form.initial["organization"] = next(iter(units.by_reference))


def _not_ahead(day: date) -> date:
    if day > localdate():
        raise forms.ValidationError("日期不能晚于今天。")
    return day
