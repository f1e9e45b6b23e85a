from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from alliances import agenda
from alliances.models import AgendaItem, HoldOver, Topic
from alliances.quarters import quarter_after, quarter_label, quarter_of, quarter_start
from alliances.standing import check_placeholders
from members.models import StepError
from tests.factories import (
    AgendaItemFactory,
    DutyFactory,
    MeetingFactory,
    MeetingKindFactory,
    ResolutionFactory,
    RotaTurnFactory,
    TopicFactory,
    UserFactory,
)
from tests.racing import race

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 5, 6, tzinfo=UTC)


@pytest.fixture
def kind():
    return MeetingKindFactory()


@pytest.fixture
def clerk():
    return UserFactory()


def planned(kind, **fields):
    return MeetingFactory(
        alliance=kind.alliance,
        kind=kind,
        **{"status": "collecting", "starts_at": LATER, **fields},
    )


def agreed(kind, status="doing", day=datetime(2026, 9, 25, 6, tzinfo=UTC), **fields):
    """A resolution of an earlier meeting, with its duty."""
    meeting = MeetingFactory(alliance=kind.alliance, kind=kind, final=True, starts_at=day)
    item = AgendaItemFactory(meeting=meeting, fourfold="decide")
    resolution = ResolutionFactory(agenda_item=item, **fields)
    done = {"done_at": LATER, "verified_at": LATER, "verified_by": UserFactory()}
    DutyFactory(
        alliance=kind.alliance,
        resolution=resolution,
        status=status,
        **(done if status == "verified" else {}),
    )
    return resolution


def titles(meeting):
    return list(meeting.agenda_items.values_list("title", flat=True))


def test_unfinished_resolutions_of_the_same_body_open_the_next_agenda(kind):
    late = agreed(kind, text="装扶手", due_on=date(2026, 10, 1))
    sent_back = agreed(kind, "open", text="修路灯", due_on=date(2026, 12, 31))
    agreed(kind, "verified", text="办完了")
    agreed(MeetingKindFactory(alliance=kind.alliance), text="别的会议的")
    agreed(MeetingKindFactory(), text="别的街道的")
    kind.standing_items = "讨论{下季度}工作计划"
    kind.save()
    meeting = planned(kind)

    agenda.open_agenda(meeting)

    assert titles(meeting) == ["装扶手", "修路灯", "讨论2027年第一季度工作计划"]
    first = meeting.agenda_items.first()
    assert (first.carries, first.fourfold) == (late, "decide")
    assert meeting.agenda_items.all()[1].carries == sent_back


def test_bringing_back_again_adds_only_what_is_new_and_before_the_rest(kind):
    agreed(kind, text="第一件")
    meeting = planned(kind)
    agenda.open_agenda(meeting)
    agenda.add_item(meeting, AgendaItem(title="新议题"))
    agreed(kind, text="第二件")

    added = [agenda.bring_back(meeting), agenda.bring_back(meeting)]

    assert (added, titles(meeting)) == ([1, 0], ["第一件", "第二件", "新议题"])


def test_what_is_brought_back_stands_before_items_that_count_from_nought(kind):
    meeting = planned(kind)
    for order in range(2):
        AgendaItemFactory(meeting=meeting, order=order, title=f"原有{order}")
    for number in range(2):
        agreed(kind, text=f"未办结{number}")

    agenda.bring_back(meeting)

    assert titles(meeting) == ["未办结0", "未办结1", "原有0", "原有1"]


def test_one_is_held_over_with_a_reason_and_opens_the_meeting_after(kind, clerk):
    agreed(kind, text="装扶手")
    meeting, following = planned(kind), planned(kind, starts_at=LATER.replace(year=2027))
    agenda.open_agenda(meeting)

    agenda.hold_over(meeting.agenda_items.get(), reason="等厂家到货", by=clerk)

    held = HoldOver.objects.get()
    assert (held.reason, held.held_over_by) == ("等厂家到货", clerk)
    assert (agenda.bring_back(meeting), agenda.bring_back(following)) == (0, 1)


def test_holding_over_needs_a_reason_and_something_brought_back(kind, clerk):
    agreed(kind)
    meeting = planned(kind)
    agenda.open_agenda(meeting)
    agenda.add_item(meeting, AgendaItem(title="新议题"))
    carried, fresh = meeting.agenda_items.all()

    for item, reason in ((carried, " "), (fresh, "理由")):
        with pytest.raises(StepError):
            agenda.hold_over(item, reason=reason, by=clerk)

    assert meeting.agenda_items.count() == 2


