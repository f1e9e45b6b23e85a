"""本月运行: the figures of one desk, counted on its own rows; each links to exactly the rows it counts."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from alliances.filters.duties import month_of
from alliances.models import Duty, DutyStatus
from members.models import User
from members.permissions import Permission
from officekit.figures import Figure, counted

CAP = 1000

# key, label, unit, definition, what the list of duties is asked for
FIGURES = (
    ("unfinished", "未办结责任", "未开始和进行中的责任事项。", ""),
    ("month", "本月到期", "本月到期、还没有报结的责任事项。", "due=month"),
    ("overdue", "已逾期", "过了完成期限、还没有报结的责任事项。", "due=overdue"),
    ("done", "待核实", "已报结、等待核实销号的责任事项。", "state=done"),
)


def counted_figures(user: User) -> list[Any]:
    """To be counted together with what waits."""
    rows = Duty.objects.set_by_side_of(user) if _is_setter(user) else Duty.objects.led_by(user)
    open_rows, today = rows.unfinished(), localdate()
    parts: dict[str, Any] = {
        "unfinished": open_rows,
        "month": open_rows.filter(due_on__range=month_of(today)),
        "overdue": open_rows.overdue(today),
        "done": rows.filter(status=DutyStatus.DONE),
    }
    return [counted(key, part, CAP) for key, part in parts.items()]


def month_figures(user: User, counts: dict[str, int]) -> list[Figure]:
    page, tab = reverse("alliances:duty_list"), "set" if _is_setter(user) else "led"
    return [
        Figure(
            key=key,
            label=label,
            value=counts.get(key, 0),
            unit="件以上" if counts.get(key, 0) == CAP else "件",
            definition=definition,
            url=f"{page}?tab={tab}&{asked}".rstrip("&"),
        )
        for key, label, definition, asked in FIGURES
    ]


def _is_setter(user: User) -> bool:
    return user.can(Permission.BACK_OFFICE)
