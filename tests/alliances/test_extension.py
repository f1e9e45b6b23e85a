from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.utils.timezone import now

from alliances.models import Duty, Extension
from members.models import Message, StepError
from tests.factories import (
    ClauseFactory,
    DutyFactory,
    ExtensionFactory,
    UserFactory,
)
from tests.racing import losers

pytestmark = pytest.mark.django_db
TODAY = time_machine.travel("2026-11-25 09:00:00+08:00", tick=False)
DUE, LATER = date(2026, 11, 30), date(2026, 12, 20)


@pytest.fixture
def duty():
    return DutyFactory(title="修楼道灯", due_on=DUE)


@pytest.fixture
def unit(duty):
    return UserFactory(organization=duty.lead)


@pytest.fixture
def clerk(duty):
    return UserFactory(organization=duty.host)


def ask(duty, by, until=LATER):
    return Extension.objects.ask(duty, until, by=by, reason="备件要调货")


def told(user):
    return list(Message.objects.of(user).order_by("pk").values_list("title", flat=True))


@TODAY
def test_granting_moves_the_due_date_and_keeps_the_first_one(duty, unit, clerk):
    extension = ask(duty, unit)
    before = Duty.objects.get(pk=duty.pk).due_on
    extension.grant(by=clerk, note="下不为例")
    ask(duty, unit, until=date(2027, 1, 10)).grant(by=clerk)

    duty.refresh_from_db()
    assert before == DUE
    assert (duty.due_on, duty.original_due_on) == (date(2027, 1, 10), DUE)
    assert [(row.due_before, row.until) for row in duty.extensions.granted()] == [
        (DUE, LATER),
        (LATER, date(2027, 1, 10)),
    ]
    assert [(event.step, event.by, event.note) for event in duty.events.all()[:2]] == [
        ("ask", unit, "备件要调货"),
        ("grant", clerk, "下不为例"),
    ]


@TODAY
def test_each_side_hears_of_the_others_part(duty, unit, clerk):
    helper = UserFactory()
    duty.assistants.add(helper.organization)

    ask(duty, unit).refuse(by=clerk, note="年底要用")
    ask(duty, unit).grant(by=clerk)
    ask(duty, unit, until=date(2027, 1, 10)).retract(by=unit)

    asked = f"{duty.lead.label}申请延期到2026年12月20日：修楼道灯"
    answered = ["没有同意延期：修楼道灯", "同意延期到2026年12月20日：修楼道灯"]
    assert told(clerk) == [
        asked,
        asked,
        f"{duty.lead.label}申请延期到2027年1月10日：修楼道灯",
        f"{duty.lead.label}收回了延期申请：修楼道灯",
    ]
    assert told(unit) == told(helper) == answered
    assert Message.objects.of(unit).first().body == "仍在2026年11月30日前完成。年底要用"


@TODAY
@pytest.mark.parametrize("until", [DUE, date(2026, 11, 25), date(2020, 1, 1)])
def test_more_time_ends_later_than_now_and_today(duty, unit, until):
    with pytest.raises(StepError, match="要比它晚"):
        ask(duty, unit, until=until)


@TODAY
def test_late_duty_is_not_extended_into_the_past(unit, duty):
    Duty.objects.filter(pk=duty.pk).update(due_on=date(2026, 11, 1))

    with pytest.raises(StepError, match="今天以后"):
        ask(duty, unit, until=date(2026, 11, 25))


@TODAY
def test_one_request_waits_at_a_time(duty, unit):
    ask(duty, unit)

    with pytest.raises(StepError, match="已有一份"):
        ask(duty, unit)
    with pytest.raises(IntegrityError):
        ExtensionFactory(duty=duty)


@TODAY
@pytest.mark.parametrize("step", ["report_done", "close"])
def test_what_is_done_or_closed_asks_for_no_more_time(duty, unit, clerk, step):
    extension = ask(duty, unit)

    getattr(duty, step)(by=unit, note="好了")

    extension.refresh_from_db()
    assert extension.status == "retracted"
    with pytest.raises(StepError):
        extension.grant(by=clerk)
    with pytest.raises(StepError, match="不用再申请延期"):
        ask(duty, unit)
    assert Duty.objects.get(pk=duty.pk).due_on == DUE


@TODAY
def test_request_that_was_overtaken_is_not_granted(duty, unit, clerk):
    extension = ask(duty, unit)
    Duty.objects.filter(pk=duty.pk).update(due_on=LATER)

    with pytest.raises(StepError, match="已经是2026年12月20日"):
        extension.grant(by=clerk)


@TODAY
def test_asking_leaves_a_duty_that_was_sent_back_to_be_answered(duty, unit, clerk):
    duty.report_done(by=unit, note="好了")
    duty.send_back(by=clerk, note="缺照片")

    ask(duty, unit)

    assert Duty.objects.pressing(DUE).get().last_step == "send_back"


@pytest.mark.parametrize(
    "facts",
    [
        {"until": DUE},
        {"status": "granted"},
        {"status": "asked", "decided_at": now()},
    ],
)
def test_impossible_requests_are_refused_by_the_database(duty, facts):
    with pytest.raises(IntegrityError):
        ExtensionFactory(duty=duty, **facts)


def test_first_due_date_is_before_the_extended_one(duty):
    with pytest.raises(IntegrityError):
        DutyFactory(due_on=DUE, original_due_on=DUE)


def test_extended_occurrence_of_a_clause_still_stands_for_its_first_day():
    clause = ClauseFactory()
    DutyFactory(clause=clause, due_on=LATER, original_due_on=DUE)
    DutyFactory(clause=clause, due_on=LATER)

    with pytest.raises(IntegrityError):
        DutyFactory(clause=clause, due_on=DUE)


@pytest.fixture
def waiting(transactional_db):
    return ExtensionFactory(duty=DutyFactory(due_on=now().date() + timedelta(days=3)))


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_have_one_winner(waiting):
    grants, refuses = (Extension.objects.get(pk=waiting.pk) for _ in range(2))
    clerk = UserFactory()

    lost = losers(lambda: grants.grant(by=clerk), lambda: refuses.refuse(by=clerk, note="不行"))

    waiting.refresh_from_db()
    moved = Duty.objects.get(pk=waiting.duty_id).original_due_on is not None
    assert lost == ["StepError"]
    assert waiting.status == ("granted" if moved else "refused")
    assert waiting.duty.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one(waiting):
    Extension.objects.all().delete()
    by, until = UserFactory(), waiting.until
    twice = [Duty.objects.get(pk=waiting.duty_id) for _ in range(2)]

    lost = losers(*[lambda duty=duty: ask(duty, by, until=until) for duty in twice])

    assert (lost, Extension.objects.count()) == (["StepError"], 1)


@pytest.mark.django_db(transaction=True)
def test_report_and_grant_at_once_leave_no_extended_report(waiting):
    by, duty = UserFactory(), Duty.objects.get(pk=waiting.duty_id)

    losers(lambda: waiting.grant(by=by), lambda: duty.report_done(by=by, note="好了"))

    waiting.refresh_from_db()
    duty.refresh_from_db()
    assert duty.status == "done"
    assert (waiting.status == "granted") == (duty.original_due_on is not None)
    assert waiting.status in {"granted", "retracted"}
