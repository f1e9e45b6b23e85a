"""What migrations do to rows that are there already."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from alliances.models import Attendance, Invitation, Meeting
from tests.factories import AttendanceFactory, MeetingFactory

pytestmark = pytest.mark.django_db
invite = import_module("alliances.migrations.0011_invite_who_was_expected")


class Editor:
    connection = connection


def test_whoever_was_expected_at_a_planned_meeting_is_invited():
    called, collecting, held = (
        AttendanceFactory(meeting__status=status, status="").meeting
        for status in ("called", "collecting", "held")
    )
    event = called.events.create(step="call")
    named = AttendanceFactory(meeting=collecting, status="", person_name="示例甲")

    invite.invite_who_was_expected(apps, Editor)

    invitations = Invitation.objects.order_by("pk")
    assert [(row.meeting, row.asked, row.sent_at) for row in invitations] == [
        (called, 1, event.at),
        (collecting, 0, None),
        (collecting, 0, None),
    ]
    assert dict(Meeting.objects.values_list("status", "sequence")) == {
        "called": 1,
        "collecting": 0,
        "held": 1,
    }
    # What stands in a roll is kept where it says more.
    assert set(Attendance.objects.values_list("meeting", flat=True)) == {held.pk, collecting.pk}
    assert Attendance.objects.get(meeting=collecting) == named


def test_called_meeting_without_an_event_counts_as_told_when_it_begins():
    row = AttendanceFactory(meeting__status="called", status="")

    invite.invite_who_was_expected(apps, Editor)

    assert Invitation.objects.get().sent_at == row.meeting.starts_at


def test_back_again_everybody_stands_in_the_roll():
    AttendanceFactory(meeting=MeetingFactory(status="called"), status="")
    AttendanceFactory(meeting__status="called", status="", person_name="示例甲")

    invite.invite_who_was_expected(apps, Editor)
    invite.expect_who_was_invited(apps, Editor)

    assert Attendance.objects.count() == 2
