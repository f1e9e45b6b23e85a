import pytest
from django.urls import reverse

from members.models import AuditLog
from tests.factories import (
    AllianceFactory,
    AppointmentFactory,
    OrganizationFactory,
    PersonFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db

PHONE = "13800000000"


@pytest.fixture
def community():
    return community_of(AllianceFactory())


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


@pytest.fixture
def person(community):
    return PersonFactory(organization=community, phone=PHONE)


def phone_url(person):
    return reverse("members:person_phone", args=[person.pk])


def test_list_keeps_to_the_own_subtree_and_masks_phones(client, secretary, community, person):
    below = PersonFactory(organization=OrganizationFactory(level="grid", parent=community))
    PersonFactory()
    held = AppointmentFactory(person=person)
    AppointmentFactory(person=person, post="director", ended_on="2026-02-01")

    response = client.get(reverse("members:person_list"))

    rows = response.context["page"].rows
    assert rows == [below, person]
    assert rows[1].held == [held]
    assert ("138****0000" in response.content.decode(), PHONE in response.content.decode()) == (
        True,
        False,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, secretary, community, count, django_assert_num_queries):
    for person in PersonFactory.create_batch(count, organization=community):
        AppointmentFactory(person=person)
    url = reverse("members:person_list")
    client.get(url)

    with django_assert_num_queries(5):
        client.get(url)


def test_phone_is_shown_after_a_reason_and_logged(client, secretary, person):
    asked = client.get(phone_url(person))
    shown = client.post(phone_url(person), {"reason": "联系明天的议事会"})

    assert PHONE not in asked.content.decode()
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    log = AuditLog.objects.get(action="view_phone")
    assert (log.actor, log.record, log.detail) == (
        secretary,
        f"members.Person:{person.pk}",
        "联系明天的议事会",
    )


@pytest.mark.parametrize("reason", ["", " ", "x", "x" * 101])
def test_phone_needs_a_fit_reason(client, secretary, person, reason):
    response = client.post(phone_url(person), {"reason": reason})

    assert list(response.context["form"].errors) == ["reason"]
    assert PHONE not in response.content.decode()
    assert not AuditLog.objects.filter(action="view_phone").exists()


def test_phone_outside_the_subtree_is_404(client, secretary):
    stranger = PersonFactory(phone=PHONE)

    assert client.post(phone_url(stranger), {"reason": "想看看"}).status_code == 404


def test_phone_is_not_for_units(client, community):
    unit = unit_of(community.memberships.get().alliance)
    client.force_login(UserFactory(organization=unit))
    person = PersonFactory(organization=unit, phone=PHONE)

    assert client.post(phone_url(person), {"reason": "想看看"}).status_code == 403
