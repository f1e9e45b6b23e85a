from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count, islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officekit.deadlines import Limit, Span, deadline, resumed, time_left, workdays_between
from officekit.workdays import is_workday

HOURS, WORKDAYS = Span.HOURS, Span.WORKDAYS
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")

# 国务院办公厅关于2025年、2026年部分节假日安排的通知 (12 November 2024, 4 November 2025), as they were printed.
DAYS_OFF = {
    2025: ["1.1-1.1", "1.28-2.4", "4.4-4.6", "5.1-5.5", "5.31-6.2", "10.1-10.8"],
    2026: ["1.1-1.3", "2.15-2.23", "4.4-4.6", "5.1-5.5", "6.19-6.21", "9.25-9.27", "10.1-10.7"],
}
DAYS_WORKED = {
    2025: ["1.26", "2.8", "4.27", "9.28", "10.11"],
    2026: ["1.4", "2.14", "2.28", "5.9", "9.20", "10.10"],
}


def day_of(year, text):
    month, day = text.split(".")
    return date(year, int(month), int(day))


def days_of(year, text):
    first, last = (day_of(year, part) for part in text.split("-"))
    return {first + timedelta(days=passed) for passed in range((last - first).days + 1)}


OFF = {day for year, spans in DAYS_OFF.items() for span in spans for day in days_of(year, span)}
WORKED = {day_of(year, text) for year, texts in DAYS_WORKED.items() for text in texts}


def is_worked(day, own):
    """The same question, answered by the notices alone."""
    if day in own:
        return own[day] is False
    return day in WORKED or (day.isoweekday() <= 5 and day not in OFF)


def workdays_after(day, own):
    later = (day + timedelta(days=passed) for passed in count(1))
    return (day for day in later if is_worked(day, own))


def local(*parts):
    return datetime(*parts, tzinfo=SHANGHAI)


zones = st.sampled_from([UTC, SHANGHAI, NEW_YORK, timezone(timedelta(hours=14))])
# Past the end of the published calendar, too.
starts = st.datetimes(datetime(2025, 1, 2), datetime(2027, 3, 1), timezones=zones)  # noqa: DTZ001
days = st.dates(date(2025, 1, 1), date(2027, 6, 30))
streets = st.dictionaries(days, st.booleans(), max_size=40)


def test_calendar_is_that_of_the_notices():
    first, length = date(2025, 1, 1), 365 * 2
    all_days = [first + timedelta(days=passed) for passed in range(length)]

    assert [day for day in all_days if is_workday(day) != is_worked(day, {})] == []
    assert sum(map(is_workday, all_days)) == 248 + 248


@given(starts, st.integers(1, 30), streets)
def test_workdays_end_with_the_nth_working_day_after_the_start(start, amount, own):
    days_counted = list(islice(workdays_after(start.astimezone(SHANGHAI).date(), own), amount))

    due = deadline(start, Limit(amount, WORKDAYS), own)

    assert due == datetime.combine(days_counted[-1], datetime.max.time(), SHANGHAI).replace(
        microsecond=0
    )
    assert due.utcoffset() == timedelta(hours=8)


@given(starts, st.integers(0, 2000), streets)
def test_hours_run_day_and_night_in_every_zone(start, amount, own):
    due = deadline(start, Limit(amount, HOURS), own)

    assert due.timestamp() - start.timestamp() == amount * 3600


@given(days, days, streets)
def test_workdays_between_counts_day_by_day(start, end, own):
    counted = sum(is_worked(start + timedelta(days=n), own) for n in range(1, (end - start).days + 1))  # fmt: skip

    assert workdays_between(start, end, own) == counted


@given(starts, st.integers(1, 30), st.timedeltas(timedelta(), timedelta(days=60)),
       st.timedeltas(timedelta(), timedelta(days=60)), streets)  # fmt: skip
def test_pause_leaves_as_many_working_days_as_there_were_but_for_one_begun(
    start, amount, before, length, own
):
    due = deadline(start, Limit(amount, WORKDAYS), own)
    paused_at = start + before
    resumed_at = paused_at + length

    moved = resumed(due, paused_at, resumed_at, WORKDAYS, own)

    def left(moment, until):
        first, last = moment.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
        return workdays_between(first, last, own) - workdays_between(last, first, own)

    assert left(paused_at, due) - left(resumed_at, moved) in {0, 1}
    assert moved.time() == due.time()


