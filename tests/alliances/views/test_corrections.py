from dataclasses import replace

import pytest
from django.urls import reverse

from alliances import actions
from alliances.minutes import facts_of
from alliances.models import Publication
from members.models import AuditLog
from tests.alliances.test_meeting import complete_meeting
from tests.factories import (
    AllianceFactory,
    AttendanceFactory,
    CorrectionFactory,
    MeetingFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def secretary(alliance):
    return UserFactory(organization=community_of(alliance))


@pytest.fixture
def chief(alliance):
    return UserFactory(organization=alliance.anchor)


def publish(meeting, by, chief):
    meeting.propose(by=by)
    for step in ("review", "approve", "publish"):
        getattr(meeting, step)(by=chief)


@pytest.fixture
def meeting(alliance, secretary, chief):
    """Public, corrected, and public again."""
    meeting = complete_meeting(alliance=alliance, host=secretary.organization, title="停车协商会")
    AttendanceFactory(
        meeting=meeting, organization=None, guest_role="resident", person_name="示例丙", status=""
    )
    meeting.finalize(by=secretary)
    publish(meeting, secretary, chief)
    meeting.correct(by=secretary, note="议题写错了")
    facts = facts_of(meeting)
    item = replace(facts.items[0], title="电动车充电")
    actions.save_minutes(
        meeting,
        replace(facts, items=[item]),
        base_version=meeting.version,
        by=secretary,
        then="finalize",
    )
    publish(meeting, secretary, chief)
    return meeting


def page(client, meeting, user=None):
    if user:
        client.force_login(user)
    url = meeting.get_absolute_url() if user else meeting.get_public_url()
    return client.get(url).content.decode()


def test_visitors_read_when_why_and_what_was_corrected(client, meeting):
    html = page(client, meeting)

    assert "号（更正）" in html
    assert "议题写错了" in html
    assert "关于电动车充电" in html
    assert "关于老旧小区停车" in html
    assert "示例丙" not in html


def test_units_that_were_not_there_read_what_visitors_read(client, meeting, alliance, chief):
    other = UserFactory(organization=unit_of(alliance, meeting.host))
    seen = [page(client, meeting, user) for user in (chief, other)]
    meeting.corrections.get().show_earlier(False)
    hidden = [page(client, meeting, user) for user in (chief, other)]

    def has(word, pages):
        return [word in html for html in pages]

    assert (has("示例丙", seen), has("示例丙", hidden)) == ([True, False], [True, False])
    earlier = "关于老旧小区停车"
    assert (has(earlier, seen), has(earlier, hidden)) == ([True, True], [True, False])


def test_visitors_see_no_sign_of_a_correction_where_there_is_none(client, alliance):
    assert "更正" not in page(client, MeetingFactory(alliance=alliance, final=True, public=True))


def test_street_can_hide_the_earlier_text(client, meeting, chief):
    correction = meeting.corrections.get()
    url = reverse("alliances:correction_show", args=[correction.pk])
    client.force_login(chief)

    client.post(url, {"shows": ""})
    client.logout()

    html = page(client, meeting)
    assert "更正前的纪要不对外显示" in html
    assert "关于老旧小区停车" not in html
    assert AuditLog.objects.filter(detail="不对外显示原文").exists()
    assert "关于老旧小区停车" in page(client, meeting, chief)

    client.post(url, {"shows": "1"})
    client.logout()
    assert "关于老旧小区停车" in page(client, meeting)


def test_earlier_text_that_was_never_public_is_not_shown(client, alliance, secretary, chief):
    meeting = complete_meeting(alliance=alliance, host=secretary.organization)
    meeting.finalize(by=secretary)
    meeting.correct(by=secretary, note="记错了")
    facts = replace(facts_of(meeting), place="广场")
    actions.save_minutes(meeting, facts, base_version=1, by=secretary, then="finalize")
    publish(meeting, secretary, chief)

    assert "更正前的纪要不对外显示" in page(client, meeting)


def test_desk_leads_through_a_correction(client, alliance, secretary):
    meeting = complete_meeting(alliance=alliance, host=secretary.organization)
    meeting.finalize(by=secretary)
    html = page(client, meeting, secretary)
    assert "更正的原因" in html

    step = reverse("alliances:meeting_step", args=[meeting.pk, "correct"])
    client.post(step, {"note": "记错了"})

    html = page(client, meeting, secretary)
    assert "正在更正" in html
    assert "更正稿" in html
    assert "不更正了" in html
    sheet = client.get(reverse("alliances:meeting_edit", args=[meeting.pk])).content.decode()
    assert "更正定稿" in sheet
    meeting.refresh_from_db()
    assert meeting.publication == Publication.PRIVATE


def test_correction_that_has_not_taken_effect_cannot_be_shown(client, chief, alliance):
    open_one = CorrectionFactory(
        meeting__alliance=alliance, finished_at=None, finished_by=None, begun_by=chief
    )
    client.force_login(chief)

    url = reverse("alliances:correction_show", args=[open_one.pk])
    assert client.post(url, {"shows": "1"}).status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_query_count_of_corrected_minutes(
    client, meeting, secretary, times, django_assert_num_queries
):
    for _ in range(times - 1):
        CorrectionFactory(meeting=meeting, shows_earlier=True)

    with django_assert_num_queries(10):
        client.get(meeting.get_public_url())
