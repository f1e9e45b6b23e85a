"""What residents fill in to follow an order and to say something about it."""

import unicodedata

from django import forms

from officekit.codes import RAW_MAX_LENGTH, read_code
from orders.proof import TAIL_LENGTH


class TailField(forms.CharField):
    """手机号后四位, however the digits are typed."""

    def __init__(self) -> None:
        super().__init__(
            label="手机号后四位",
            max_length=20,
            help_text="点单时留的电话的最后四个数字；没留电话的，填当时商定的四位数字。",
            error_messages={"required": "请填写点单时留的手机号的后四位。"},
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        )

    def clean(self, value: object) -> str:
        tail = "".join(unicodedata.normalize("NFKC", super().clean(value)).split())
        if len(tail) != TAIL_LENGTH or not (tail.isascii() and tail.isdecimal()):
            raise forms.ValidationError("请只填手机号最后四位数字，例如 1234。")
        return tail


class TailForm(forms.Form):
    """Asked once more, on the page of an order."""

    use_required_attribute = False

    tail = TailField()


class TrackForm(forms.Form):
    """查进度."""

    use_required_attribute = False

    code = forms.CharField(
        label="受理编号",
        max_length=RAW_MAX_LENGTH,
        help_text="印在回执上，例如 LX-7K3-M9Q-HD4。字母大小写都可以，横线可以不填。",
        error_messages={"required": "请填写回执上的受理编号。"},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    tail = TailField()

    def clean_code(self) -> str:
        return read_code(self.cleaned_data["code"])
