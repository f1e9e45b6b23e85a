from datetime import date

import pytest
from django.db import IntegrityError

from alliances.models import Duty
from members.models import Message, StepError
from tests.factories import (
    AgreementFactory,
    ClauseFactory,
    DutyFactory,
    PartyFactory,
    ResolutionFactory,
    UnitFactory,
    UserFactory,
)
from tests.racing import losers, race

pytestmark = pytest.mark.django_db


def test_a_duty_is_reported_sent_back_reported_again_and_verified():
    duty, unit, clerk = DutyFactory(), UserFactory(), UserFactory()

    duty.add_note("已联系施工队", by=unit)
    duty.report_done(by=unit, note="装好了")
    duty.send_back(by=clerk, note="缺照片")
    sent_back = (duty.status, duty.done_by)
    duty.report_done(by=unit, note="补了照片")
    duty.verify(by=clerk)

    assert sent_back == ("doing", None)
    assert (duty.status, duty.done_by, duty.verified_by) == ("verified", unit, clerk)
    assert [event.step for event in duty.events.all()] == [
        *("begin", "report_done", "send_back", "report_done", "verify")
    ]


def test_closing_needs_a_reason_and_keeps_it():
    duty, clerk = DutyFactory(), UserFactory()

    with pytest.raises(StepError):
        duty.close(by=clerk, note="")
    duty.close(by=clerk, note="事项已并入另一项")

    assert (duty.status, duty.events.get().note) == ("closed", "事项已并入另一项")


def test_verifying_what_was_not_reported_is_refused():
    with pytest.raises(StepError):
        DutyFactory().verify(by=UserFactory())


@pytest.mark.parametrize(
    ("clause", "due"),
    [
        ({"rhythm": "quarter"}, [date(2026, 3, 31)]),
        ({"due_on": date(2026, 6, 30)}, [date(2026, 6, 30)]),
        ({}, []),
    ],
)
def test_signing_sets_the_first_duty_of_a_clause_that_falls_due(clause, due):
    agreement = AgreementFactory(starts_on=date(2026, 2, 1), ends_on=date(2027, 1, 31))
    party = PartyFactory(agreement=agreement)
    ClauseFactory(agreement=agreement, party=party, **clause)
    ClauseFactory(agreement=agreement, party=None, rhythm="month")

    Duty.objects.create_for_clauses(agreement, by=UserFactory())

    assert [(duty.lead, duty.due_on) for duty in Duty.objects.all()] == [
        (party.organization, day) for day in due
    ]


def test_a_duty_has_one_origin():
    agreement = AgreementFactory()

    with pytest.raises(IntegrityError):
        DutyFactory(
            alliance=agreement.alliance,
            clause=ClauseFactory(agreement=agreement),
            resolution=ResolutionFactory(),
        )


def test_overdue_is_derived_from_the_due_date():
    duty = DutyFactory(due_on=date(2026, 11, 23))

    assert [duty.is_overdue(date(2026, 11, day)) for day in (23, 24)] == [False, True]


def told(user):
    return list(Message.objects.of(user).order_by("pk").values_list("title", flat=True))


def test_each_side_hears_of_the_others_steps():
    duty = DutyFactory(title="修楼道灯")
    unit, clerk, helper = (
        UserFactory(organization=place) for place in (duty.lead, duty.host, UnitFactory())
    )
    duty.assistants.add(helper.organization)

    duty.tell_set(by=clerk)
    duty.begin(by=unit)
    duty.report_done(by=unit, note="好了")
    duty.take_back(by=unit)
    duty.report_done(by=unit, note="真好了")
    duty.send_back(by=clerk, note="缺照片")
    duty.report_done(by=unit, note="补了照片")
    duty.verify(by=clerk)

    reported = f"{duty.lead.label}报结：修楼道灯"
    assert told(clerk) == [reported, f"{duty.lead.label}撤回报结：修楼道灯", reported, reported]
    assert told(unit) == ["新的责任事项：修楼道灯", "退回：修楼道灯", "核实销号：修楼道灯"]
    assert told(helper) == told(unit)


def test_report_is_taken_back_before_it_is_verified():
    duty, unit = DutyFactory(), UserFactory()
    duty.report_done(by=unit, note="好了")

    duty.take_back(by=unit)

    assert (duty.status, duty.done_at, duty.done_by) == ("doing", None, None)
    with pytest.raises(StepError):
        duty.verify(by=unit)


def test_leads_hear_of_the_duties_of_final_minutes_once_each():
    resolution = ResolutionFactory()
    helper, unit = UserFactory(), UserFactory(organization=resolution.lead)
    resolution.assistants.add(helper.organization)

    Duty.objects.create_for_resolutions(resolution.meeting, by=UserFactory())

    message = Message.objects.of(unit).get()
    assert told(helper) == ["新的责任事项：划定居民车位"]
    assert message.url == resolution.duty.get_absolute_url()
    assert "2026年11月30日前完成" in message.body


@pytest.mark.django_db(transaction=True)
def test_verified_and_sent_back_at_once_has_one_winner():
    unit, clerk = UserFactory(), UserFactory()
    duty = DutyFactory()
    duty.report_done(by=unit, note="好了")
    one, other = (Duty.objects.get(pk=duty.pk) for _ in range(2))

    lost = losers(lambda: one.verify(by=clerk), lambda: other.send_back(by=clerk, note="缺照片"))

    assert lost == ["StepError"]
    assert duty.events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_report_at_once_report_once_and_the_setter_hears_of_one():
    setter, unit = UserFactory(), UserFactory()
    duty = DutyFactory(host=setter.organization, lead=unit.organization)
    one, other = (Duty.objects.get(pk=duty.pk) for _ in range(2))

    raised = race(
        lambda: one.report_done(by=unit, note="办好了"),
        lambda: other.report_done(by=unit, note="我也报一次"),
    )

    lost = next(error for error in raised if error)
    assert (raised.count(None), type(lost)) == (1, StepError)
    assert "刚刚有人先办理了" in str(lost)
    assert duty.events.count() == len(told(setter)) == 1


def test_only_what_is_set_by_hand_has_a_rhythm_of_its_own():
    with pytest.raises(IntegrityError):
        DutyFactory(rhythm="month", resolution=ResolutionFactory())


@pytest.mark.parametrize("field", ["follows", "repeats_until"])
def test_series_is_one_chain_with_a_rhythm(field):
    first = DutyFactory(rhythm="month")
    DutyFactory(rhythm="month", follows=first)
    again = {"follows": {"follows": first}, "repeats_until": {"repeats_until": date(2027, 1, 1)}}

    with pytest.raises(IntegrityError):
        DutyFactory(**again[field])
