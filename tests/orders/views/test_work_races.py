"""Several hands on one order at one moment: one outcome, told to both, nothing written twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from members.models import StepError
from orders.jobs import SILENCE
from orders.models import ServiceOrder
from tests.factories import AllianceFactory, OrderFactory, UserFactory, community_of, unit_of
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent():
    alliance = AllianceFactory()
    community = community_of(alliance)
    unit = unit_of(alliance, community)
    return OrderFactory(alliance=alliance, host=community, lead=unit, dispatched=True)


@pytest.fixture
def working(sent):
    ServiceOrder.objects.filter(pk=sent.pk).update(status="working", answer_due=None)
    sent.refresh_from_db()
    return sent


def presses(order, user, work, codes, **typed):
    """What one browser does; it keeps the code of the answer."""

    def press():
        client = Client()
        client.force_login(user)
        url = reverse("orders:order_work", args=[order.pk, work])
        codes.append(client.post(url, {"turn": order.turn, **typed}).status_code)

    return press


def steps(order):
    return list(order.events.order_by("pk").values_list("step", flat=True))


def test_two_liaisons_accept_at_once(sent):
    users, codes = [UserFactory(organization=sent.lead) for _ in range(2)], []

    assert race(*[presses(sent, user, "take", codes, note="好") for user in users]) == [None, None]

    assert sorted(codes) == [302, 409]
    assert steps(sent) == ["take"]


def test_accepted_and_returned_at_once(sent):
    users, codes = [UserFactory(organization=sent.lead) for _ in range(2)], []

    race(
        presses(sent, users[0], "take", codes, note="好"),
        presses(sent, users[1], "give_back", codes, note="没有人手"),
    )

    # Whoever comes after the return has nothing to accept any more.
    assert sorted(codes) in ([302, 404], [302, 409])
    assert len(steps(sent)) == 1


def test_double_click_on_finish_is_one_result(working):
    user, codes = UserFactory(organization=working.lead), []

    race(*[presses(working, user, "finish", codes, result="已换好")] * 2)

    assert codes == [302, 302]
    assert steps(working) == ["finish"]


def test_double_click_on_a_note_is_one_note(working):
    user, codes = UserFactory(organization=working.lead), []

    race(*[presses(working, user, "remark", codes, note="周三到场")] * 2)

    assert codes == [302, 302]
    assert steps(working) == ["remark"]


def test_resident_withdraws_while_the_unit_finishes(working):
    user, codes = UserFactory(organization=working.lead), []
    resident = ServiceOrder.objects.get(pk=working.pk)

    raised = race(resident.withdraw, presses(working, user, "finish", codes, result="已换好"))

    status = ServiceOrder.objects.get(pk=working.pk).status
    assert (status, type(raised[0]), codes) in [
        ("withdrawn", type(None), [409]),
        ("finished", StepError, [302]),
    ]


def test_returned_while_silence_hands_it_up(sent):
    user, codes = UserFactory(organization=sent.lead), []
    # To the unit's page there is still a moment left, to the job there is none.
    soon = now() + timedelta(days=1)
    ServiceOrder.objects.filter(pk=sent.pk).update(answer_due=soon)

    race(
        presses(sent, user, "give_back", codes, note="没有人手"),
        lambda: SILENCE.work(soon + timedelta(days=1)),
    )

    # Either the return came first, and the new limit runs; or the street has it, and the unit is told.
    assert (steps(sent), codes) in [
        (["give_back"], [302]),
        (["give_back", "escalate"], [302]),
        (["escalate"], [409]),
        (["escalate"], [404]),
    ]
