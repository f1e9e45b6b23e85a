from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from alliances.models import Meeting, RotaTurn
from members.models import Message
from tests.factories import (
    AllianceFactory,
    AppointmentFactory,
    MeetingFactory,
    MeetingKindFactory,
    MembershipFactory,
    PersonFactory,
    RotaTurnFactory,
    UnitFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen"),
]
CHINA = ZoneInfo("Asia/Shanghai")
PLAN = reverse("alliances:meeting_plan")


@pytest.fixture
def frozen():
    with time_machine.travel(datetime(2026, 11, 26, 9, tzinfo=CHINA), tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def kind(alliance):
    return MeetingKindFactory(alliance=alliance, name="社区联席会议", rhythm="month")


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


def page_of(client, url=PLAN, **query):
    return client.get(url, query)


def typed(page, **changes):
    """As the page would send it."""
    form = page.context["form"]
    sent = {
        "base_version": page.context["base_version"],
        "host": form["host"].value(),
        "kind": form["kind"].value(),
        "starts_at": "2026-12-04T14:30",
        "place": "党群服务中心",
        "chair": form["chair"].value() or "",
        "units": form["units"].value(),
        "listed_for": form.list_key,
    }
    return {**sent, **changes}


def test_plan_lists_the_members_of_that_day(client, alliance, community, kind, unit, secretary):
    left = MembershipFactory(
        alliance=alliance, organization=UnitFactory(), stage="left", left_on=date(2026, 11, 1)
    )
    left.communities.add(community)

    form = page_of(client).context["form"]

    assert form["units"].value() == [str(unit.pk)]
    assert form.listed == [unit]


def test_whoever_left_later_is_still_expected_before(client, community, kind, unit, secretary):
    page = page_of(client)
    unit.memberships.update(stage="left", left_on=date(2026, 12, 10))

    before = client.post(PLAN, typed(page, relist="1"))
    after = client.post(PLAN, typed(page, relist="1", starts_at="2026-12-11T14:30"))

    assert before.context["form"].listed == [unit]
    assert after.context["form"].listed == []
    assert after.context["form"]["place"].value() == "党群服务中心"


def test_ticks_stay_where_the_list_is_the_same(client, kind, unit, secretary):
    sent = typed(page_of(client), relist="1", units=[], starts_at="2026-12-05T09:00")

    same, other = client.post(PLAN, sent), client.post(PLAN, {**sent, "listed_for": "1"})

    assert (same["HX-Reswap"], same.context["form"]["units"].value()) == ("none", [])
    assert "HX-Reswap" not in other
    assert other.context["form"]["units"].value() == [str(unit.pk)]


def test_notice_goes_out_at_once(client, kind, unit, secretary):
    liaison = UserFactory(organization=unit)

    answered = client.post(PLAN, typed(page_of(client), call="1", guests=["resident"]))

    meeting = Meeting.objects.get()
    assert answered.url == meeting.get_absolute_url()
    assert (meeting.status, meeting.title) == ("called", "2026年12月社区联席会议")
    assert meeting.invited() == [unit]
    assert [row.guest_role for row in meeting.attendances.all()] == ["resident"]
    assert Message.objects.of(liaison).get().title == "会议通知：2026年12月社区联席会议"


def test_topics_are_asked_for_first(client, community, kind, unit, secretary):
    liaison = UserFactory(organization=unit)

    client.post(PLAN, typed(page_of(client), collect="1", topics_until="2026-11-30"))

    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.topics_until) == ("collecting", date(2026, 11, 30))
    message = Message.objects.of(liaison).get()
    assert message.title == "征集议题：2026年12月社区联席会议"
    assert message.url == f"{reverse('alliances:topic_new')}?body={community.pk}"


@pytest.mark.parametrize(
    ("changes", "field", "complaint"),
    [
        ({"starts_at": ""}, "starts_at", "请填写会议时间"),
        ({"starts_at": "2026-11-25T09:00"}, "starts_at", "会议时间已过"),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at", "2000 年到 2100 年"),
        ({"kind": "99999"}, "kind", ""),
        ({"place": ""}, "place", "请填写会议地点"),
        ({"place": "长" * 81}, "place", ""),
        ({"units": []}, "units", "请至少选一家应到单位"),
        ({"units": ["99999"]}, "units", "不在这次会议的应到名单里"),
        ({"more": ["查无此家"]}, "more", "没有找到"),
        ({"guests": ["king"]}, "guests", ""),
        ({"starts_at": "2026-11-30T09:00"}, "reason", "应在2026年11月25日以前发出"),
        ({"topics_until": "2026-12-05"}, "topics_until", "今天和开会那天之间"),
        ({"topics_until": "x"}, "topics_until", "日期不对"),
        ({"listed_for": "1"}, "units", "重新列出"),
    ],
)
def test_bad_plan_is_told_and_nothing_stored(
    client, kind, unit, secretary, changes, field, complaint
):
    answered = client.post(PLAN, typed(page_of(client), call="1", **changes))

    assert answered.status_code == 422
    assert complaint in "".join(answered.context["form"].errors[field])
    assert Meeting.objects.count() == 0


def test_collecting_needs_a_last_day(client, kind, unit, secretary):
    answered = client.post(PLAN, typed(page_of(client), collect="1"))

    assert "topics_until" in answered.context["form"].errors


