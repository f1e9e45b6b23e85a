"""更正: final minutes opened again, both texts kept, and the duties that follow."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError

from alliances import actions
from alliances.minutes import Decision, facts_of
from alliances.models import Correction, Duty, Meeting, MinutesVersion, Publication, correction
from alliances.papers.minutes import compose_minutes
from members.models import Message, StepError
from tests.alliances.test_meeting import complete_meeting
from tests.factories import (
    AllianceFactory,
    CorrectionFactory,
    DutyFactory,
    InvitationFactory,
    ResolutionFactory,
    UnitFactory,
    UserFactory,
    community_of,
)
from tests.racing import race


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def meeting(clerk):
    """Final, with one resolution that became a duty."""
    alliance = AllianceFactory()
    meeting = complete_meeting(alliance=alliance, host=community_of(alliance))
    ResolutionFactory(agenda_item=meeting.agenda_items.get(), text="划线")
    meeting.finalize(by=clerk)
    return meeting


def corrected(meeting, by, change, reason="记错了"):
    """The minutes corrected by `change` of the decisions of their one item, and final again."""
    meeting.correct(by=by, note=reason)
    facts = facts_of(meeting)
    item = replace(facts.items[0], decisions=change(facts.items[0].decisions))
    actions.save_minutes(
        meeting, replace(facts, items=[item]), base_version=meeting.version, by=by, then="finalize"
    )


pytestmark = pytest.mark.django_db


def test_correction_keeps_the_number_and_both_texts(meeting, clerk):
    number = meeting.minutes_number

    corrected(meeting, clerk, lambda rows: [replace(rows[0], text="划线 24 个")])

    assert (meeting.status, meeting.minutes_number) == ("final", number)
    assert meeting.number_label == f"〔2026〕第 {number} 号（更正）"
    correction = meeting.corrections.get()
    assert (correction.reason, correction.finished_by) == ("记错了", clerk)
    assert correction.earlier().items[0].decisions[0].text == "划线"
    assert facts_of(meeting).items[0].decisions[0].text == "划线 24 个"
    assert [event.step for event in meeting.events.all()] == ["finalize", "correct", "finalize"]
    assert meeting.events.get(step="correct").note == "记错了"


def test_correction_is_for_whoever_finalised_and_for_the_street(meeting, clerk):
    colleague = UserFactory(organization=meeting.host)
    street = UserFactory(organization=meeting.alliance.anchor)

    def offered(user):
        return "correct" in {step.name for step in meeting.steps_for(user)}

    assert not offered(colleague)
    assert offered(street)
    with pytest.raises(StepError, match="只有定稿的人和街道可以更正"):
        meeting.correct(by=colleague, note="记错了")
    with pytest.raises(StepError, match="请填写更正的原因"):
        meeting.correct(by=street, note=" ")
    meeting.correct(by=street, note="记错了")
    assert meeting.is_correcting


def publish(meeting):
    chief = UserFactory(organization=meeting.alliance.anchor)
    meeting.propose(by=UserFactory())
    for step in ("review", "approve", "publish"):
        getattr(meeting, step)(by=chief)


def test_published_minutes_are_taken_back_and_reviewed_again(meeting, clerk):
    publish(meeting)

    corrected(meeting, clerk, lambda rows: [replace(rows[0], text="划线 24 个")])

    assert meeting.publication == Publication.WITHDRAWN
    assert meeting.events.get(step="withdraw").note == "纪要更正：记错了"
    assert meeting.corrections.get().shows_earlier
    publish(meeting)
    assert meeting.is_public


def test_minutes_on_their_way_to_the_public_are_handed_back(meeting, clerk):
    meeting.propose(by=clerk)

    meeting.correct(by=clerk, note="记错了")

    assert meeting.publication == Publication.PRIVATE
    assert not meeting.corrections.get().shows_earlier


def test_new_resolution_becomes_a_duty_and_an_untouched_one_stays(meeting, clerk):
    old = Duty.objects.get()
    new = Decision(text="清雪", lead=UnitFactory(), due_on=date(2026, 12, 1))

    corrected(meeting, clerk, lambda rows: [*rows, new])

    assert {duty.title for duty in Duty.objects.all()} == {"划线", "清雪"}
    assert not old.events.exists()


def test_duty_follows_what_was_changed_and_its_leads_are_told(meeting, clerk):
    duty, heir, helper = Duty.objects.get(), UnitFactory(), UnitFactory()
    before, after = UserFactory(organization=duty.lead), UserFactory(organization=heir)
    change = {
        "text": "划线 24 个",
        "lead": heir,
        "due_on": date(2026, 12, 5),
        "assistants": [helper],
    }

    corrected(meeting, clerk, lambda rows: [replace(rows[0], **change)])

    duty.refresh_from_db()
    assert (duty.title, duty.lead, duty.due_on) == ("划线 24 个", heir, date(2026, 12, 5))
    assert list(duty.assistants.all()) == [helper]
    event = duty.events.get()
    assert (event.label, event.by) == ("随纪要更正", clerk)
    assert "期限由2026年11月30日改为2026年12月5日" in event.note
    assert event.note.endswith("纪要更正：记错了")
    told = Message.objects.filter(key__startswith=f"duty:{duty.pk}:follow")
    assert {message.user for message in told} == {before, after}


def test_correction_leaves_a_granted_extension_alone(meeting, clerk):
    duty = Duty.objects.get()
    duty.postpone(date(2027, 1, 10))

    corrected(meeting, clerk, lambda rows: [replace(rows[0], text="划线 24 个")])

    duty.refresh_from_db()
    assert (duty.title, duty.due_on) == ("划线 24 个", date(2027, 1, 10))


def test_new_due_date_replaces_an_extension(meeting, clerk):
    duty = Duty.objects.get()
    duty.postpone(date(2027, 1, 10))

    corrected(meeting, clerk, lambda rows: [replace(rows[0], due_on=date(2026, 12, 5))])

    duty.refresh_from_db()
    assert (duty.due_on, duty.original_due_on) == (date(2026, 12, 5), None)


def test_struck_resolution_closes_its_duty_with_the_reason(meeting, clerk):
    corrected(meeting, clerk, lambda rows: [])

    duty = Duty.objects.get()
    assert (duty.status, duty.events.get().note) == ("closed", "纪要更正：记错了")
    assert facts_of(meeting).items[0].decisions == []
    assert Meeting.objects.with_outcome().get().resolutions_count == 0


def test_duty_that_was_reported_stays_when_its_resolution_is_struck(meeting, clerk):
    Duty.objects.get().report_done(by=clerk, note="划好了")

    corrected(meeting, clerk, lambda rows: [])

    assert Duty.objects.get().status == "done"


def test_duty_that_is_reported_meanwhile_stops_the_correction(meeting, clerk, monkeypatch):
    duty = Duty.objects.get()

    def report_first(*args, **kwargs):
        Duty.objects.filter(pk=duty.pk).update(status="done")
        return set_change(*args, **kwargs)

    set_change = correction._change
    monkeypatch.setattr(correction, "_change", report_first)

    with pytest.raises(StepError, match="刚刚有人报结"):
        corrected(meeting, clerk, lambda rows: [replace(rows[0], text="别的")])

    meeting.refresh_from_db()
    assert meeting.is_correcting


def test_struck_agenda_item_takes_its_resolutions_along(meeting, clerk):
    meeting.correct(by=clerk, note="记错了")
    facts = facts_of(meeting)
    other = replace(facts.items[0], pk=None, title="别的议题", decisions=[])

    actions.save_minutes(
        meeting, replace(facts, items=[other]), base_version=1, by=clerk, then="finalize"
    )

    assert Duty.objects.get().status == "closed"
    assert [item.title for item in meeting.agenda_items.all()] == ["别的议题"]


def test_correction_without_a_change_is_refused_but_can_be_dropped(meeting, clerk):
    version = meeting.version
    meeting.correct(by=clerk, note="记错了")

    with pytest.raises(StepError, match="没有改动"):
        meeting.finalize(by=clerk)

    meeting.refresh_from_db()
    meeting.abandon(by=clerk)
    assert (meeting.status, meeting.version, meeting.corrected_times) == ("final", version, 0)
    assert not Correction.objects.exists()


def test_changed_correction_is_not_dropped(meeting, clerk):
    meeting.correct(by=clerk, note="记错了")
    facts = replace(facts_of(meeting), title="改了名称")
    actions.save_minutes(meeting, facts, base_version=meeting.version, by=clerk)

    with pytest.raises(StepError, match="已经存过"):
        meeting.abandon(by=clerk)


def test_only_a_correction_can_be_dropped(clerk):
    meeting = complete_meeting()

    assert "abandon" not in {step.name for step in meeting.steps_for(clerk)}
    with pytest.raises(StepError, match="没有在更正"):
        meeting.abandon(by=clerk)


def test_second_correction_starts_from_the_first(meeting, clerk):
    for text in ("第一次", "第二次"):
        corrected(meeting, clerk, lambda rows, text=text: [replace(rows[0], text=text)])

    second, first = (facts for _, facts in meeting.corrections.with_earlier_text())
    number = f"〔2026〕第 {meeting.minutes_number} 号"
    assert [first.number_label, second.number_label] == [number, f"{number}（更正）"]
    assert [compose_minutes(facts).mark for facts in (first, second)] == ["", ""]
    assert first.items[0].decisions[0].text == "划线"
    assert second.items[0].decisions[0].text == "第一次"
    assert meeting.corrected_times == 2
    assert MinutesVersion.objects.filter(meeting=meeting).count() == 3


def test_one_correction_is_open_at_a_time(meeting, clerk):
    meeting.correct(by=clerk, note="记错了")

    with pytest.raises(IntegrityError):
        Correction.objects.create(meeting=meeting, reason="又", base_version=1, begun_by=clerk)


def test_correction_that_took_effect_says_who_made_it_final(meeting, clerk):
    with pytest.raises(IntegrityError):
        CorrectionFactory(meeting=meeting, begun_by=clerk, finished_by=None)


@pytest.mark.django_db(transaction=True)
def test_two_begin_a_correction_at_once(meeting, clerk):
    publish(meeting)
    ours, theirs = (Meeting.objects.get(pk=meeting.pk) for _ in range(2))

    raised = race(
        lambda: ours.correct(by=clerk, note="一"), lambda: theirs.correct(by=clerk, note="二")
    )

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "StepError"]
    assert meeting.corrections.count() == 1
    assert meeting.events.filter(step="withdraw").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_finish_a_correction_at_once(meeting, clerk):
    meeting.correct(by=clerk, note="记错了")
    facts = facts_of(meeting)
    item = replace(facts.items[0], decisions=[])
    actions.save_minutes(meeting, replace(facts, items=[item]), base_version=1, by=clerk)
    ours, theirs = (Meeting.objects.get(pk=meeting.pk) for _ in range(2))

    raised = race(lambda: ours.finalize(by=clerk), lambda: theirs.finalize(by=clerk))

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "StepError"]
    meeting.refresh_from_db()
    assert (meeting.corrected_times, Duty.objects.get().status) == (1, "closed")
    assert Duty.objects.get().events.count() == 1


def test_who_was_invited_and_did_not_come_is_no_change(meeting, clerk):
    InvitationFactory(meeting=meeting)
    meeting.correct(by=clerk, note="记错了")

    meeting.abandon(by=clerk)

    assert meeting.status == "final"


def test_duty_of_a_resolution_that_the_earlier_version_lacks_stays(meeting, clerk):
    MinutesVersion.objects.keep(meeting)
    loaded = ResolutionFactory(agenda_item=meeting.agenda_items.get(), text="后来装入的")
    duty = DutyFactory(alliance=meeting.alliance, host=meeting.host, resolution=loaded)

    corrected(meeting, clerk, lambda rows: [replace(row, text=f"{row.text}。") for row in rows])

    assert not duty.events.exists()
    assert str(meeting.corrections.get()) == "记错了"
