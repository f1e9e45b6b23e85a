from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import now

from alliances.models import Duty, Meeting
from members.models import StepError
from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    InvitationFactory,
    MeetingFactory,
    ResolutionFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def in_days(days):
    return now() + timedelta(days=days)


def complete_meeting(**fields):
    meeting = MeetingFactory(**fields)
    AttendanceFactory(meeting=meeting)
    AgendaItemFactory(meeting=meeting)
    return meeting


def test_finalize_numbers_the_minutes_and_sets_one_duty_per_resolution():
    meeting, clerk, helper = complete_meeting(), UserFactory(), UnitFactory()
    resolution = ResolutionFactory(agenda_item=meeting.agenda_items.get())
    resolution.assistants.add(helper)

    meeting.finalize(by=clerk)

    assert (meeting.status, meeting.number_label) == ("final", "〔2026〕第 1 号")
    duty = Duty.objects.get()
    assert (duty.resolution, duty.lead, duty.due_on) == (
        resolution,
        resolution.lead,
        resolution.due_on,
    )
    assert list(duty.assistants.all()) == [helper]
    event = meeting.events.get()
    assert (event.source, event.target, event.by) == ("drafting", "final", clerk)


def test_finalize_numbers_each_host_and_year_without_gaps():
    clerk = UserFactory()
    first = complete_meeting()
    second = complete_meeting(alliance=first.alliance)
    earlier = complete_meeting(alliance=first.alliance, starts_at=now() - timedelta(days=800))

    for meeting in (second, first, earlier):
        meeting.finalize(by=clerk)

    assert [second.minutes_number, first.minutes_number, earlier.minutes_number] == [1, 2, 1]


def test_finalize_twice_is_refused_and_doubles_nothing():
    meeting, clerk = complete_meeting(), UserFactory()
    ResolutionFactory(agenda_item=meeting.agenda_items.get())
    stale = Meeting.objects.get(pk=meeting.pk)
    meeting.finalize(by=clerk)

    with pytest.raises(StepError):
        stale.finalize(by=clerk)

    assert (Duty.objects.count(), meeting.events.count()) == (1, 1)


@pytest.mark.parametrize("missing", ["attendance", "agenda", "past"])
def test_finalize_says_what_is_missing(missing):
    meeting = MeetingFactory(
        **({"starts_at": now() + timedelta(days=1)} if missing == "past" else {})
    )
    if missing != "attendance":
        AttendanceFactory(meeting=meeting)
    if missing != "agenda":
        AgendaItemFactory(meeting=meeting)

    with pytest.raises(StepError):
        meeting.finalize(by=UserFactory())

    assert Meeting.objects.get(pk=meeting.pk).status == "drafting"


def test_meeting_is_not_published_before_it_is_final():
    with pytest.raises(IntegrityError):
        MeetingFactory(public=True)


def test_propose_needs_final_minutes():
    with pytest.raises(StepError):
        MeetingFactory().propose(by=UserFactory())


def test_approver_is_not_the_proposer_unless_the_alliance_allows_it():
    meeting, secretary, chief = MeetingFactory(final=True), UserFactory(), UserFactory()
    meeting.propose(by=secretary)
    meeting.review(by=chief)

    with pytest.raises(StepError):
        meeting.approve(by=secretary)

    meeting.approve(by=chief)
    meeting.publish(by=chief)
    assert (meeting.is_public, meeting.approved_by) == (True, chief)
    assert [e.step for e in meeting.events.all()] == ["propose", "review", "approve", "publish"]


def test_a_called_meeting_is_held_drafted_reviewed_and_sent_back():
    meeting, clerk = complete_meeting(status="collecting", starts_at=in_days(30)), UserFactory()
    InvitationFactory(meeting=meeting)

    meeting.call(by=clerk)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=in_days(-1))
    meeting.refresh_from_db()
    for step in ("hold", "draft", "submit"):
        getattr(meeting, step)(by=clerk)
    meeting.reopen(by=clerk, note="补上缺席单位")

    assert meeting.status == "drafting"
    assert [event.target for event in meeting.events.all()] == [
        *("called", "held", "drafting", "reviewing", "drafting")
    ]


def test_a_meeting_is_not_held_before_its_time():
    meeting = MeetingFactory(status="called", starts_at=now() + timedelta(days=1))

    with pytest.raises(StepError):
        meeting.hold(by=UserFactory())


def test_a_cancelled_meeting_keeps_the_reason():
    meeting = MeetingFactory(status="called")

    meeting.cancel(by=UserFactory(), note="改期")

    assert (meeting.status, meeting.events.get().note) == ("cancelled", "改期")
