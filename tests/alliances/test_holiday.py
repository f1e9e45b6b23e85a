"""Days on which a street departs from the published calendar."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from alliances.models import Holiday
from officekit.workdays import add_workdays
from tests.back_office import street
from tests.factories import HolidayFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("count", [1, 3])
def test_changes_are_those_of_one_alliance_in_one_query(count, django_assert_num_queries):
    off = HolidayFactory.create_batch(count)[0]
    worked = HolidayFactory(alliance=off.alliance, is_off=False)

    with django_assert_num_queries(1):
        changes = Holiday.objects.changes_of(off.alliance_id)

    assert changes == {off.day: True, worked.day: False}


def test_working_days_are_counted_by_them():
    holiday = HolidayFactory(day=MONDAY)
    HolidayFactory(alliance=holiday.alliance, day=date(2026, 11, 22), is_off=False)

    changes = Holiday.objects.changes_of(holiday.alliance_id)

    assert add_workdays(date(2026, 11, 20), 1, changes) == date(2026, 11, 22)
    assert add_workdays(date(2026, 11, 20), 2, changes) == date(2026, 11, 24)


def test_a_day_is_set_once_by_each_alliance():
    holiday = HolidayFactory(day=MONDAY)
    HolidayFactory(day=MONDAY)

    with pytest.raises(IntegrityError):
        HolidayFactory(alliance=holiday.alliance, day=MONDAY, is_off=False)


def test_street_sets_a_day_of_its_own(client):
    own = street("示例", "shili")
    client.force_login(own.staff)
    data = {"alliance": own.alliance.pk, "day": MONDAY, "is_off": "False", "name": "防汛值守"}

    told = client.post(reverse("admin:alliances_holiday_add"), data)
    again = client.post(reverse("admin:alliances_holiday_add"), data)

    assert told.status_code == 302
    assert "这一天已有安排，请改原来的那一条。" in again.text
    holiday = Holiday.objects.get(day=MONDAY)
    assert str(holiday) == "2026年11月23日上班：防汛值守"
    assert holiday.history.get().history_user == own.staff


def test_a_day_can_be_taken_back(client):
    own = street("示例", "shili")
    client.force_login(own.staff)
    url = reverse("admin:alliances_holiday_delete", args=[own.records["holiday"].pk])

    client.post(url, {"post": "yes"})

    assert Holiday.objects.changes_of(own.alliance.pk) == {}
