"""Photos of visitors: several at once, kept for a day while their form is shown again.

A browser sends a file once. What it sent waits in the storage under a name of ours; the page that is shown next
carries a signed token of it, which alone opens it again.
"""

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePath
from uuid import uuid4

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.timezone import localdate

FOLDER = "pending"
SALT = "officekit.photos"
THUMB_SIDE = 120


def keep(photo: File) -> str:
    """Puts a checked photo aside for a day; the token opens it again."""
    extension = PurePath(photo.name or "").suffix
    path = f"{FOLDER}/{localdate():%Y%m%d}/{uuid4().hex}{extension}"
    return signing.Signer(salt=SALT).sign(default_storage.save(path, photo))


def known(tokens: Iterable[str]) -> list[str]:
    """Those of ours whose photo is still there, each once."""
    return [token for token in dict.fromkeys(tokens) if _path(token)]


def opened(token: str) -> File:
    """The photo of a token; whoever opens it closes it. FileNotFoundError where it is gone."""
    path = _path(token)
    if not path:
        raise FileNotFoundError(token)
    return File(default_storage.open(path), name=PurePath(path).name)


def drop(tokens: Iterable[str]) -> None:
    for path in filter(None, map(_path, tokens)):
        default_storage.delete(path)


def thumbnail(token: str) -> str:
    """So small that it stands in the page itself."""
    from PIL import Image  # noqa: PLC0415 -- takes a while to load

    out = BytesIO()
    with opened(token) as file, Image.open(file) as source:
        source.draft("RGB", (2 * THUMB_SIDE, 2 * THUMB_SIDE))
        picture = source.convert("RGB")
        picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
        picture.save(out, "JPEG", quality=60)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


def drop_old(moment: datetime) -> int:
    """What nobody has come back for within a day."""
    yesterday = f"{localdate(moment) - timedelta(days=1):%Y%m%d}"
    dropped = 0
    for day in _days():
        if day < yesterday:
            dropped += _drop_day(f"{FOLDER}/{day}")
    return dropped


def _drop_day(folder: str) -> int:
    files = default_storage.listdir(folder)[1]
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
    return len(files)


def _days() -> list[str]:
    try:
        return default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return []


def _path(token: str) -> str:
    try:
        path = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return ""
    return path if default_storage.exists(path) else ""