def test_late_notice_goes_out_with_its_reason(client, kind, unit, secretary):
    sent = typed(page_of(client), call="1", starts_at="2026-11-30T09:00", reason="水管爆裂")
    client.post(PLAN, sent)

    assert Meeting.objects.get().short_notice_reason == "水管爆裂"


def test_plan_sent_twice_is_one_meeting(client, kind, unit, secretary):
    sent = typed(page_of(client), call="1")

    first, second = client.post(PLAN, sent), client.post(PLAN, sent)

    assert (first.url, Meeting.objects.count()) == (second.url, 1)


def test_more_units_are_invited_by_name(client, alliance, kind, unit, secretary):
    other = unit_of(alliance, name="示例医院党总支")

    client.post(PLAN, typed(page_of(client), call="1", units=[], more=["示例医院"]))

    assert Meeting.objects.get().invited() == [other]


def test_chair_is_whose_turn_it_is(client, alliance, community, kind, unit, secretary):
    person = PersonFactory(organization=unit, name="示例轮值")
    AppointmentFactory(person=person, post="liaison")
    RotaTurnFactory(alliance=alliance, body=community, organization=unit, year=2026, quarter=4)

    page = page_of(client)

    assert page.context["form"]["chair"].value() == "示例轮值"
    assert f"2026年第四季度由{unit.name}{RotaTurn.Part.CHAIR.label}" in page.text


def test_plan_is_changed_until_the_notice_is_out(client, alliance, community, kind, secretary):
    meeting = MeetingFactory(
        alliance=alliance,
        host=community,
        kind=kind,
        status="collecting",
        starts_at=datetime(2026, 12, 4, 14, 30, tzinfo=CHINA),
    )
    guest = unit_of(alliance)
    meeting.expect([guest])
    url = reverse("alliances:meeting_plan_edit", args=[meeting.pk])
    page = page_of(client, url)
    assert page.context["form"]["units"].value() == [str(guest.pk)]

    sent = typed(page, save="1", place="二楼会议室", title="停车协商会", guests=["property"])
    client.post(url, sent)
    stale = client.post(url, {**sent, "place": "三楼"})
    page = page_of(client, url)
    client.post(url, typed(page, call="1", place="二楼会议室", title="停车协商会"))

    meeting.refresh_from_db()
    assert stale.status_code == 409
    assert (meeting.place, meeting.title, meeting.status) == ("二楼会议室", "停车协商会", "called")
    assert meeting.attendances.count() == 0  # the property manager was struck off again
    assert client.get(url).url == meeting.get_absolute_url()


@pytest.mark.parametrize("count", [1, 3])
def test_plan_query_count(
    client, alliance, community, kind, secretary, count, django_assert_num_queries
):
    for _ in range(count):
        unit_of(alliance, community)
    client.get(PLAN)

    with django_assert_num_queries(12):
        client.get(PLAN)


@pytest.fixture
def called(alliance, community, kind, unit, secretary):
    meeting = MeetingFactory(
        alliance=alliance,
        host=community,
        kind=kind,
        status="collecting",
        starts_at=datetime(2026, 12, 4, 14, 30, tzinfo=CHINA),
    )
    meeting.expect([unit])
    meeting.call(by=secretary)
    return meeting


def put_off(client, meeting, **changes):
    url = reverse("alliances:meeting_reschedule", args=[meeting.pk])
    asked = {"starts_at": "2026-12-11T09:00", "place": "二楼", "reason": "停电", "seen": 1}
    return client.post(url, {**asked, **changes})


def test_meeting_is_put_off_once_however_often_it_is_sent(client, called):
    first, second = put_off(client, called), put_off(client, called)

    called.refresh_from_db()
    assert (first.url, second.status_code) == (called.get_absolute_url(), 409)
    assert (called.place, called.sequence) == ("二楼", 2)
    assert "刚刚有人先办理了这一步" in second.text or "都没有变" in second.text


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"reason": ""}, "请写明改期的原因"),
        ({"starts_at": "x"}, "时间不对"),
        ({"place": "长" * 81}, "80"),
        ({"seen": "x"}, ""),
        ({"starts_at": "2026-11-01T09:00"}, "已过"),
    ],
)
def test_bad_new_date_is_told(client, called, changes, complaint):
    answer = put_off(client, called, **changes)

    called.refresh_from_db()
    assert answer.status_code in {409, 422}
    assert complaint in answer.text
    assert called.sequence == 1


def test_more_units_are_invited_after_the_notice(client, alliance, called):
    unit_of(alliance, name="示例医院党总支")
    url = reverse("alliances:invitation_add", args=[called.pk])

    told = client.post(url, {"more": ["示例医院"]}, follow=True).text
    wrong = client.post(url, {"more": ["查无此家"]}, follow=True).text

    assert "已加请示例医院党总支" in told
    assert "没有找到“查无此家”" in wrong
    assert called.invitations.count() == 2
    assert set(called.invitations.values_list("asked", flat=True)) == {1}


def test_nobody_is_invited_to_a_meeting_that_was_cancelled(client, alliance, called, secretary):
    called.cancel(by=secretary, note="不开了")
    url = reverse("alliances:invitation_add", args=[called.pk])

    assert "不能再加请" in client.post(url, {"more": ["x"]}, follow=True).text
