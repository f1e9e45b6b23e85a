"""What a Word file that somebody uploads may consist of: text, tables, pictures; nothing that runs, links or unfolds."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

MAX_PARTS = 300
MAX_UNPACKED = 20 * 1024 * 1024
MAX_XML = 2 * 1024 * 1024
MAIN_TYPE = b"wordprocessingml.document.main+xml"
ACTIVE = re.compile(r"vbaproject|vbadata|activex/|embeddings/|customui|oleobject", re.IGNORECASE)
# Relations that bring in something else than what stands in the file.
FOREIGN = re.compile(r"/(oleObject|package|attachedTemplate|aFChunk|subDocument|frame|control)$")
# Possessive: what is no field is refused at once, however long it is.
FIELD = re.compile(
    r"(?:\s*+(?:PAGE|NUMPAGES|SECTIONPAGES)(?:\s*+\\[*#]\s*+\w++)*+\s*+)*+", re.IGNORECASE
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class PackageError(Exception):
    """The file is refused; the message is fit for whoever uploaded it."""


def check_package(content: bytes) -> None:
    """Raises PackageError for anything but a harmless .docx."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_size(archive)
            names = archive.namelist()
            if "word/document.xml" not in names or "[Content_Types].xml" not in names:
                raise PackageError(
                    "这不是 Word 文件（.docx），请用 WPS 或 Word 另存为 .docx 后再上传。"
                )
            _check_active(names, archive.read("[Content_Types].xml"))
            for name in names:
                if name.endswith((".xml", ".rels")):
                    _check_part(name, archive.read(name))
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError) as error:
        raise PackageError(
            "文件打不开，可能已损坏或加了密码，请用 WPS 或 Word 打开另存为 .docx 后再上传。"
        ) from error


def _check_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    texts = [part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))]
    too_big = (
        sum(part.file_size for part in parts) > MAX_UNPACKED or max(texts, default=0) > MAX_XML
    )
    if len(parts) > MAX_PARTS or too_big:
        raise PackageError("文件展开后过大，请删去多余的图片和内容后再上传。")


def _check_active(names: list[str], types: bytes) -> None:
    is_active = any(ACTIVE.search(name) for name in names)
    if is_active or b"macroenabled" in types.lower():
        raise PackageError("文件里带有宏、控件或嵌入的对象，请去掉后另存为 .docx 再上传。")
    if MAIN_TYPE not in types:
        raise PackageError("这是 Word 的模板或其他格式，请另存为 .docx 后再上传。")


def _check_part(name: str, content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise PackageError("文件里有不能识别的内容，请用 WPS 或 Word 打开另存为 .docx 后再上传。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PackageError("文件已损坏，请用 WPS 或 Word 打开另存为 .docx 后再上传。") from error
    if name.endswith(".rels"):
        _check_relations(root)
    for text in _fields(root):
        if not FIELD.fullmatch(text):
            raise PackageError(
                f"文件里有会自动更新的域“{text.strip()[:40]}”，只能用页码，请去掉后再上传。"
            )


def _check_relations(root: etree._Element) -> None:
    for relation in root:
        target = relation.get("Target", "")[:60]
        if relation.get("TargetMode") == "External":
            raise PackageError(f"文件里有指向外部的链接“{target}”，请去掉后再上传。")
        if FOREIGN.search(relation.get("Type", "")):
            raise PackageError(f"文件里嵌入了别的文件“{target}”，请去掉后再上传。")


def _fields(root: etree._Element) -> Iterator[str]:
    """The instruction of each field, also where it is spread over several runs."""
    for paragraph in root.iter(f"{W}p"):
        yield "".join(node.text or "" for node in paragraph.iter(f"{W}instrText"))
    for field in root.iter(f"{W}fldSimple"):
        yield field.get(f"{W}instr", "")
