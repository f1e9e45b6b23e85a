from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from alliances.views.papers import MEETING_PAPERS
from tests.alliances.sheets import community_world
from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    OpinionFactory,
    OrganizationFactory,
    ResolutionFactory,
    StreetFactory,
    UnitFactory,
    UserFactory,
    community_of,
)

pytestmark = pytest.mark.django_db

LIST = reverse("alliances:desk_meeting_list")


@pytest.fixture
def world():
    return community_world()


def meeting_of(world, **fields):
    return MeetingFactory(
        **{"alliance": world.alliance, "host": world.community, "kind": world.kind} | fields
    )


def pages(client, meeting):
    """The status of the page of the meeting, and of the page on which it is edited."""
    names = ("desk_meeting_detail", "meeting_edit")
    return [
        client.get(reverse(f"alliances:{name}", args=[meeting.pk])).status_code for name in names
    ]


def test_each_tab_lists_its_own_meetings(client, world):
    other = community_of(world.alliance)
    own = meeting_of(world)
    attended = AttendanceFactory(
        meeting=meeting_of(world, host=other), organization=world.community
    ).meeting
    shared = meeting_of(world, host=other, final=True, public=True)
    meeting_of(world, host=other)
    client.force_login(world.user)

    def rows(tab):
        return client.get(LIST, {"tab": tab}).context["page"].rows

    assert [rows("hosted"), rows("attended"), rows("shared"), rows("nonsense")] == [
        [own],
        [attended],
        [shared],
        [own],
    ]


def test_filters_narrow_the_list_and_say_what_is_wrong_with_them(client, world):
    old = meeting_of(world, starts_at=datetime(2025, 3, 1, tzinfo=UTC), title="停车协商会")
    new = meeting_of(world, status="reviewing")
    client.force_login(world.user)

    def rows(**query):
        return client.get(LIST, query).context["page"].rows

    assert [
        rows(year="2025"),
        rows(status="reviewing"),
        rows(q="停车"),
        rows(kind=world.kind.pk),
    ] == [
        [old],
        [new],
        [old],
        [new, old],
    ]
    for wrong in (
        {"year": "9999"},
        {"year": "甲"},
        {"kind": "-1"},
        {"status": "x"},
        {"q": "长" * 61},
    ):
        response = client.get(LIST, wrong)
        assert (response.status_code, len(response.context["filter"].form.errors)) == (200, 1)


@pytest.mark.parametrize("meeting_count", [1, 3])
def test_list_query_count(client, world, meeting_count, django_assert_num_queries):
    for _ in range(meeting_count):
        meeting_of(world, final=True)
    client.force_login(world.user)

    with django_assert_num_queries(11):
        response = client.get(LIST)

    assert len(response.context["page"].rows) == meeting_count


@pytest.mark.parametrize("page", ["desk_meeting_detail", "meeting_edit"])
def test_pages_of_one_meeting_take_as_many_queries_for_ten_rows_as_for_one(client, world, page):
    client.force_login(world.user)
    meetings = [meeting_of(world), meeting_of(world)]
    for meeting, row_count in zip(meetings, (1, 10), strict=True):
        for _ in range(row_count):
            AttendanceFactory(meeting=meeting)
            item = AgendaItemFactory(meeting=meeting)
            ResolutionFactory(agenda_item=item).assistants.add(UnitFactory())
    urls = [reverse(f"alliances:{page}", args=[meeting.pk]) for meeting in meetings]
    client.get(urls[0])

    with CaptureQueriesContext(connection) as short:
        client.get(urls[0])
    with CaptureQueriesContext(connection) as long:
        client.get(urls[1])

    assert len(short) == len(long) <= 30


def test_who_may_read_and_who_may_write(client, world):
    meeting = meeting_of(world)
    AttendanceFactory(meeting=meeting, organization=world.units[0])
    district = StreetFactory(level="district")
    world.alliance.anchor.move_to(district)
    world.user.refresh_from_db()
    expected = {
        UserFactory(organization=world.community): [200, 200],
        UserFactory(organization=world.alliance.anchor): [200, 200],
        UserFactory(organization=district): [200, 403],
        UserFactory(organization=world.units[0]): [200, 403],
        UserFactory(organization=world.units[1]): [404, 403],
        UserFactory(organization=community_of(world.alliance)): [404, 404],
        UserFactory(organization=StreetFactory()): [404, 404],
    }

    found = {}
    for user in expected:
        client.force_login(user)
        found[user] = pages(client, meeting)

    assert found == expected


