"""Uploaded files: judged by their content, stored under a name of ours, handed out so that they can do no harm."""

import re
import uuid
import warnings
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

MAX_PIXELS = 50_000_000
MOST_PHOTOS = 4
MAX_SIDE = 2000
MAX_ZIP_MEMBERS = 5000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_TYPES_BYTES = 1024 * 1024
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE_MAIN_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
# Pillow's name for a format → how we store it. MPO is what many phones write into a .jpg.
IMAGE_FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
IMAGE_EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
UNFIT_FOR_NAMES = re.compile(r'[\x00-\x1f\x7f\ud800-\udfff/\\:*?"<>|]')


def check_image(file: File) -> ContentFile:
    """The picture drawn anew: upright, at most 2000 pixels wide and high, without the place it was taken at."""
    from PIL import Image  # noqa: PLC0415 -- takes a while to load, for uploads alone

    _check_size(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, zlib.error) as error:
        message = "这不是能打开的图片，请换一张 JPG、PNG 或 WebP 格式的图片。"
        raise ValidationError(message, code="image") from error


def _redraw(file: File) -> ContentFile:
    from PIL import Image, ImageOps  # noqa: PLC0415

    file.seek(0)
    with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as probe:
        if probe.width * probe.height > MAX_PIXELS:
            raise _too_many_pixels()
        format_name = IMAGE_FORMATS[probe.format or ""]
        probe.verify()
    file.seek(0)
    with Image.open(file) as source:
        picture = ImageOps.exif_transpose(source)
        has_alpha = format_name != "JPEG" and picture.has_transparency_data
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    picture.info = {}  # comments, XMP and the like would be written again
    out = BytesIO()
    picture.save(out, format_name, quality=85)
    return ContentFile(out.getvalue(), name=f"image{IMAGE_EXTENSIONS[format_name]}")


def _too_many_pixels() -> ValidationError:
    millions = MAX_PIXELS // 1_000_000
    return ValidationError(f"图片超过 {millions}00 万像素，请缩小后再上传。", code="pixels")


def check_document(file: File) -> File:
    """PDF, DOCX, XLSX as they are (named by what they are), a JPG or PNG drawn anew."""
    _check_size(file)
    file.seek(0)
    head = file.read(8)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return check_image(file)
    if re.match(rb"%PDF-[12]\.", head):
        extension = _pdf(file)
    elif head.startswith(b"PK\x03\x04"):
        extension = _office(file)
    elif head.startswith(OLE_MAGIC):
        raise _refused(
            "这是旧版或加了密码的 Office 文件，请去掉密码，另存为 DOCX 或 XLSX 后再上传。"
        )
    else:
        raise _refused("只能上传 PDF、DOCX、XLSX、JPG、PNG 文件，请转换格式后再上传。")
    file.seek(0)
    file.name = f"{PurePath(file.name or 'document').stem}{extension}"
    return file


def _pdf(file: File) -> str:
    file.seek(max(0, file.size - 2048))
    if b"%%EOF" not in file.read():
        raise _refused("这个 PDF 不完整，请重新导出或重新下载后再上传。")
    return ".pdf"


def _office(file: File) -> str:
    try:
        with zipfile.ZipFile(file.file if file.file is not None else file) as archive:
            return _office_kind(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError) as error:
        raise _refused("这个文件已损坏，请用 WPS 或 Office 打开，另存后再上传。") from error
    except (RuntimeError, NotImplementedError) as error:
        raise _refused("这个文件加了密码或用了特殊压缩，请另存为普通文件后再上传。") from error


def _office_kind(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_ZIP_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        raise _refused("这个文件展开后过大，请删去多余的图片或工作表后再上传。")
    names = {member.filename for member in members}
    kinds = [kind for part, kind in OFFICE_MAIN_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise _refused("压缩包不能上传，请上传其中的 PDF、DOCX 或 XLSX 文件。")
    with archive.open("[Content_Types].xml") as types:
        declared = types.read(MAX_TYPES_BYTES).lower()
    if b"macroenabled" in declared or any(_is_active(name) for name in names):
        raise _refused("文件里带有宏或控件，请另存为不带宏的 DOCX 或 XLSX 后再上传。")
    return kinds[0]


def _is_active(name: str) -> bool:
    return re.search(r"vbaproject|macrosheets/|activex/", name.lower()) is not None


def _refused(message: str) -> ValidationError:
    return ValidationError(message, code="document")


def _check_size(file: File) -> None:
    limit = settings.UPLOAD_MAX_BYTES
    if file.size > limit:
        message = (
            f"文件有 {_megabytes(file.size)}，超过 {_megabytes(limit)} 的上限，请压缩后再上传。"
        )
        raise ValidationError(message, code="size")
    if not file.size:
        raise ValidationError("文件是空的，请重新选择。", code="empty")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"


class ImageUploadField(forms.FileField):
    """A photo; it comes back as check_image made it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 255, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        return check_image(file) if file else None


class PhotoInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosUploadField(forms.FileField):
    """Some photos at once, never compulsory; they come back as check_image made them."""

    widget = PhotoInput

    def __init__(self, *, most: int = MOST_PHOTOS, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 255, **kwargs, "required": False})
        self.template_name = "components/photos_field.html"
        self.most = most

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = [file for file in data or [] if file]
        if len(sent) > self.most:
            message = f"照片最多 {self.most} 张，您选了 {len(sent)} 张，请重新选择。"
            raise ValidationError(message, code="photos")
        return [check_image(super(PhotosUploadField, self).clean(file)) for file in sent]


class DocumentUploadField(forms.FileField):
    """A scan or an office document, as check_document lets it pass."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 255, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"}

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        return check_document(file) if file else None


def upload_path(instance: models.Model, filename: str) -> str:
    """upload_to of every file: a name that can't be guessed and tells nothing."""
    extension = PurePath(filename).suffix.lower()
    extension = extension if extension in CONTENT_TYPES else ".bin"
    name = uuid.uuid4().hex
    return f"{instance._meta.label_lower.replace('.', '/')}/{name[:2]}/{name}{extension}"


def file_response(field_file: FieldFile, download_name: str) -> FileResponse:
    """The stored file, once the caller has checked who asks: pictures to look at, the rest to download."""
    if not field_file:
        raise Http404
    extension = PurePath(field_file.name or "").suffix.lower()
    content_type = CONTENT_TYPES.get(extension, "application/octet-stream")
    try:
        content = field_file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    stem = UNFIT_FOR_NAMES.sub("_", download_name).removesuffix(extension).strip(" .") or "file"
    return _answer(content, f"{stem}{extension}", content_type)


def download(content: bytes, name: str, extension: str) -> FileResponse:
    """A document made for whoever asks, by the name that they will find it under."""
    stem = UNFIT_FOR_NAMES.sub("_", name).strip(" .") or "file"
    return _answer(BytesIO(content), f"{stem}{extension}", CONTENT_TYPES[extension])


def _answer(content: IO[bytes], name: str, content_type: str) -> FileResponse:
    is_shown = content_type.startswith("image/")
    response = FileResponse(
        content, as_attachment=not is_shown, filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=600"
    return response
