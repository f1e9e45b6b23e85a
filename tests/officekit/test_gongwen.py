import pytest

from officekit.gongwen import balance


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("", [""]),
        ("停车协商会纪要", ["停车协商会纪要"]),
        ("甲" * 20, ["甲" * 20]),
        ("甲" * 21, ["甲" * 10, "甲" * 11]),
        ("甲" * 41, ["甲" * 14, "甲" * 13, "甲" * 14]),
        # No line begins with 的 or in the middle of a number.
        ("甲" * 12 + "的" + "乙" * 11, ["甲" * 11, "甲的" + "乙" * 11]),
        ("甲" * 10 + "2026" + "乙" * 10, ["甲" * 10, "2026" + "乙" * 10]),
    ],
)
def test_long_title_stands_on_lines_of_one_length(title, lines):
    assert balance(title).split("\n") == lines


def test_balance_loses_nothing():
    title = "关于 2026 年\x00“（、。） 一" * 9

    assert balance(title).replace("\n", "") == title
