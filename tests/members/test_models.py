from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from members.models import FormDraft, Level, Organization, User
from tests.factories import (
    AllianceFactory,
    AppointmentFactory,
    CommunityFactory,
    OrganizationFactory,
    StreetFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_path_holds_the_codes_from_the_root_and_follows_a_move():
    street, other = StreetFactory(code="east"), StreetFactory(code="west")
    community = CommunityFactory(code="one", parent=street)
    grid = OrganizationFactory(code="grid", level=Level.GRID, parent=community)

    community.move_to(other)

    grid.refresh_from_db()
    assert (community.path, grid.path) == ("/west/one/", "/west/one/grid/")


def test_an_organization_does_not_move_below_itself():
    street = StreetFactory()
    community = CommunityFactory(parent=street)

    with pytest.raises(ValidationError):
        street.move_to(community)


def test_a_parent_stands_higher():
    with pytest.raises(ValidationError):
        OrganizationFactory(level=Level.STREET, parent=CommunityFactory()).full_clean()


@pytest.mark.parametrize("level", [Level.STREET, Level.COMMUNITY, Level.UNIT])
def test_rows_are_looked_up_by_the_own_subtree_and_worked_on_by_whoever_does_the_work(level):
    street = StreetFactory()
    community, unit = CommunityFactory(parent=street), UnitFactory(parent=street)
    grid = OrganizationFactory(level=Level.GRID, parent=community)
    own = {Level.STREET: street, Level.COMMUNITY: community, Level.UNIT: unit}[level]
    user = UserFactory(organization=own)

    def places(given):
        return set(Organization.objects.filter(pk__in=given))

    below = {Level.STREET: {community, unit, grid}, Level.COMMUNITY: {grid}, Level.UNIT: set()}
    assert places(user.overseen) == {own, *below[level]}
    assert places(user.working_for) == {own, *(below[level] if own == community else set())}


def test_overseen_is_the_own_subtree_whatever_codes_begin_alike():
    street, other = StreetFactory(code="st"), StreetFactory(code="st2")
    community = CommunityFactory(parent=street)
    CommunityFactory(parent=other)
    user = UserFactory(organization=street)

    assert set(Organization.objects.overseen_by(user)) == {street, community}


@pytest.mark.parametrize(
    "fields", [{"level": Level.COMMUNITY, "sector": "school"}, {"code": "twice"}]
)
def test_what_must_hold_is_held_by_the_database(fields):
    OrganizationFactory(code="twice")

    with pytest.raises(IntegrityError):
        UnitFactory(**fields)


def test_create_user_makes_a_login_that_must_change_its_password():
    user = User.objects.create_user(
        "example", "Shili-mima-2026", name="示例", organization=CommunityFactory()
    )

    assert (user.check_password("Shili-mima-2026"), user.must_change_password) == (True, True)
    assert (user.get_full_name(), user.get_short_name()) == ("示例", "示例")


def test_a_post_ends_and_is_never_deleted():
    appointment = AppointmentFactory(started_on=date(2026, 1, 1))
    appointment.end(date(2026, 6, 1))

    with pytest.raises(ProtectedError):
        appointment.delete()

    assert appointment.ended_on == date(2026, 6, 1)


def test_a_draft_is_named_by_its_form():
    assert str(FormDraft.objects.keep(UserFactory(), "meeting:new", {}, 0)) == "meeting:new"


def test_role_follows_from_the_level_of_the_organization():
    alliance = AllianceFactory()
    places = [alliance.anchor, CommunityFactory(), UnitFactory()]

    assert [str(UserFactory(organization=place).role) for place in places] == [
        *("street", "community", "unit")
    ]
