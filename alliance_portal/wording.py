"""Plain words for the mistakes that Django's own fields find: what to do, not what was violated.

Set once where the fields look them up, because every form of every app (and of the back office) shows them.
"""

from typing import Any

from django import forms
from django.core import validators

REQUIRED: dict[Any, str] = {
    forms.Field: "请填写这一项。",
    forms.ChoiceField: "请选择一项。",
    forms.FileField: "请选择文件。",
}
INVALID: dict[Any, str] = {
    forms.IntegerField: "请填整数，例如 12。",
    forms.DecimalField: "请填数字，例如 12 或 12.5。",
    forms.DateField: "请填年月日，例如 2026-11-23。",
    forms.DateTimeField: "请填日期和时间，例如 2026-11-23 14:30。",
}
LIMITS: dict[Any, str] = {
    validators.MaxLengthValidator: "最多 %(limit_value)d 个字，现在有 %(show_value)d 个，请删短一些。",
    validators.MinValueValidator: "不能小于 %(limit_value)s。",
    validators.MaxValueValidator: "不能大于 %(limit_value)s。",
}


def speak_plainly() -> None:
    for code, words in (("required", REQUIRED), ("invalid", INVALID)):
        for field, message in words.items():
            field.default_error_messages = {**field.default_error_messages, code: message}
    for validator, message in LIMITS.items():
        validator.message = message
