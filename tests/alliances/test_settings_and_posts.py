"""What a street sets for itself, and posts that end but never go."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from alliances.models import Committee, FigureSnapshot, MeetingKind
from tests.factories import (
    AllianceFactory,
    ClauseFactory,
    CommitteeFactory,
    MeetingKindFactory,
    SeatFactory,
    UserFactory,
    unit_of,
)

pytestmark = pytest.mark.django_db


def test_settings_are_edited_by_their_own_street_only():
    kind = MeetingKindFactory()
    street = UserFactory(organization=kind.alliance.anchor)
    unit = UserFactory(organization=unit_of(kind.alliance))
    stranger = UserFactory(organization=AllianceFactory().anchor)

    found = [list(MeetingKind.objects.editable_by(user)) for user in (street, unit, stranger)]

    assert found == [[kind], [], []]


def test_a_setting_has_its_name_once():
    kind = MeetingKindFactory()

    with pytest.raises(IntegrityError):
        MeetingKindFactory(alliance=kind.alliance, name=kind.name)


def test_a_committee_is_edited_by_its_own_street_only():
    committee = CommitteeFactory()
    street = UserFactory(organization=committee.alliance.anchor)

    assert list(Committee.objects.editable_by(street)) == [committee]
    assert list(Committee.objects.editable_by(UserFactory())) == []


def test_a_seat_ends_and_is_never_deleted():
    seat = SeatFactory(ended_on=date(2026, 1, 1))

    with pytest.raises(ProtectedError):
        seat.delete()

    assert list(seat.committee.seats.on(date(2025, 6, 1))) == [seat]
    assert list(seat.committee.seats.on(date(2026, 1, 1))) == []


def test_a_seat_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError):
        SeatFactory(ended_on=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rhythm": "month", "quantity": 1, "unit": "次"}, "每月 1 次"),
        ({"due_on": date(2026, 6, 30)}, "2026年6月30日前"),
        ({}, ""),
    ],
)
def test_a_clause_says_how_much_and_when(fields, words):
    assert ClauseFactory(**fields).amount == words


def test_a_clause_has_a_date_or_a_rhythm():
    with pytest.raises(IntegrityError):
        ClauseFactory(due_on=date(2026, 6, 30), rhythm="month")


def test_a_snapshot_is_kept_once_per_group():
    alliance = AllianceFactory()

    FigureSnapshot.objects.keep(alliance, "projects", {"n": 1})
    FigureSnapshot.objects.keep(alliance, "projects", {"n": 2})

    assert FigureSnapshot.objects.values_of(alliance, "projects") == {"n": 2}
    assert str(FigureSnapshot.objects.get()) == "projects"
