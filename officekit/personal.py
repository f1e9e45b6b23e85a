"""Phone numbers and names of people: how they are written down, and how they are shown."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})")
# What people put between the digits; anything else is not a phone number.
SEPARATORS = re.compile(r"[\s\-‐-―－()（）.·]+")
EXAMPLE = "例如 13800000000 或 0351-2000000"
RAW_MAX_LENGTH = 40
SHORTEST_PHONE = 5  # 12345


def normalise_phone(raw: str) -> str:
    """A mobile number as 11 digits, a landline as area code, hyphen, number; otherwise a ValidationError."""
    text = unicodedata.normalize("NFKC", raw[: RAW_MAX_LENGTH + 1])
    digits = re.sub(r"^(\+|00)86", "", SEPARATORS.sub("", text))
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValidationError(f"电话号码只能由数字组成，请检查后重填，{EXAMPLE}。", code="phone")
    if MOBILE.fullmatch(digits):
        return digits
    if digits.startswith("1"):
        raise ValidationError(_mobile_advice(digits), code="phone")
    return _landline(digits, international=text.strip().startswith(("+", "00")))


def _mobile_advice(digits: str) -> str:
    if len(digits) != 11:
        return f"手机号码应为 11 位，现在是 {len(digits)} 位，请检查是否多填或漏填。"
    return "没有这个号段的手机号码，请检查前三位数字。"


def _landline(digits: str, *, international: bool) -> str:
    import phonenumbers  # noqa: PLC0415 -- takes a while to load, for landlines alone

    # Written as +86 351 …, the area code has lost its zero.
    national = f"0{digits}" if international and not digits.startswith("0") else digits
    if not national.startswith("0"):
        raise ValidationError(f"座机号码请加上区号，{EXAMPLE}。", code="phone")
    try:
        number = phonenumbers.parse(national, "CN")
    except phonenumbers.NumberParseException:
        number = phonenumbers.PhoneNumber()
    area_digits = phonenumbers.length_of_geographical_area_code(number)
    if not (area_digits and phonenumbers.is_valid_number(number)):
        raise ValidationError(f"没有这样的座机号码，请检查区号和位数，{EXAMPLE}。", code="phone")
    return f"{national[: area_digits + 1]}-{national[area_digits + 1 :]}"


def check_public_phone(text: str) -> str:
    """Words beside the number are fine; less than the shortest number that can be called is not."""
    if text and sum(sign.isdecimal() for sign in text) < SHORTEST_PHONE:
        raise ValidationError("请填完整的电话，例如 0351-0000000。", code="phone")
    return text


def mask_phone(phone: str) -> str:
    """138****1234, 0351-*****67; anything else keeps its last two characters at most."""
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if landline := LANDLINE.fullmatch(phone):
        area, number = landline.groups()
        return f"{area}-{'*' * (len(number) - 2)}{number[-2:]}"
    tail = phone[-2:] if len(phone) > 4 else ""
    return "*" * (len(phone) - len(tail)) + tail


def mask_name(name: str) -> str:
    """王**, however long the name is: its length would tell something, too."""
    name = name.strip()
    return f"{name[0]}**" if name else ""


class PhoneField(forms.CharField):
    """A phone number as people type it, cleaned to the one form that is stored."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": RAW_MAX_LENGTH, **kwargs})

    def clean(self, value: Any) -> str:
        raw = super().clean(value)
        return normalise_phone(raw) if raw else ""
