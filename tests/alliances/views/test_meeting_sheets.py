import pytest
from django.urls import reverse

from alliances.models import AgendaItem, Duty, Meeting, Resolution
from members.models import FormDraft
from tests.alliances.sheets import community_world, typed
from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    InvitationFactory,
    MeetingFactory,
    ResolutionFactory,
)

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


def test_title_follows_kind_and_time_until_somebody_types_one(desk, world):
    post = {"kind": world.kind.pk, "starts_at": "2026-09-12T14:30", "relist": "1"}

    suggested = desk.post(NEW, post).context["sheet"].data
    later = {
        "title": suggested["title"],
        "suggested": suggested["suggested"],
        "starts_at": "2026-10-01T09:00",
    }
    followed = desk.post(NEW, post | later).context["sheet"].data["title"]
    typed_one = desk.post(NEW, post | later | {"title": "自己起的"}).context["sheet"].data["title"]

    assert [suggested["title"], followed, typed_one] == [
        "2026年9月12日社区联席会议",
        "2026年10月1日社区联席会议",
        "自己起的",
    ]


def test_buttons_add_and_remove_rows_and_keep_what_was_typed(desk, world):
    data = typed(world)
    del data[f"o{world.units[2].pk}-status"]

    def keys(**button):
        sheet = desk.post(NEW, data | button).context["sheet"]
        assert sheet.data["n1-title"] == "院内停车"
        return [(item.key, [row.key for row in item.rows]) for item in sheet.items]

    assert keys(add_item="1") == [("n1", ["m1", "m2"]), ("n3", ["m4"])]
    assert keys(add_decision="n1") == [("n1", ["m1", "m2", "m3"])]
    assert keys(remove="m1") == [("n1", ["m2"])]
    assert keys(remove="n1") == []
    guests = desk.post(NEW, data | {"add_guest": "1"}).context["sheet"].guests
    assert [guest.key for guest in guests] == ["g1", "g3"]
    roll = desk.post(NEW, data | {"all_present": "1"}).context["sheet"].roll
    assert [row.mark for row in roll] == ["present", "proxy", "present"]


def test_draft_survives_a_closed_browser_and_can_be_discarded(desk, world):
    answer = desk.post(reverse("alliances:meeting_draft"), typed(world, title="还没写完"))
    assert answer.context["minutes"].title == "还没写完纪要"

    page = desk.get(NEW)
    assert (page.context["is_restored"], page.context["facts"].title) == (True, "还没写完")
    assert Meeting.objects.count() == 0

    desk.post(NEW, {"discard": "1"})
    assert not FormDraft.objects.exists()


def test_incomplete_save_names_every_place_and_keeps_the_draft(desk, world):
    wrong = {"place": "", "m1-lead": "", "m2-due_on": "0001-01-01", "save": "1"}

    response = desk.post(NEW, typed(world, **wrong))

    assert [(p.place, p.message) for p in response.context["sheet"].problems] == [
        ("地点", "请填写会议地点。"),
        ("议题 1 第 1 项 · 责任单位", "请选择责任单位。"),
        ("议题 1 第 2 项 · 期限", "请填 2000 年到 2100 年之间的日期。"),
    ]
    assert (Meeting.objects.count(), FormDraft.objects.count()) == (0, 1)
    assert "划定车位" in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "99999999"},
        {"kind": "甲"},
        {"host": "1' or 1=1"},
        {"starts_at": "0001-01-01T00:00"},
        {"starts_at": "9999-12-31T23:59"},
        {"starts_at": "昨天"},
        {"title": "标" * 101},
        {"n1-fourfold": "nonsense"},
        {"n1-proposer": "99999999999999999999"},
        {"n1-discussion": "长" * 5001},
        {"m1-lead": "0"},
        {"m1-assistants": ["甲", "-1"]},
        {"m1-due_on": "9999-12-31"},
        {"g1-role": "king"},
        {"g1-name": "名" * 31},
    ],
    ids=str,
)
def test_hostile_input_is_told_in_words(desk, world, wrong):
    response = desk.post(NEW, typed(world, save="1", **wrong))

    assert (response.status_code, len(response.context["sheet"].problems)) == (200, 1)
    assert Meeting.objects.count() == 0
    assert desk.post(reverse("alliances:meeting_draft"), typed(world, **wrong)).status_code == 200


def test_a_unit_of_another_alliance_cannot_be_named(desk, world):
    stranger = community_world().units[0]

    response = desk.post(NEW, typed(world, save="1", **{"m1-lead": f"#{stranger.pk}"}))

    assert [p.message for p in response.context["sheet"].problems] == [
        "这个单位不在可选的名单里，请重新选择。"
    ]


def test_an_unknown_tick_is_refused(desk, world):
    response = desk.post(NEW, typed(world, save="1", **{f"o{world.units[0].pk}-status": "late"}))

    assert [p.message for p in response.context["sheet"].problems] == [
        "请在到会、代参、请假、缺席中选一个。"
    ]


