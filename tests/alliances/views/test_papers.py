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
