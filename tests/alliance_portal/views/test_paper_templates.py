from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from alliance_portal.papers import PAPERS
from alliances.models import PaperTemplate
from alliances.papers.minutes import PAPER
from members.models import AuditLog
from tests.factories import AllianceFactory, MeetingFactory, UserFactory
from tests.papers import squeezed, word_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def street(client, alliance):
    user = UserFactory(organization=alliance.anchor)
    client.force_login(user)
    return user


def docx(text):
    document, out = Document(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return SimpleUploadedFile("模板.docx", out.getvalue())


def page(key="minutes", name="paper_template"):
    return reverse(name, args=[key])


def upload(client, text="本街道 {{ title }}", **more):
    return client.post(page(), {"file": docx(text), **more}, follow=True)


def content(response):
    return b"".join(response.streaming_content)


def test_list_names_every_paper_and_its_template(client, street):
    upload(client)

    html = client.get(reverse("paper_template_list")).content.decode()

    assert [paper.label for paper in PAPERS.values() if paper.label not in html] == []
    assert html.count("本街道</span>") == 1


def test_template_goes_down_is_edited_and_comes_up_again(client, street, alliance):
    default = content(client.get(page(name="paper_template_file")))
    assert default == PAPER.word_template()
    edited = Document(BytesIO(default))
    edited.add_paragraph("本街道印发")
    out = BytesIO()
    edited.save(out)

    file = SimpleUploadedFile("纪要.docx", out.getvalue())
    response = client.post(page(), {"file": file, "note": "加印发"}, follow=True)

    assert "新的会议纪要模板已启用。" in response.content.decode()
    meeting = MeetingFactory(alliance=alliance)
    paper = client.get(reverse("alliances:meeting_paper", args=[meeting.pk, "minutes", "docx"]))
    assert word_text(content(paper)).endswith("本街道印发")
    assert content(client.get(page(name="paper_template_file"))) == out.getvalue()
    assert AuditLog.objects.filter(detail="会议纪要换模板 加印发", actor=street).exists()


def test_bad_template_is_refused_with_its_problems_and_the_old_one_stays(client, street):
    upload(client)

    response = upload(client, "标题 {{ titel }}", note="新版")

    html = response.content.decode()
    assert response.status_code == 422
    assert "不认识标签 {{ titel }}，是不是想写 {{ title }}？" in html
    assert 'value="新版"' in html
    assert PaperTemplate.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("a.docx", b"")}])
def test_upload_of_nothing_is_told(client, street, data):
    response = client.post(page(), data)

    assert response.status_code == 422
    assert "field--error" in response.content.decode()


def test_file_that_is_too_big_is_not_read(client, street, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    response = client.post(page(), {"file": SimpleUploadedFile("a.docx", b"x" * 1024 * 1025)})

    assert "文件超过 1 MB" in response.content.decode()


def test_page_explains_the_tags(client, street):
    html = squeezed(client.get(page()).content.decode())

    assert "<code>{{title}}</code></dt><dd>标题" in html
    assert "<code>.heading</code>议题，例如：一、关于院内停车。" in html


def test_sample_is_the_template_in_use_with_an_example(client, street):
    upload(client)

    found = word_text(content(client.get(page(name="paper_template_sample"))))

    assert found == "本街道示例社区第四季度党建联席会议纪要"


def test_default_comes_back_and_the_own_one_can_still_be_had(client, street):
    upload(client)

    first = client.post(page(name="paper_template_default"), follow=True).content.decode()
    second = client.post(page(name="paper_template_default"), follow=True).content.decode()

    assert "已恢复默认模板" in first
    assert "现在用的就是默认模板。" in second
    version = reverse("paper_template_version", args=[PaperTemplate.objects.get().pk])
    assert version in second
    assert word_text(content(client.get(version))) == "本街道{{title}}"


def test_page_tells_of_a_template_that_cannot_be_used_any_more(client, street, alliance):
    upload(client)
    template = PaperTemplate.objects.get()
    template.file.storage.delete(template.file.name)

    assert "文件找不到了。" in client.get(page()).content.decode()


@pytest.mark.parametrize("name", ["paper_template", "paper_template_file", "paper_template_sample"])
def test_paper_that_there_is_not(client, street, name):
    assert client.get(page("nothing", name)).status_code == 404


def test_version_of_another_street_is_not_found(client, street):
    other = UserFactory(organization=AllianceFactory().anchor)
    client.force_login(other)
    upload(client)
    client.force_login(street)

    version = reverse("paper_template_version", args=[PaperTemplate.objects.get().pk])

    assert client.get(version).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(client, street, count, django_assert_num_queries):
    for _ in range(count):
        upload(client)

    with django_assert_num_queries(4):
        client.get(page())
