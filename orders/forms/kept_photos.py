from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django import forms
from django.core.files.base import File

from officekit import photos
from officekit.uploads import MOST_PHOTOS

LABEL = "照片（不传也可以）"
HINT = f"最多 {MOST_PHOTOS} 张，可以一次选几张。不要拍到人脸、车牌和证件。"


class KeptPhotosForm(forms.Form):
    """Photos, if it has a field for them, are sent once: they wait in the storage while the form is shown again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: list[str] = []
        if self.is_bound:
            dropped = self._sent("drop")
            kept = [token for token in self._sent("kept") if token not in dropped]
            self.kept = photos.known(kept[:MOST_PHOTOS])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(self.kept) + len(cleaned.get("photos") or []) > MOST_PHOTOS:
            self.add_error("photos", f"照片一共最多 {MOST_PHOTOS} 张，请删去几张。")
        return cleaned

    def _sent(self, name: str) -> list[str]:
        return list(dict(self.data).get(name, []))

    @property
    def has_photos(self) -> bool:
        return bool(self.kept or self.cleaned_data.get("photos"))

    def keep_photos(self) -> None:
        """Puts those that were just sent to the others, so that no page in between loses them."""
        for photo in self.cleaned_data.pop("photos", None) or []:
            self.kept.append(photos.keep(photo))

    def kept_photos(self) -> Iterable[tuple[str, str]]:
        """Each with its token and a small picture of it."""
        return [(token, photos.thumbnail(token)) for token in photos.known(self.kept)]

    @contextmanager
    def opened_photos(self) -> Iterator[list[File]]:
        """All of them, to be stored; without those that the other of two clicks has stored and dropped."""
        with ExitStack() as stack:
            opened = []
            for token in self.kept:
                with suppress(FileNotFoundError):
                    opened.append(stack.enter_context(photos.opened(token)))
            yield [*opened, *(self.cleaned_data.get("photos") or [])]

    def drop_photos(self) -> None:
        """Once they are stored."""
        photos.drop(self.kept)
