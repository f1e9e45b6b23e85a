from collections.abc import Iterable
from typing import Any

from django import forms

from officekit import photos
from officekit.uploads import MOST_PHOTOS, PhotosUploadField


class KeptPhotosForm(forms.Form):
    """A form with photos, each sent once: they wait in the storage while the form is shown again.

    `orders/_photos.html` draws them with the field for more.
    """

    photos = PhotosUploadField(label="照片")

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

    def keep_photos(self) -> None:
        """Those that were just sent, so that no page in between loses them."""
        for photo in self.cleaned_data.get("photos") or []:
            self.kept.append(photos.keep(photo))

    def kept_photos(self) -> Iterable[tuple[str, str]]:
        """Each with its token and a small picture of it."""
        return [(token, photos.thumbnail(token)) for token in self.kept]