def test_five_hundred_items_are_too_many(desk, world):
    response = desk.post(NEW, typed(world, save="1", item=[f"n{n}" for n in range(500)]))

    assert [p.message for p in response.context["sheet"].problems] == [
        "议题最多 30 条，您提交了 500 条，请删减。"
    ]


@pytest.mark.parametrize("version", ["", "甲", "-1", "1e9", "9" * 40, "\u0661"])
def test_a_version_that_is_none_leads_to_both_versions(desk, world, version):
    desk.post(NEW, typed(world, save="1"))
    meeting = Meeting.objects.get()

    response = desk.post(
        edit_url(meeting), typed(world, base_version=version, save="1", title="我的")
    )

    assert response.url == reverse("alliances:meeting_conflict", args=[meeting.pk])
    assert Meeting.objects.get().title == "示例停车协商会"


def test_an_empty_post_is_answered(desk, world):
    assert desk.post(NEW, {"save": "1"}).status_code == 200
    assert desk.post(reverse("alliances:meeting_draft"), {}).status_code == 200


def test_sheet_of_a_called_meeting_starts_from_the_answers(desk, world):
    first, _, third = world.units
    of = {"alliance": world.alliance, "host": world.community, "kind": world.kind}
    meeting = MeetingFactory(**of, status="held")
    signed = {"sent_at": meeting.starts_at, "answered_at": meeting.starts_at}
    signed["answered_by"] = world.user
    InvitationFactory(meeting=meeting, organization=third, answer="excused", **signed)
    InvitationFactory(
        meeting=meeting, organization=first, answer="proxy", proxy_name="示例乙", **signed
    )

    sheet = desk.get(edit_url(meeting)).context["sheet"]

    # Only who was invited, as they have answered; the roll that was taken at the meeting comes first.
    assert [(row.organization, row.name, row.mark) for row in sheet.roll] == [
        (third, "", "excused"),
        (first, "示例乙", "proxy"),
    ]
    AttendanceFactory(meeting=meeting, organization=third, status="present")
    sheet = desk.get(edit_url(meeting)).context["sheet"]
    assert {row.organization: row.mark for row in sheet.roll} == {third: "present", first: "proxy"}


def unfinished(world):
    """A resolution of an earlier meeting of the same body, whose duty is not done."""
    of = {"alliance": world.alliance, "host": world.community, "kind": world.kind}
    meeting = MeetingFactory(**of, starts_at="2026-08-01T14:30+08:00")
    AttendanceFactory(meeting=meeting)
    resolution = ResolutionFactory(
        agenda_item=AgendaItemFactory(meeting=meeting, fourfold="decide"), text="划定居民车位"
    )
    meeting.refresh_from_db()
    meeting.finalize(by=world.user)
    return resolution


def test_what_was_left_open_is_offered_and_tied_to_the_new_minutes(desk, world):
    resolution = unfinished(world)
    key = f"c{resolution.pk}"
    page = typed(world)

    offered = desk.post(NEW, {**page, "relist": "1"})
    assert "列入上次没有办结的 1 件" in offered.text
    listed = desk.post(NEW, {**page, "bring_back": "1"}).context["sheet"]
    assert [item.key for item in listed.items] == [key, "n1"]
    assert listed.missing == []

    taken = {f"{key}-title": "划定居民车位", f"{key}-fourfold": "decide"}
    desk.post(NEW, {**page, **taken, "item": [key, "n1"], "save": "1"})

    meeting = Meeting.objects.get(title="示例停车协商会")
    assert [(item.title, item.carries) for item in meeting.agenda_items.all()] == [
        ("划定居民车位", resolution),
        ("院内停车", None),
    ]
    assert desk.get(edit_url(meeting)).context["sheet"].missing == []


def test_made_up_key_brings_nothing_back(desk, world):
    other = ResolutionFactory()
    key = f"c{other.pk}"
    taken = {f"{key}-title": "别家的事", f"{key}-fourfold": "decide"}

    desk.post(NEW, {**typed(world), **taken, "item": [key], "save": "1"})

    item = Meeting.objects.get(title="示例停车协商会").agenda_items.get()
    assert (item.title, item.carries) == ("别家的事", None)
    assert Resolution.objects.count() == 1


def test_pasted_text_is_stored_without_its_formatting(desk, world):
    pasted = "张三 10:32\r\n\u3000\u3000车位不够\u200b\r\n\uf06c\t划线"
    data = typed(
        world, **{"n1-discussion": pasted, "m1-text": "•\t划定车位\u00a024 个", "save": "1"}
    )

    desk.post(NEW, data)

    item = AgendaItem.objects.get()
    assert item.discussion == "张三 10:32：车位不够\n划线"
    assert item.resolutions.order_by("order").first().text == "划定车位 24 个"
