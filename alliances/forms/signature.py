from typing import Any

from django import forms
from django.utils.timezone import localdate

from alliances.forms.agreement import date_input
from members.forms.password import PasswordForm


class ConfirmForm(PasswordForm):
    """确认文本: of the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)


class SignatureForm(ConfirmForm):
    """签署: who signs for the party, and when."""

    signatory = forms.CharField(
        label="签字人", max_length=30, error_messages={"required": "请填写签字人姓名。"}
    )
    title = forms.CharField(
        label="签字人职务", max_length=40, error_messages={"required": "请填写签字人职务。"}
    )
    signed_on = forms.DateField(
        label="签署日期",
        initial=localdate,
        widget=date_input(),
        error_messages={"required": "请填写签署日期。"},
    )

    field_order = ["signatory", "title", "signed_on", "password"]

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > localdate():
            raise forms.ValidationError("签署日期不能晚于今天。")
        return day
