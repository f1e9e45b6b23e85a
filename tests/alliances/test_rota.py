from datetime import date

import pytest
import time_machine
from django.db import IntegrityError

from alliances.models import RotaSwap, RotaTurn
from members.models import StepError
from tests.factories import (
    AllianceFactory,
    OrganizationFactory,
    RotaSwapFactory,
    RotaTurnFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.racing import losers, race

pytestmark = pytest.mark.django_db
TODAY = time_machine.travel("2026-11-25 09:00:00+08:00", tick=False)


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def units(alliance):
    return [unit_of(alliance) for _ in range(3)]


def generate(alliance, units, first=(2026, 4), quarters=4, part="chair"):
    return RotaTurn.objects.generate(
        alliance, alliance.anchor, units, first=first, quarters=quarters, part=part
    )


def holders(alliance):
    turns = RotaTurn.objects.filter(body=alliance.anchor).order_by("year", "quarter")
    return [(turn.year, turn.quarter, turn.organization) for turn in turns]


@TODAY
def test_rota_gives_each_quarter_to_the_next_in_turn(alliance, units):
    filled = generate(alliance, units)

    first, second, third = units
    assert filled == 4
    assert holders(alliance) == [
        *((2026, 4, first), (2027, 1, second), (2027, 2, third), (2027, 3, first))
    ]


@TODAY
def test_generating_again_leaves_past_swapped_and_asked_turns(alliance, units):
    generate(alliance, units)
    turns = list(RotaTurn.objects.order_by("year", "quarter"))
    RotaTurn.objects.filter(pk=turns[1].pk).update(is_swapped=True)
    RotaSwapFactory(turn=turns[2], other=turns[3])
    past = RotaTurnFactory(alliance=alliance, year=2026, quarter=3, organization=units[0])

    filled = generate(alliance, units[::-1], first=(2026, 1), quarters=5)

    first, second, third = units
    assert filled == 2
    assert holders(alliance) == [
        *((2026, 3, past.organization), (2026, 4, third), (2027, 1, second)),
        *((2027, 2, third), (2027, 3, first), (2027, 4, second)),
    ]


def test_agreed_swap_changes_both_turns_at_once():
    swap, clerk = RotaSwapFactory(), UserFactory()
    mine, theirs = swap.asker, swap.asked

    swap.agree(by=clerk)

    turns = [RotaTurn.objects.get(pk=pk) for pk in (swap.turn_id, swap.other_id)]
    assert [(turn.organization, turn.is_swapped) for turn in turns] == [
        (theirs, True),
        (mine, True),
    ]
    assert (swap.status, swap.events.get().by) == ("agreed", clerk)


@pytest.mark.parametrize(("verb", "state"), [("refuse", "refused"), ("take_back", "taken_back")])
def test_refused_or_retracted_swap_changes_no_turn(verb, state):
    swap = RotaSwapFactory()

    getattr(swap, verb)(by=UserFactory())

    assert (swap.status, RotaTurn.objects.filter(is_swapped=True).count()) == (state, 0)


def test_swap_of_a_rota_that_was_changed_meanwhile_is_refused_whole(alliance):
    swap = RotaSwapFactory()
    RotaTurn.objects.filter(pk=swap.other_id).update(organization=unit_of(alliance))

    with pytest.raises(StepError, match="变动过"):
        swap.agree(by=UserFactory())

    swap.refresh_from_db()
    assert (swap.status, RotaTurn.objects.filter(is_swapped=True).count()) == ("asked", 0)


def test_swap_of_a_quarter_that_has_passed_is_refused():
    swap = RotaSwapFactory()

    with time_machine.travel("2060-01-01 09:00:00+08:00"), pytest.raises(StepError, match="过去"):
        RotaSwap.objects.get().agree(by=UserFactory())

    assert swap.events.count() == 0


@pytest.mark.parametrize("wrong", ["another rota", "the same unit", "a past quarter", "asked"])
def test_wrong_swaps_are_refused_with_a_reason(alliance, wrong):
    turn = RotaTurnFactory(alliance=alliance)
    of = {"alliance": alliance}
    other = {
        "another rota": RotaTurnFactory,
        "the same unit": lambda: RotaTurnFactory(**of, organization=turn.organization),
        "a past quarter": lambda: RotaTurnFactory(**of, year=2020),
        "asked": lambda: RotaSwapFactory(turn__alliance=alliance).other,
    }[wrong]()

    with pytest.raises(StepError):
        RotaSwap.objects.ask(turn, other, by=UserFactory(), reason="有活动")


def test_asking_keeps_both_units_and_the_reason(alliance):
    turn, other = RotaTurnFactory.create_batch(2, alliance=alliance)

    swap = RotaSwap.objects.ask(turn, other, by=UserFactory(), reason="有活动")

    assert (swap.asker, swap.asked) == (turn.organization, other.organization)
    assert (swap.status, swap.reason) == ("asked", "有活动")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("agree", "轮值调换：已调换"),
        ("refuse", "轮值调换：对方不同意"),
        ("take_back", "轮值调换：已收回"),
    ],
)
def test_each_side_hears_of_the_others_step(alliance, step, words):
    turn, other = RotaTurnFactory.create_batch(2, alliance=alliance)
    asker, asked = (UserFactory(organization=side.organization) for side in (turn, other))
    swap = RotaSwap.objects.ask(turn, other, by=asker, reason="有活动")

    getattr(swap, step)(by=asker if step == "take_back" else asked)

    def heard(user):
        return list(user.received_messages.order_by("pk").values_list("title", flat=True))

    request = f"{turn.organization.label}请您调换轮值"
    expected = ([], [request, words]) if step == "take_back" else ([words], [request])
    assert (heard(asker), heard(asked)) == expected


