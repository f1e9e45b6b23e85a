from datetime import date

import pytest

from alliances.models import Membership
from alliances.rosters import contact_names, expected_at
from tests.alliances.sheets import community_world
from tests.factories import (
    AppointmentFactory,
    MeetingKindFactory,
    OrganizationFactory,
    PersonFactory,
    UnitFactory,
    unit_of,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 12)


@pytest.fixture
def world():
    return community_world(2)


def test_a_community_expects_its_own_bodies_and_the_units_that_serve_it(world):
    grid = OrganizationFactory(parent=world.community, level="grid")
    compound = OrganizationFactory(parent=grid, level="compound")
    unit_of(world.alliance)

    assert expected_at(world.alliance, world.community, world.kind, DAY) == [grid, *world.units]
    council = MeetingKindFactory(alliance=world.alliance, level="compound")
    assert expected_at(world.alliance, world.community, council, DAY) == [compound, *world.units]
    assert expected_at(world.alliance, compound, council, DAY) == world.units


def test_the_street_expects_all_members_of_that_day(world):
    kind = MeetingKindFactory(alliance=world.alliance, level="street")
    gone = Membership.objects.get(organization=world.units[0])
    gone.leave(by=world.user, note="迁走", on=date(2026, 9, 13))

    def street_expects(day):
        return set(expected_at(world.alliance, world.alliance.anchor, kind, day))

    assert street_expects(DAY) == {world.community, *world.units}
    assert street_expects(date(2026, 9, 13)) == {world.community, world.units[1]}
    assert street_expects(date(2020, 1, 1)) == set()


def test_the_liaison_of_that_day_comes_before_the_secretary():
    unit, other = UnitFactory(), UnitFactory()
    for post, name, ended in (
        ("secretary", "示例书记", None),
        ("liaison", "示例联络", None),
        ("liaison", "示例前任", date(2026, 2, 1)),
    ):
        person = PersonFactory(name=name, organization=unit)
        AppointmentFactory(person=person, post=post, ended_on=ended)
    AppointmentFactory(person=PersonFactory(name="示例单独", organization=other))

    assert contact_names([unit, other], DAY) == {unit.pk: "示例联络", other.pk: "示例单独"}
