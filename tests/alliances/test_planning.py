from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from alliances.models import Invitation, Meeting
from members.models import Message, StepError
from tests.factories import (
    AllianceFactory,
    AttendanceFactory,
    InvitationFactory,
    MeetingFactory,
    TopicFactory,
    UnitFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.racing import losers

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
THURSDAY = time_machine.travel(datetime(2026, 11, 26, 9, tzinfo=CHINA), tick=False)
IN_TIME, LATE = datetime(2026, 12, 4, 14, 30, tzinfo=CHINA), datetime(2026, 11, 30, 9, tzinfo=CHINA)


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def unit(alliance):
    return unit_of(alliance)


@pytest.fixture
def meeting(alliance, unit):
    host = community_of(alliance)
    meeting = MeetingFactory(alliance=alliance, host=host, status="collecting", starts_at=IN_TIME)
    InvitationFactory(meeting=meeting, organization=unit)
    return meeting


@pytest.fixture
def clerk(meeting):
    return UserFactory(organization=meeting.host)


@pytest.fixture
def liaison(unit):
    return UserFactory(organization=unit)


def at(meeting, moment):
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=moment)
    meeting.refresh_from_db()


@THURSDAY
def test_notice_reaches_the_invited_with_the_way_to_it(meeting, clerk, liaison):
    meeting.call(by=clerk)

    invitation = meeting.invitations.get()
    assert (meeting.status, meeting.sequence) == ("called", 1)
    assert (invitation.asked, invitation.sent_at is None) == (1, False)
    message = Message.objects.of(liaison).get()
    assert (message.title, message.url) == (f"会议通知：{meeting.title}", meeting.get_notice_url())
    assert message.body == "2026年12月4日 14:30，党群服务中心。请答复能否参加。"
    assert Message.objects.of(clerk).count() == 0


@THURSDAY
def test_days_of_notice_are_working_days(meeting):
    at(meeting, LATE)

    # Monday the 30th: three working days before it is Wednesday.
    assert (meeting.notice_by, meeting.is_late) == (date(2026, 11, 25), True)


@THURSDAY
def test_late_notice_needs_a_reason_that_stays(meeting, clerk):
    at(meeting, LATE)
    with pytest.raises(StepError, match="提前 3 个工作日通知，应在2026年11月25日以前发出"):
        meeting.call(by=clerk)

    meeting.call(by=clerk, note="水管爆裂")

    assert (meeting.status, meeting.short_notice_reason) == ("called", "水管爆裂")


@THURSDAY
def test_kind_without_days_of_notice_is_called_at_once(meeting, clerk):
    at(meeting, LATE)
    meeting.kind.notice_days = 0
    meeting.kind.save()

    meeting.call(by=clerk, note="请早到")

    assert (meeting.status, meeting.short_notice_reason) == ("called", "")


@THURSDAY
def test_button_of_a_late_notice_asks_why(meeting, clerk):
    in_time = next(step for step in meeting.steps_for(clerk) if step.name == "call")
    at(meeting, LATE)
    late = next(step for step in meeting.steps_for(clerk) if step.name == "call")

    assert (in_time.asks, in_time.note_required) == ("", False)
    assert (late.asks, late.note_required) == ("应在2026年11月25日以前通知，为什么晚了", True)


@THURSDAY
def test_meeting_is_not_called_for_nobody_or_for_yesterday(meeting, clerk):
    meeting.invitations.all().delete()
    with pytest.raises(StepError, match="还没有应到单位"):
        meeting.call(by=clerk)
    at(meeting, datetime(2026, 11, 25, 9, tzinfo=CHINA))
    with pytest.raises(StepError, match="会议时间已过"):
        meeting.call(by=clerk)


@THURSDAY
def test_cancelled_meeting_frees_its_topics_and_tells_whoever_was_told(meeting, clerk, liaison):
    topic = TopicFactory(alliance=meeting.alliance, body=meeting.host)
    topic.accept(meeting, by=clerk)
    meeting.call(by=clerk)

    meeting.cancel(by=clerk, note="会场停电")

    topic.refresh_from_db()
    assert (meeting.status, meeting.sequence, topic.status) == ("cancelled", 2, "proposed")
    told = Message.objects.of(liaison).order_by("-pk").first()
    assert told.title == f"会议取消：{meeting.title}"
    assert told.body == "2026年12月4日 14:30，党群服务中心。原因：会场停电"


def test_meeting_that_nobody_was_told_of_is_cancelled_quietly(meeting, clerk, liaison):
    meeting.cancel(by=clerk, note="不开了")

    assert Message.objects.of(liaison).count() == 0


@THURSDAY
@pytest.mark.django_db(transaction=True)
def test_of_notice_and_cancelling_at_once_one_is_done(meeting, clerk):
    other = Meeting.objects.get()

    lost = losers(lambda: meeting.call(by=clerk), lambda: other.cancel(by=clerk, note="不开了"))

    stored = Meeting.objects.get()
    assert lost == ["StepError"]
    assert [event.target for event in stored.events.all()] == [stored.status]
    assert stored.sequence == 1


