import pytest
import time_machine
from django.urls import reverse

from alliances.models import RotaSwap, RotaTurn
from tests.factories import (
    AllianceFactory,
    RotaSwapFactory,
    RotaTurnFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]


@pytest.fixture
def today():
    with time_machine.travel("2026-11-25 09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def units(alliance, community):
    return [unit_of(alliance, community) for _ in range(3)]


def url(name, *args):
    return reverse(f"alliances:{name}", args=args)


def log_in(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def turns_of(community, *units):
    """This and the following quarters of a community's rota."""
    alliance = community.memberships.get().alliance
    quarters = [(2026, 4), (2027, 1), (2027, 2), (2027, 3)]
    return [
        RotaTurnFactory(
            alliance=alliance, body=community, organization=unit, year=year, quarter=quarter
        )
        for unit, (year, quarter) in zip(units, quarters, strict=False)
    ]


def test_secretary_makes_the_rota_beginning_with_a_chosen_unit(client, community, units):
    log_in(client, community)

    client.post(
        url("rota_generate"),
        {"first": "2027-1", "quarters": "3", "part": "host", "begins": units[1].pk},
    )

    found = RotaTurn.objects.order_by("year", "quarter")
    assert [(turn.label, turn.organization, turn.part) for turn in found] == [
        ("2027年第一季度", units[1], "host"),
        ("2027年第二季度", units[2], "host"),
        ("2027年第三季度", units[0], "host"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"first": "2026-9"}, {"first": "x"}, {"quarters": "99"}, {"begins": "0"}, {"part": ""}],
)
def test_wrong_rota_is_told_and_nothing_made(client, community, units, wrong):
    log_in(client, community)
    typed = {"first": "2027-1", "quarters": "3", "part": "host", "begins": units[1].pk}

    answer = client.post(url("rota_generate"), typed | wrong)

    assert (answer.status_code, RotaTurn.objects.count()) == (422, 0)


def test_members_swap_their_turns(client, community, units):
    mine, theirs = turns_of(community, *units[:2])
    log_in(client, units[0])
    client.post(url("swap_new"), {"turn": mine.pk, "other": theirs.pk, "reason": "有活动"})
    swap = RotaSwap.objects.get()
    log_in(client, units[1])
    todo = client.get(reverse("desk")).content.decode()

    client.post(url("swap_step", swap.pk, "agree"))

    mine.refresh_from_db()
    assert "请您调换轮值" in todo
    assert (mine.organization, mine.is_swapped) == (units[1], True)


def test_asker_cannot_agree_for_the_other_and_may_take_back(client, community, units):
    mine, theirs = turns_of(community, *units[:2])
    swap = RotaSwapFactory(turn=mine, other=theirs)
    log_in(client, units[0])

    codes = [
        client.post(url("swap_step", swap.pk, step)).status_code for step in ("agree", "take_back")
    ]

    swap.refresh_from_db()
    assert (codes, swap.status) == ([404, 302], "taken_back")


@pytest.mark.parametrize("wrong", ["another's turn", "no reason", "asked already"])
def test_wrong_swap_is_told(client, community, units, wrong):
    mine, theirs, third = turns_of(community, *units)
    log_in(client, units[0])
    typed = {"turn": mine.pk, "other": theirs.pk, "reason": "有活动"}
    if wrong == "another's turn":
        typed["turn"] = theirs.pk
    if wrong == "no reason":
        typed["reason"] = ""
    if wrong == "asked already":
        RotaSwapFactory(turn=theirs, other=third)

    answer = client.post(url("swap_new"), typed)

    assert answer.status_code == (409 if wrong == "asked already" else 422)
    assert not RotaSwap.objects.filter(turn=mine).exists()


def test_who_has_no_turn_has_nothing_to_swap(client, units):
    log_in(client, units[0])

    answer = client.post(url("swap_new"), {}, follow=True)

    assert "没有将来的轮值" in answer.content.decode()


def test_compound_outside_an_alliance_makes_no_rota(client):
    log_in(client, community_of(AllianceFactory()).parent.parent or AllianceFactory().anchor)

    answer = client.post(url("rota_generate"), {}, follow=True)

    assert answer.status_code in {200, 403, 422}


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(client, community, units, count, django_assert_num_queries):
    turns = turns_of(community, *units)
    for turn in turns[:count]:
        RotaSwapFactory(turn=turn, other=RotaTurnFactory(alliance=turn.alliance, body=community))
    log_in(client, community)

    with django_assert_num_queries(15):
        answer = client.get(url("rota"))

    assert len(answer.context["swaps"]) == count
