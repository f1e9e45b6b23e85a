import io
import zipfile
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.db.models.fields.files import FieldFile
from django.http import Http404
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from officekit.uploads import (
    DocumentUploadField,
    ImageUploadField,
    PhotosUploadField,
    check_document,
    check_image,
    file_response,
    upload_path,
)

ORIENTATION, GPS, TURNED_RIGHT = 0x0112, 0x8825, 6


def picture(format_name="JPEG", size=(40, 20), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, format_name, **options)
    return out.getvalue()


def office(main="word/document.xml", *, types=b"<Types/>", **members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(main, "<x/>")
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def upload(content, name="x.bin"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("format_name", "mode", "name"),
    [
        ("JPEG", "RGB", "image.jpg"),
        ("JPEG", "CMYK", "image.jpg"),
        ("PNG", "P", "image.png"),
        ("PNG", "RGBA", "image.png"),
        ("PNG", "I;16", "image.png"),
        ("WEBP", "RGB", "image.webp"),
    ],
)
def test_check_image_takes_what_cameras_and_screens_make(format_name, mode, name):
    source = Image.new("RGB", (4, 4), "red")
    if mode == "I;16":
        source = Image.new(mode, (4, 4))
    out = io.BytesIO()
    (source if mode == "I;16" else source.convert(mode)).save(out, format_name)

    assert check_image(upload(out.getvalue())).name == name


def test_check_image_turns_upright_and_forgets_the_place():
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif[GPS] = {1: "N", 2: (37.0, 52.0, 0.0)}
    content = picture(exif=exif, comment=b"somebody's phone")

    cleaned = Image.open(check_image(upload(content)))

    assert cleaned.size == (20, 40)
    assert dict(cleaned.getexif()) == {}
    assert "comment" not in cleaned.info


def test_check_image_shrinks():
    assert Image.open(check_image(upload(picture(size=(4000, 100))))).size == (2000, 50)


@pytest.mark.parametrize("size", [(8000, 7000), (20_000, 10_000)])
def test_check_image_refuses_bombs(size):
    content = picture("PNG", size, "1")

    with pytest.raises(ValidationError, match="图片超过 5000 万像素"):
        check_image(upload(content))


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", picture()[:200], picture("PNG")[:40]],
)
def test_check_image_refuses_what_is_no_picture(content):
    with pytest.raises(ValidationError, match="不是能打开的图片"):
        check_image(upload(content, "x.jpg"))


@given(st.binary(min_size=1), st.integers(0, 600))
def test_checks_answer_any_bytes_with_a_validation_error(junk, place):
    for check, whole in [
        (check_image, picture()),
        (check_image, picture("PNG")),
        (check_document, office()),
    ]:
        broken = whole[:place] + junk + whole[place + len(junk) :]
        try:
            outcome = check(upload(broken)).size
        except ValidationError as error:
            outcome = len(error.messages)

        assert outcome > 0


@pytest.mark.parametrize("check", [check_image, check_document])
def test_size_is_limited(settings, check):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    with pytest.raises(ValidationError, match=r"文件有 1\.5 MB，超过 1\.0 MB 的上限"):
        check(upload(b"x" * 1_572_864))
    with pytest.raises(ValidationError, match="文件是空的"):
        check(upload(b""))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n...\n%%EOF\n", "协议.pdf"),
        (office(), "协议.docx"),
        (office("xl/workbook.xml"), "协议.xlsx"),
        (picture("PNG"), "image.png"),
        (picture(), "image.jpg"),
    ],
)
def test_check_document_names_a_file_by_its_content(content, name):
    checked = check_document(upload(content, "协议.exe"))

    assert checked.name == name
    assert checked.tell() == 0


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"%PDF-1.7\n...", "这个 PDF 不完整"),
        (b"MZ\x90", "只能上传 PDF"),
        (b"<html><script>", "只能上传 PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "旧版或加了密码"),
        (office("readme.txt"), "压缩包不能上传"),
        (office(word__vbaProject_bin="x"), "带有宏"),
        (office(types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "带有宏"),
        (office(word__activeX__x="x"), "带有宏"),
        (office()[:-10], "已损坏"),
        (b"PK\x03\x04junk", "已损坏"),
    ],
)
def test_check_document_says_what_is_wrong(content, advice):
    with pytest.raises(ValidationError, match=advice):
        check_document(upload(content, "x.docx"))


