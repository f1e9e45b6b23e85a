import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from officekit.personal import (
    PhoneField,
    mask_name,
    mask_phone,
    normalise_phone,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("13800000000", "13800000000"),
        (" 138 0000-0000 ", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("0351-2000000", "0351-2000000"),
        ("（0351）2000000", "0351-2000000"),
        ("+86 351 2000000", "0351-2000000"),
        ("01062000000", "010-62000000"),
    ],
)
def test_normalise_phone_gives_one_form(raw, expected):
    assert normalise_phone(raw) == expected
    assert normalise_phone(expected) == expected


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        ("1380000000", "手机号码应为 11 位，现在是 10 位"),
        ("12800000000", "没有这个号段"),
        ("12345", "现在是 5 位"),
        ("2000000", "请加上区号"),
        ("0351-20", "请检查区号和位数"),
        ("00000000000", "请检查区号和位数"),
        ("138oooo0000", "只能由数字组成"),
        ("138\x0000000000", "只能由数字组成"),
        ("", "只能由数字组成"),
        ("1" * 100_000, "现在是 41 位"),
    ],
)
def test_normalise_phone_says_what_is_wrong(raw, advice):
    with pytest.raises(ValidationError, match=advice):
        normalise_phone(raw)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789+-"))))
def test_normalise_phone_never_breaks(raw):
    try:
        phone = normalise_phone(raw)
    except ValidationError:
        return
    assert normalise_phone(phone) == phone


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("13800001234", "138****1234"),
        ("0351-2000067", "0351-*****67"),
        ("010-62000067", "010-******67"),
        ("1234567", "*****67"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_mask_phone(phone, expected):
    assert mask_phone(phone) == expected


@pytest.mark.parametrize(("name", "expected"), [("王示例", "王**"), (" 王 ", "王**"), ("", "")])
def test_mask_name(name, expected):
    assert mask_name(name) == expected


class ContactForm(forms.Form):
    phone = PhoneField(label="电话")
    other = PhoneField(required=False)


def test_phone_field_cleans():
    form = ContactForm({"phone": "１３８ ００００ ００００"})

    assert form.is_valid()
    assert form.cleaned_data == {"phone": "13800000000", "other": ""}


def test_phone_field_keeps_the_error_at_the_field():
    form = ContactForm({"phone": "12"})

    assert form.errors == {"phone": ["手机号码应为 11 位，现在是 2 位，请检查是否多填或漏填。"]}
