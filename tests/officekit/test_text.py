from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officekit.text import (
    cn_date,
    cn_datetime,
    cn_month_day,
    cn_number,
    cn_weekday,
    excerpt,
    render_markdown,
)

# 23:30 of the 20th in UTC is 7:30 of the 21st in China.
MOMENT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_dates_have_no_leading_zeros():
    assert cn_date(date(2026, 1, 3)) == "2026年1月3日"
    assert cn_month_day(date(2026, 1, 3)) == "1月3日"
    assert cn_weekday(date(2026, 11, 23)) == "星期一"


def test_moments_are_shown_in_local_time():
    assert cn_date(MOMENT) == "2026年11月21日"
    assert cn_datetime(MOMENT) == "2026年11月21日 07:30"
    assert cn_month_day(MOMENT) == "11月21日"
    assert cn_weekday(MOMENT) == "星期六"


def test_naive_moments_are_taken_as_local():
    assert cn_datetime(datetime(2026, 11, 20, 14, 30)) == "2026年11月20日 14:30"  # noqa: DTZ001


def test_no_date_is_no_text():
    assert [cn_date(None), cn_datetime(None), cn_month_day(None), cn_weekday(None)] == [""] * 4


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_cn_number(number, expected):
    assert cn_number(number) == expected


@pytest.mark.parametrize("number", [0, -1, 100])
def test_cn_number_refuses_what_it_cannot_say(number):
    with pytest.raises(ValueError, match="between 1 and 99"):
        cn_number(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("柳巷街道\n党建 联盟", "柳巷街道 党建…"), ("柳巷", "柳巷"), ("", "")],
)
def test_excerpt(text, expected):
    assert excerpt(text, 8) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 通知", "<h3>通知</h3>\n"),
        ("###### 细则", "<h6>细则</h6>\n"),
        ("第一行\n第二行", "<p>第一行<br>\n第二行</p>\n"),
        ("**重点**", "<p><strong>重点</strong></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("![x](https://example.com/x.png)", "<p></p>\n"),
        (
            "[x](https://example.com)",
            '<p><a href="https://example.com" rel="noopener noreferrer nofollow">x</a></p>\n',
        ),
        ("", ""),
    ],
)
def test_render_markdown(text, expected):
    assert render_markdown(text) == expected


def test_render_markdown_tables_carry_no_style():
    html = render_markdown("|项目|数量|\n|---|--:|\n|座椅|3|")

    assert "<td>3</td>" in html
    assert "style" not in html


@given(st.text())
def test_render_markdown_takes_any_text(text):
    assert "<script" not in render_markdown(text)