def test_expected_units_are_exchanged_while_there_is_no_notice(meeting, unit):
    new = UnitFactory()
    AttendanceFactory(meeting=meeting, organization=unit, status="", person_name="示例甲")

    meeting.expect([new])

    assert meeting.invited() == [new]
    assert meeting.attendances.count() == 0


@THURSDAY
def test_unit_invited_later_gets_the_notice_alone(meeting, clerk, liaison):
    meeting.call(by=clerk)
    new = UserFactory(organization=UnitFactory())

    meeting.invite([liaison.organization, new.organization])

    assert Message.objects.of(liaison).count() == 1
    assert Message.objects.of(new).get().title == f"会议通知：{meeting.title}"
    assert set(Invitation.objects.values_list("asked", flat=True)) == {1}


def test_changed_plan_is_refused_on_top_of_a_newer_one(meeting):
    meeting.take_plan(1)

    with pytest.raises(StepError, match="刚刚有人改过"):
        Meeting.objects.get().take_plan(1)

    assert Meeting.objects.get().version == 2


LATER = datetime(2026, 12, 11, 9, tzinfo=CHINA)


@THURSDAY
def test_rescheduled_meeting_asks_everybody_again(meeting, clerk, liaison):
    meeting.call(by=clerk)
    invitation = meeting.invitations.get()
    invitation.reply("attend", by=liaison, seen=invitation.seen)
    Invitation.objects.read(by=liaison)

    meeting.reschedule(starts_at=LATER, place="二楼会议室", by=clerk, note="会场停电")

    invitation.refresh_from_db()
    assert (meeting.starts_at, meeting.place, meeting.sequence) == (LATER, "二楼会议室", 2)
    assert (invitation.answer, invitation.read_at, invitation.asked) == ("", None, 2)
    told = Message.objects.of(liaison).order_by("-pk").first()
    assert told.title == f"会议改期：{meeting.title}"
    assert told.body == (
        "原定2026年12月4日 14:30，党群服务中心，改为2026年12月11日 09:00，二楼会议室。"
        "原因：会场停电。请重新答复。"
    )
    assert meeting.events.last().note == "原定2026年12月4日 14:30，党群服务中心。原因：会场停电"
    assert Meeting.objects.filter(search_text__has="二楼会议室").get() == meeting


@THURSDAY
@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"note": " "}, "请填写改期的原因"),
        ({"starts_at": datetime(2026, 11, 25, tzinfo=CHINA)}, "已过"),
        ({"starts_at": IN_TIME, "place": "党群服务中心"}, "都没有变"),
    ],
)
def test_meeting_is_not_put_off_for_nothing(meeting, clerk, changes, complaint):
    meeting.call(by=clerk)
    asked = {"starts_at": LATER, "place": "二楼", "note": "会场停电", **changes}

    with pytest.raises(StepError, match=complaint):
        meeting.reschedule(**asked, by=clerk)

    assert Meeting.objects.get().starts_at == IN_TIME


@THURSDAY
@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_it_off_at_once_one_does(meeting, clerk):
    meeting.call(by=clerk)
    other = Meeting.objects.get()

    lost = losers(
        lambda: meeting.reschedule(starts_at=LATER, place="一楼", by=clerk, note="甲"),
        lambda: other.reschedule(starts_at=LATER, place="二楼", by=clerk, note="乙"),
    )

    assert lost == ["StepError"]
    assert (Meeting.objects.get().sequence, meeting.events.count()) == (2, 2)


@THURSDAY
def test_those_who_have_not_answered_are_reminded_once_a_day(meeting, clerk, liaison):
    answered = UserFactory(organization=UnitFactory())
    meeting.invite([answered.organization])
    meeting.call(by=clerk)
    invitation = meeting.invitations.get(organization=answered.organization)
    invitation.reply("excused", by=answered, seen=invitation.seen)

    meeting.remind(by=clerk)
    with pytest.raises(StepError, match="今天已经提醒过"):
        meeting.remind(by=clerk)

    assert Message.objects.of(liaison).order_by("-pk").first().title == (
        f"请答复能否参会：{meeting.title}"
    )
    assert Message.objects.of(answered).count() == 1
    assert meeting.events.last().note == f"1 家：{liaison.organization.label}"


@THURSDAY
def test_nobody_is_reminded_for_nothing(meeting, clerk, liaison):
    with pytest.raises(StepError, match="还没有发出"):
        meeting.remind(by=clerk)
    meeting.call(by=clerk)
    invitation = meeting.invitations.get()
    invitation.reply("attend", by=liaison, seen=invitation.seen)

    with pytest.raises(StepError, match="都已答复"):
        meeting.remind(by=clerk)