def test_a_quarter_has_one_turn_and_four_exist(alliance):
    RotaTurnFactory(alliance=alliance, year=2027, quarter=1)

    with pytest.raises(IntegrityError):
        RotaTurnFactory(alliance=alliance, year=2027, quarter=1)


def test_fifth_quarter_is_refused(alliance):
    with pytest.raises(IntegrityError):
        RotaTurnFactory(alliance=alliance, quarter=5)


def test_turn_of_a_day(alliance):
    turn = RotaTurnFactory(alliance=alliance, year=2026, quarter=4)

    assert RotaTurn.objects.on(alliance.anchor, date(2026, 12, 31)) == turn
    assert RotaTurn.objects.on(alliance.anchor, date(2027, 1, 1)) is None


def test_rota_is_seen_by_its_body_and_its_members_only(alliance, units):
    community = community_of(alliance)
    turn = RotaTurnFactory(alliance=alliance, body=community, organization=units[0])
    swap = RotaSwapFactory(turn=turn, other__organization=units[1])
    users = {
        "street": alliance.anchor,
        "body": community,
        "on it": units[0],
        "asked": units[1],
        "not on it": units[2],
        "other street": AllianceFactory().anchor,
    }

    seen, answers = {}, {}
    for name, organization in users.items():
        user = UserFactory(organization=organization)
        seen[name] = RotaTurn.objects.visible_to(user).exists()
        answers[name] = RotaSwap.objects.answerable_by(user).filter(pk=swap.pk).exists()

    district = UserFactory(organization=OrganizationFactory(level="district"))
    assert not RotaSwap.objects.answerable_by(district).exists()
    everybody = dict.fromkeys(users, False)
    assert seen == everybody | dict.fromkeys(["street", "body", "on it", "asked"], True)
    assert answers == everybody | dict.fromkeys(["street", "asked"], True)


@pytest.mark.django_db(transaction=True)
def test_agreeing_and_taking_back_at_once_has_one_winner():
    swap, clerk = RotaSwapFactory(), UserFactory()

    raised = race(
        lambda: RotaSwap.objects.get(pk=swap.pk).agree(by=clerk),
        lambda: RotaSwap.objects.get(pk=swap.pk).take_back(by=clerk),
    )

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "StepError"]
    assert RotaTurn.objects.filter(is_swapped=True).count() == (2 if raised[0] is None else 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_swaps_of_one_turn_asked_at_once_one_is_made(alliance):
    first, second, third = RotaTurnFactory.create_batch(3, alliance=alliance)
    clerk = UserFactory()

    lost = losers(
        lambda: RotaSwap.objects.ask(first, second, by=clerk, reason="有活动"),
        lambda: RotaSwap.objects.ask(second, third, by=clerk, reason="有活动"),
    )

    assert (lost, RotaSwap.objects.count()) == (["StepError"], 1)


@TODAY
def test_public_page_is_told_of_this_quarter_and_the_next_and_of_changes(alliance, units):
    generate(alliance, units)

    shown = RotaTurn.objects.shown(alliance, date(2026, 11, 25))
    assert [turn.organization for turn in shown] == units[:2]
    alliance.refresh_from_db()
    assert alliance.public_version == 1
