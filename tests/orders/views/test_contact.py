"""The whole contact: for whom, in which state, after a reason, and written down."""

import pytest
from django.urls import reverse

from members.models import AuditLog
from tests.factories import (
    AllianceFactory,
    OrderFactory,
    OrganizationFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
ROLES = ("street", "community", "unit", "helper", "other_unit", "other_community", "district")
# Who sees it in which state.
EXPECTED = {
    "placed": {"street", "community"},
    "dispatched": {"street", "community", "unit"},
    "working": {"street", "community", "unit"},
    "paused": {"street", "community", "unit"},
    "finished": {"street", "community"},
    "verified": set(),
    "withdrawn": set(),
    "refused": set(),
}


@pytest.fixture
def places():
    alliance = AllianceFactory()
    community = community_of(alliance)
    return {
        "street": alliance.anchor,
        "community": community,
        "unit": unit_of(alliance, community),
        "helper": unit_of(alliance, community),
        "other_unit": unit_of(alliance, community),
        "other_community": community_of(alliance),
        "district": OrganizationFactory(level="district"),
        "alliance": alliance,
    }


def order_in(state, places):
    lead = {"lead": places["unit"]} if state not in {"placed", "refused", "withdrawn"} else {}
    trait = {} if state == "placed" else {state: True}
    order = OrderFactory(alliance=places["alliance"], host=places["community"], **lead, **trait)
    order.assistants.add(places["helper"])
    return order


def contact_of(order):
    return reverse("orders:order_contact", args=[order.pk])


@pytest.mark.parametrize("state", EXPECTED)
def test_contact_by_role_and_state(client, places, state):
    order = order_in(state, places)
    found = set()

    for role in ROLES:
        client.force_login(UserFactory(organization=places[role]))
        response = client.post(contact_of(order), {"reason": "约上门时间"})
        page = client.get(order.get_absolute_url())
        assert "13800001234" not in page.text
        assert ("查看（记录原因）" in page.text) is (response.status_code == 200)
        if response.status_code == 200:
            found.add(role)
            assert "13800001234" in response.text
            assert "示例巷 11 号院 2 单元 301" in response.text

    assert found == EXPECTED[state]


def test_each_look_is_written_down_and_kept_nowhere(client, places):
    order = order_in("working", places)
    user = UserFactory(organization=places["unit"])
    client.force_login(user)

    for reason in ("约上门时间", "再次确认"):
        response = client.post(contact_of(order), {"reason": reason})

    rows = AuditLog.objects.filter(action="view_contact").order_by("pk")
    assert [(row.detail, row.actor) for row in rows] == [("约上门时间", user), ("再次确认", user)]
    assert "13800001234" not in rows[0].record_label
    lines = order.events.filter(step="contact")
    assert [(line.by, line.is_shown) for line in lines] == [(user, False)] * 2
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("reason", ["", "x", "长" * 101])
def test_without_a_reason_nothing_is_shown(client, places, reason):
    order = order_in("working", places)
    client.force_login(UserFactory(organization=places["unit"]))

    response = client.post(contact_of(order), {"reason": reason})

    assert response.status_code == 422
    assert "13800001234" not in response.text
    assert not AuditLog.objects.filter(action="view_contact").exists()
    assert not order.events.exists()


def test_asking_for_the_page_shows_nothing(client, places):
    order = order_in("working", places)
    client.force_login(UserFactory(organization=places["unit"]))

    response = client.get(contact_of(order))

    assert response.status_code == 200
    assert "13800001234" not in response.text


def test_unit_that_gave_the_order_back_is_told_nothing(client, places):
    order = order_in("dispatched", places)
    order.answer_due = None
    order.give_back(by=UserFactory(organization=places["unit"]), note="没有人手")
    client.force_login(UserFactory(organization=places["unit"]))

    assert client.get(contact_of(order)).status_code == 404
    assert client.get(order.get_absolute_url()).status_code == 404


def test_wiped_contact_is_not_there(client, places):
    order = OrderFactory(
        alliance=places["alliance"],
        host=places["community"],
        name="",
        phone="",
        address="",
        contact_key="",
        wiped_on="2026-11-20",
    )
    client.force_login(UserFactory(organization=places["street"]))

    assert client.get(contact_of(order)).status_code == 404
