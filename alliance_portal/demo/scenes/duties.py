"""A duty that comes round every month, and two units that ask for more time."""

from datetime import timedelta

from django.utils.timezone import localdate, now

from alliances.models import Alliance, Duty, Extension, Rhythm
from members.models import Organization, User

HOST, LEAD, HELPER = "kainan", "shanxi-hotel", "liuxiang-unit-05"


def play(alliance: Alliance) -> None:
    host = Organization.objects.get(code=HOST)
    clerk = User.objects.filter(organization=host).order_by("pk").get()
    _recurring(alliance, host, clerk)
    of_units = Duty.objects.filter(host=host).exclude(lead=host).unfinished()
    waiting, granted = of_units.order_by("due_on", "pk")[:2]
    _ask(alliance, waiting, "备件要从外地调货，预计两周内到（示例）")
    _ask(alliance, granted, "施工遇到雨雪天气，要往后排（示例）").grant(by=clerk, note="请抓紧")


def _recurring(alliance: Alliance, host: Organization, clerk: User) -> None:
    """Last month's occurrence, verified; this month's made by itself."""
    today = localdate()
    last_month = today.replace(day=1) - timedelta(days=1)
    duty = Duty.objects.create(
        alliance=alliance,
        host=host,
        lead=Organization.objects.get(code=LEAD),
        title="每月走访独居老人（示例）",
        detail="每月至少走访一次，带上生活用品，看看家里的水电安全（示例）。",
        due_on=last_month,
        rhythm=Rhythm.MONTH,
        set_by=clerk,
        set_at=now() - timedelta(days=40),
    )
    duty.assistants.add(Organization.objects.get(code=HELPER))
    duty.report_done(by=_speaker(alliance, duty.lead), note="走访 12 户，都平安（示例）")
    duty.verify(by=clerk, note="已看走访记录（示例）")
    Duty.objects.repeat(duty, today)


def _ask(alliance: Alliance, duty: Duty, reason: str) -> Extension:
    until = max(duty.due_on, localdate()) + timedelta(days=14)
    return Extension.objects.ask(duty, until, by=_speaker(alliance, duty.lead), reason=reason)


def _speaker(alliance: Alliance, unit: Organization) -> User:
    """The unit's own login, else the street's, which acts for it."""
    own = User.objects.filter(organization=unit).order_by("pk").first()
    return own or User.objects.filter(organization=alliance.anchor).order_by("pk")[0]
