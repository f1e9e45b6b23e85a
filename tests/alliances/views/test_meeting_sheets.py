import pytest
from django.urls import reverse

from alliances.models import Duty, Meeting
from members.models import FormDraft
from tests.alliances.sheets import community_world, typed

pytestmark = pytest.mark.django_db

NEW = reverse("alliances:meeting_new")


@pytest.fixture
def world():
    return community_world()


@pytest.fixture
def desk(client, world):
    client.force_login(world.user)
    return client


def edit_url(meeting):
    return reverse("alliances:meeting_edit", args=[meeting.pk])


def test_new_page_lists_the_expected_units_with_who_usually_comes(desk, world):
    response = desk.get(NEW)

    assert [(row.organization, row.name, row.mark) for row in response.context["sheet"].roll] == [
        (unit, f"示例联络{n}", "") for n, unit in enumerate(world.units, 1)
    ]


def test_save_stores_the_whole_page(desk, world):
    first, second, third = world.units

    response = desk.post(NEW, typed(world, save="1"))

    meeting = Meeting.objects.get()
    assert response.url == edit_url(meeting)
    assert (meeting.title, meeting.host, meeting.status) == (
        "示例停车协商会",
        world.community,
        "drafting",
    )
    assert list(
        meeting.attendances.values_list("organization", "person_name", "status", "guest_role")
    ) == [
        (first.pk, "示例甲", "present", ""),
        (second.pk, "示例乙", "proxy", ""),
        (third.pk, "示例联络3", "excused", ""),
        (None, "示例丙", "", "resident"),
    ]
    item = meeting.agenda_items.get()
    assert (item.title, item.fourfold, item.proposer) == ("院内停车", "consult", second)
    assert [(r.text, r.lead, list(r.assistants.all())) for r in item.resolutions.all()] == [
        ("划定车位", first, [second]),
        ("错峰停车", world.community, []),
    ]
    assert not FormDraft.objects.exists()


def test_finalize_asks_once_and_then_makes_one_duty_per_decision(desk, world):
    response = desk.post(NEW, typed(world, finalize="1"), follow=True)

    meeting = Meeting.objects.get()
    assert (meeting.status, response.context["confirms"]) == ("drafting", True)
    response = desk.post(edit_url(meeting), typed(world, base_version="1", confirm="1"))
    meeting.refresh_from_db()
    assert (response.url, meeting.status, Duty.objects.count()) == (
        meeting.get_absolute_url(),
        "final",
        2,
    )
