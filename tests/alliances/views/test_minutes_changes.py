from dataclasses import replace

import pytest
from django.urls import reverse

from alliances import actions
from alliances.minutes import facts_of
from members.models import Message
from tests.alliances.test_meeting import complete_meeting
from tests.factories import AllianceFactory, UserFactory, community_of

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


@pytest.fixture
def meeting(alliance, secretary):
    meeting = complete_meeting(alliance=alliance, host=secretary.organization)
    rewrite(meeting, secretary, "居民说车位不够。", then="submit")
    return meeting


def rewrite(meeting, by, discussion, then=""):
    facts = facts_of(meeting)
    items = [replace(facts.items[0], discussion=discussion)]
    actions.save_minutes(
        meeting, replace(facts, items=items), base_version=meeting.version, by=by, then=then
    )


def page(client, user, url):
    client.force_login(user)
    return client.get(url)


def test_first_review_has_nothing_to_compare_with(client, meeting, chief):
    assert page(client, chief, meeting.get_absolute_url()).context["changes"] is None


def test_reviewer_sees_what_was_done_since_it_was_sent_back(client, meeting, secretary, chief):
    meeting.reopen(by=chief, note="写清楚差多少个")
    rewrite(meeting, secretary, "居民说车位差 24 个。", then="submit")

    html = page(client, chief, meeting.get_absolute_url()).content.decode()

    assert "退回以后改了什么" in html
    assert "写清楚差多少个" in html
    assert "<del>" in html
    assert "删去：" in html
    assert "新增：" in html
    assert "共 1 处改动" in html


def test_drafter_reads_the_reason_on_top_of_the_sheet(client, meeting, secretary, chief):
    meeting.reopen(by=chief, note="写清楚差多少个")
    edit = reverse("alliances:meeting_edit", args=[meeting.pk])

    assert "写清楚差多少个" in page(client, secretary, edit).content.decode()
    message = Message.objects.get(user=secretary, key__startswith=f"meeting:{meeting.pk}:reopen")
    assert (message.body, message.url) == ("写清楚差多少个", meeting.get_absolute_url())

    meeting.refresh_from_db()
    rewrite(meeting, secretary, "居民说车位差 24 个。", then="submit")
    assert "写清楚差多少个" not in page(client, secretary, edit).content.decode()


def test_review_of_a_correction_compares_with_the_final_text(client, meeting, secretary):
    meeting.finalize(by=secretary)
    meeting.correct(by=secretary, note="数错了")
    rewrite(meeting, secretary, "居民说车位差 30 个。", then="submit")

    html = page(client, secretary, meeting.get_absolute_url()).content.decode()

    assert "这次更正改了什么" in html


def test_any_kept_version_can_be_compared(client, meeting, secretary):
    first = meeting.version
    rewrite(meeting, secretary, "第二稿，比第一稿长得多，写的是充电。")
    rewrite(meeting, secretary, "第三稿，比第一稿长得多，写的是充电。")
    changes = reverse("alliances:meeting_changes", args=[meeting.pk])

    def compared(**asked):
        return page(
            client, secretary, reverse("alliances:meeting_changes", args=[meeting.pk], query=asked)
        )

    assert [row.version for row in compared().context["versions"]] == [first + 1, first, 1]
    lines = compared(since=first + 1).context["changes"].lines
    assert [line.kind for line in lines if line.kind != "same"] == ["changed"]
    assert compared(since=first).context["changes"].version.version == first
    for wild in ("99", "x", "9" * 30, ""):
        assert page(client, secretary, f"{changes}?since={wild}").status_code == 200
    assert "没有这一版" in compared(since=99).content.decode()
    assert "没有改动" in compared(since=meeting.version).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_changes(client, meeting, secretary, count, django_assert_num_queries):
    for number in range(count):
        rewrite(meeting, secretary, f"第 {number} 稿")
    client.force_login(secretary)

    with django_assert_num_queries(15):
        client.get(reverse("alliances:meeting_changes", args=[meeting.pk]))
