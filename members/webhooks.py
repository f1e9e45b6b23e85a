"""Webhook addresses of group robots: read from what people paste, and built anew from nothing but their keys.

So a stored address leads to one of three hosts, whatever was typed.
"""

import re

from django.core.exceptions import ValidationError

from members.models import Channel

WORD = r"(?P<key>[A-Za-z0-9_-]{8,128})"
LETTERS = r"(?P<key>[A-Za-z0-9]{8,128})"
SIGNED = r"(?P<secret>SEC[A-Za-z0-9]{8,128})"

# As copied from the robot's own page.
PASTED = {
    Channel.WECOM: rf"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key={WORD}",
    Channel.DINGTALK: rf"https://oapi\.dingtalk\.com/robot/send\?access_token={LETTERS}(&secret={SIGNED})?",
    Channel.FEISHU: rf"https://open\.feishu\.cn/open-apis/bot/v2/hook/{WORD}/?",
}
# As apprise writes it, and as it is stored.
STORED = {
    Channel.WECOM: rf"wecombot://{WORD}/?",
    Channel.DINGTALK: rf"dingtalk://({SIGNED}@)?{LETTERS}/?",
    Channel.FEISHU: rf"feishu://{WORD}/?",
}
SCHEMES = {Channel.WECOM: "wecombot", Channel.DINGTALK: "dingtalk", Channel.FEISHU: "feishu"}
EXAMPLES = {
    Channel.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
    Channel.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token=…",
    Channel.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/…",
}


def normalise_webhook(channel: Channel, raw: str) -> str:
    """The address as apprise takes it; ValidationError for what is no address of this kind of robot."""
    for pattern in (PASTED[channel], STORED[channel]):
        if found := re.fullmatch(pattern, raw.strip(), re.ASCII):
            parts = found.groupdict()
            secret = f"{parts['secret']}@" if parts.get("secret") else ""
            return f"{SCHEMES[channel]}://{secret}{parts['key']}/"
    raise ValidationError(
        f"这不是{channel.label}群机器人的地址，请从机器人的设置里完整复制，形如 {EXAMPLES[channel]}",
        code="webhook",
    )


def mask_address(channel: str, address: str) -> str:
    """z***@example.cn; of a robot's key the last four characters."""
    if channel == Channel.EMAIL:
        name, _, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    return f"机器人 …{address.rstrip('/')[-4:]}"