def test_check_document_refuses_zip_bombs(monkeypatch):
    monkeypatch.setattr("officekit.uploads.MAX_UNPACKED_BYTES", 1000)

    with pytest.raises(ValidationError, match="展开后过大"):
        check_document(upload(office(word__big="0" * 2000)))


class FilesForm(forms.Form):
    photo = ImageUploadField(required=False)
    scan = DocumentUploadField()


def test_fields_return_what_was_checked():
    form = FilesForm({}, {"photo": upload(picture("PNG")), "scan": upload(office(), "a.docx")})

    assert form.is_valid()
    assert form.cleaned_data["photo"].name == "image.png"
    assert form.cleaned_data["scan"].read(2) == b"PK"


def test_fields_say_what_is_wrong():
    form = FilesForm({}, {"photo": upload(b"x"), "scan": upload(b"x")})

    assert form.errors == {
        "photo": ["这不是能打开的图片，请换一张 JPG、PNG 或 WebP 格式的图片。"],
        "scan": ["只能上传 PDF、DOCX、XLSX、JPG、PNG 文件，请转换格式后再上传。"],
    }


def test_fields_offer_only_what_they_take():
    form = FilesForm()

    assert 'accept="image/jpeg,image/png,image/webp"' in str(form["photo"])
    assert 'accept=".pdf,.docx,.xlsx,.jpg,.jpeg,.png"' in str(form["scan"])


@pytest.mark.parametrize(
    ("filename", "extension"),
    [("协议.PDF", "pdf"), ("x.html", "bin"), ("../../etc/passwd", "bin"), ("", "bin")],
)
def test_upload_path_tells_nothing(filename, extension):
    instance = SimpleNamespace(_meta=SimpleNamespace(label_lower="alliances.agreement"))

    folder, app, start, name = upload_path(instance, filename).split("/")

    assert (folder, app, start) == ("alliances", "agreement", name[:2])
    assert name[32:] == f".{extension}"


def test_upload_path_can_be_written_into_migrations():
    code, _ = MigrationWriter.serialize(models.FileField(upload_to=upload_path))

    assert code == "models.FileField(upload_to=officekit.uploads.upload_path)"


def stored(name, content=b"content"):
    storage = InMemoryStorage()
    if name and content is not None:
        storage.save(name, ContentFile(content))
    return FieldFile(None, models.FileField(storage=storage), name)


def test_file_response_sends_a_document_as_a_download():
    response = file_response(stored("a/b.pdf"), "共建协议/2026\r\n.pdf")

    assert b"".join(response.streaming_content) == b"content"
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": "7",
        "Content-Disposition": (
            "attachment; filename*=utf-8''%E5%85%B1%E5%BB%BA%E5%8D%8F%E8%AE%AE_2026__.pdf"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=600",
    }


@pytest.mark.parametrize(
    ("name", "content_type", "disposition"),
    [
        ("b.png", "image/png", "inline"),
        ("b.html", "application/octet-stream", "attachment"),
        ("b", "application/octet-stream", "attachment"),
    ],
)
def test_file_response_shows_only_pictures(name, content_type, disposition):
    response = file_response(stored(name), "x")

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].split(";")[0] == disposition


@pytest.mark.parametrize("field_file", [stored("gone.pdf", None), stored("")])
def test_file_response_without_a_file_is_404(field_file):
    with pytest.raises(Http404):
        file_response(field_file, "x")


class PhotosForm(forms.Form):
    photos = PhotosUploadField(most=2)


def photos_form(*files):
    return PhotosForm({}, MultiValueDict({"photos": list(files)}))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_photos_come_back_drawn_anew(number):
    form = photos_form(*(upload(picture(), "a.jpg") for _ in range(number)))

    assert form.is_valid()
    assert [photo.name for photo in form.cleaned_data["photos"]] == ["image.jpg"] * number


def test_photos_say_what_is_wrong():
    many = photos_form(*(upload(picture(), "a.jpg") for _ in range(3)))
    wrong = photos_form(upload(picture(), "a.jpg"), upload(b"%PDF-1.7 %%EOF", "b.jpg"))

    assert many.errors["photos"] == ["照片最多 2 张，您选了 3 张，请重新选择。"]
    assert len(wrong.errors["photos"]) == 1
    assert "multiple" in str(wrong["photos"])
