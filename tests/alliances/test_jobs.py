from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils.timezone import get_current_timezone, make_aware

from alliances.jobs import AGREEMENTS, ENDS, OCCURRENCES, REMINDERS
from alliances.models import Agreement, Duty
from alliances.models.duty_rows import DutyQuerySet
from members.models import Message, Organization
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    ClauseFactory,
    DutyFactory,
    PartyFactory,
    UnitFactory,
    UserFactory,
)
from tests.racing import losers, race

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
LONG_AGO = datetime(2026, 1, 5, tzinfo=get_current_timezone())


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(moment(TODAY), tick=False):
        yield


def moment(day):
    return make_aware(datetime.combine(day, datetime.min.time()) + timedelta(hours=7))


def days(number):
    return TODAY + timedelta(days=number)


def run(job, *numbers):
    """On these days from today on; how much was done on each."""
    done = []
    for number in numbers or [0]:
        with time_machine.travel(moment(days(number)), tick=False):
            done.append(job.work(moment(days(number))))
    return done


def told(user):
    return list(Message.objects.of(user).order_by("pk").values_list("title", flat=True))


def owed(**facts):
    return DutyFactory(set_at=LONG_AGO, title="修楼道灯", **facts)


# --- reminders ---


def test_reminders_come_before_on_and_every_week_after_the_day_once_each():
    duty = owed(due_on=days(7))
    user = UserFactory(organization=duty.lead)

    made = run(REMINDERS, *range(-2, 24), 23)

    assert told(user) == [
        "修楼道灯还有 7 天到期",
        "修楼道灯还有 1 天到期",
        "修楼道灯今天到期",
        "修楼道灯已逾期 1 天",
        "修楼道灯已逾期 8 天",
        "修楼道灯已逾期 15 天",
    ]
    assert sum(made) == 6
    assert set(Message.objects.values_list("kind", "url")) == {
        ("reminder", duty.get_absolute_url())
    }


def test_reminder_that_was_missed_comes_with_the_days_that_are_left():
    duty = owed(due_on=days(7))
    user = UserFactory(organization=duty.lead)

    run(REMINDERS, 3)

    assert told(user) == ["修楼道灯还有 4 天到期"]


def test_assistants_are_reminded_too_and_nobody_else():
    duty, helper, setter = owed(due_on=TODAY), UserFactory(), UserFactory()
    duty.assistants.add(helper.organization)
    Duty.objects.filter(pk=duty.pk).update(host=setter.organization)

    run(REMINDERS)

    assert (told(helper), told(setter)) == (["修楼道灯今天到期"], [])


@pytest.mark.parametrize("step", ["report_done", "close"])
def test_nobody_is_reminded_of_what_is_done(step):
    duty = owed(due_on=days(-3))
    user = UserFactory(organization=duty.lead)
    getattr(duty, step)(by=UserFactory(), note="好了")
    before = told(user)

    run(REMINDERS, 0, 1)

    assert told(user) == before


def test_extended_duty_is_reminded_of_its_new_day():
    duty = owed(due_on=TODAY)
    user = UserFactory(organization=duty.lead)
    run(REMINDERS)

    duty.postpone(days(1))
    run(REMINDERS, 0, 1)

    assert told(user) == ["修楼道灯今天到期", "修楼道灯还有 1 天到期", "修楼道灯今天到期"]


def test_duty_just_set_is_not_announced_a_second_time():
    duty = DutyFactory(due_on=days(5))
    user = UserFactory(organization=duty.lead)

    run(REMINDERS, 0, 1, 4)

    assert told(user) == [f"{duty.title}还有 1 天到期"]


@pytest.mark.parametrize("count", [1, 3])
def test_reminding_takes_the_same_queries_for_many(count, django_assert_num_queries):
    for _ in range(count):
        UserFactory(organization=owed(due_on=TODAY).lead)

    with django_assert_num_queries(9):
        assert run(REMINDERS) == [count]


# --- what comes round again ---


def clause_in_force(rhythm="quarter", ends_on=date(2027, 12, 31), **facts):
    agreement = AgreementFactory(in_force=True, ends_on=ends_on)
    party = PartyFactory(agreement=agreement)
    return ClauseFactory(agreement=agreement, party=party, rhythm=rhythm, **facts)


def dues(**of):
    return list(Duty.objects.filter(**of).order_by("due_on").values_list("due_on", flat=True))


