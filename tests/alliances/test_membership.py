from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from alliances.models import Alliance, Membership, MembershipStage
from members.models import StepError
from tests.factories import (
    AllianceFactory,
    MembershipFactory,
    TierFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


def candidate():
    return MembershipFactory(stage=MembershipStage.FOUND, joined_on=None)


def test_a_unit_is_found_talked_to_admitted_and_leaves():
    membership, clerk = candidate(), UserFactory()

    membership.talk(by=clerk)
    membership.admit(by=clerk, on=date(2026, 3, 1))
    membership.leave(by=clerk, note="单位迁出", on=date(2026, 9, 1))

    assert (membership.stage, membership.joined_on, membership.left_on) == (
        "left",
        date(2026, 3, 1),
        date(2026, 9, 1),
    )
    assert [event.note for event in membership.events.all()] == ["", "", "单位迁出"]


def test_leaving_needs_a_reason():
    with pytest.raises(StepError):
        MembershipFactory().leave(by=UserFactory(), note=" ")


def test_member_on_a_day_is_who_had_joined_and_not_left():
    member = MembershipFactory(joined_on=date(2026, 1, 1))
    MembershipFactory(
        stage=MembershipStage.LEFT, joined_on=date(2025, 1, 1), left_on=date(2026, 1, 1)
    )
    candidate()

    assert list(Membership.objects.on(date(2026, 2, 1))) == [member]


def test_public_page_by_level():
    alliance = AllianceFactory()
    community, unit = community_of(alliance), unit_of(alliance)
    street = MembershipFactory(alliance=alliance, organization=alliance.anchor)

    found = [
        community.memberships.get().get_public_url(),
        unit.memberships.get().get_public_url(),
        street.get_public_url(),
    ]

    assert found == [
        reverse("alliances:community_detail", args=[alliance.slug, community.pk]),
        reverse("alliances:unit_detail", args=[alliance.slug, unit.pk]),
        reverse("alliances:about", args=[alliance.slug]),
    ]


def test_only_the_street_edits_memberships():
    membership = MembershipFactory()
    street = UserFactory(organization=membership.alliance.anchor)
    stranger = UserFactory(organization=AllianceFactory().anchor)
    unit = UserFactory(organization=membership.organization)

    found = [list(Membership.objects.editable_by(user)) for user in (street, stranger, unit)]

    assert found == [[membership], [], []]


def test_an_alliance_is_run_by_its_street_alone():
    alliance = AllianceFactory()
    unit = UserFactory(organization=unit_of(alliance))

    assert list(Alliance.objects.run_by(unit)) == []
    assert list(Alliance.objects.of_user(unit)) == [alliance]


def test_a_unit_is_a_member_once():
    membership = MembershipFactory()

    with pytest.raises(IntegrityError):
        MembershipFactory(alliance=membership.alliance, organization=membership.organization)


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": "member", "joined_on": None},
        {"stage": "left", "left_on": None},
        {"stage": "left", "left_on": date(2020, 1, 1)},
        {"stage": "found"},
    ],
)
def test_dates_fit_the_stage(fields):
    with pytest.raises(IntegrityError):
        MembershipFactory(**fields)


@pytest.mark.parametrize("fields", [{"shows": "letter"}, {"letter": "N"}])
def test_a_tier_shows_a_letter_or_a_number(fields):
    with pytest.raises(IntegrityError):
        TierFactory(**fields)


def test_words_of_the_settings():
    tier, membership = TierFactory(title="共建单位"), MembershipFactory()

    assert (str(tier), str(membership)) == ("共建单位", str(membership.organization))
