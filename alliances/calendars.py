"""Meetings as iCalendar (RFC 5545): one file each, and a feed for each user."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localtime, now

from alliances.models import MeetingStatus

if TYPE_CHECKING:
    from alliances.models import Meeting

NAME, REFRESH = "联席会议", "PT4H"
CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_of(meetings: Iterable[Meeting], *, absolute: str) -> bytes:
    """Of meetings from `for_calendar()`; `absolute` is the portal's own address, for the links."""
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Alliance portal//联席会议//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("x-published-ttl", REFRESH)
    for meeting in meetings:
        calendar.add_component(_event(meeting, absolute))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, absolute: str) -> Any:
    from icalendar import Event  # noqa: PLC0415

    is_off = meeting.status == MeetingStatus.CANCELLED
    changed = (meeting.told_at or now()).astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"meeting:{meeting.alliance.slug}:{meeting.pk}")))
    event.add("sequence", meeting.sequence - 1)  # the first notice is 0
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    # Nobody says how long a meeting takes, so there is no end.
    event.add("dtstart", localtime(meeting.starts_at, ZoneInfo(settings.TIME_ZONE)))
    event.add("summary", f"【已取消】{meeting.title}" if is_off else meeting.title)
    event.add("location", meeting.place)
    event.add("description", _description(meeting))
    event.add("url", f"{absolute}{meeting.get_notice_url()}")
    return event


def _description(meeting: Meeting) -> str:
    chair = [f"主持：{meeting.chair}"] if meeting.chair else []
    items = [f"{number}. {item.title}" for number, item in enumerate(meeting.agenda_items.all(), 1)]
    agenda = ["议程：", *items] if items else []
    return "\n".join([f"召集：{meeting.host.name}", *chair, *agenda])
