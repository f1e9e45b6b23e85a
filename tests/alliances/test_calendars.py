"""The calendar is read again by three parsers that know nothing of each other."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import ics
import pytest
import time_machine
import vobject
from icalendar import Calendar

from alliances.calendars import calendar_of
from alliances.models import Meeting
from tests.factories import (
    AgendaItemFactory,
    AllianceFactory,
    InvitationFactory,
    MeetingFactory,
    UserFactory,
    community_of,
)

pytestmark = [
    pytest.mark.django_db,
    # Of the parsers themselves.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]
CHINA = ZoneInfo("Asia/Shanghai")
WHEN = datetime(2026, 12, 4, 14, 30, tzinfo=CHINA)
LATER = datetime(2026, 12, 11, 9, 0, tzinfo=CHINA)
SITE = "https://shili.example.cn"


@pytest.fixture
def meeting():
    alliance = AllianceFactory()
    meeting = MeetingFactory(
        alliance=alliance,
        host=community_of(alliance),
        title="停车、充电；协商会",
        chair="示例甲",
        starts_at=WHEN,
        status="collecting",
    )
    InvitationFactory(meeting=meeting)
    AgendaItemFactory(meeting=meeting, title="院内停车")
    return meeting


@pytest.fixture
def clerk(meeting):
    return UserFactory(organization=meeting.host)


def written():
    return calendar_of(Meeting.objects.for_calendar(), absolute=SITE).decode()


def by_icalendar(text):
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    return {
        "uid": str(event["uid"]),
        "sequence": int(event["sequence"]),
        "status": str(event["status"]),
        "summary": str(event["summary"]),
        "location": str(event["location"]),
        "begins": event["dtstart"].dt.astimezone(UTC),
        "changed": event["last-modified"].dt,
    }


def by_vobject(text):
    event = vobject.readOne(text).vevent
    return {
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "status": event.status.value,
        "summary": event.summary.value,
        "location": event.location.value,
        "begins": event.dtstart.value.astimezone(UTC),
        "changed": event.last_modified.value.astimezone(UTC),
    }


def by_ics(text):
    event = next(iter(ics.Calendar(text).events))
    more = {line.name: line.value for line in event.extra}
    return {
        "uid": event.uid,
        "sequence": int(more["SEQUENCE"]),
        "status": event.status,
        "summary": event.name,
        "location": event.location,
        "begins": event.begin.datetime.astimezone(UTC),
        "changed": event.last_modified.datetime.astimezone(UTC),
    }


@time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=CHINA), tick=False)
def test_three_parsers_read_a_notice_a_new_date_and_a_cancellation(meeting, clerk):
    texts = []
    meeting.call(by=clerk)
    texts.append(written())
    meeting.reschedule(starts_at=LATER, place="二楼会议室", by=clerk, note="会场停电")
    texts.append(written())
    meeting.cancel(by=clerk, note="并入下月会议")
    texts.append(written())

    expected = [
        {"sequence": 0, "status": "CONFIRMED", "begins": WHEN, "location": "党群服务中心"},
        {"sequence": 1, "status": "CONFIRMED", "begins": LATER, "location": "二楼会议室"},
        {"sequence": 2, "status": "CANCELLED", "begins": LATER, "location": "二楼会议室"},
    ]
    for read in (by_icalendar, by_vobject, by_ics):
        found = [read(text) for text in texts]
        assert [{name: event[name] for name in expected[0]} for event in found] == expected
        assert len({event["uid"] for event in found}) == 1
        assert {event["changed"] for event in found} == {datetime(2026, 11, 20, 1, tzinfo=UTC)}
        assert found[0]["summary"] == "停车、充电；协商会"
        assert found[2]["summary"] == "【已取消】停车、充电；协商会"


@time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=CHINA), tick=False)
def test_times_are_chinese_and_the_agenda_is_told(meeting, clerk):
    meeting.call(by=clerk)

    text = written()

    assert "DTSTART;TZID=Asia/Shanghai:20261204T143000" in text
    assert "TZOFFSETTO:+0800" in text
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    assert str(event["description"]).splitlines() == [
        f"召集：{meeting.host.name}",
        "主持：示例甲",
        "议程：",
        "1. 院内停车",
    ]
    assert str(event["url"]) == f"{SITE}{meeting.get_notice_url()}"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_meeting_that_nobody_was_told_of_is_in_no_calendar(meeting):
    assert "VEVENT" not in written()
