"""Choosing a unit by typing."""

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from members.forms.units import UNKNOWN_UNIT, UnitField, UnitInput, Units, UnitsField, UnitsInput
from members.models import Organization

HOSTILE = "\"><script>alert('示例')</script>"
ESCAPED = "&quot;&gt;&lt;script&gt;alert(&#x27;示例&#x27;)&lt;/script&gt;"


def organization(pk, name, parent="示例街道", **values):
    return Organization(pk=pk, name=name, parent=Organization(name=parent), **values)


FIRST = organization(1, "柳巷第二中学党支部", short_name="二中")
SECOND = organization(2, "示例医院党委")
TWINS = [organization(3, "退休党支部", "东社区"), organization(4, "退休党支部", "西社区")]
NUMBERED = organization(5, "第 3 幼儿园党支部")
UNITS = Units([FIRST, SECOND, *TWINS, NUMBERED], of="partners")


@pytest.mark.parametrize(
    ("typed", "pk"),
    [
        ("柳巷第二中学党支部", 1),
        ("  柳巷第二中学党支部 ", 1),
        ("第二中学", 1),
        ("二中", 1),
        ("lxdezx", 1),
        ("YY", 2),
        ("医院 党委", 2),
        ("退休党支部（西社区）", 4),
        ("#2", 2),
        ("3", 5),
    ],
)
def test_words_that_mean_one_unit_are_that_unit(typed, pk):
    assert UNITS.reference(typed) == f"#{pk}"


@pytest.mark.parametrize("typed", ["党支部", "退休党支部", "没有的单位", "#99", "", "\x00", "“”"])
def test_words_that_mean_several_or_none_are_no_unit(typed):
    assert UNITS.reference(typed) == ""


def test_search_offers_first_what_begins_with_the_words():
    units = Units([organization(1, "示例街道医院"), organization(2, "医院路小学")], of="own")

    assert units.search("医院") == ["#2", "#1"]
    assert units.search("") == ["#1", "#2"]


def test_labels_tell_units_of_one_name_apart():
    assert list(UNITS.labels.values())[2:4] == ["退休党支部（东社区）", "退休党支部（西社区）"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("没有的", "没有找到“没有的”，请换个写法，或写名称里的几个字、拼音首字母。"),
        (
            "退休",
            "“退休”有 2 家符合：退休党支部（东社区）、退休党支部（西社区）。请选其中一家，或写全名称。",
        ),
        ("#99", UNKNOWN_UNIT),
    ],
)
def test_a_complaint_says_what_to_do(typed, message):
    field = UnitField()
    field.units = UNITS

    with pytest.raises(forms.ValidationError, match=message):
        field.clean(typed)


def test_a_complaint_about_many_names_a_few():
    many = Units([organization(n, f"第{n}党支部") for n in range(1, 9)], of="own")

    assert many.complaint("党支部") == (
        "“党支部”有 8 家符合：第1党支部、第2党支部、第3党支部、第4党支部、第5党支部等。"
        "请选其中一家，或写全名称。"
    )


def several():
    field = UnitsField(required=False)
    field.units = UNITS
    return field


def test_several_names_in_one_go_are_taken_apart_and_each_is_taken_once():
    assert several().clean(["二中、医院", "#2", ""]) == [FIRST, SECOND]
    assert several().clean([]) == several().clean(None) == []


def test_one_wrong_name_of_several_is_complained_about():
    with pytest.raises(forms.ValidationError, match="没有找到“没有的”"):
        several().clean(["二中，没有的"])


def test_more_units_than_anybody_means_are_refused():
    field = UnitsField()
    field.units = Units([organization(n, f"第{n}号") for n in range(1, 40)], of="own")

    with pytest.raises(forms.ValidationError, match="最多选 30 家"):
        field.clean([f"#{n}" for n in range(1, 32)])


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [(1, "二中", False), (1, "#1", False), (1, "医院", True), (None, "", False), (1, "", True)],
)
def test_a_unit_in_other_words_is_no_change(initial, data, changed):
    field = UnitField()
    field.units = UNITS

    assert field.has_changed(initial, data) is changed
    assert several().has_changed([initial] if initial else [], [data]) is changed


def test_a_field_shows_the_name_of_what_is_stored_and_what_was_typed_otherwise():
    shown = [UNITS.label(value) for value in (1, FIRST, "#1", "二中", "没有的", "#99", 99, None)]

    name = FIRST.name
    assert shown == [name, name, name, name, "没有的", "", "", ""]


def test_inputs_of_several_have_room_for_one_more():
    html = several().widget.render("helpers", ["#1", "#2"], {"id": "id_helpers"})

    assert [part.split('"')[0] for part in html.split('value="')[1:]] == [
        FIRST.name,
        SECOND.name,
        "",
    ]
    assert 'id="id_helpers"' in html
    assert 'id="id_helpers_2"' in html
    data = MultiValueDict({"helpers": ["#1", ""]})
    assert UnitsInput().value_from_datadict(data, {}, "helpers") == ["#1", ""]


@pytest.mark.parametrize(("widget", "value"), [(UnitInput, HOSTILE), (UnitsInput, [HOSTILE, "#7"])])
def test_names_and_what_was_typed_are_escaped(widget, value):
    field = widget()
    field.units = Units([Organization(pk=7, name=HOSTILE)], of="own")

    html = field.render(HOSTILE, value, {"id": HOSTILE})

    assert "<script" not in html
    assert f'value="{ESCAPED}"' in html
