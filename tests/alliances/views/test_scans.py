"""签字原件扫描: what is taken, to which version it goes, and who reads it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image

from alliances.models import AgreementScan
from members.models import AuditAction, AuditLog, StepError
from tests.alliances.agreements import Street
from tests.factories import AgreementFactory, AgreementScanFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nscan\n%%EOF"


@pytest.fixture
def street():
    return Street()


def pdf(name="scan.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def picture():
    out = BytesIO()
    Image.new("RGB", (30, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("页.jpg", out.getvalue())


def add(client, agreement, *files):
    url = reverse("alliances:scan_add", args=[agreement.pk])
    return client.post(url, {"pages": list(files)})


def test_several_pages_go_to_the_version_that_was_signed(client, street):
    agreement = street.signed()
    client.force_login(street.secretary)

    add(client, agreement, pdf(), picture())

    first, second = AgreementScan.objects.all()
    assert {first.version, second.version} == {agreement.standing_version()}
    assert first.uploaded_by == street.secretary
    with first.file.open() as file:
        assert (file.read(), second.file.name[-4:]) == (PDF, ".jpg")
    assert "已存入签字原件 2 个文件" in client.get(agreement.get_absolute_url()).text


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (None, "请选择要上传的文件"),
        (SimpleUploadedFile("原件.pdf", b"MZ not a pdf"), "“原件.pdf”：只能上传"),
        (SimpleUploadedFile("空.pdf", b""), "空"),
    ],
)
def test_what_is_no_scan_is_refused_with_its_name_and_nothing_is_stored(client, street, file, told):
    agreement = street.signed()
    client.force_login(street.secretary)

    page = add(client, agreement, *[each for each in (pdf(), file) if file])

    assert (page.status_code, AgreementScan.objects.count()) == (422, 0)
    assert told in page.text


def test_an_office_document_is_no_scan(client, street, docx):
    agreement = street.signed()
    client.force_login(street.secretary)

    page = add(client, agreement, SimpleUploadedFile("协议.docx", docx))

    assert (page.status_code, AgreementScan.objects.count()) == (422, 0)
    assert "扫描件请用 PDF、JPG 或 PNG" in page.text


@pytest.fixture
def docx():
    from docx import Document

    out = BytesIO()
    Document().save(out)
    return out.getvalue()


def test_too_many_files_are_refused(client, street):
    agreement = street.signed()
    client.force_login(street.secretary)

    page = add(client, agreement, *[pdf(f"{n}.pdf") for n in range(41)])
    with pytest.raises(StepError, match="最多存 40 个"):
        AgreementScan.objects.attach(agreement, [pdf()] * 41, by=street.secretary)

    assert "一次最多 40 个文件" in page.text
    assert AgreementScan.objects.count() == 0


@pytest.mark.parametrize("state", ["draft", "confirmed"])
def test_nothing_is_attached_before_the_signature(client, street, state):
    agreement = getattr(street, state)()
    client.force_login(street.secretary)

    page = add(client, agreement, pdf())

    assert AgreementScan.objects.count() == 0
    assert "各方签订以后" in client.get(page.url).text


def test_a_double_click_stores_once(client, street):
    agreement = street.signed()
    client.force_login(street.secretary)

    for _ in range(2):
        add(client, agreement, pdf())

    assert AgreementScan.objects.count() == 1


def test_a_wrong_scan_is_voided_with_its_reason_and_kept(client, street):
    agreement = street.signed()
    client.force_login(street.secretary)
    add(client, agreement, pdf())
    scan = AgreementScan.objects.get()
    void = reverse("alliances:scan_void", args=[scan.pk])

    silent = client.post(void, {"reason": " "}, follow=True)
    client.post(void, {"reason": "传错了"})
    again = client.post(void, {"reason": "传错了"}, follow=True)

    scan.refresh_from_db()
    assert "请写明为什么作废" in silent.text
    assert (scan.voided_by, scan.void_reason) == (street.secretary, "传错了")
    assert "刚才已经作废" in again.text
    assert client.get(reverse("alliances:scan_file", args=[scan.pk])).status_code == 404


def test_a_void_scan_says_who_and_why():
    scan = AgreementScanFactory()

    with pytest.raises(IntegrityError):
        AgreementScan.objects.filter(pk=scan.pk).update(void_reason="没有人")


def test_scans_are_for_those_whom_the_agreement_is_between(client, street):
    agreement = street.signed()
    scan = AgreementScan.objects.attach(agreement, [pdf()], by=street.secretary)[0]
    users = {
        "secretary": street.secretary,
        "liaison": street.liaison,
        "clerk": street.clerk,
        "stranger": Street().clerk,
    }
    url = reverse("alliances:scan_file", args=[scan.pk])

    found = {}
    for name, user in users.items():
        client.force_login(user)
        answer = client.get(url)
        b"".join(answer)
        found[name] = answer.status_code

    assert found == {"secretary": 200, "liaison": 200, "clerk": 200, "stranger": 404}
    assert AuditLog.objects.filter(action=AuditAction.DOWNLOAD).count() == 3
    client.logout()
    assert client.get(url).status_code == 302


def test_a_public_page_has_no_scans(client, street):
    agreement = AgreementFactory(alliance=street.alliance, in_force=True, public=True)
    scan = AgreementScanFactory(version__agreement=agreement)

    page = client.get(agreement.get_public_url())

    assert page.status_code == 200
    assert reverse("alliances:scan_file", args=[scan.pk]) not in page.text
    assert str(scan) == f"签字原件扫描 {scan.pk}"