def test_what_was_brought_back_is_not_simply_struck(kind, clerk):
    agreed(kind)
    meeting = planned(kind)
    agenda.open_agenda(meeting)

    with pytest.raises(StepError, match="延后"):
        agenda.remove_item(meeting.agenda_items.get(), by=clerk)


def test_struck_item_gives_its_topics_back(kind, clerk):
    meeting = planned(kind)
    topic = TopicFactory(alliance=kind.alliance, body=meeting.host)
    topic.accept(meeting, by=clerk)
    plain = AgendaItemFactory(meeting=meeting)

    agenda.remove_item(topic.agenda_item, by=clerk)
    agenda.remove_item(plain, by=clerk)

    assert (Topic.objects.get().status, meeting.agenda_items.count()) == ("proposed", 0)


def test_items_move_by_one_place_and_stop_at_the_ends(kind):
    meeting = planned(kind)
    for title in "甲乙丙":
        agenda.add_item(meeting, AgendaItem(title=title))

    def move(title, *, up):
        agenda.move_item(meeting.agenda_items.get(title=title), up=up)
        return "".join(titles(meeting))

    assert [
        move("丙", up=True),
        move("丙", up=True),
        move("丙", up=True),
        move("乙", up=False),
    ] == [*("甲丙乙", "丙甲乙", "丙甲乙", "丙甲乙")]


def test_agenda_of_a_meeting_that_was_held_stays(kind):
    meeting = planned(kind, status="drafting")

    with pytest.raises(StepError, match="议程不能再改"):
        agenda.bring_back(meeting)


def test_standing_items_know_the_quarter_its_results_and_the_rota(kind):
    kind.standing_items = "通报{上季度}落实情况（{落实情况}）\n\n轮值交接：{本季轮值}→｛下季轮值｝"
    kind.save()
    meeting = planned(kind)
    agreed(kind, "verified")
    agreed(kind)
    agreed(kind, day=datetime(2026, 5, 1, 6, tzinfo=UTC))
    turn = RotaTurnFactory(alliance=kind.alliance, year=2026, quarter=4)

    assert agenda.standing_items(meeting) == [
        "通报2026年第三季度落实情况（议定 2 件，已销号 1 件）",
        f"轮值交接：{turn.organization.label}→待排",
    ]


def test_kind_without_standing_items_asks_nothing(kind, django_assert_num_queries):
    meeting = planned(kind)

    with django_assert_num_queries(0):
        assert agenda.standing_items(meeting) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("通报\n讨论{上个月}情况", "第 2 项里的 {上个月} 认不出来"),
        ("项\n" * 21, "最多 20 项"),
        ("长" * 101, "第 1 项超过 100 个字"),
    ],
)
def test_wrong_standing_items_are_told_with_their_place(text, complaint):
    with pytest.raises(ValidationError, match=complaint):
        check_placeholders(text)


def test_a_resolution_stands_once_on_an_agenda_and_is_held_over_once(kind, clerk):
    resolution, meeting = agreed(kind), planned(kind)
    AgendaItemFactory(meeting=meeting, carries=resolution)
    held = {"meeting": meeting, "resolution": resolution, "held_over_by": clerk}
    assert str(HoldOver.objects.create(reason="材料未齐", **held)) == "材料未齐"

    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItemFactory(meeting=meeting, carries=resolution)
    with pytest.raises(IntegrityError):
        HoldOver.objects.create(reason="再延后", **held)


def test_quarters_are_counted_over_the_turn_of_the_year():
    assert quarter_of(date(2026, 11, 25)) == (2026, 4)
    assert [quarter_after((2026, 4), step) for step in (-4, -1, 1, 5)] == [
        *((2025, 4), (2026, 3), (2027, 1), (2028, 1))
    ]
    assert quarter_label((2026, 4)) == "2026年第四季度"
    assert quarter_start((2026, 4)).isoformat() == "2026-10-01T00:00:00+08:00"


@pytest.mark.django_db(transaction=True)
def test_bringing_back_twice_at_once_doubles_nothing(kind):
    agreed(kind)
    meeting = planned(kind)

    raised = race(*[lambda: agenda.bring_back(type(meeting).objects.get(pk=meeting.pk))] * 2)

    assert (raised, meeting.agenda_items.count()) == ([None, None], 1)
