"""What happens by itself: silence goes up to the street, and limits are called to mind."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils.timezone import get_current_timezone

from alliances.models import Holiday
from members.models import Message
from officekit import photos
from orders.jobs import LIMITS, PHOTOS, SILENCE, STREETS
from orders.models import OrderEvent, ServiceOrder
from tests.factories import AllianceFactory, OrderFactory, UserFactory, community_of, unit_of
from tests.racing import losers, race

pytestmark = pytest.mark.django_db
HERE = get_current_timezone()
# A Monday.
NOON = datetime(2026, 11, 23, 12, tzinfo=HERE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def people(alliance, community, unit):
    """One who speaks for each."""
    sides = {"street": alliance.anchor, "community": community, "unit": unit}
    return {name: UserFactory(organization=place) for name, place in sides.items()}


@pytest.fixture
def order(alliance, community, unit):
    """One of these orders, at the community unless said otherwise."""

    def make(**facts):
        facts = {
            "alliance": alliance,
            "host": community,
            "created_at": NOON - 5 * DAY,
            "answer_due": NOON - HOUR,
            "resolve_due": NOON + 9 * DAY,
            **facts,
        }
        if facts.get("status") in {"dispatched", "working", "paused"}:
            facts.setdefault("lead", unit)
        return OrderFactory(**facts)

    return make


def run(job, *moments):
    done = []
    for moment in moments or [NOON]:
        with time_machine.travel(moment, tick=False):
            done.append(job.work(moment))
    return done


def told(user):
    return list(Message.objects.of(user).order_by("pk").values_list("title", flat=True))


# --- silence ---


@pytest.mark.parametrize(
    ("status", "who", "why"),
    [
        ("placed", "community", "受理时限已过，{}没有答复。"),
        ("accepted", "community", "派单时限已过，{}还没有派出去。"),
        ("dispatched", "unit", "接单时限已过，{}没有答复。"),
    ],
)
def test_silence_hands_an_order_up_and_says_why(order, people, status, who, why):
    row = order(status=status)
    silent = people[who].organization

    done = run(SILENCE, NOON, NOON + timedelta(minutes=1))

    row.refresh_from_db()
    event = row.events.get()
    assert done == [1, 0]
    assert (row.status, row.escalations, row.responsible) == ("escalated", 1, row.host)
    assert (event.step, event.by, event.note) == ("escalate", None, why.format(silent.label))
    # Tomorrow's end, by the limits of the street.
    assert row.answer_due == datetime(2026, 11, 24, 23, 59, 59, tzinfo=HERE)
    assert told(people["street"]) == [f"上报街道协调：{row.label}"]
    assert told(people[who]) == [f"时限已过，已上报街道：{row.label}"]


def test_whose_limit_has_not_passed_is_left_alone(order):
    order(answer_due=NOON)
    order(status="working", answer_due=None)
    done = {"finished_at": NOON, "result": "已更换", "days_taken": 1, "on_time": True}
    order(status="finished", lead=community_of(AllianceFactory()), **done)

    assert run(SILENCE) == [0]
    assert not OrderEvent.objects.exists()


def test_what_the_street_holds_stays_and_is_called_to_mind_each_working_day(
    order, people, alliance
):
    up = order(status="escalated", escalations=1)
    own = order(host=alliance.anchor)
    Holiday.objects.create(alliance=alliance, day=(NOON + DAY).date(), is_off=True, name="示例")
    week = [NOON + n * DAY for n in range(7)]

    done = run(STREETS, *week, NOON + HOUR, NOON.replace(hour=6))

    assert run(SILENCE) == [0]
    # Not on the holiday, not at the weekend; not twice a day, not at night.
    assert done == [2, 0, 2, 2, 2, 0, 0, 0, 0]
    assert set(told(people["street"])) == {f"等街道答复：{row.label}" for row in (up, own)}
    assert {row.status for row in ServiceOrder.objects.all()} == {"escalated", "placed"}


def test_a_unit_that_is_silent_to_the_street_is_told_with_it(order, people, alliance):
    row = order(host=alliance.anchor, status="dispatched")

    run(STREETS)

    assert told(people["street"]) == told(people["unit"]) == [f"等街道答复：{row.label}"]


def test_a_lost_race_leaves_the_order_to_whoever_won(order, monkeypatch):
    row = order()
    escalate = ServiceOrder.escalate

    def late(self, **facts):
        ServiceOrder.objects.get(pk=row.pk).withdraw()
        escalate(self, **facts)

    monkeypatch.setattr(ServiceOrder, "escalate", late)

    assert run(SILENCE) == [0]
    row.refresh_from_db()
    assert row.escalations == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_hand_each_order_up_once(order, people):
    rows = [order() for _ in range(3)]

    raised = race(*[lambda: SILENCE.work(NOON)] * 2)

    assert [error for error in raised if error] == []
    assert [row.events.count() for row in rows] == [1, 1, 1]
    assert [row.escalations for row in ServiceOrder.objects.all()] == [1, 1, 1]
    assert len(told(people["street"])) == 3


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_accepts_while_it_is_handed_up_wins_or_hears_why(order, people):
    row = order(status="dispatched")

    raised = losers(lambda: SILENCE.work(NOON), lambda: row.take(by=people["unit"]))

    row.refresh_from_db()
    assert row.events.count() == 1
    assert (row.status, raised) in [("working", []), ("escalated", ["StepError"])]


# --- limits ---


def test_limits_are_called_to_mind_on_the_working_day_before_and_when_they_have_passed(
    order, people
):
    due = datetime(2026, 11, 27, 23, 59, 59, tzinfo=HERE)
    row = order(status="working", answer_due=None, resolve_due=due)
    hours = [NOON + n * 6 * HOUR for n in range(40)]

    run(LIMITS, *hours)

    expected = [f"快到办结时限：{row.label}", f"已超期：{row.label}"]
    assert told(people["unit"]) == told(people["community"]) == expected
    assert told(people["street"]) == []
    first, last = Message.objects.of(people["unit"]).order_by("pk")
    assert first.body == (f"办结时限是2026年11月27日，现在办理中，由{row.lead.label}办理。")
    assert {first.kind, last.kind} == {"reminder"}


def test_whoever_has_to_act_is_told_of_the_limit_too(order, people):
    row = order(status="escalated", resolve_due=NOON - HOUR)

    run(LIMITS)

    assert told(people["street"]) == told(people["community"]) == [f"已超期：{row.label}"]


def test_short_limits_are_called_to_mind_when_they_have_passed(order, people):
    due = NOON + 2 * HOUR
    order(status="working", answer_due=None, created_at=NOON, resolve_due=due)

    done = run(LIMITS, NOON, due, due + HOUR)

    assert done == [0, 0, 2]
    assert (
        Message.objects.of(people["unit"]).get().body.startswith("办结时限是2026年11月23日 14:00，")
    )


def test_a_clock_that_stands_still_is_not_called_to_mind(order, people):
    order(status="paused", answer_due=None, paused_at=NOON - DAY, resolve_due=NOON - HOUR)
    order(status="withdrawn", answer_due=None, closed_at=NOON, resolve_due=NOON - HOUR)

    assert run(LIMITS) == [0]


def test_nobody_is_called_at_night(order, people):
    order(status="working", answer_due=None, resolve_due=NOON - HOUR)

    assert run(LIMITS, NOON.replace(hour=6, minute=59), NOON.replace(hour=7)) == [0, 2]


@pytest.mark.parametrize("job", [STREETS, LIMITS])
def test_reminders_cost_the_same_for_more_orders(order, people, job, django_assert_num_queries):
    def queries():
        with django_assert_num_queries(10):
            job.work(NOON + len(kept) * DAY)

    kept = []
    for number in (1, 3):
        for _ in range(number):
            order(status="escalated", resolve_due=NOON - HOUR)
        kept.append(number)
        queries()


# --- photos ---


def test_photos_that_were_never_sent_are_cleaned_up():
    token = photos.keep(ContentFile(b"x", "a.jpg"))

    assert PHOTOS.work(NOON + 3 * DAY) == 1
    assert photos.known([token]) == []
