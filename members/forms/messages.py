from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from members.models import Channel, MessageAddress, MessageChoice, MessageKind, Timing, User
from members.webhooks import EXAMPLES, mask_address, normalise_webhook

ADDRESS_LENGTH = 254
GROUP_HINT = "群里的人都看得到。"


@dataclass(frozen=True)
class ChannelFields:
    """One part of the page: a channel, and its fields; none where the portal is not set up for it."""

    label: str
    address: str
    fields: list[forms.BoundField]


class MessageSettingsForm(forms.Form):
    """消息设置: where to, and for each kind of message whether at once, once a day or never."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.addresses = user, MessageAddress.objects.of(user)
        chosen = MessageChoice.objects.of(user)
        for channel in Channel.available():
            self._add_address(channel)
            for kind in MessageKind if channel in self.addresses else ():
                self.fields[f"{channel}_{kind}"] = forms.ChoiceField(
                    label=kind.label,
                    choices=Timing.choices,
                    initial=chosen.get((channel, kind), kind.usual_timing),
                )

    def _add_address(self, channel: Channel) -> None:
        is_known = channel in self.addresses
        self.fields[f"{channel}_address"] = (
            forms.EmailField if channel == Channel.EMAIL else forms.CharField
        )(
            label=f"{'更换' if is_known else ''}{_address_name(channel)}",
            max_length=ADDRESS_LENGTH,
            required=False,
            help_text="不更换就空着。" if is_known else _hint(channel),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        if is_known:
            self.fields[f"{channel}_remove"] = forms.BooleanField(
                label=f"不再用{channel.label}提醒", required=False
            )

    def channels(self) -> Iterator[ChannelFields]:
        for channel in Channel:
            known = self.addresses.get(channel, "")
            yield ChannelFields(
                channel.label,
                mask_address(channel, known) if known else "",
                [self[name] for name in self.fields if name.startswith(f"{channel}_")],
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for channel in Channel.available():
            address, removes = cleaned.get(f"{channel}_address"), f"{channel}_remove"
            if address and cleaned.get(removes):
                self.add_error(removes, "已填写新地址，不用再选停用。")
            elif address and channel != Channel.EMAIL:
                self._clean_webhook(channel, address)
        return cleaned

    def _clean_webhook(self, channel: Channel, address: str) -> None:
        try:
            self.cleaned_data[f"{channel}_address"] = normalise_webhook(channel, address)
        except forms.ValidationError as error:
            self.add_error(f"{channel}_address", error)

    def new_addresses(self) -> dict[Channel, str]:
        return self._of_channels(lambda channel: self.cleaned_data.get(f"{channel}_address", ""))

    def removed(self) -> list[Channel]:
        return list(self._of_channels(lambda channel: self.cleaned_data.get(f"{channel}_remove")))

    def timings(self) -> dict[tuple[str, str], str]:
        return {
            (channel, kind): self.cleaned_data[f"{channel}_{kind}"]
            for channel in Channel.available()
            for kind in MessageKind
            if f"{channel}_{kind}" in self.cleaned_data
        }

    def _of_channels(self, value: Callable[[Channel], Any]) -> dict[Channel, Any]:
        return {channel: given for channel in Channel.available() if (given := value(channel))}


def _address_name(channel: Channel) -> str:
    return "邮箱" if channel == Channel.EMAIL else "群机器人地址"


def _hint(channel: Channel) -> str:
    if channel == Channel.EMAIL:
        return "例如 shili@example.cn。保存后会发一封邮件，可以看看收不收得到。"
    extra = "机器人设了“加签”的，在后面加上 &secret=SEC…。" if channel == Channel.DINGTALK else ""
    return f"在{channel.label}群里添加机器人，复制它的地址，形如 {EXAMPLES[channel]}。{extra}{GROUP_HINT}"
