"""Units and their membership from Excel."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from alliances.imports import UnitImport
from alliances.models import Membership, MembershipEvent
from members.models import AuditLog, Organization
from tests.back_office import street
from tests.factories import CommunityFactory, MembershipFactory, UnitFactory
from tests.importing import confirm, outcomes, preview, problems, told

pytestmark = pytest.mark.django_db

URL = reverse("admin:alliances_membership_import")
TEMPLATE = reverse("admin:alliances_membership_import_template")
LIST = reverse("admin:alliances_membership_changelist")


@pytest.fixture
def own():
    place = street("甲柳", "jialiu")
    place.community = CommunityFactory(parent=place.anchor, name="甲柳一社区", code="jialiu-1")
    return place


@pytest.fixture
def other():
    place = street("乙桥", "yiqiao")
    place.community = CommunityFactory(parent=place.anchor, name="乙桥一社区", code="yiqiao-1")
    return place


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def line(**changes):
    row = {
        "单位名称": "示例幼儿园党支部",
        "单位性质": "学校",
        "联盟层级": "甲柳层级",
        "加入日期": date(2026, 3, 1),
    }
    return row | changes


def shown(client, *rows):
    return preview(client, URL, UnitImport, *rows)


def imported(client, *rows):
    return told(confirm(client, URL, shown(client, *rows)))


# --- the template ---


def test_template_has_headings_a_sample_and_what_may_be_chosen(staff, own, other):
    content = BytesIO(b"".join(staff.get(TEMPLATE)))

    book = CalamineWorkbook.from_filelike(content)
    first, choices = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert first[0][:5] == ["单位名称*", "简称", "单位性质*", "上级组织", "联盟层级*"]
    assert first[1][0].startswith("（示例）")
    assert choices[0] == ["单位性质*", "联盟层级*", "上级组织", "服务的社区"]
    assert "甲柳层级" in str(choices)
    assert "乙桥" not in str(choices)


def test_template_is_accepted_as_it_is_and_holds_no_rows(staff):
    content = b"".join(staff.get(TEMPLATE))

    response = staff.post(URL, {"file": SimpleUploadedFile("模板.xlsx", content)})

    assert response.context["form"].errors == {"file": ["表里没有要导入的行，请从第 2 行起填写。"]}


# --- what is made ---


def test_preview_writes_nothing(staff, own):
    before = Organization.objects.count()

    response = shown(staff, line())

    assert outcomes(response) == {"新增": 1}
    assert "还没有写入" in response.content.decode()
    assert (Organization.objects.count(), Membership.objects.count()) == (before, 1)


def test_unit_is_made_with_its_membership_history_and_audit(staff, own):
    row = line(服务的社区="甲柳一社区", 公开电话="0351-2000000", 党员数=12, 怎样发现和吸纳="走访")

    messages = imported(staff, row)

    unit = Organization.objects.get(name="示例幼儿园党支部")
    membership = unit.memberships.get()
    assert messages == ["已导入：新增 1 行。"]
    assert (unit.level, unit.sector, unit.parent, unit.party_members) == (
        "unit",
        "school",
        own.anchor,
        12,
    )
    assert (unit.code, unit.path) == ("jialiu-slyeydzb", f"{own.anchor.path}jialiu-slyeydzb/")
    assert (membership.stage, membership.joined_on, membership.tier) == (
        "member",
        date(2026, 3, 1),
        own.tier,
    )
    assert list(membership.communities.all()) == [own.community]
    for kept in (unit.history.get(), membership.history.get()):
        assert (kept.history_user, kept.history_change_reason) == (own.staff, "Excel 导入")
    event = MembershipEvent.objects.get(membership=membership)
    assert (event.step, event.target, event.by) == ("admit", "member", own.staff)
    entry = AuditLog.objects.get(action="import")
    assert (entry.actor, entry.detail) == (own.staff, "成员单位：新增 1 行")


def test_unit_is_found_by_pinyin_and_the_public_pages_are_told(staff, own):
    imported(staff, line())

    own.alliance.refresh_from_db()
    assert list(Organization.objects.filter(search_text__has="slyey").values_list("name")) == [
        ("示例幼儿园党支部",)
    ]
    assert own.alliance.public_version > 0


def test_codes_are_made_different(staff, own):
    UnitFactory(parent=own.anchor, code="jialiu-slyeydzb")

    imported(staff, line(), line(单位名称="示例药店支部"), line(单位名称="!!"))

    joined = Membership.objects.filter(joined_on=date(2026, 3, 1)).order_by("pk")
    assert [membership.organization.code for membership in joined] == [
        "jialiu-slyeydzb-2",
        "jialiu-slydzb",
        "jialiu-unit-2",
    ]


def test_known_unit_is_brought_up_to_date_and_empty_cells_change_nothing(staff, own):
    unit = UnitFactory(
        parent=own.anchor, name="示例幼儿园党支部", sector="school", address="旧址", phone="1"
    )
    membership = MembershipFactory(
        alliance=own.alliance, organization=unit, tier=own.tier, joined_on="2026-01-01"
    )

    response = shown(staff, line(地址="新址", 服务的社区="甲柳一社区"))
    confirm(staff, URL, response)

    unit.refresh_from_db()
    membership.refresh_from_db()
    assert outcomes(response) == {"修改": 1}
    assert response.context["rows"][0].changed == ["地址", "加入日期", "服务的社区"]
    assert (unit.address, unit.phone, unit.edits) == ("新址", "1", 1)
    assert (membership.joined_on, membership.stage) == (date(2026, 3, 1), "member")
    assert list(membership.communities.all()) == [own.community]
    assert unit.history.latest().address == "新址"
    assert Organization.objects.filter(search_text__has="新址").get() == unit


def test_same_table_again_changes_nothing(staff, own):
    row = line(服务的社区="甲柳一社区")
    imported(staff, row)

    again = shown(staff, row)

    assert (outcomes(again), again.context["form"]) == ({"不变": 1}, None)


@pytest.mark.parametrize("name", ["示例（幼儿园）党支部", "示例(幼儿园)党支部 "])
def test_known_unit_is_recognised_by_any_width(staff, own, name):
    UnitFactory(parent=own.anchor, name="示例（幼儿园）党支部", sector="school")

    response = shown(staff, line(单位名称=name))

    assert response.context["rows"][0].changed == ["加入联盟"]


def test_unit_that_left_joins_anew(staff, own):
    unit = UnitFactory(parent=own.anchor, name="示例幼儿园党支部", sector="school")
    left = {"stage": "left", "joined_on": "2025-01-01", "left_on": "2025-12-31"}
    MembershipFactory(alliance=own.alliance, organization=unit, tier=own.tier, **left)

    imported(staff, line(服务的社区="jialiu-1"))

    joined = unit.memberships.get(stage="member")
    assert (joined.joined_on, joined.communities.get()) == (date(2026, 3, 1), own.community)


# --- what is refused ---

TOMORROW = localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "heading", "told"),
    [
        ({"单位名称": None}, "单位名称", "没有填写，这一列每行都要填。"),
        ({"单位名称": "长" * 61}, "单位名称", "60"),
        ({"单位性质": "幼儿园"}, "单位性质", "没有“幼儿园”，只能填：党政机关、"),
        ({"联盟层级": "乙桥层级"}, "联盟层级", "没有“乙桥层级”，只能填：甲柳层级。"),
        ({"加入日期": "去年"}, "加入日期", "“去年”不是日期，请写成"),
        ({"加入日期": TOMORROW}, "加入日期", "还没有到"),
        ({"加入日期": "1800-01-01"}, "加入日期", "太早"),
        ({"服务的社区": "甲柳一社区、没有的社区"}, "服务的社区", "没有找到“没有的社区”"),
        ({"上级组织": "没有的组织"}, "上级组织", "没有找到“没有的组织”"),
        ({"公开电话": "无"}, "公开电话", "请填完整的电话"),
        ({"党员数": -1}, "党员数", "0"),
        ({"党员数": "十个"}, "党员数", "十个"),
        ({"单位名称": "甲柳一社区", "上级组织": "甲柳街道党工委"}, "单位名称", "已有同名的组织"),
    ],
)
def test_row_is_refused_with_its_place_and_what_to_do(staff, own, changes, heading, told):
    response = shown(staff, line(单位名称="好的单位"), line(**changes))

    ((number, column, message),) = problems(response)
    assert (number, column, told in message) == (3, heading, True)
    assert response.context["form"] is None
    assert "一行都没有写入" in response.content.decode()


def test_every_problem_of_a_row_is_told_at_once(staff, own):
    response = shown(staff, {"单位名称": "甲", "单位性质": "x"})

    assert [heading for _, heading, _ in problems(response)] == ["单位性质", "联盟层级", "加入日期"]


def test_same_unit_twice_is_refused(staff, own):
    assert problems(shown(staff, line(), line())) == [
        (3, "单位名称", "和第 2 行是同一个单位，请只留一行。")
    ]


@pytest.mark.parametrize(
    ("unit", "membership", "heading", "told"),
    [
        ({"is_active": False}, {}, "单位名称", "已停用"),
        (
            {},
            {"stage": "talking", "joined_on": None},
            "加入日期",
            "请先在“成员单位”里办理“吸纳为成员”",
        ),
    ],
)
def test_unit_that_cannot_be_changed_says_why(staff, own, unit, membership, heading, told):
    known = UnitFactory(parent=own.anchor, name="示例幼儿园党支部", sector="school", **unit)
    MembershipFactory(alliance=own.alliance, organization=known, tier=own.tier, **membership)

    ((_, column, message),) = problems(shown(staff, line()))

    assert (column, told in message) == (heading, True)


def test_unit_is_not_moved_and_namesakes_are_not_guessed(staff, own):
    UnitFactory(parent=own.anchor, name="示例幼儿园党支部", sector="school")
    moved = problems(shown(staff, line(上级组织="甲柳一社区")))
    UnitFactory(parent=own.community, name="示例幼儿园党支部", sector="school")
    doubled = problems(shown(staff, line()))

    assert [(heading, message[:8]) for _, heading, message in moved + doubled] == [
        ("上级组织", "这个单位已有别的"),
        ("单位名称", "本街道有几个同名"),
    ]


# --- other streets ---


@pytest.mark.parametrize(
    ("heading", "name"), [("上级组织", "乙桥一社区"), ("服务的社区", "yiqiao-1")]
)
def test_other_streets_body_is_refused_as_if_it_were_not_there(staff, own, other, heading, name):
    foreign = problems(shown(staff, line(**{heading: name})))
    unknown = problems(shown(staff, line(**{heading: "没有这个"})))

    assert foreign[0][2].replace(name, "") == unknown[0][2].replace("没有这个", "")


def test_unit_of_the_same_name_elsewhere_is_neither_told_nor_touched(staff, own, other):
    imported(staff, line(单位名称="乙桥单位"))

    made = Organization.objects.get(name="乙桥单位", parent=own.anchor)
    assert made.pk != other.unit.pk
    assert [m.alliance for m in other.unit.memberships.all()] == [other.alliance]


def test_member_unit_of_another_tree_keeps_its_own_profile(staff, own, other):
    other.unit.sector = "school"
    other.unit.save()
    MembershipFactory(alliance=own.alliance, organization=other.unit, tier=own.tier)

    refused = problems(shown(staff, line(单位名称="乙桥单位", 地址="改了")))
    taken = imported(staff, line(单位名称="乙桥单位"))

    assert [heading for _, heading, _ in refused] == ["单位名称"]
    assert taken == ["已导入：修改 1 行。"]
