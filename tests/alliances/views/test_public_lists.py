"""The public lists and details of agreements, meetings and bulletins: what shows, what never does."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from alliances.models import Publication, Scope
from tests.factories import (
    AgendaItemFactory,
    AgreementFactory,
    AllianceFactory,
    AttendanceFactory,
    BulletinFactory,
    ClauseFactory,
    DutyFactory,
    MeetingFactory,
    PartyFactory,
    ResolutionFactory,
    TopicFactory,
)
from tests.papers import needs_poppler, pdf_text

pytestmark = pytest.mark.django_db

LISTS = {
    "agreement": (AgreementFactory, {"in_force": True}),
    "meeting": (MeetingFactory, {"final": True}),
    "bulletin": (BulletinFactory, {}),
}


@pytest.fixture
def alliance():
    return AllianceFactory()


def url(name, alliance, *args, query=""):
    return reverse(f"alliances:{name}", args=[alliance.slug, *args]) + query


@pytest.mark.parametrize("kind", LISTS)
def test_list_shows_only_what_is_public_in_this_alliance(client, alliance, kind):
    factory, ready = LISTS[kind]
    shown = factory(alliance=alliance, public=True, **ready)
    factory(public=True, **ready)
    factory(alliance=alliance, public=True, scope=Scope.MEMBERS, **ready)
    factory(alliance=alliance, public=True, scope=Scope.INTERNAL, **ready)
    for state in set(Publication) - {Publication.PUBLISHED}:
        factory(alliance=alliance, publication=state, **ready)

    page = client.get(url(f"{kind}_list", alliance)).context["page"]

    assert ([row.pk for row in page.rows], page.total) == ([shown.pk], 1)


@pytest.mark.parametrize("kind", LISTS)
def test_detail_of_what_is_not_public_here_is_404(client, alliance, kind):
    factory, ready = LISTS[kind]
    hidden = [
        factory(public=True, **ready),
        factory(alliance=alliance, public=True, scope=Scope.MEMBERS, **ready),
        factory(alliance=alliance, publication=Publication.WITHDRAWN, **ready),
    ]

    answers = [client.get(url(f"{kind}_detail", alliance, row.pk)).status_code for row in hidden]

    assert answers == [404, 404, 404]


@pytest.mark.parametrize(
    "query",
    ["?year=abc", "?status=nonsense", "?host=999999999999999999999", "?kind=x", "?after=%F0", "?column=%00no",
     "?q=" + "长" * 2000, "?after=AAAA&before=BBBB", "?type=-1", "?party=;drop"],
)  # fmt: skip
@pytest.mark.parametrize("kind", LISTS)
def test_list_survives_wrong_parameters(client, alliance, kind, query):
    response = client.get(url(f"{kind}_list", alliance, query=query))

    assert response.status_code in {200, 400}


def test_wrong_filter_shows_its_error_and_keeps_the_list(client, alliance):
    meeting = MeetingFactory(alliance=alliance, final=True, public=True)

    response = client.get(url("meeting_list", alliance, query="?kind=没有这种"))

    assert "kind" in response.context["form"].errors
    assert [row.pk for row in response.context["page"].rows] == [meeting.pk]


def test_meeting_list_filters_by_year_and_by_pinyin_initials(client, alliance):
    MeetingFactory(alliance=alliance, final=True, public=True, title="第三季度联席会议")
    old = MeetingFactory(
        alliance=alliance,
        final=True,
        public=True,
        title="院落议事会",
        starts_at=datetime(2025, 12, 31, 15, tzinfo=UTC),
    )

    by_year = client.get(url("meeting_list", alliance, query="?year=2025")).context["page"].rows
    by_word = client.get(url("meeting_list", alliance, query="?q=ylysh")).context["page"].rows

    # 23:00 in China is still the old year.
    assert [row.pk for row in (*by_year, *by_word)] == [old.pk, old.pk]


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("agreement", 6), ("meeting", 6), ("bulletin", 5)])
def test_list_query_count(client, alliance, kind, queries, item_count, django_assert_num_queries):
    factory, ready = LISTS[kind]
    rows = factory.create_batch(item_count, alliance=alliance, public=True, **ready)
    if kind == "agreement":
        for row in rows:
            PartyFactory(agreement=row)

    with django_assert_num_queries(queries):
        response = client.get(url(f"{kind}_list", alliance))

    assert len(response.context["page"].rows) == item_count


@pytest.mark.parametrize("item_count", [1, 3])
def test_agreement_detail_query_count(client, alliance, item_count, django_assert_num_queries):
    agreement = AgreementFactory(alliance=alliance, in_force=True, public=True)
    for _ in range(item_count):
        party = PartyFactory(agreement=agreement)
        clause = ClauseFactory(agreement=agreement, party=party)
        DutyFactory(alliance=alliance, clause=clause)

    with django_assert_num_queries(7):
        response = client.get(url("agreement_detail", alliance, agreement.pk))

    assert [c.duties_total for _, c in response.context["rows"]] == [1] * item_count


@pytest.mark.parametrize("item_count", [1, 3])
def test_meeting_detail_query_count(client, alliance, item_count, django_assert_num_queries):
    meeting = MeetingFactory(alliance=alliance, final=True, public=True)
    item = AgendaItemFactory(meeting=meeting)
    for _ in range(item_count):
        AttendanceFactory(meeting=meeting)
        DutyFactory(alliance=alliance, resolution=ResolutionFactory(agenda_item=item))

    with django_assert_num_queries(9):
        response = client.get(url("meeting_detail", alliance, meeting.pk))

    assert len(response.context["outcomes"]) == item_count


def test_meeting_detail_tells_what_became_of_each_resolution(client, alliance, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 4, tzinfo=UTC))
    meeting = MeetingFactory(alliance=alliance, final=True, public=True)
    item = AgendaItemFactory(meeting=meeting)
    DutyFactory(
        alliance=alliance,
        resolution=ResolutionFactory(agenda_item=item, order=1),
        due_on=date(2026, 11, 15),
    )
    DutyFactory(
        alliance=alliance,
        resolution=ResolutionFactory(agenda_item=item, order=2),
        due_on=date(2026, 12, 1),
    )

    context = client.get(url("meeting_detail", alliance, meeting.pk)).context

    assert [row.overdue_days for row in context["outcomes"]] == [8, 0]
    assert context["outcome_note"] == "2 项 · 逾期 1 项 · 其他 1 项"


def test_meeting_detail_tells_where_the_meeting_came_from_and_leads_to(client, alliance):
    meeting = MeetingFactory(alliance=alliance, final=True, public=True)
    brought_back = AgendaItemFactory(meeting=meeting, carries=ResolutionFactory())
    item = AgendaItemFactory(meeting=meeting)
    TopicFactory.create_batch(
        2, alliance=alliance, status="accepted", meeting=meeting, agenda_item=item
    )
    for status in ("closed", "doing"):
        resolution = ResolutionFactory(agenda_item=brought_back)
        DutyFactory(alliance=alliance, resolution=resolution, status=status)

    context = client.get(url("meeting_detail", alliance, meeting.pk)).context

    assert context["trail"] == [
        "以前没有办结的 1 项，自动排进本次议程",
        "成员单位提的议题，列入 2 项",
        "本次议定的 2 项，都有责任单位和期限",
        "还没有办结的 1 项，会排进下次会议的议程",
    ]


@needs_poppler
def test_meeting_pdf_says_what_the_page_says_and_names_no_guest(client, alliance):
    meeting = MeetingFactory(alliance=alliance, final=True, public=True, recorder="示例记录员")
    ResolutionFactory(agenda_item=AgendaItemFactory(meeting=meeting), text="划定车位")
    AttendanceFactory(
        meeting=meeting, organization=None, guest_role="resident", person_name="示例居民某"
    )

    answers = [client.get(url("meeting_pdf", alliance, meeting.pk)) for _ in range(2)]

    assert [answer["Content-Type"] for answer in answers] == ["application/pdf"] * 2
    assert answers[0].content == answers[1].content
    text = pdf_text(answers[0].content)
    assert [word in text for word in ("划定车位", "居民1人", "示例居民某", "示例记录员")] == [
        True,
        True,
        False,
        False,
    ]


def test_meeting_detail_names_no_guest(client, alliance):
    meeting = MeetingFactory(alliance=alliance, final=True, public=True, recorder="示例记录员")
    AttendanceFactory(
        meeting=meeting, organization=None, guest_role="resident", person_name="示例居民某"
    )

    page = client.get(url("meeting_detail", alliance, meeting.pk)).content.decode()

    assert ("示例居民某" in page, "示例记录员" in page, "居民 1 人" in page) == (False, False, True)


def test_feed_holds_the_public_bulletins_of_a_column(client, alliance):
    shown = BulletinFactory(alliance=alliance, public=True, title="冬季用电安全")
    BulletinFactory(alliance=alliance, column=shown.column, title="还没公开")
    BulletinFactory(alliance=alliance, public=True, title="别的栏目")

    feed = client.get(
        url("bulletin_feed", alliance, query=f"?column={shown.column.slug}")
    ).content.decode()
    missing = client.get(url("bulletin_feed", alliance, query="?column=none"))

    assert [word in feed for word in ("冬季用电安全", "还没公开", "别的栏目")] == [
        True,
        False,
        False,
    ]
    assert missing.status_code == 404


def test_bulletin_shows_its_picture_and_offers_its_attachment(client, alliance):
    bulletin = BulletinFactory(
        alliance=alliance, public=True, image="a.png", image_alt="现场", file="a.pdf"
    )

    page = client.get(url("bulletin_detail", alliance, bulletin.pk)).text

    assert f'src="{reverse("alliances:bulletin_image", args=[bulletin.pk])}"' in page
    assert f'href="{reverse("alliances:bulletin_file", args=[bulletin.pk])}"' in page
