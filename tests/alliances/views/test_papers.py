import re
from io import BytesIO
from urllib.parse import quote

import pytest
from django.urls import reverse
from docx import Document

from alliances.papers.minutes import minutes_document
from members.models import AuditAction, AuditLog
from tests.factories import (
    AgendaItemFactory,
    AllianceFactory,
    AttendanceFactory,
    DutyFactory,
    MeetingFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.papers import squeezed, word_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def alliance(db):
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


@pytest.fixture
def meeting(alliance, community):
    meeting = MeetingFactory(alliance=alliance, host=community, title="停车/协商会")
    AttendanceFactory(meeting=meeting, organization=unit_of(alliance, community))
    AgendaItemFactory(meeting=meeting, discussion="说过。\n又说。")
    return meeting


def paper_of(meeting, key, form="docx"):
    return reverse("alliances:meeting_paper", args=[meeting.pk, key, form])


def content(response):
    return b"".join(response.streaming_content)


def test_paper_is_a_file_under_its_chinese_name(client, secretary, meeting):
    word = client.get(paper_of(meeting, "minutes"))
    pdf = client.get(paper_of(meeting, "minutes", "pdf"))

    assert (word["Content-Type"], pdf["Content-Type"]) == (WORD, "application/pdf")
    name = quote("停车_协商会会议纪要")
    assert word["Content-Disposition"] == f"attachment; filename*=utf-8''{name}.docx"
    assert pdf["Content-Disposition"] == f"attachment; filename*=utf-8''{name}.pdf"
    assert word["X-Content-Type-Options"] == "nosniff"
    assert Document(BytesIO(content(word))).paragraphs
    assert content(pdf).startswith(b"%PDF-")


def test_whoever_takes_a_paper_is_recorded(client, secretary, meeting):
    client.get(paper_of(meeting, "minutes", "pdf"))

    row = AuditLog.objects.get(action=AuditAction.EXPORT)
    assert (row.actor, row.record, row.detail) == (
        secretary,
        f"alliances.Meeting:{meeting.pk}",
        "会议纪要（PDF）",
    )


def test_paper_says_what_the_page_says(client, secretary, meeting):
    page = client.get(meeting.get_absolute_url()).content.decode()
    word = word_text(content(client.get(paper_of(meeting, "minutes"))))

    minutes = minutes_document(meeting)
    assert word == squeezed(f"草稿{minutes.text}").replace("　", "")
    parts = re.split("[\n：　]", minutes.text)
    assert [part for part in parts if part not in page] == []


@pytest.mark.parametrize(("key", "form"), [("minutes", "doc"), ("agreement", "docx")])
def test_paper_that_there_is_not(client, secretary, meeting, key, form):
    assert client.get(paper_of(meeting, key, form)).status_code == 404


def test_page_offers_the_papers(client, secretary, meeting):
    page = client.get(meeting.get_absolute_url()).content.decode()

    assert paper_of(meeting, "minutes") in page
    assert paper_of(meeting, "minutes", "pdf") in page


@pytest.mark.parametrize("key", ["notice", "topics", "sign-in", "minutes", "publicity"])
def test_every_paper_of_a_meeting_opens(client, secretary, meeting, key):
    assert "停车/协商会" in word_text(content(client.get(paper_of(meeting, key))))
    assert content(client.get(paper_of(meeting, key, "pdf"))).startswith(b"%PDF-")


def test_unit_that_attends_gets_notice_and_minutes_only(client, meeting):
    unit = meeting.attendances.get().organization
    client.force_login(UserFactory(organization=unit))

    keys = ["notice", "topics", "sign-in", "minutes", "publicity"]
    codes = {key: client.get(paper_of(meeting, key)).status_code for key in keys}
    page = client.get(meeting.get_absolute_url()).content.decode()

    assert codes == {"notice": 200, "topics": 404, "sign-in": 404, "minutes": 200, "publicity": 404}
    assert [key for key in keys if paper_of(meeting, key) in page] == ["notice", "minutes"]


def duty_paper(form="docx", **asked):
    return reverse("alliances:duty_paper", args=[form], query=asked)


def test_list_of_duties_has_exactly_the_rows_of_the_page(client, secretary, community, alliance):
    lead = unit_of(alliance, community, name="示例医院党总支")
    DutyFactory(alliance=alliance, host=community, lead=lead, title="划线")
    DutyFactory(alliance=alliance, host=community, lead=unit_of(alliance), title="清雪")
    DutyFactory(title="别的街道")

    asked = {"tab": "set", "unit": "医院", "state": "all"}
    found = word_text(content(client.get(duty_paper(**asked))))

    assert "划线" in found
    assert not re.search("清雪|别的街道", found)
    assert "范围：本社区，全部，责任单位含“医院”共1项" in found


def test_long_list_is_sent_to_excel(client, secretary, community, alliance, monkeypatch):
    monkeypatch.setattr("alliances.views.papers.MOST_ROWS", 1)
    for _ in range(2):
        DutyFactory(alliance=alliance, host=community, lead=community)

    response = client.get(duty_paper(tab="set"), follow=True)

    assert response.redirect_chain == [(f"{reverse('alliances:duty_list')}?tab=set", 302)]
    assert "超过 1 件" in response.content.decode()


def test_wrong_filter_is_shown_in_the_list(client, secretary):
    response = client.get(duty_paper(state="nonsense"))

    assert response.url == f"{reverse('alliances:duty_list')}?state=nonsense"


def test_list_in_another_form_is_not_found(client, secretary):
    assert client.get(duty_paper("xlsx")).status_code == 404


@pytest.mark.parametrize("row_count", [1, 3])
def test_list_query_count(client, secretary, community, row_count, django_assert_num_queries):
    for _ in range(row_count):
        DutyFactory(host=community, lead=community).assistants.add(community)

    with django_assert_num_queries(10):
        client.get(duty_paper("pdf", tab="set"))