@given(starts, st.timedeltas(timedelta(), timedelta(days=60)), streets)
def test_pause_adds_its_length_to_hours(start, length, own):
    due = deadline(start, Limit(24, HOURS), own)

    assert resumed(due, start, start + length, HOURS, own) - due == length


def test_pause_within_a_day_or_a_weekend_gains_nothing():
    due = local(2026, 11, 27, 12)

    assert resumed(due, local(2026, 11, 23, 8), local(2026, 11, 23, 23), WORKDAYS, {}) == due
    assert resumed(due, local(2026, 11, 21, 8), local(2026, 11, 22, 23), WORKDAYS, {}) == due
    assert resumed(due, local(2026, 11, 23, 18), local(2026, 11, 24, 8), WORKDAYS, {}) == due
    assert resumed(due, local(2026, 11, 23, 8), local(2026, 11, 24, 8), WORKDAYS, {}) == local(
        2026, 11, 30, 12
    )


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # Friday evening: the emergency ends on Friday night, the weekend is no working day.
        (local(2026, 11, 20, 22), Limit(2, HOURS), local(2026, 11, 21, 0)),
        (local(2026, 11, 20, 22), Limit(1, WORKDAYS), local(2026, 11, 23, 23, 59, 59)),
        # Before National Day, with the Saturday worked after it.
        (local(2026, 9, 30, 9), Limit(3, WORKDAYS), local(2026, 10, 10, 23, 59, 59)),
        # In Shanghai it is the tenth already.
        (datetime(2026, 10, 9, 16, 30, tzinfo=UTC), Limit(1, WORKDAYS), local(2026, 10, 12, 23, 59, 59)),
        (local(2026, 11, 20, 9), Limit(0, WORKDAYS), local(2026, 11, 20, 23, 59, 59)),
        # Past the published calendar only weekends are known.
        (local(2099, 9, 30, 9), Limit(3, WORKDAYS), local(2099, 10, 5, 23, 59, 59)),
        # The clocks of New York go back at night; two hours stay two hours.
        (datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK), Limit(2, HOURS), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_deadline_by_example(start, limit, due):
    assert deadline(start, limit, {}) == due


def test_own_holidays_move_a_deadline():
    own = {date(2026, 11, 23): True, date(2026, 11, 29): False}

    assert deadline(local(2026, 11, 20, 9), Limit(5, WORKDAYS), own).date() == date(2026, 11, 29)


def test_limit_is_named_with_its_unit():
    assert Limit(2, HOURS).label == "2 小时"
    assert Limit(7, WORKDAYS).label == "7 个工作日"
    assert Limit(7, "workdays").label == "7 个工作日"


@pytest.mark.parametrize(
    ("due", "moment", "told"),
    [
        (local(2026, 11, 26, 23, 59, 59), local(2026, 11, 23, 9), "剩 3 个工作日"),
        (local(2026, 11, 26, 23, 59, 59), local(2026, 11, 26, 0), "今天到期"),
        (local(2026, 11, 26, 23, 59, 59), local(2026, 11, 26, 23, 59, 59), "今天到期"),
        (local(2026, 11, 26, 12), local(2026, 11, 26, 13), "已超期"),
        (local(2026, 11, 27, 23, 59, 59), local(2026, 11, 28, 9), "已超期"),
        (local(2026, 11, 27, 23, 59, 59), local(2026, 12, 1, 9), "超期 2 个工作日"),
        # It has become a Sunday since.
        (local(2026, 11, 29, 23, 59, 59), local(2026, 11, 28, 9), "11月29日到期"),
    ],
)
def test_time_left_in_working_days(due, moment, told):
    assert time_left(due, moment, WORKDAYS, {}) == told
    assert time_left(due.astimezone(UTC), moment.astimezone(UTC), WORKDAYS, {}) == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (300, "剩 5 小时"),
        (119, "剩 1 小时"),
        (59, "剩不到 1 小时"),
        (0, "剩不到 1 小时"),
        (-1, "超期不到 1 小时"),
        (-200, "超期 3 小时"),
    ],
)
def test_time_left_in_hours(minutes, told):
    moment = local(2026, 11, 23, 9)

    assert time_left(moment + timedelta(minutes=minutes), moment, HOURS, {}) == told
