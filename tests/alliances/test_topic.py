import pytest
from django.db import IntegrityError

from alliances.models import AgendaItem, Topic
from members.models import Level, StepError
from tests.factories import (
    AgendaItemFactory,
    AllianceFactory,
    MeetingFactory,
    OrganizationFactory,
    TopicFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.racing import losers, race

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def topic(alliance, community):
    return TopicFactory(alliance=alliance, body=community, proposer=unit_of(alliance, community))


@pytest.fixture
def meeting(alliance, community):
    return MeetingFactory(alliance=alliance, host=community, status="collecting")


@pytest.fixture
def clerk(community):
    return UserFactory(organization=community)


def test_accepted_topic_is_the_last_item_in_its_proposers_name(topic, meeting, clerk):
    AgendaItemFactory(meeting=meeting, order=3)

    topic.accept(meeting, by=clerk)

    item = topic.agenda_item
    assert (topic.status, topic.meeting, topic.result_label) == ("accepted", meeting, "已列入")
    assert (item.title, item.proposer, item.order) == (topic.title, topic.proposer, 4)
    meeting.refresh_from_db()
    assert meeting.version == 2  # minutes that somebody writes meanwhile are told


def test_topic_is_not_accepted_by_another_bodys_meeting(topic, alliance, clerk):
    meeting = MeetingFactory(alliance=alliance, status="collecting")

    with pytest.raises(StepError, match="另选一次会议"):
        topic.accept(meeting, by=clerk)

    assert AgendaItem.objects.count() == 0


def test_topic_is_not_accepted_by_a_meeting_that_was_held(topic, meeting, clerk):
    meeting.hold(by=clerk)

    with pytest.raises(StepError, match="议程不能再改"):
        topic.accept(meeting, by=clerk)

    topic.refresh_from_db()
    assert (topic.status, AgendaItem.objects.count()) == ("proposed", 0)


def test_merged_topics_follow_the_one_they_are_merged_into(topic, alliance, community, clerk):
    second, third = TopicFactory.create_batch(2, alliance=alliance, body=community)

    topic.merge(second, by=clerk)
    second.merge(third, by=clerk)

    topic.refresh_from_db()
    assert (topic.status, topic.merged_into, second.merged_into) == ("merged", third, third)
    assert topic.events.get().note == f"并入“{second.title}”"


@pytest.mark.parametrize("wrong", ["itself", "another body's", "handed back"])
def test_topic_is_merged_into_a_live_one_of_its_body_only(topic, alliance, community, clerk, wrong):
    target = {
        "itself": lambda: topic,
        "another body's": lambda: TopicFactory(alliance=alliance),
        "handed back": lambda: TopicFactory(alliance=alliance, body=community, status="returned"),
    }[wrong]()

    with pytest.raises(StepError, match="只能并入"):
        topic.merge(target, by=clerk)


def test_topic_goes_up_to_the_street_and_down_again_with_its_history(alliance, community, clerk):
    compound = OrganizationFactory(level=Level.COMPOUND, parent=community)
    topic = TopicFactory(alliance=alliance, body=compound)

    topic.escalate(community, by=clerk, note="涉及几个小区")
    topic.escalate(alliance.anchor, by=clerk, note="要街道协调")
    topic.pass_down(community, by=clerk, note="社区能办")

    assert (topic.status, topic.body) == ("proposed", community)
    assert [(event.body, event.label) for event in topic.events.all()] == [
        (compound, "提交上级会议"),
        (community, "提交上级会议"),
        (alliance.anchor, "转下级组织"),
    ]
    assert topic.events.first().note == f"提交{community.label}：涉及几个小区"


def test_topic_moves_along_the_tree_only_and_with_a_reason(topic, alliance, clerk):
    other = community_of(alliance)

    for move, body, reason in (
        (topic.escalate, other, "理由"),
        (topic.pass_down, alliance.anchor, "理由"),
        (topic.escalate, alliance.anchor, " "),
    ):
        with pytest.raises(StepError):
            move(body, by=clerk, note=reason)

    assert topic.events.count() == 0


def test_escalating_twice_from_one_page_moves_once(topic, alliance, clerk):
    same = Topic.objects.get(pk=topic.pk)
    topic.escalate(alliance.anchor, by=clerk, note="要街道协调")

    with pytest.raises(StepError, match="刚刚有人先办理"):
        same.escalate(alliance.anchor, by=clerk, note="要街道协调")


def test_released_topic_waits_again_and_leaves_no_item(topic, meeting, clerk):
    topic.accept(meeting, by=clerk)

    topic.release(by=clerk, note="材料不全")

    assert (topic.status, topic.meeting, topic.agenda_item) == ("proposed", None, None)
    assert AgendaItem.objects.count() == 0


def test_topic_in_minutes_is_not_released(topic, meeting, clerk):
    topic.accept(meeting, by=clerk)
    meeting.refresh_from_db()
    meeting.hold(by=clerk)

    with pytest.raises(StepError, match="在纪要里"):
        Topic.objects.get(pk=topic.pk).release(by=clerk, note="不议了")


def test_topic_struck_from_the_minutes_may_wait_again(topic, meeting, clerk):
    topic.accept(meeting, by=clerk)
    meeting.refresh_from_db()
    meeting.hold(by=clerk)
    topic.agenda_item.delete()
    topic = Topic.objects.get(pk=topic.pk)

    topic.release(by=clerk, note="没来得及议")

    assert topic.status == "proposed"


def test_cancelled_meeting_gives_its_topics_back_and_keeps_its_agenda(topic, meeting, clerk):
    topic.accept(meeting, by=clerk)
    meeting.refresh_from_db()

    meeting.cancel(by=clerk, note="场地停电")

    topic.refresh_from_db()
    assert (topic.status, topic.events.last().note) == ("proposed", "会议取消：场地停电")
    assert meeting.agenda_items.count() == 1


@pytest.mark.parametrize(
    ("minutes", "kept", "label"),
    [(None, True, "已列入"), (7, True, "已议"), (7, False, "未议")],
)
def test_result_of_an_accepted_topic_comes_from_the_minutes(
    topic, alliance, community, minutes, kept, label
):
    final = {"final": True, "minutes_number": minutes} if minutes else {"status": "collecting"}
    meeting = MeetingFactory(alliance=alliance, host=community, **final)
    item = AgendaItemFactory(meeting=meeting)
    Topic.objects.filter(pk=topic.pk).update(
        status="accepted", meeting=meeting, agenda_item=item if kept else None
    )

    assert Topic.objects.for_list().get().result_label == label


def test_handed_back_and_withdrawn_topics_say_so(topic, alliance, clerk):
    other = TopicFactory(alliance=alliance)

    topic.hand_back(by=clerk, note="不属于本级事项")
    other.withdraw(by=clerk)

    assert (topic.result_label, other.result_label) == ("已退回", "已撤回")


def test_proposer_hears_of_each_step_and_a_new_body_of_its_topic(topic, alliance, clerk):
    liaison = UserFactory(organization=topic.proposer)
    street = UserFactory(organization=alliance.anchor)

    topic.tell_body(by=liaison)
    topic.escalate(alliance.anchor, by=clerk, note="要街道协调")
    topic.hand_back(by=street, note="不属于街道事项")

    def heard(user):
        return list(user.received_messages.order_by("pk").values_list("title", flat=True))

    proposed = f"{topic.proposer.label}提了一个议题：{topic.title}"
    assert (heard(clerk), heard(street)) == ([proposed], [proposed])
    assert heard(liaison) == [f"议题“{topic.title}”：{step}" for step in ("提交上级会议", "退回")]


def test_withdrawing_tells_nobody(topic):
    liaison = UserFactory(organization=topic.proposer)

    topic.withdraw(by=liaison)

    assert not liaison.received_messages.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "accepted"},
        {"status": "merged"},
        {"status": "proposed", "into_itself": True},
    ],
)
def test_impossible_topics_are_refused_by_the_database(topic, broken):
    changes = {"status": broken["status"]}
    if broken.get("into_itself"):
        changes = {"status": "merged", "merged_into": topic.pk}

    with pytest.raises(IntegrityError):
        Topic.objects.filter(pk=topic.pk).update(**changes)


