from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from officekit.redaction import Finding, find_personal
from officekit.uploads import ImageUploadField
from orders.models import OrderResult, ResultPhoto, ServiceOrder

DONE_LENGTH = 2_000


def findings_in(result: OrderResult) -> list[Finding]:
    """What in the words of a result tells of somebody. Needs a row with its order."""
    order: ServiceOrder = result.order
    words = f"{result.title}\n{result.done}\n{result.partners}"
    return find_personal(words, names=[order.name], addresses=[order.address])


class ResultForm(forms.ModelForm):
    """晒单: the words, and which photos of the order are shown."""

    use_required_attribute = False
    photo = ImageUploadField(
        label="再加一张照片",
        required=False,
        help_text="可不传。JPG、PNG 或 WebP，不超过 10 MB；拍摄地点等信息会自动去掉。",
    )

    class Meta:
        model = OrderResult
        fields = ["title", "done", "partners", "words_checked", "photos_checked"]
        widgets = {"done": forms.Textarea(attrs={"rows": 8, "maxlength": DONE_LENGTH})}
        help_texts = {
            "title": "不要写姓名和门牌，例如 楼道灯已修好。",
            "partners": "单位和志愿者，例如 示例物业、志愿者 3 名。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done"].validators.append(MaxLengthValidator(DONE_LENGTH))
        known = self.instance.photos.all() if self.instance.pk else []
        shown = {row.photo_id: row for row in known}
        photos = self.instance.order.photos.all()
        self.choices = [PhotoChoice(self, photo, shown.get(photo.pk)) for photo in photos]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for choice in self.choices:
            if choice.stage and not choice.alt:
                self.add_error(choice.alt_name, "请写一句照片说明，给看不见图片的人。")
        return cleaned

    def shown(self) -> list[dict[str, Any]]:
        """The photos that are to be shown, as the form was sent."""
        return [
            {"photo": choice.photo, "stage": choice.stage, "alt": choice.alt}
            for choice in self.choices
            if choice.stage
        ]


class PhotoChoice:
    """One photo of the order, and the two fields that say whether and as what it is shown."""

    def __init__(self, form: ResultForm, photo: Any, shown: ResultPhoto | None) -> None:
        self.form, self.photo = form, photo
        self.stage_name, self.alt_name = f"stage-{photo.pk}", f"alt-{photo.pk}"
        form.fields[self.stage_name] = forms.ChoiceField(
            label="这张照片",
            choices=[("", "不公开"), *ResultPhoto.Stage.choices],
            required=False,
            initial=shown.stage if shown else "",
        )
        form.fields[self.alt_name] = forms.CharField(
            label="照片说明",
            max_length=100,
            required=False,
            initial=shown.alt if shown else "",
        )

    @property
    def stage(self) -> str:
        return str(self.form.cleaned_data.get(self.stage_name, ""))

    @property
    def alt(self) -> str:
        return str(self.form.cleaned_data.get(self.alt_name, ""))

    @property
    def fields(self) -> list[forms.BoundField]:
        return [self.form[self.stage_name], self.form[self.alt_name]]
