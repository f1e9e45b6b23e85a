from datetime import UTC, date, datetime

import pytest

from alliances.minutes import Attended, Decision, Facts, Guest, Item, facts_of
from alliances.models import MeetingKind
from alliances.papers.minutes import Listed, compose_minutes, minutes_document
from members.models import Organization
from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    ResolutionFactory,
    UnitFactory,
    UserFactory,
)

HOST = Organization(name="示例铁匠社区党委")
BANK = Organization(name="示例银行支行党支部")
CLINIC = Organization(name="示例医院党总支")
AFTERNOON = datetime(2026, 11, 12, 6, 30, tzinfo=UTC)


def test_missing_facts_print_as_missing():
    minutes = compose_minutes(
        Facts(host=HOST, items=[Item(title="", fourfold="consult", decisions=[Decision(text="")])])
    )

    assert (minutes.number, minutes.title) == ("待编号", "待补纪要")
    assert minutes.opening == [
        "待补，示例铁匠社区党委在待补召开会议。到会单位待补。现将议定事项纪要如下："
    ]
    assert minutes.sections[0].heading == "一、关于待补。"
    assert minutes.sections[0].decisions == ["（一）待补，由待补负责，待补前完成。"]
    assert minutes.roll == [Listed("出席", "待补")]


@pytest.fixture
def parking():
    """Minutes with everything in them."""
    second = Decision(
        text="错峰停车", lead=BANK, assistants=[CLINIC, HOST], due_on=date(2027, 1, 5)
    )
    first = Decision(text="划定 24 个车位。", lead=BANK, due_on=date(2026, 11, 30))
    marks = {CLINIC.name: "present", BANK.name: "proxy", HOST.name: "excused"}
    return Facts(
        host=HOST,
        kind=MeetingKind(name="红色院落议事会"),
        title="停车协商会",
        starts_at=AFTERNOON,
        place="党群服务中心",
        chair="示例主持",
        attended=[
            Attended(organization=unit, status=marks[unit.name]) for unit in (CLINIC, BANK, HOST)
        ],
        items=[
            Item(title="院内停车", fourfold="consult", decisions=[first, second]),
            Item(title="关于冬季义诊", fourfold="deliberate"),
        ],
    )


def test_opening_says_when_where_and_who(parking):
    assert compose_minutes(parking).opening == [
        "2026年11月12日下午，示例铁匠社区党委在党群服务中心召开红色院落议事会，示例主持主持。示例医院党总支等 2 家单位代表参加会议。现将议定事项纪要如下："
    ]


def test_sections_and_lists_follow_the_official_layout(parking):
    minutes = compose_minutes(parking)

    assert [section.heading for section in minutes.sections] == [
        "一、关于院内停车。",
        "二、关于冬季义诊。",
    ]
    assert minutes.sections[0].decisions == [
        "（一）划定 24 个车位，由示例银行支行党支部负责，11月30日前完成。",
        "（二）错峰停车，由示例银行支行党支部负责，示例医院党总支、示例铁匠社区党委配合，2027年1月5日前完成。",
    ]
    assert minutes.roll == [
        Listed("出席", "示例医院党总支、示例银行支行党支部（代参）"),
        Listed("请假", "示例铁匠社区党委"),
    ]


def test_decisions_follow_what_was_said():
    decided = [Decision(text="划线", lead=BANK, due_on=date(2026, 11, 30))]
    silent = Item(title="停车", fourfold="consult", decisions=decided)
    told = Item(title="停车", fourfold="consult", discussion="一说。\n\n二说。", decisions=decided)

    one, two = compose_minutes(Facts(host=HOST, items=[silent, told])).sections

    assert (one.discussion, one.more) == ("会议议定：", [])
    assert (two.discussion, two.more) == ("一说。", ["二说。会议议定："])


def test_what_is_not_final_is_marked():
    facts = {"host": HOST, "number_label": "〔2026〕第 3 号"}

    assert compose_minutes(Facts(**facts)).mark == "草稿"
    assert compose_minutes(Facts(**facts, is_numbered=True)).mark == ""


def test_public_minutes_count_guests_and_name_none():
    facts = Facts(
        host=HOST,
        recorder="示例记录",
        guests=[
            Guest(role="resident", name="示例甲"),
            Guest(role="resident"),
            Guest(role="property"),
        ],
    )

    assert compose_minutes(facts).roll[1:] == [
        Listed("列席", "居民示例甲、居民、物业"),
        Listed("记录", "示例记录"),
    ]
    assert compose_minutes(facts, public=True).roll[1:] == [Listed("列席", "居民 2 人、物业 1 人")]


@pytest.mark.django_db
@pytest.mark.parametrize("row_count", [1, 3])
def test_facts_are_read_in_a_fixed_number_of_queries(row_count, django_assert_num_queries):
    meeting = MeetingFactory()
    for _ in range(row_count):
        AttendanceFactory(meeting=meeting)
        item = AgendaItemFactory(meeting=meeting)
        ResolutionFactory(agenda_item=item).assistants.add(UnitFactory())

    with django_assert_num_queries(5):
        facts = facts_of(meeting)

    assert (len(facts.attended), len(facts.items), facts.decision_count) == (row_count,) * 3
    assert facts.has_majority


@pytest.mark.django_db
def test_a_hundredth_item_is_numbered_too():
    meeting = MeetingFactory()
    for _ in range(100):
        AgendaItemFactory(meeting=meeting)

    assert minutes_document(meeting).sections[99].heading.startswith("100、")


def test_plain_text_holds_the_whole_document():
    facts = Facts(
        host=HOST,
        title="停车协商会",
        items=[Item(title="停车", fourfold="consult", discussion="说过。")],
    )

    assert compose_minutes(facts).text.splitlines() == [
        "会议纪要",
        "示例铁匠社区党委　待编号",
        "停车协商会纪要",
        "待补，示例铁匠社区党委在待补召开会议。到会单位待补。现将议定事项纪要如下：",
        "一、关于停车。",
        "说过。",
        "出席：待补",
    ]


@pytest.mark.django_db
def test_minutes_say_whether_enough_units_came_as_it_was_asked_for_then():
    meeting = MeetingFactory(kind__quorum=60)
    AttendanceFactory(meeting=meeting)
    AttendanceFactory(meeting=meeting, status="absent")
    AgendaItemFactory(meeting=meeting)

    meeting.finalize(by=UserFactory())
    meeting.kind.quorum = None
    meeting.kind.save()

    said = Listed("人数", "应到 2 家，实到 1 家，未达到规定人数（须到 2 家）")
    assert said in minutes_document(meeting).roll