def test_guests_and_what_residents_said_are_for_those_it_was_with(client):
    world = community_world(hears_residents=True)
    meeting = meeting_of(world, final=True, public=True, recorder="示例记录员")
    AttendanceFactory(meeting=meeting, organization=world.units[0], person_name="示例甲")
    AttendanceFactory(
        meeting=meeting, organization=None, guest_role="resident", person_name="示例丙", status=""
    )
    OpinionFactory(agenda_item=AgendaItemFactory(meeting=meeting), text="3号楼2单元501要换灯")
    district = StreetFactory(level="district")
    world.alliance.anchor.move_to(district)
    whole = [world.community, world.alliance.anchor, district, world.units[0]]
    others = [world.units[1], community_of(world.alliance)]
    words = ("示例甲", "示例丙", "示例记录员", "501")

    seen, papers = {}, {}
    for organization in [*whole, *others]:
        client.force_login(UserFactory(organization=organization))
        text = client.get(meeting.get_absolute_url()).content.decode()
        address = reverse("alliances:meeting_paper", args=[meeting.pk, "minutes", "docx"])
        seen[organization] = tuple(word for word in words if word in text)
        papers[organization] = (address in text, client.get(address).status_code)
        assert "居民 1 人" in text or organization in whole

    assert seen == {**dict.fromkeys(whole, words), **dict.fromkeys(others, ())}
    assert papers == {**dict.fromkeys(whole, (True, 200)), **dict.fromkeys(others, (False, 404))}


@pytest.mark.parametrize("scope", ["members", "public"])
def test_no_paper_and_no_version_of_a_meeting_of_others(client, world, scope):
    meeting = meeting_of(world, final=True, public=True, scope=scope)
    offered = [(offer.paper.key, form) for offer in MEETING_PAPERS for form in ("docx", "pdf")]
    addresses = [
        *(reverse("alliances:meeting_paper", args=[meeting.pk, *paper]) for paper in offered),
        reverse("alliances:meeting_changes", args=[meeting.pk]),
        reverse("alliances:invitation_list", args=[meeting.pk]),
    ]
    client.force_login(UserFactory(organization=community_of(world.alliance)))

    assert client.get(meeting.get_absolute_url()).status_code == 200
    assert {client.get(address).status_code for address in addresses} == {404}


def test_final_minutes_are_read_only(client, world):
    meeting = meeting_of(world, final=True)
    client.force_login(world.user)

    edit = client.get(reverse("alliances:meeting_edit", args=[meeting.pk]))
    detail = client.get(meeting.get_absolute_url())

    assert edit.url == meeting.get_absolute_url()
    propose = reverse("alliances:meeting_step", args=[meeting.pk, "propose"])
    assert (detail.context["edits"], detail.context["steps"]) == (False, [])
    assert detail.context["publishing"].propose_url == propose


def test_a_step_is_taken_by_its_button(client, world):
    meeting = meeting_of(world, status="held")
    client.force_login(world.user)

    client.post(reverse("alliances:meeting_step", args=[meeting.pk, "draft"]))

    meeting.refresh_from_db()
    assert meeting.status == "drafting"


def test_a_unit_takes_no_step(client, world):
    meeting = meeting_of(world, status="held")
    AttendanceFactory(meeting=meeting, organization=world.units[0])
    client.force_login(UserFactory(organization=world.units[0]))

    response = client.post(reverse("alliances:meeting_step", args=[meeting.pk, "draft"]))

    assert response.status_code == 404


def test_list_says_how_many_meetings_are_owed(client, time_machine):
    time_machine.move_to("2026-11-20T09:00+08:00", tick=False)
    world = community_world(rhythm="quarter", times=2)
    meeting_of(world, starts_at=datetime(2026, 10, 1, 2, tzinfo=UTC), status="held")
    meeting_of(world, starts_at=datetime(2026, 9, 1, tzinfo=UTC), status="held")
    meeting_of(world, starts_at=datetime(2026, 11, 1, tzinfo=UTC), status="cancelled")
    client.force_login(world.user)

    owed = client.get(LIST).context["owed"]

    assert [(row.kind, row.period, row.due, row.held) for row in owed] == [
        (world.kind, "本季度", 2, 1)
    ]


def test_number_of_meetings_held_opens_exactly_them(client):
    world = community_world(rhythm="year")
    client.force_login(world.user)
    begun = now() - timedelta(hours=1)
    held = meeting_of(world, status="held", starts_at=begun)
    meeting_of(world, status="held", starts_at=begun - timedelta(days=400))
    meeting_of(world, status="called", starts_at=begun)
    below = OrganizationFactory(parent=world.community, level="compound")
    meeting_of(world, host=below, status="held", starts_at=begun)

    owed = client.get(LIST).context["owed"][0]

    assert owed.held == 1
    assert [row.pk for row in client.get(owed.url).context["page"].rows] == [held.pk]
