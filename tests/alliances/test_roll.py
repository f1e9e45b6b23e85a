from datetime import timedelta

import pytest
from django.utils.timezone import now

from alliances import roll
from alliances.minutes import facts_of
from alliances.models import Attendance, Meeting, MinutesVersion
from members.models import FormDraft, StepError
from tests.factories import AttendanceFactory, InvitationFactory, UnitFactory, UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    """To a meeting that begins in an hour, or at least today."""
    return InvitationFactory(sent=True, meeting__starts_at=now())


@pytest.fixture
def meeting(invitation):
    return invitation.meeting


def rows(meeting):
    return [
        (row.organization, row.person_name, row.status)
        for row in meeting.attendances.order_by("pk")
    ]


def test_tap_is_one_row_and_the_next_tap_changes_it(meeting, invitation):
    unit = invitation.organization

    roll.tick(meeting, unit, status="present", name="示例甲")
    roll.tick(meeting, unit, status="proxy", name="示例乙")
    roll.tick(meeting, unit, status="", name="示例丙")

    assert rows(meeting) == [(unit, "示例丙", "proxy")]
    assert meeting.version == 4  # whoever writes the minutes meanwhile is told


def test_name_alone_is_no_tick(meeting, invitation):
    roll.tick(meeting, invitation.organization, status="", name="示例甲")

    assert rows(meeting) == [(invitation.organization, "示例甲", "")]


@pytest.mark.django_db(transaction=True)
def test_two_who_tick_at_once_do_not_undo_each_others(meeting, invitation):
    other, same = UnitFactory(), Meeting.objects.get()

    raised = race(
        lambda: roll.tick(meeting, invitation.organization, status="present", name="甲"),
        lambda: roll.tick(same, other, status="excused", name="乙"),
    )

    assert raised == [None, None]
    assert set(rows(meeting)) == {
        (invitation.organization, "甲", "present"),
        (other, "乙", "excused"),
    }


@pytest.mark.django_db(transaction=True)
def test_one_unit_ticked_twice_at_once_is_one_row(meeting, invitation):
    unit, same = invitation.organization, Meeting.objects.get()

    race(
        lambda: roll.tick(meeting, unit, status="present", name="甲"),
        lambda: roll.tick(same, unit, status="present", name="甲"),
    )

    assert rows(meeting) == [(unit, "甲", "present")]


def test_who_is_not_ticked_is_ticked_as_they_answered(meeting, invitation):
    excused, proxy, silent, came = (
        InvitationFactory(meeting=meeting, asked=1, sent_at=now()) for _ in range(4)
    )
    for row, answer, name in (
        (excused, "excused", ""),
        (proxy, "proxy", "示例乙"),
        (came, "excused", ""),
    ):
        type(row).objects.filter(pk=row.pk).update(
            answer=answer, proxy_name=name, answered_at=now(), answered_by=UserFactory()
        )
    roll.tick(meeting, came.organization, status="present", name="")
    roll.tick(meeting, excused.organization, status="", name="示例丁")

    assert roll.tick_as_answered(meeting) == 2
    assert roll.tick_as_answered(meeting) == 0
    assert set(rows(meeting)) == {
        (came.organization, "", "present"),
        (excused.organization, "示例丁", "excused"),
        (proxy.organization, "示例乙", "proxy"),
    }
    assert silent.organization in [row.organization for row in facts_of(meeting).attended]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"status": "collecting"}, "会议征集议题"),
        ({"status": "cancelled"}, "会议已取消"),
        ({"status": "reviewing"}, "会议待审定"),
    ],
)
def test_roll_is_closed_before_and_after(meeting, invitation, changes, complaint):
    Meeting.objects.update(**changes)

    assert complaint in roll.why_closed(Meeting.objects.get())
    with pytest.raises(StepError, match=complaint):
        roll.tick(meeting, invitation.organization, status="present", name="")
    assert Attendance.objects.count() == 0


def test_nobody_is_there_the_day_before(meeting):
    meeting.starts_at = now() + timedelta(days=1)

    assert "还没到开会那天" in roll.why_closed(meeting)


def test_unknown_tick_is_refused(meeting, invitation):
    with pytest.raises(StepError, match="选一个"):
        roll.tick(meeting, invitation.organization, status="late", name="")


def test_guest_comes_is_named_and_goes(meeting):
    roll.add_guest(meeting, role="resident", name="")
    guest = meeting.attendances.get()

    roll.change_guest(guest, name="示例丙")
    assert Attendance.objects.get().person_name == "示例丙"

    roll.remove_guest(guest)
    assert Attendance.objects.count() == 0


def test_roll_has_an_end(meeting, monkeypatch):
    monkeypatch.setattr(roll, "MOST_ROWS", 1)
    AttendanceFactory(meeting=meeting)

    with pytest.raises(StepError, match="最多登记 1 行"):
        roll.add_guest(meeting, role="resident", name="")


def test_what_a_writer_of_minutes_had_before_is_kept(meeting, invitation):
    FormDraft.objects.keep(UserFactory(), f"meeting:{meeting.pk}", {}, 1)

    roll.tick(meeting, invitation.organization, status="present", name="")

    assert MinutesVersion.objects.get().version == 1


@pytest.mark.parametrize(
    ("quorum", "here", "turnout"),
    [
        (None, 2, "已过半数"),
        (None, 1, "未过半数"),
        (67, 2, "未达到规定人数（须到 3 家）"),
        (66, 2, "已达到规定人数（须到 2 家）"),
    ],
)
def test_turnout_says_whether_enough_came(quorum, here, turnout):
    kind_quorum = {"meeting__kind__quorum": quorum}
    meeting = InvitationFactory(sent=True, **kind_quorum).meeting
    InvitationFactory.create_batch(2, meeting=meeting)
    for invitation in meeting.invitations.all()[:here]:
        AttendanceFactory(meeting=meeting, organization=invitation.organization)

    assert facts_of(meeting).turnout == turnout


def test_roll_and_invitations_are_one_list(meeting, invitation):
    """Somebody named in the roll is there once, and ticked as answered where that is asked for."""
    unit = invitation.organization
    AttendanceFactory(meeting=meeting, organization=unit, status="", person_name="示例甲")
    signed = {"answered_at": now(), "answered_by": UserFactory()}
    type(invitation).objects.update(answer="attend", **signed)

    planned, written = facts_of(meeting), facts_of(meeting, as_answered=True)

    assert [(row.name, row.status) for row in planned.attended] == [("示例甲", "")]
    assert [(row.name, row.status) for row in written.attended] == [("示例甲", "present")]


def test_whoever_was_invited_is_expected_ticked_or_not(meeting, invitation):
    InvitationFactory(meeting=meeting)
    before = Meeting.objects.with_turnout().get()
    roll.tick(meeting, invitation.organization, status="present", name="")
    after = Meeting.objects.with_turnout().get()

    assert (before.expected, before.present) == (2, 0)
    assert (after.expected, after.present) == (2, 1)
