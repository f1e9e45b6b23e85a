"""A ceremony that was held, one that is to come, and a text that was taken back and sent round again."""

from datetime import timedelta

from django.utils.timezone import localdate

from alliances.models import Agreement, AgreementStatus, Alliance, Ceremony
from members.models import User

NEXT_YEAR = "2027年"


def play(alliance: Alliance) -> None:
    agreements = Agreement.objects.filter(alliance=alliance)
    _held(alliance)
    confirming = list(agreements.filter(status=AgreementStatus.CONFIRMING).order_by("pk"))
    _send_again(confirming[0])
    Ceremony(
        alliance=alliance,
        host=alliance.anchor,
        name=f"{NEXT_YEAR}共驻共建集中签约仪式（示例）",
        held_on=localdate() + timedelta(days=14),
        place="街道党群服务中心二楼会议室（示例）",
    ).arrange([*confirming, *agreements.filter(status=AgreementStatus.DRAFT)])


def _held(alliance: Alliance) -> None:
    """The day on which most of the agreements now in force were signed."""
    running = Agreement.objects.filter(alliance=alliance, status=AgreementStatus.IN_FORCE)
    first = running.order_by("signed_on").first()
    if first is None or first.signed_on is None:
        return
    ceremony = Ceremony.objects.create(
        alliance=alliance,
        host=alliance.anchor,
        name=f"{first.signed_on.year}年共驻共建签约仪式（示例）",
        held_on=first.signed_on,
        place="街道党群服务中心广场（示例）",
    )
    # It was held before the portal was there to arrange it.
    running.filter(signed_on=first.signed_on).update(ceremony=ceremony)


def _send_again(agreement: Agreement) -> None:
    clerk = User.objects.filter(organization=agreement.host).order_by("pk").first()
    if clerk is None:
        return
    agreement.revise(by=clerk, note="乙方提出把走访改为每季度一次（示例）")
    agreement.preamble = f"{agreement.preamble}\n各方每半年碰头一次，商量履行中的问题。".strip()
    agreement.save()
    agreement.send(by=clerk)
