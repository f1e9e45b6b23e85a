from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from alliances.models import Bulletin, BulletinColumn
from officekit.text import MARKUP_HINT
from officekit.uploads import DocumentUploadField, ImageUploadField

BODY_LENGTH = 20_000


class BulletinForm(forms.ModelForm):
    """资讯."""

    use_required_attribute = False
    image = ImageUploadField(
        label="图片", required=False, help_text="可不传。JPG、PNG 或 WebP，不超过 10 MB。"
    )
    file = DocumentUploadField(
        label="附件", required=False, help_text="可不传。PDF、DOCX、XLSX、JPG、PNG，不超过 10 MB。"
    )

    class Meta:
        model = Bulletin
        fields = [
            "column",
            "title",
            "summary",
            "body",
            "image",
            "image_alt",
            "file",
            "dated_on",
        ]
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14, "maxlength": BODY_LENGTH}),
            "summary": forms.Textarea(attrs={"rows": 2, "maxlength": 200}),
            "dated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "body": MARKUP_HINT,
            "image_alt": "给看不见图片的人：图上有什么。传图片时必填。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        column: Any = self.fields["column"]
        column.queryset = BulletinColumn.objects.active().filter(alliance=self.instance.alliance)
        column.empty_label = "选择栏目"
        self.fields["body"].validators.append(MaxLengthValidator(BODY_LENGTH))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("image") and not cleaned.get("image_alt"):
            self.add_error("image_alt", "请写一句图片说明。")
        return cleaned
