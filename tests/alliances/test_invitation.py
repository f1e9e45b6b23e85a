from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import now

from alliances.models import Invitation, Meeting
from members.models import Level, StepError
from tests.factories import InvitationFactory, OrganizationFactory, UserFactory
from tests.racing import losers

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    return InvitationFactory(sent=True)


@pytest.fixture
def liaison(invitation):
    return UserFactory(organization=invitation.organization)


@pytest.mark.parametrize(
    ("answer", "name", "label"),
    [("attend", "", "参加"), ("excused", "", "请假"), ("proxy", " 示例甲 ", "代参（示例甲）")],
)
def test_answer_is_kept_with_who_gave_it(invitation, liaison, answer, name, label):
    invitation.reply(answer, by=liaison, seen=invitation.seen, proxy_name=name)

    assert (invitation.label, invitation.answered_by) == (label, liaison)
    assert str(invitation) == f"{invitation.organization} {label}"


def test_answer_can_be_changed_and_forgets_the_proxy(invitation, liaison):
    invitation.reply("proxy", by=liaison, seen=invitation.seen, proxy_name="示例甲")

    invitation.reply("attend", by=liaison, seen=invitation.seen)

    assert (invitation.label, invitation.proxy_name) == ("参加", "")


@pytest.mark.parametrize(
    ("answer", "complaint"), [("", "选一个"), ("maybe", "选一个"), ("proxy", "代参人姓名")]
)
def test_answer_that_says_nothing_is_refused(invitation, liaison, answer, complaint):
    with pytest.raises(StepError, match=complaint):
        invitation.reply(answer, by=liaison, seen=invitation.seen)

    assert Invitation.objects.unanswered().get() == invitation


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"status": "cancelled"}, "会议已取消"),
        ({"starts_at": now() - timedelta(minutes=1)}, "已经开始"),
    ],
)
def test_answer_comes_too_late(invitation, liaison, changes, complaint):
    Meeting.objects.update(**changes)
    invitation = Invitation.objects.get()

    with pytest.raises(StepError, match=complaint):
        invitation.reply("attend", by=liaison, seen=invitation.seen)

    assert Invitation.objects.get().answer == ""


def test_answer_to_the_time_before_is_refused(invitation, liaison):
    page = invitation.seen
    Invitation.objects.update(asked=2)

    with pytest.raises(StepError, match="刚刚改期"):
        Invitation.objects.get().reply("attend", by=liaison, seen=page)


def test_second_of_two_colleagues_is_told_what_the_first_answered(invitation, liaison):
    page = invitation.seen
    invitation.reply("excused", by=liaison, seen=page)

    with pytest.raises(StepError, match="答复了“请假”"):
        invitation.reply("attend", by=liaison, seen=page)

    assert invitation.label == "请假"


def test_same_answer_sent_twice_is_one(invitation, liaison):
    page = invitation.seen
    invitation.reply("attend", by=liaison, seen=page)
    moment = invitation.answered_at

    invitation.reply("attend", by=liaison, seen=page)

    assert invitation.answered_at == moment


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(invitation, liaison):
    colleague = UserFactory(organization=invitation.organization)
    page, other = invitation.seen, Invitation.objects.get()

    lost = losers(
        lambda: invitation.reply("attend", by=liaison, seen=page),
        lambda: other.reply("excused", by=colleague, seen=page),
    )

    assert lost == ["StepError"]
    answered = Invitation.objects.get()
    assert (answered.answer, answered.answered_by) in {("attend", liaison), ("excused", colleague)}


def test_first_opening_by_the_unit_is_recorded(invitation, liaison):
    stranger, second = UserFactory(), UserFactory(organization=invitation.organization)

    for reader in (stranger, liaison, second):
        Invitation.objects.read(by=reader)

    invitation.refresh_from_db()
    assert invitation.read_by == liaison


def test_notice_that_is_not_out_is_not_read():
    invitation = InvitationFactory()

    Invitation.objects.read(by=UserFactory(organization=invitation.organization))

    assert Invitation.objects.get().read_at is None


def test_a_community_answers_for_the_bodies_below_it_a_district_for_nobody():
    compound = OrganizationFactory(level=Level.COMPOUND, parent=OrganizationFactory())
    invitation = InvitationFactory(sent=True, organization=compound)
    secretary = UserFactory(organization=compound.parent)
    district = UserFactory(organization=OrganizationFactory(level=Level.DISTRICT))

    assert list(Invitation.objects.waiting_for(secretary)) == [invitation]
    assert list(Invitation.objects.waiting_for(district)) == []


def test_the_convener_answers_for_a_unit_that_telephoned(invitation):
    secretary = UserFactory(organization=invitation.meeting.host)

    assert list(Invitation.objects.answerable_by(secretary)) == [invitation]
    assert list(Invitation.objects.answerable_by(UserFactory())) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "attend"},
        {"answer": "proxy", "answered_at": now()},
        {"proxy_name": "示例甲"},
        {"read_at": now()},
        {"sent_at": now(), "answered_at": now()},
    ],
)
def test_half_an_answer_is_not_stored(wrong):
    with pytest.raises(IntegrityError):
        InvitationFactory(**wrong)


def test_unit_is_invited_once():
    invitation = InvitationFactory()

    with pytest.raises(IntegrityError):
        InvitationFactory(meeting=invitation.meeting, organization=invitation.organization)
