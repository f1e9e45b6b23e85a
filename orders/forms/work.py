"""What whoever works on an order writes: fields are named as the steps of the model take them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate

from alliances import unit_sets
from members.forms.units import UnitField
from officekit.deadlines import due_label
from officekit.text import cn_date
from officekit.uploads import PhotosUploadField
from orders.forms.kept_photos import KeptPhotosForm
from orders.forms.titles import check_title
from orders.forms.usual import Usual, offer_words
from orders.models import AnswerTemplate, OrderExtension, ServiceOrder

WORDS_LENGTH, NOTE_LENGTH = 1000, 500
LONGEST_EXTENSION = 366
TO_RESIDENT = "居民在查进度里能看到，发出前请看一遍。不要写姓名、电话和门牌。"
INTERNAL = "只有办理人员能看到。"
PHOTOS = "可不传，最多 4 张。请避开人脸和车牌。"


def words_field(label: str = "给居民的话", *, required: bool = False, **kwargs: Any) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=WORDS_LENGTH,
        help_text=kwargs.pop("help_text", TO_RESIDENT),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": WORDS_LENGTH}),
        **kwargs,
    )


def note_field(
    label: str = "内部记录", *, required: bool = False, help_text: str = INTERNAL
) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=NOTE_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
    )


class WorkForm(KeptPhotosForm):
    """One step of one order. `turn` is what the page was made of: nothing is done on an older one.

    The street's usual words for the occasion stand in its field, to be read and changed.
    """

    use_required_attribute = False
    occasion: ClassVar[str] = ""
    words_in: ClassVar[str] = ""
    stand_ready: ClassVar[bool] = True

    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, order: ServiceOrder, words: Usual, **kwargs: Any) -> None:
        prefix = type(self).__name__.removesuffix("Form").lower()
        super().__init__(*args, **{"auto_id": f"{prefix}-%s", **kwargs})
        self.order = order
        self.fields["turn"].initial = order.turn
        if self.words_in:
            field = self.fields[self.words_in]
            offer_words(field, words, self.occasion, stand_ready=self.stand_ready)


class TakeForm(WorkForm):
    """接单."""

    occasion, words_in = AnswerTemplate.Occasion.TAKE, "note"
    note = words_field()


class GiveBackForm(WorkForm):
    """退单."""

    note = note_field("退单的原因", required=True, help_text="告诉社区为什么不能办，方便另派。")


class ProgressForm(WorkForm):
    """报进展. Where only an internal note is meant, no words to the resident may stand there already."""

    occasion, words_in, stand_ready = AnswerTemplate.Occasion.PROGRESS, "answer", False
    answer = words_field()
    note = note_field()
    photos = PhotosUploadField(
        label="照片", help_text=f"{PHOTOS}写了给居民的话，居民也能看到照片。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        written = [cleaned.get(name) for name in ("answer", "note")]
        if not self.errors and not any(written):
            self.add_error("answer", "请写下进展：给居民的话，或者内部记录。")
        return cleaned


class RemarkForm(WorkForm):
    """内部记录, of assistants too."""

    note = note_field(required=True)
    photos = PhotosUploadField(label="照片", help_text=f"{PHOTOS}只有办理人员能看到。")


class PauseForm(WorkForm):
    """暂停计时."""

    occasion, words_in = AnswerTemplate.Occasion.PAUSE, "answer"
    answer = words_field(
        "暂停的原因",
        required=True,
        help_text="等居民答复、等审批、等配件时才暂停。原因居民能看到，不要写姓名、电话和门牌。",
    )
    note = note_field()


class ResumeForm(WorkForm):
    """恢复计时."""

    note = words_field()


class FinishForm(WorkForm):
    """办结."""

    occasion, words_in = AnswerTemplate.Occasion.FINISH, "result"
    result = words_field("办理结果", required=True)
    note = note_field()
    photos = PhotosUploadField(label="办理后的照片", help_text=f"{PHOTOS}居民也能看到。")


class HandOverForm(WorkForm):
    """移交."""

    to = UnitField(label="移交给")
    note = note_field("移交说明", required=True, help_text="办到哪一步，接着要办什么。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.units = unit_sets.successors(self.order.alliance)


class RetitleForm(WorkForm):
    """改写事项."""

    title = forms.CharField(
        label="事项", max_length=60, help_text="一句话说清是什么事。不要写姓名、电话和门牌。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = self.order.title

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        check_title(title, name=self.order.name, address=self.order.address)
        return title


class AskTimeForm(WorkForm):
    """申请延期. The rule itself is `OrderExtension.objects.ask`'s."""

    until = forms.DateField(
        label="延到", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label="延期的原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = f"现在的时限是{due_label(self.order.resolve_due)}。"

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until > localdate() + timedelta(days=LONGEST_EXTENSION):
            raise forms.ValidationError("最多延一年，请检查年份。")
        return until


class AnswerForm(forms.Form):
    """Of whoever answers a request for more time, or takes it back."""

    use_required_attribute = False

    def __init__(self, *args: Any, extension: OrderExtension, **kwargs: Any) -> None:
        prefix = type(self).__name__.removesuffix("Form").lower()
        super().__init__(*args, **{"auto_id": f"{prefix}-%s", **kwargs})
        self.extension = extension


class GrantForm(AnswerForm):
    """同意延期."""

    answer = words_field(required=True)
    note = note_field("给承办单位的话")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = cn_date(self.extension.until)
        self.fields["answer"].initial = f"办理还需要一些时间，办结时限延到{until}。"


class RefuseForm(AnswerForm):
    """不同意延期."""

    note = note_field("不同意的原因", required=True)


class RetractForm(AnswerForm):
    """收回延期申请."""

    note = note_field("说明")
