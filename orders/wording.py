"""Words prepared for residents: what may stand in them as a placeholder, and what it becomes for one order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from officekit.text import cn_month_day

if TYPE_CHECKING:
    from orders.models.placed import PlacedModel

PLACEHOLDER = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
PLACEHOLDERS = ("事项", "编号", "社区", "单位", "期限")
KNOWN = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
HELP = f"可以写 {KNOWN}，选用时换成这一单的内容。"


def check_placeholders(text: str) -> None:
    """Raises ValidationError with what is unknown and what may stand there."""
    for name in PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            raise ValidationError(f"{{{name}}} 认不出来，只能用 {KNOWN}。")


def fill(text: str, order: PlacedModel) -> str:
    """For a person to read and to change before it is sent. Needs the order's alliance, category, host and lead."""
    values = {
        "事项": str(order.category),
        "编号": order.shown_code,
        "社区": order.host.label,
        "单位": order.lead.label if order.lead else "承办单位",
        "期限": cn_month_day(localtime(order.resolve_due)),
    }
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
