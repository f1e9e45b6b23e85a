import base64
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.timezone import now
from PIL import Image

from officekit import photos


def a_photo(mode="RGB", format_name="JPEG", name="image.jpg"):
    out = BytesIO()
    Image.new(mode, (800, 600), "red").save(out, format_name)
    return ContentFile(out.getvalue(), name)


def test_kept_photo_is_opened_by_its_token_alone():
    token = photos.keep(a_photo())

    with photos.opened(token) as file, Image.open(file) as picture:
        assert picture.size == (800, 600)
    assert photos.known([token, token, "x", f"{token}x", ""]) == [token]


def test_token_of_another_kind_opens_nothing():
    photos.keep(a_photo())

    assert photos.known([signing.Signer(salt="other").sign("pending/x.jpg")]) == []


def test_dropped_photo_is_gone():
    token = photos.keep(a_photo())

    photos.drop([token, "x"])

    assert photos.known([token]) == []
    with pytest.raises(FileNotFoundError):
        photos.opened(token)


@pytest.mark.parametrize(
    ("mode", "format_name", "name"), [("RGB", "JPEG", "a.jpg"), ("RGBA", "PNG", "a.png")]
)
def test_thumbnail_is_small_and_stands_in_the_page(mode, format_name, name):
    uri = photos.thumbnail(photos.keep(a_photo(mode, format_name, name)))

    head, _, data = uri.partition(",")
    with Image.open(BytesIO(base64.b64decode(data))) as picture:
        assert (head, picture.size) == ("data:image/jpeg;base64", (120, 90))
    assert len(uri) < 6000


def test_what_nobody_came_back_for_is_dropped(time_machine):
    time_machine.move_to("2026-11-20 12:00+08:00")
    old = photos.keep(a_photo())
    time_machine.move_to("2026-11-22 12:00+08:00")
    yesterday = photos.keep(a_photo())

    time_machine.move_to("2026-11-23 12:00+08:00")

    assert photos.drop_old(now() - timedelta(days=30)) == 0
    assert photos.drop_old(now()) == 1
    assert photos.known([old, yesterday]) == [yesterday]
    assert default_storage.listdir(photos.FOLDER)[0] == ["20261122"]


def test_nothing_was_ever_kept():
    assert photos.drop_old(now()) == 0
