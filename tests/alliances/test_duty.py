from datetime import date

import pytest
from django.db import IntegrityError

from alliances.models import Duty
from members.models import StepError
from tests.factories import (
    AgreementFactory,
    ClauseFactory,
    DutyFactory,
    PartyFactory,
    ResolutionFactory,
    UserFactory,
)

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
