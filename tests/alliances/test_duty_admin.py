"""责任事项 in the back office: set there, they are told of; their due date is decided once."""

import pytest
from django.urls import reverse

from alliances.models import Duty
from members.models import Message
from tests.back_office import street
from tests.factories import DutyFactory, ExtensionFactory, ResolutionFactory, UserFactory

pytestmark = pytest.mark.django_db
INLINES = {
    f"{prefix}-{form}_FORMS": 0
    for prefix in ("notes", "extensions", "events")
    for form in ("TOTAL", "INITIAL")
}


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def data(own, **changes):
    return {
        "alliance": own.alliance.pk,
        "title": "修楼道灯",
        "lead": own.unit.pk,
        "host": own.anchor.pk,
        "due_on": "2026-12-31",
        **INLINES,
        **changes,
    }


def test_lead_is_told_of_a_duty_that_is_set_in_the_back_office(staff, own):
    user = UserFactory(organization=own.unit)

    response = staff.post(reverse("admin:alliances_duty_add"), data(own, rhythm="month"))

    duty = Duty.objects.get(title="修楼道灯")
    assert response.status_code == 302
    assert (duty.set_by, duty.rhythm) == (own.staff, "month")
    assert Message.objects.get(user=user).url == duty.get_absolute_url()


def test_due_date_is_read_only_from_then_on_and_extensions_are_shown(staff, own):
    duty = own.records["duty"]
    extension = ExtensionFactory(duty=duty)
    url = reverse("admin:alliances_duty_change", args=[duty.pk])

    staff.post(url, data(own, due_on="2030-01-01"))

    changed = Duty.objects.get(pk=duty.pk)
    assert (changed.title, changed.due_on) == ("修楼道灯", duty.due_on)
    assert extension.reason in staff.get(url).text


def test_rhythm_is_edited_only_where_the_duty_was_set_by_hand(staff, own):
    by_hand = own.records["duty"]
    resolution = ResolutionFactory(agenda_item__meeting=own.records["meeting"], lead=own.unit)
    agreed = DutyFactory(alliance=own.alliance, resolution=resolution)

    answers = [
        staff.post(
            reverse("admin:alliances_duty_change", args=[duty.pk]), data(own, rhythm="month")
        )
        for duty in (by_hand, agreed)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(Duty.objects.order_by("pk").values_list("rhythm", flat=True)) == ["month", ""]


def test_last_day_of_a_series_needs_a_rhythm(staff, own):
    response = staff.post(
        reverse("admin:alliances_duty_add"), data(own, repeats_until="2027-12-31")
    )

    assert "有周期的事项才有“重复到”。" in response.text