@pytest.mark.parametrize(
    ("rhythm", "first", "expected"),
    [
        ("month", date(2026, 10, 31), date(2026, 11, 30)),
        ("quarter", date(2026, 9, 30), date(2026, 12, 31)),
        ("half_year", date(2026, 6, 30), date(2026, 12, 31)),
        ("year", date(2025, 12, 31), date(2026, 12, 31)),
        # The quarters in between were missed while nobody worked: nobody owes them in hindsight.
        ("quarter", date(2026, 3, 31), date(2026, 12, 31)),
    ],
)
def test_clause_makes_the_duty_of_the_period_once(rhythm, first, expected):
    clause = clause_in_force(rhythm)
    DutyFactory(clause=clause, due_on=first)
    user = UserFactory(organization=clause.party.organization)

    made = run(OCCURRENCES, 0, 0, 1)

    assert made == [1, 0, 0]
    assert dues(clause=clause) == [first, expected]
    assert told(user) == [f"新的责任事项：{clause.text}"]
    new = Duty.objects.get(due_on=expected)
    assert (new.host, new.lead) == (clause.agreement.host, clause.party.organization)


def test_clause_goes_on_period_by_period_until_the_agreement_ends():
    clause = clause_in_force("month", ends_on=date(2027, 2, 10))
    DutyFactory(clause=clause, due_on=date(2026, 11, 30))

    run(OCCURRENCES, *range(120))

    assert dues(clause=clause) == [
        date(2026, 11, 30),
        date(2026, 12, 31),
        date(2027, 1, 31),
        date(2027, 2, 10),
    ]


def test_extension_does_not_shift_the_periods():
    clause = clause_in_force()
    DutyFactory(clause=clause, due_on=date(2026, 12, 20), original_due_on=date(2026, 9, 30))

    run(OCCURRENCES)

    assert dues(clause=clause) == [date(2026, 12, 20), date(2026, 12, 31)]


@pytest.mark.parametrize("status", ["signed", "expired", "terminated"])
def test_clause_of_an_agreement_not_in_force_makes_nothing(status):
    clause = clause_in_force()
    Agreement.objects.filter(pk=clause.agreement_id).update(status=status)
    once, nobodys = clause_in_force(""), clause_in_force()
    type(nobodys).objects.filter(pk=nobodys.pk).update(party=None)

    assert run(OCCURRENCES) == [0]
    assert not Duty.objects.filter(clause=once).exists()


def by_hand(**facts):
    return DutyFactory(title="报送台账", **{"rhythm": "month", "due_on": days(-1), **facts})


def test_duty_set_by_hand_comes_again_with_its_helpers():
    first, helper = by_hand(detail="电子版"), UnitFactory()
    first.assistants.add(helper)
    user = UserFactory(organization=helper)

    made = run(OCCURRENCES, -1, 0, 0)

    following = first.followed_by
    assert made == [0, 1, 0]
    assert (following.due_on, following.lead, following.detail) == (
        date(2026, 12, 24),
        first.lead,
        "电子版",
    )
    assert list(following.assistants.all()) == [helper]
    assert told(user) == ["新的责任事项：报送台账"]


@pytest.mark.parametrize(
    ("rhythm", "first", "expected"),
    [
        ("month", date(2026, 10, 31), date(2026, 11, 30)),
        ("month", date(2026, 8, 15), date(2026, 12, 15)),
        ("quarter", date(2026, 8, 31), date(2026, 11, 30)),
        ("year", date(2024, 2, 29), date(2027, 2, 28)),
    ],
)
def test_next_day_of_a_duty_set_by_hand(rhythm, first, expected):
    run_from = by_hand(rhythm=rhythm, due_on=first)

    run(OCCURRENCES)

    assert run_from.followed_by.due_on == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"repeats_until": date(2026, 12, 1)},
        {"repeats_until": days(-1)},
        {"status": "closed"},
        {"due_on": TODAY},
        {"due_on": days(9), "original_due_on": TODAY},
    ],
)
def test_series_ends_with_its_last_day_or_by_closing(facts):
    by_hand(**facts)

    assert run(OCCURRENCES) == [0]


def test_unit_that_is_no_longer_in_use_gets_no_new_duties():
    clause = clause_in_force()
    for unit in (clause.party.organization, by_hand().lead):
        Organization.objects.filter(pk=unit.pk).update(is_active=False)

    assert run(OCCURRENCES) == [0]


