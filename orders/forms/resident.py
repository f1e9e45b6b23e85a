"""What residents say about their order while it goes on and when it is done."""

from typing import Any

from django import forms

from members.forms.guarded import GuardedForm
from officekit.personal import PhoneField
from officekit.uploads import MOST_PHOTOS, PhotosUploadField
from orders import acts
from orders.forms.kept_photos import KeptPhotosForm
from orders.models import Solved

LONGEST = 500
STARS = {5: "很满意", 4: "满意", 3: "一般", 2: "不满意", 1: "很不满意"}


class Words(forms.CharField):
    def __init__(self, label: str, **kwargs: Any) -> None:
        messages = {"max_length": f"最多 {LONGEST} 字，请写得简短些，或者分几次写。"}
        super().__init__(
            label=label,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 4}),
            error_messages=messages | kwargs.pop("error_messages", {}),
            **kwargs,
        )


class ResidentForm(KeptPhotosForm, GuardedForm):
    use_required_attribute = False


class AddForm(ResidentForm):
    """补充说明."""

    words = Words(
        "补充什么",
        required=False,
        help_text="请不要写身份证号、银行卡号。写了几句话或加照片都可以。",
    )
    photos = PhotosUploadField(label="照片", help_text=f"可以不加，最多 {MOST_PHOTOS} 张。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("words") or self.has_photos or self.errors):
            self.add_error("words", "请写下要补充的情况，或者加照片。")
        return cleaned


class RateForm(ResidentForm):
    """评价."""

    solved = forms.ChoiceField(
        label="问题解决了吗？",
        choices=Solved,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择问题解决了没有，说不清也可以选。"},
    )
    stars = forms.ChoiceField(
        label="打几分？",
        choices=[(stars, f"{stars} 分，{label}") for stars, label in STARS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请打 1 到 5 分。"},
    )
    words = Words("还想说什么", required=False, help_text="可以不写。请不要写姓名、电话。")


class ReopenForm(ResidentForm):
    """重开."""

    words = Words(
        "哪里没有解决",
        error_messages={"required": "请写一句哪里没有解决，好让接手的人明白。"},
    )


class WithdrawForm(ResidentForm):
    """撤回."""

    words = Words("为什么撤回", required=False, help_text="可以不写，例如：已经修好了。")


class ObjectForm(ResidentForm):
    """不同意公开."""

    words = Words("为什么不同意", required=False, help_text="可以不写。写了，社区好改。")


class CorrectForm(ResidentForm):
    """更正联系方式."""

    name = forms.CharField(
        label="怎么称呼您",
        required=False,
        max_length=20,
        error_messages={"max_length": "称呼最多 20 个字。"},
    )
    phone = PhoneField(
        label="联系电话", error_messages={"required": "请留一个电话，办理的人好联系您。"}
    )
    address = forms.CharField(
        label="具体地址",
        required=False,
        max_length=80,
        error_messages={"max_length": "地址最多 80 个字，请写得简短些。"},
    )


class WipeForm(ResidentForm):
    """删除我的信息."""

    sure = forms.BooleanField(
        label="我明白，请删除",
        error_messages={"required": "确定要删除，请先打勾。不删就回到进度。"},
    )


FORMS: dict[str, type[ResidentForm]] = {
    acts.ADD.name: AddForm,
    acts.RATE.name: RateForm,
    acts.REOPEN.name: ReopenForm,
    acts.WITHDRAW.name: WithdrawForm,
    acts.OBJECT.name: ObjectForm,
    acts.CORRECT.name: CorrectForm,
    acts.WIPE.name: WipeForm,
}
