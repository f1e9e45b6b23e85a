import pytest
from django.urls import reverse
from django.utils.timezone import now

from alliances.models import Invitation
from members.models import AuditLog
from tests.factories import (
    AgendaItemFactory,
    AllianceFactory,
    InvitationFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def invitation(alliance, community):
    return InvitationFactory(
        sent=True,
        meeting__alliance=alliance,
        meeting__host=community,
        organization=unit_of(alliance, community),
    )


@pytest.fixture
def liaison(client, invitation):
    user = UserFactory(organization=invitation.organization)
    client.force_login(user)
    return user


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


def notice_page(invitation):
    return reverse("alliances:meeting_notice", args=[invitation.meeting_id])


def answer(client, invitation, answer, **more):
    url = reverse("alliances:invitation_answer", args=[invitation.pk])
    return client.post(url, {"answer": answer, "seen": invitation.seen, **more}, follow=True)


def test_notice_says_when_and_where_and_is_read_once(client, invitation, liaison):
    AgendaItemFactory(meeting=invitation.meeting, title="院内停车")

    page = client.get(notice_page(invitation)).text

    assert invitation.meeting.place in page
    assert "院内停车" in page
    invitation.refresh_from_db()
    assert invitation.read_by == liaison


def test_opening_by_others_is_not_reading(client, invitation, secretary):
    page = client.get(notice_page(invitation)).text

    assert "能否参加" not in page
    assert Invitation.objects.get().read_at is None


def test_invited_unit_answers_from_its_desk(client, invitation, liaison):
    desk = client.get(reverse("desk")).text
    assert notice_page(invitation) in desk

    page = answer(client, invitation, "proxy", proxy_name="示例甲").text

    assert "代参（示例甲）" in page
    assert notice_page(invitation) not in client.get(reverse("desk")).text
    assert AuditLog.objects.latest("pk").detail.endswith("：代参（示例甲）")


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"answer": "proxy"}, "请填写代参人姓名"),
        ({"answer": "proxy", "proxy_name": "长" * 31}, "最多 30 个字"),
        ({"answer": "<script>"}, "选一个"),
        ({"answer": "attend", "seen": "9:"}, "刚刚改期"),
    ],
)
def test_bad_answer_is_told_and_not_stored(client, invitation, liaison, sent, complaint):
    page = answer(client, invitation, **sent)

    assert (page.status_code, complaint in page.text) == (200, True)
    assert Invitation.objects.get().answer == ""


def test_convener_sees_who_has_read_and_answered_and_each_number_opens_its_rows(
    client, invitation, secretary
):
    others = InvitationFactory.create_batch(2, meeting=invitation.meeting, asked=1, sent_at=now())
    others[0].reply("excused", by=secretary, seen=others[0].seen)
    url = reverse("alliances:invitation_list", args=[invitation.meeting_id])

    everybody, excused = client.get(url), client.get(f"{url}?show=excused")

    assert everybody.context["tallies"] == [
        ("all", "全部", 3),
        ("unread", "未读", 3),
        ("unanswered", "未答复", 2),
        ("attend", "参加", 0),
        ("excused", "请假", 1),
        ("proxy", "代参", 0),
    ]
    assert list(excused.context["invitations"]) == [others[0]]
    assert list(client.get(f"{url}?show=x").context["invitations"]) == [invitation, *others]


def test_convener_writes_down_an_answer_by_telephone(client, invitation, secretary):
    page = answer(client, invitation, "attend", list="1")

    assert page.redirect_chain[-1][0].endswith("/invitations/")
    assert Invitation.objects.get().answered_by == secretary


def test_after_the_beginning_nobody_answers(client, invitation, liaison):
    invitation.meeting.starts_at = now()
    invitation.meeting.save()

    assert "没有答复" in client.get(notice_page(invitation)).text
    assert "已经开始" in answer(client, invitation, "attend").text


@pytest.mark.parametrize("count", [1, 3])
def test_invitation_list_query_count(
    client, invitation, secretary, count, django_assert_num_queries
):
    InvitationFactory.create_batch(count, meeting=invitation.meeting, asked=1, sent_at=now())
    for row in Invitation.objects.all():
        row.reply("attend", by=secretary, seen=row.seen)
    url = reverse("alliances:invitation_list", args=[invitation.meeting_id])
    client.get(url)

    with django_assert_num_queries(7):
        client.get(url)
