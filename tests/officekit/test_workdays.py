from datetime import date

import pytest

from officekit.workdays import add_workdays, is_workday


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday that is worked
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2199, 10, 1), True),  # past the published calendar: only weekends
        (date(2199, 10, 5), False),
        (date(1950, 1, 2), True),
    ],
)
def test_is_workday(day, expected):
    assert is_workday(day) == expected


def test_own_holidays_come_first():
    own = {date(2026, 11, 23): True, date(2026, 11, 22): False}

    assert not is_workday(date(2026, 11, 23), own)
    assert is_workday(date(2026, 11, 22), own)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, date(2026, 11, 20)),
        (1, date(2026, 11, 23)),
        (6, date(2026, 11, 30)),
        (-5, date(2026, 11, 13)),
    ],
)
def test_add_workdays(n, expected):
    assert add_workdays(date(2026, 11, 20), n) == expected


def test_add_workdays_leaps_over_own_holidays():
    own = {date(2026, 11, 23): True}

    assert add_workdays(date(2026, 11, 20), 1, own) == date(2026, 11, 24)
