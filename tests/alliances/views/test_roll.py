import pytest
from django.urls import reverse
from django.utils.timezone import now

from members.models import AuditLog
from tests.factories import (
    AllianceFactory,
    AttendanceFactory,
    InvitationFactory,
    UnitFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    alliance = AllianceFactory()
    community = community_of(alliance)
    return InvitationFactory(
        sent=True,
        meeting__alliance=alliance,
        meeting__host=community,
        meeting__starts_at=now(),
        organization=unit_of(alliance, community, name="示例医院党总支"),
    )


@pytest.fixture
def meeting(invitation):
    return invitation.meeting


@pytest.fixture
def secretary(client, meeting):
    user = UserFactory(organization=meeting.host)
    client.force_login(user)
    return user


def send(client, view, /, *args, **data):
    return client.post(reverse(f"alliances:{view}", args=args), data, follow=True)


def roll_of(client, meeting):
    return client.get(reverse("alliances:meeting_roll", args=[meeting.pk]))


def test_roll_is_ticked_one_tap_each(client, meeting, invitation, secretary):
    assert "应到 1 · 实到 <b" in roll_of(client, meeting).text

    page = send(
        client, "roll_tick", meeting.pk, invitation.organization_id, status="present", name="示例甲"
    )

    assert page.redirect_chain[-1][0].endswith(f"/roll/#o{invitation.organization_id}")
    assert '实到 <b class="here">1</b>' in page.text
    row = meeting.attendances.get()
    assert (row.person_name, row.status) == ("示例甲", "present")
    assert AuditLog.objects.latest("pk").detail == "点到"


def test_answers_stand_beside_the_names_and_tick_the_rest(client, meeting, invitation, secretary):
    type(invitation).objects.update(
        answer="proxy", proxy_name="示例乙", answered_at=now(), answered_by=secretary
    )

    assert "答复：代参（示例乙）" in roll_of(client, meeting).text
    page = send(client, "roll_fill", meeting.pk)

    assert "已按答复点好 1 家" in page.text
    assert meeting.attendances.get().status == "proxy"


def test_unit_and_guest_are_added_on_the_spot(client, meeting, secretary):
    unit_of(meeting.alliance, name="示例银行党支部")

    send(client, "roll_add", meeting.pk, unit="示例银行")
    send(client, "roll_add", meeting.pk, role="resident", name="示例丙")

    assert [str(row) for row in meeting.attendances.all()] == ["示例银行党支部", "居民 示例丙"]


def test_guest_is_named_and_struck_off(client, meeting, secretary):
    guest = AttendanceFactory(meeting=meeting, organization=None, guest_role="merchant", status="")

    send(client, "roll_guest", guest.pk, name="示例丁")
    assert meeting.attendances.get().person_name == "示例丁"
    send(client, "roll_guest", guest.pk, remove="1")

    assert meeting.attendances.count() == 0


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"unit": "查无此家"}, "没有找到"),
        ({"unit": ""}, "请写来的是哪个单位"),
        ({"role": "", "name": "甲"}, "请选择列席人的身份"),
        ({"role": "king"}, "没有记上"),
        ({"role": "resident", "name": "长" * 31}, "最多 30 个字"),
    ],
)
def test_wrong_participant_is_told(client, meeting, secretary, data, complaint):
    assert complaint in send(client, "roll_add", meeting.pk, **data).text
    assert meeting.attendances.count() == 0


def test_wrong_tick_is_told(client, meeting, invitation, secretary):
    tick = ("roll_tick", meeting.pk, invitation.organization_id)

    assert "选一个" in send(client, *tick, status="late").text
    assert "最多 30 个字" in send(client, *tick, status="present", name="长" * 31).text
    foreign = reverse("alliances:roll_tick", args=[meeting.pk, UnitFactory().pk])
    assert client.post(foreign, {"status": "present"}).status_code == 404
    assert meeting.attendances.count() == 0


def test_closed_roll_takes_nothing(client, meeting, invitation, secretary):
    meeting.cancel(by=secretary, note="会场停电")

    page = send(client, "roll_tick", meeting.pk, invitation.organization_id, status="present")

    assert "会议已取消，现在不能点到" in page.text
    assert meeting.attendances.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_roll_query_count(client, meeting, secretary, count, django_assert_num_queries):
    for _ in range(count):
        InvitationFactory(meeting=meeting)
        AttendanceFactory(meeting=meeting)
    roll_of(client, meeting)

    with django_assert_num_queries(12):
        roll_of(client, meeting)
