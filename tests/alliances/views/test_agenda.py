import pytest
from django.urls import reverse

from alliances.models import HoldOver
from tests.factories import (
    AgendaItemFactory,
    AllianceFactory,
    DutyFactory,
    MeetingFactory,
    MeetingKindFactory,
    ResolutionFactory,
    TopicFactory,
    UserFactory,
    community_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(client):
    user = UserFactory(organization=community_of(AllianceFactory()))
    client.force_login(user)
    return user


@pytest.fixture
def meeting(secretary):
    community = secretary.organization
    alliance = community.memberships.get().alliance
    kind = MeetingKindFactory(alliance=alliance)
    return MeetingFactory(alliance=alliance, host=community, kind=kind, status="collecting")


def unfinished(meeting):
    """An unfinished resolution of an earlier meeting of the same body."""
    earlier = MeetingFactory(
        alliance=meeting.alliance,
        host=meeting.host,
        kind=meeting.kind,
        final=True,
        starts_at=meeting.starts_at.replace(month=8),
    )
    resolution = ResolutionFactory(agenda_item__meeting=earlier)
    DutyFactory(alliance=meeting.alliance, host=meeting.host, resolution=resolution)
    return resolution


def press(client, name, *args, **data):
    return client.post(reverse(f"alliances:{name}", args=args), data, follow=True)


def titles(meeting):
    return list(meeting.agenda_items.values_list("title", flat=True))


def test_convener_puts_the_agenda_in_order(client, meeting):
    resolution = unfinished(meeting)
    press(client, "agenda_add", meeting.pk, title="甲", fourfold="decide")
    press(client, "agenda_add", meeting.pk, title="乙", fourfold="decide")
    press(client, "agenda_refresh", meeting.pk)
    carried, first, second = meeting.agenda_items.all()

    press(client, "agenda_move", second.pk, "up")
    press(client, "agenda_remove", first.pk)
    press(client, "agenda_hold_over", carried.pk, note="等厂家到货")

    assert titles(meeting) == ["乙"]
    assert HoldOver.objects.get().resolution == resolution


def test_page_of_the_meeting_shows_where_items_come_from(client, meeting):
    unfinished(meeting)
    topic = TopicFactory(alliance=meeting.alliance, body=meeting.host)
    topic.accept(meeting, by=UserFactory())

    html = press(client, "agenda_refresh", meeting.pk).content.decode()

    assert "上次未办结" in html
    assert f"{topic.proposer.label}提出" in html


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"title": "", "fourfold": "decide"}, "议程没有加上"),
        ({"title": "长" * 101, "fourfold": "decide"}, "议程没有加上"),
        ({"title": "甲", "fourfold": "nonsense"}, "议程没有加上"),
    ],
)
def test_wrong_item_is_told(client, meeting, typed, complaint):
    html = press(client, "agenda_add", meeting.pk, **typed).content.decode()

    assert complaint in html
    assert titles(meeting) == []


def test_holding_over_without_a_reason_is_told(client, meeting):
    unfinished(meeting)
    press(client, "agenda_refresh", meeting.pk)

    html = press(client, "agenda_hold_over", meeting.agenda_items.get().pk).content.decode()

    assert "请填写延后的原因" in html
    assert HoldOver.objects.count() == 0


def test_agenda_of_another_community_is_not_found(client, meeting):
    item = AgendaItemFactory(meeting__status="collecting")

    codes = [
        press(client, "agenda_add", item.meeting.pk, title="甲", fourfold="decide").status_code,
        press(client, "agenda_remove", item.pk).status_code,
        press(client, "agenda_hold_over", item.pk, note="x").status_code,
        press(client, "agenda_move", item.pk, "up").status_code,
    ]

    assert codes == [404] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_planned_meeting_query_count(client, meeting, count, django_assert_num_queries):
    for _ in range(count):
        AgendaItemFactory(meeting=meeting, carries=unfinished(meeting))
        TopicFactory(alliance=meeting.alliance, body=meeting.host).accept(meeting, by=UserFactory())

    with django_assert_num_queries(20):
        client.get(meeting.get_absolute_url())
