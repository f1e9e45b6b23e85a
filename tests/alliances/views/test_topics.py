from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alliances.models import Topic
from members.models import AuditLog, Level
from tests.factories import (
    AllianceFactory,
    MeetingFactory,
    OrganizationFactory,
    TopicFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
TODAY = time_machine.travel("2026-11-25 09:00:00+08:00", tick=False)


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def liaison(client, unit):
    user = UserFactory(organization=unit)
    client.force_login(user)
    return user


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


def typed(to, **changes):
    return {"body": to.pk, "title": "小区停车", "fourfold": "decide", "detail": "", **changes}


def page(name, *args):
    return reverse(f"alliances:{name}", args=args)


def test_unit_proposes_to_a_community_it_serves(client, liaison, community, alliance):
    answer = client.post(page("topic_new"), typed(community))

    topic = Topic.objects.get()
    assert answer.headers["Location"] == topic.get_absolute_url()
    assert (topic.alliance, topic.body, topic.proposer) == (
        alliance,
        community,
        liaison.organization,
    )
    assert (topic.proposed_by, AuditLog.objects.get(detail="提议题").actor) == (liaison, liaison)


def test_bodies_offered_are_those_whose_meetings_one_attends(client, liaison, community, alliance):
    community_of(alliance)
    OrganizationFactory(level=Level.COMPOUND, parent=community)
    AllianceFactory()

    form = client.get(page("topic_new")).context["form"]

    assert set(form.fields["body"].queryset) == {community, alliance.anchor}


@pytest.mark.parametrize("wrong", ["nothing", "another body", "no document", "too long"])
def test_wrong_topic_is_told_and_what_was_typed_stays(client, liaison, community, wrong):
    data = {
        "nothing": {"title": "", "detail": "留着"},
        "another body": {"body": AllianceFactory().anchor.pk, "detail": "留着"},
        "no document": {"file": SimpleUploadedFile("a.pdf", b"MZ"), "detail": "留着"},
        "too long": {"title": "长" * 101, "detail": "留着"},
    }[wrong]

    answer = client.post(page("topic_new"), typed(community, **data))

    assert (answer.status_code, Topic.objects.count()) == (422, 0)
    assert "留着" in answer.content.decode()


def test_second_click_proposes_nothing_twice(client, liaison, community):
    client.post(page("topic_new"), typed(community))
    answer = client.post(page("topic_new"), typed(community))

    assert (answer.status_code, Topic.objects.count()) == (422, 1)


def test_unit_outside_every_alliance_has_nobody_to_propose_to(client):
    client.force_login(UserFactory(organization=OrganizationFactory(level=Level.COMPOUND)))
    own = Topic.objects.none().model._meta.get_field("body").related_model.objects.get()

    answer = client.post(page("topic_new"), typed(own))

    assert "还没有加入" in answer.content.decode()
    assert (answer.status_code, Topic.objects.count()) == (422, 0)


def test_convener_accepts_into_a_planned_meeting(client, secretary, alliance, community):
    topic = TopicFactory(alliance=alliance, body=community)
    meeting = MeetingFactory(alliance=alliance, host=community, status="collecting")
    elsewhere = MeetingFactory(alliance=alliance, status="collecting")
    url = page("topic_decide", topic.pk, "accept")

    refused = client.post(url, {"meeting": elsewhere.pk})
    client.post(url, {"meeting": meeting.pk})

    topic.refresh_from_db()
    assert (refused.status_code, topic.status, topic.meeting) == (422, "accepted", meeting)


def test_convener_merges_moves_and_hands_back(client, secretary, alliance, community):
    first, second, third, fourth = TopicFactory.create_batch(
        4, alliance=alliance, body=community, proposer=unit_of(alliance)
    )
    compound = OrganizationFactory(level=Level.COMPOUND, parent=community)
    seen = {"seen": community.pk, "reason": "理由"}

    client.post(page("topic_decide", first.pk, "merge"), {"target": second.pk})
    client.post(page("topic_decide", second.pk, "escalate"), {"target": alliance.anchor.pk, **seen})
    client.post(page("topic_decide", third.pk, "pass_down"), {"target": compound.pk, **seen})
    client.post(page("topic_step", fourth.pk, "hand_back"), {"note": "不属于本级"})

    found = Topic.objects.order_by("pk").values_list("status", "body")
    assert list(found) == [
        ("merged", community.pk),
        ("proposed", alliance.anchor.pk),
        ("proposed", compound.pk),
        ("returned", community.pk),
    ]


def test_second_click_does_not_send_a_topic_two_levels_up(client, alliance, community):
    compound = OrganizationFactory(level=Level.COMPOUND, parent=community)
    topic = TopicFactory(alliance=alliance, body=compound)
    client.force_login(UserFactory(organization=alliance.anchor))
    url = page("topic_decide", topic.pk, "escalate")
    typed_once = {"target": community.pk, "seen": compound.pk, "reason": "涉及几个小区"}

    codes = [client.post(url, typed_once).status_code for _ in range(2)]

    topic.refresh_from_db()
    assert (codes, topic.body, topic.events.count()) == ([302, 422], community, 1)


def test_decision_that_came_too_late_is_told(client, secretary, alliance, community):
    topic = TopicFactory(alliance=alliance, body=community)
    other = TopicFactory(alliance=alliance, body=community)
    topic.withdraw(by=secretary)

    answer = client.post(page("topic_decide", topic.pk, "merge"), {"target": other.pk}, follow=True)

    assert "不能“并入另一议题”" in answer.content.decode()


def test_unknown_steps_are_not_found(client, secretary, alliance, community):
    topic = TopicFactory(alliance=alliance, body=community)

    codes = [
        client.post(page("topic_decide", topic.pk, name)).status_code
        for name in ("hand_back", "nonsense")
    ]

    assert codes == [404, 404]


def test_proposer_withdraws_and_decides_nothing(client, liaison, alliance, community):
    topic = TopicFactory(alliance=alliance, body=community, proposer=liaison.organization)

    codes = [
        client.post(page("topic_step", topic.pk, "hand_back"), {"note": "x"}).status_code,
        client.post(page("topic_step", topic.pk, "withdraw")).status_code,
    ]

    topic.refresh_from_db()
    assert (codes, topic.status) == ([404, 302], "withdrawn")


def test_page_shows_the_forms_that_have_a_choice_only(client, secretary, alliance, community):
    topic = TopicFactory(alliance=alliance, body=community)

    forms = client.get(topic.get_absolute_url()).context["forms"]

    assert list(forms) == ["escalate"]


@TODAY
def test_list_leads_members_to_the_meetings_that_collect(client, liaison, alliance, community):
    of = {"alliance": alliance, "host": community, "status": "collecting"}
    open_one = MeetingFactory(**of, topics_until=date(2026, 11, 25))
    MeetingFactory(**of, topics_until=date(2026, 11, 24))
    MeetingFactory(**of)

    answer = client.get(page("topic_list"))

    assert list(answer.context["collecting"]) == [open_one]
    assert f"?body={community.pk}" in answer.content.decode()


def test_file_is_for_who_may_see_the_topic(client, liaison, alliance, community):
    client.post(
        page("topic_new"),
        typed(community, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF")),
    )
    topic = Topic.objects.get()

    own = client.get(page("topic_file", topic.pk))
    b"".join(own)
    client.force_login(UserFactory(organization=unit_of(alliance, community)))

    assert (own.status_code, client.get(page("topic_file", topic.pk)).status_code) == (200, 404)


@pytest.mark.parametrize("tab", ["received", "proposed", "all"])
def test_tabs_hold_ones_own_part(client, secretary, alliance, community, tab):
    received = TopicFactory(alliance=alliance, body=community)
    proposed = TopicFactory(alliance=alliance, proposer=community)
    passed = TopicFactory(alliance=alliance, body=community)
    passed.escalate(alliance.anchor, by=secretary, note="要街道协调")
    TopicFactory(alliance=alliance)

    rows = client.get(page("topic_list"), {"tab": tab}).context["page"].rows

    assert (
        rows
        == {
            "received": [received],
            "proposed": [proposed],
            "all": [passed, proposed, received],
        }[tab]
    )


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, secretary, alliance, community, count, django_assert_num_queries):
    topics = TopicFactory.create_batch(count, alliance=alliance, body=community)

    with django_assert_num_queries(10):
        answer = client.get(page("topic_list"))

    assert answer.context["page"].rows == topics[::-1]


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_count(
    client, secretary, alliance, community, count, django_assert_num_queries
):
    topic = TopicFactory(alliance=alliance, body=community)
    for other in TopicFactory.create_batch(count, alliance=alliance, body=community):
        other.merge(topic, by=secretary)

    with django_assert_num_queries(18):
        answer = client.get(topic.get_absolute_url())

    assert len(answer.context["merged"]) == count