def test_topic_is_seen_by_its_proposer_its_bodies_past_and_present_and_the_street(
    topic, alliance, community, clerk
):
    street = UserFactory(organization=alliance.anchor)
    liaison = UserFactory(organization=topic.proposer)
    stranger = UserFactory(organization=community_of(alliance))
    topic.escalate(alliance.anchor, by=clerk, note="要街道协调")

    seen = {
        name: Topic.objects.visible_to(user).exists()
        for name, user in {
            "street": street,
            "former body": clerk,
            "proposer": liaison,
            "other community": stranger,
            "other street": UserFactory(organization=AllianceFactory().anchor),
        }.items()
    }

    assert seen == {
        "street": True,
        "former body": True,
        "proposer": True,
        "other community": False,
        "other street": False,
    }
    assert not Topic.objects.decidable_by(clerk).exists()
    assert Topic.objects.decidable_by(street).exists()
    assert not Topic.objects.decidable_by(liaison).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_conveners_who_accept_at_once_one_wins(topic, meeting, clerk):
    tries = [lambda: Topic.objects.get(pk=topic.pk).accept(meeting, by=clerk)] * 2

    assert losers(*tries) == ["StepError"]
    assert AgendaItem.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_and_withdrawing_at_once_has_one_winner(topic, meeting, clerk):
    raised = race(
        lambda: Topic.objects.get(pk=topic.pk).accept(meeting, by=clerk),
        lambda: Topic.objects.get(pk=topic.pk).withdraw(by=clerk),
    )

    topic.refresh_from_db()
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "StepError"]
    assert topic.status == ("accepted" if raised[0] is None else "withdrawn")
    assert AgendaItem.objects.count() == (raised[0] is None)


@pytest.mark.django_db(transaction=True)
def test_two_topics_are_not_merged_into_each_other(topic, alliance, community, clerk):
    other = TopicFactory(alliance=alliance, body=community)

    lost = losers(
        lambda: Topic.objects.get(pk=topic.pk).merge(other, by=clerk),
        lambda: Topic.objects.get(pk=other.pk).merge(topic, by=clerk),
    )

    assert lost == ["StepError"]
    assert Topic.objects.filter(status="merged").count() == 1
