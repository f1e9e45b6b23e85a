from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from alliance_portal.figures import refresh
from members.models import Organization
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    AttendanceFactory,
    DutyFactory,
    MeetingFactory,
    MeetingKindFactory,
    MembershipFactory,
    MessageFactory,
    OrderFactory,
    OrganizationFactory,
    PartyFactory,
    ProjectFactory,
    TierFactory,
    UnitFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
FULL = {"address": "示例路 1 号", "phone": "0351-0000000", "intro": "示例简介"}


def at(*moment):
    return datetime(*moment, tzinfo=get_current_timezone())


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(at(2026, 11, 23, 9))


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance, **FULL)


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


def login(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def shown(response):
    return [(todo.label, todo.title, due) for todo, due, _ in response.context["rows"]]


def test_desk_sorts_what_waits_by_due_date(client, secretary, community, alliance):
    meeting = MeetingFactory(alliance=alliance, host=community, starts_at=at(2026, 11, 14, 15))
    AttendanceFactory(meeting=meeting)
    AttendanceFactory(meeting=meeting, status="absent")
    own = DutyFactory(alliance=alliance, lead=community, due_on=date(2026, 11, 23))
    done = DutyFactory(alliance=alliance, host=community, status="done", done_at=at(2026, 11, 17))

    response = client.get(reverse("desk"))

    assert shown(response) == [
        ("纪要", f"{meeting.title}纪要待定稿", "已拖 2 天"),
        ("责任", own.title, "今天到期"),
        ("核实", done.title, "明天"),
    ]
    assert response.context["rows"][0][0].detail == "11月14日 · 到会 1 家 / 应到 2 家"
    counts = {key: response.context[key] for key in ("waiting", "due_today", "overdue")}
    assert counts == {"waiting": 3, "due_today": 1, "overdue": 1}


def test_desk_of_a_unit_has_its_own_rows(client, alliance, community):
    unit = unit_of(alliance, community, **FULL)
    login(client, unit)
    agreement = AgreementFactory(alliance=alliance, status="confirming", ends_on=date(2027, 1, 1))
    PartyFactory(agreement=agreement, organization=unit)
    PartyFactory(agreement=agreement, organization=community)
    offered = ProjectFactory(alliance=alliance, public=True, status="open")
    ProjectFactory(alliance=alliance, status="open")
    DutyFactory(alliance=alliance, lead=community)
    DutyFactory(alliance=alliance, lead=unit, due_on=TODAY + timedelta(days=31))

    response = client.get(reverse("desk"))

    assert [row[:2] for row in shown(response)] == [
        ("协议", f"{agreement.title}待确认"),
        ("认领", offered.title),
    ]


def test_desk_shows_a_duty_sent_back_long_before_it_is_due(client, secretary, community, alliance):
    duty = DutyFactory(alliance=alliance, lead=community, due_on=TODAY + timedelta(days=200))
    duty.report_done(by=secretary, note="办好了")
    duty.send_back(by=secretary, note="缺照片")

    response = client.get(reverse("desk"))

    assert [row[:2] for row in shown(response)] == [("退回", duty.title)]


def test_desk_of_the_street_shows_decisions_and_not_the_work_of_all_below(
    client, alliance, community
):
    proposer = UserFactory(organization=community)
    meeting = MeetingFactory(alliance=alliance, host=community, final=True)
    meeting.propose(by=proposer)
    MeetingFactory(alliance=alliance, host=community)
    DutyFactory(alliance=alliance, host=community, lead=community)
    other = MeetingFactory(final=True)
    other.propose(by=proposer)
    Organization.objects.filter(pk=alliance.anchor_id).update(**FULL)
    login(client, alliance.anchor)

    response = client.get(reverse("desk"))

    assert shown(response) == [("公开", meeting.title, "11月30日")]


def test_desk_shows_what_was_handed_back_to_its_proposer(client, secretary, community, alliance):
    meeting = MeetingFactory(alliance=alliance, host=community, final=True)
    meeting.propose(by=secretary)
    meeting.hand_back(by=UserFactory(organization=alliance.anchor), note="有电话号码")

    response = client.get(reverse("desk"))

    assert [row[:2] for row in shown(response)] == [("退回", meeting.title)]


def test_desk_asks_for_what_the_profile_lacks(client, alliance):
    login(client, community_of(alliance, address="示例路 1 号"))

    response = client.get(reverse("desk"))

    assert response.context["rows"][0][0].detail == "还没有填：公开电话、简介"


def test_desk_without_anything_waiting_is_friendly(client, secretary):
    response = client.get(reverse("desk"))

    assert shown(response) == []
    assert "都办完了" in response.content.decode()


def test_desk_says_which_meetings_the_quarter_expects(client, secretary, community, alliance):
    kind = MeetingKindFactory(alliance=alliance, name="社区联席会议", rhythm="quarter", times=2)
    MeetingKindFactory(alliance=alliance, rhythm="month", level="street")
    for moment, status in [
        (at(2026, 10, 1, 9), "drafting"),
        (at(2026, 9, 30, 9), "drafting"),
        (at(2026, 11, 1, 9), "cancelled"),
    ]:
        MeetingFactory(
            alliance=alliance,
            host=community,
            kind=kind,
            starts_at=moment,
            status=status,
        )

    (expected,) = client.get(reverse("desk")).context["owed"]

    assert expected.title == "第四季度社区联席会议"
    assert expected.detail == "应开 2 · 已开 1 · 12月31日前"


def test_desk_figures_lead_to_the_rows_they_count(client, secretary, community, alliance):
    DutyFactory(alliance=alliance, lead=community, due_on=date(2026, 11, 1))
    DutyFactory(alliance=alliance, lead=community, due_on=date(2027, 1, 1))
    DutyFactory(alliance=alliance, lead=community, status="done")
    DutyFactory(alliance=alliance, due_on=date(2026, 11, 1))

    figures = client.get(reverse("desk")).context["figures"]

    numbers = {figure.key: figure.value for figure in figures}
    assert numbers == {"unfinished": 2, "month": 1, "overdue": 1, "done": 1}
    assert numbers == {
        figure.key: client.get(figure.url).context["page"].total for figure in figures
    }


def test_nav_counts_what_waits_and_keeps_to_permissions(client, secretary, community, alliance):
    DutyFactory(alliance=alliance, lead=community, due_on=TODAY)
    DutyFactory(alliance=alliance, host=community, status="done")

    nav = client.get(reverse("alliances:duty_list")).context["desk_nav"]

    found = {item.label: (item.count, item.current) for item in nav}
    assert found["今日待办"] == ("2", False)
    assert found["责任清单"] == ("2", True)
    assert "管理后台" not in found


def badge(client, section="责任清单", page="alliances:desk_meeting_list"):
    nav = client.get(reverse(page)).context["desk_nav"]
    return next(item.count for item in nav if item.label == section)


def test_nav_shows_what_others_do_within_a_minute(
    client, secretary, community, alliance, time_machine
):
    assert badge(client) == ""
    DutyFactory(alliance=alliance, lead=community, due_on=TODAY)
    assert badge(client) == ""

    time_machine.shift(timedelta(seconds=61))

    assert badge(client) == "1"


def test_nav_agrees_with_the_desk_at_once(client, secretary, community, alliance):
    assert badge(client) == ""
    DutyFactory(alliance=alliance, lead=community, due_on=TODAY)

    assert client.get(reverse("desk")).context["waiting"] == 1
    assert badge(client) == "1"


def test_nav_shows_at_once_what_the_user_has_done(client, secretary, community, alliance):
    duty = DutyFactory(alliance=alliance, lead=community, due_on=TODAY)
    assert badge(client) == "1"

    client.post(reverse("alliances:duty_step", args=[duty.pk, "report_done"]), {"note": "办好了"})

    assert badge(client) == ""


def test_nav_counts_anew_once_a_message_is_opened(client, secretary):
    message = MessageFactory(user=secretary)
    assert badge(client, "消息") == "1"

    client.get(reverse("members:message_open", args=[message.pk]))

    assert badge(client, "消息") == ""


@pytest.mark.parametrize("count", [1, 3])
def test_kept_counts_cost_no_query(
    client, secretary, community, alliance, count, django_assert_num_queries
):
    DutyFactory.create_batch(count, alliance=alliance, lead=community, due_on=TODAY)
    page = reverse("members:profile")
    client.get(page)

    with django_assert_num_queries(6) as captured:
        client.get(page)

    assert not any("UNION" in query["sql"] for query in captured)


def test_desk_of_the_district_shows_its_streets_with_their_formulas(client):
    district = OrganizationFactory(level="district")
    streets = [AllianceFactory(anchor__parent=district) for _ in range(2)]
    AllianceFactory()
    for alliance in streets:
        tier = TierFactory(alliance=alliance)
        MembershipFactory.create_batch(2, alliance=alliance, tier=tier)
        refresh(alliance)
    duty = DutyFactory(alliance=streets[0])
    login(client, district)

    response = client.get(reverse("desk"))

    found = [(street["alliance"], street["formula"]) for street in response.context["streets"]]
    lists = [client.get(street["duties_url"]) for street in response.context["streets"]]
    assert found == [(streets[0], "2"), (streets[1], "2")]
    assert [page.context["page"].rows for page in lists] == [[duty], []]
    figures = response.context["streets"][0]["figures"]
    assert {figure.key: figure.value for figure in figures}["members"] == 2
    assert response.context["desk_nav"][0].label == "今日待办"


def fill(alliance, community, user, count):
    for _ in range(count):
        MeetingFactory(alliance=alliance, host=community)
        duty = DutyFactory(alliance=alliance, lead=community, host=community, due_on=TODAY)
        DutyFactory(alliance=alliance, host=community, status="done", done_at="2026-11-20T00:00Z")
        PartyFactory(
            organization=community,
            agreement=AgreementFactory(alliance=alliance, status="confirming"),
        )
        AgreementFactory(alliance=alliance, host=community, in_force=True, ends_on="2026-12-01")
        ProjectFactory(alliance=alliance, host=community, running=True)
        meeting = MeetingFactory(alliance=alliance, host=community, final=True)
        meeting.propose(by=user)
        duty.begin(by=user)


@pytest.mark.parametrize("count", [1, 3])
def test_desk_query_count(client, secretary, community, alliance, count, django_assert_num_queries):
    MeetingKindFactory.create_batch(count, alliance=alliance, rhythm="quarter")
    fill(alliance, community, secretary, count)

    client.get(reverse("desk"))  # the first request also notes the time in the session

    with django_assert_num_queries(12):
        client.get(reverse("desk"))


@pytest.mark.parametrize("count", [1, 3])
def test_desk_query_count_of_the_street(
    client, community, alliance, count, django_assert_num_queries
):
    user = login(client, alliance.anchor)
    MeetingKindFactory.create_batch(count, alliance=alliance, level="street", rhythm="quarter")
    fill(alliance, alliance.anchor, user, count)

    client.get(reverse("desk"))

    with django_assert_num_queries(13):
        client.get(reverse("desk"))


@pytest.mark.parametrize("count", [1, 3])
def test_desk_query_count_of_the_district(client, count, django_assert_num_queries):
    district = OrganizationFactory(level="district")
    for _ in range(count):
        TierFactory(alliance=AllianceFactory(anchor__parent=district))
    login(client, district)

    client.get(reverse("desk"))

    with django_assert_num_queries(5):
        client.get(reverse("desk"))


def test_search_finds_what_the_user_may_open(client, secretary, community, alliance):
    duty = DutyFactory(alliance=alliance, lead=community, title="停车位划线")
    DutyFactory(title="停车位划线")
    MeetingFactory(title="停车协商会")

    response = client.get(reverse("desk_search"), {"q": "tcw"})

    found = [
        (kind, title, url) for kind, rows in response.context["groups"] for title, _, url in rows
    ]
    assert found == [("责任事项", "停车位划线", duty.get_absolute_url())]


@pytest.mark.parametrize("query", ["", "   ", "x" * 5000, "%_'\"", "<script>"])
def test_search_takes_anything(client, secretary, query):
    response = client.get(reverse("desk_search"), {"q": query})

    assert (response.status_code, response.context["groups"]) == (200, [])


def test_user_of_a_unit_in_no_alliance_has_a_desk(client):
    client.force_login(UserFactory(organization=UnitFactory()))

    assert client.get(reverse("desk")).status_code == 200


def test_search_finds_an_order_by_its_words_and_by_its_code(client, secretary, community, alliance):
    order = OrderFactory(alliance=alliance, host=community, title="停车位划线")
    OrderFactory(title="停车位划线")

    for query in ("tcw", order.shown_code, order.code.lower()):
        (group,) = client.get(reverse("desk_search"), {"q": query}).context["groups"]
        assert group == (
            "订单",
            [("停车位划线", f"{order.label} · 待受理", order.get_absolute_url())],
        )
