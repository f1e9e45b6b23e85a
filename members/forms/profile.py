from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from members.models import Organization
from officekit.personal import check_public_phone
from officekit.uploads import ImageUploadField

TEXT_LENGTH = 2000
# Nobody has more; a slip of the finger does.
MOST_PEOPLE = 100_000


class ProfileForm(forms.ModelForm):
    """What an organization says of itself; name, level and place in the tree are the street's to change."""

    photo = ImageUploadField(
        label="照片",
        required=False,
        widget=forms.FileInput,
        help_text="可不传。JPG、PNG 或 WebP，不超过 10 MB；换一张就会替换原来的。",
    )
    remove_photo = forms.BooleanField(label="不再使用现在的照片", required=False)

    class Meta:
        model = Organization
        fields = [
            *("address", "phone", "office_hours", "intro", "offers", "superior"),
            *("party_members", "volunteers", "registered_members", "photo"),
        ]
        widgets = {
            "intro": forms.Textarea(attrs={"rows": 5, "maxlength": TEXT_LENGTH}),
            "offers": forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_LENGTH}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("intro", "offers"):
            self.fields[name].validators.append(MaxLengthValidator(TEXT_LENGTH))
        for name in ("party_members", "volunteers", "registered_members"):
            self.fields[name].validators.append(_at_most_people)
        del self.fields["registered_members" if self.instance.is_unit else "superior"]
        if not self.instance.photo:
            del self.fields["remove_photo"]

    def clean_phone(self) -> str:
        return check_public_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("remove_photo") and "photo" not in self.files:
            cleaned["photo"] = False  # Django's word for "empty the field"
        return cleaned


def _at_most_people(value: int) -> None:
    if value > MOST_PEOPLE:
        raise forms.ValidationError(f"人数不会超过 {MOST_PEOPLE}，请检查是否多填了数字。")