# --- agreements ---


def agreement_of(user, **facts):
    agreement = AgreementFactory(title="示例共建协议", **facts)
    PartyFactory(agreement=agreement, organization=user.organization)
    return agreement


def test_signed_agreement_begins_on_its_day_and_ends_after_its_last():
    user = UserFactory()
    agreement = agreement_of(
        user, status="signed", signed_on=TODAY, starts_on=days(2), ends_on=days(5)
    )

    states = []
    for number in range(1, 7):
        run(AGREEMENTS, number, number)
        agreement.refresh_from_db()
        states.append(agreement.status)

    assert states == ["signed", *["in_force"] * 4, "expired"]
    assert told(user) == ["《示例共建协议》开始履行", "《示例共建协议》已到期"]
    assert [(event.step, event.by) for event in agreement.events.all()] == [
        ("start", None),
        ("expire", None),
    ]


def test_agreement_ends_as_renewed_where_its_successor_begins():
    old = AgreementFactory(in_force=True, ends_on=days(-1))
    AgreementFactory(status="signed", signed_on=TODAY, starts_on=TODAY, renews=old)

    run(AGREEMENTS)

    old.refresh_from_db()
    assert old.status == "renewed"


def test_parties_and_host_are_warned_60_and_30_days_ahead_once_each():
    user, host = UserFactory(), UserFactory()
    agreement = agreement_of(user, in_force=True, ends_on=days(61), host=host.organization)

    run(ENDS, 0, 1, 1, 2, 31, 40, 61, 62)

    expected = ["《示例共建协议》还有 60 天到期", "《示例共建协议》还有 30 天到期"]
    assert told(user) == told(host) == expected
    assert Message.objects.of(user).first().url == agreement.get_absolute_url()


def test_nobody_is_warned_where_the_renewal_is_signed():
    old = agreement_of(UserFactory(), in_force=True, ends_on=days(20))
    AgreementFactory(status="signed", signed_on=TODAY, renews=old)

    assert run(ENDS) == [0]


# --- crashes and races ---


class PowerCutError(Exception):
    pass


def test_run_that_breaks_off_is_finished_by_the_next_one_without_doubles(monkeypatch):
    series = [by_hand() for _ in range(3)]
    for duty in series:
        UserFactory(organization=duty.lead)
    repeat, calls = DutyQuerySet.repeat, []

    def breaks_off(rows, duty, today):
        done = repeat(rows, duty, today)
        calls.append(duty)
        if len(calls) == 2:
            raise PowerCutError
        return done

    monkeypatch.setattr(DutyQuerySet, "repeat", breaks_off)
    with pytest.raises(PowerCutError):
        run(OCCURRENCES)
    left = Duty.objects.filter(follows__isnull=False).count()
    run(OCCURRENCES)

    following = Duty.objects.filter(follows__in=series)
    assert left == 1
    assert following.count() == 3
    assert (
        Message.objects.filter(key__in=[f"duty:{duty.pk}:set" for duty in following]).count() == 3
    )


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_each_occurrence_and_each_message_once():
    alliance = AllianceFactory()
    clauses = [clause_in_force() for _ in range(3)]
    for clause in clauses:
        DutyFactory(alliance=alliance, clause=clause, due_on=date(2026, 9, 30))
        UserFactory(organization=clause.party.organization)
    series = [by_hand(alliance=alliance) for _ in range(3)]

    assert losers(*[lambda: OCCURRENCES.work(moment(TODAY))] * 2) == []

    assert Duty.objects.filter(clause__in=clauses, due_on=date(2026, 12, 31)).count() == 3
    assert Duty.objects.filter(follows__in=series).count() == 3
    assert Message.objects.filter(title__startswith="新的责任事项").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_and_begin_once():
    duty, user = owed(due_on=TODAY), UserFactory()
    duty.assistants.add(user.organization)
    agreement = agreement_of(user, status="signed", signed_on=TODAY, starts_on=TODAY)

    raised = race(*[lambda job=job: job.work(moment(TODAY)) for job in [REMINDERS, AGREEMENTS] * 2])

    assert raised == [None] * 4
    assert sorted(told(user)) == ["《示例共建协议》开始履行", "修楼道灯今天到期"]
    assert agreement.events.count() == 1
