"""A rota with a swap, meetings that collect topics, and topics in every state."""

from datetime import timedelta

from django.utils.timezone import localdate

from alliances import agenda
from alliances.models import Alliance, Fourfold, Meeting, RotaSwap, RotaTurn, Topic
from alliances.models.meeting_status import OPEN_AGENDA
from alliances.quarters import quarter_after, quarter_of
from alliances.rosters import expected_at
from members.models import Organization, User

# proposer, title, 四共, what about it
WISHES = (
    ("shanxi-hotel", "冬季独居老人助餐（示例）", Fourfold.CARRY_OUT, "饭店可以提供每周两次热餐，请商量送餐人手。"),
    ("taiyuan-xinshidai", "楼道堆物清理后的看管（示例）", Fourfold.DECIDE, "清理过的楼道又堆上了，建议定个看管办法。"),
    ("liuxiang-unit-03", "两个院落之间的道闸（示例）", Fourfold.CONSULT, "早晚高峰堵车，涉及两个社区，请街道协调。"),
    ("liuxiang-unit-04", "暑期托管延长时间（示例）", Fourfold.CARRY_OUT, ""),
    ("liuxiang-unit-05", "独居老人送餐（示例）", Fourfold.CARRY_OUT, "和饭店的想法一样。"),
)  # fmt: skip


def play(alliance: Alliance) -> None:
    street = alliance.anchor
    for body in (street, Organization.objects.get(code="kainan")):
        _rota(alliance, body)
    for meeting in Meeting.objects.filter(alliance=alliance, status__in=OPEN_AGENDA):
        agenda.bring_back(meeting)
    host = Organization.objects.get(code="kainan")
    clerk = User.objects.filter(organization=host).order_by("pk").get()
    collecting = _collecting(alliance, host)
    topics = [_propose(alliance, host, *wish) for wish in WISHES]
    accepted, _waiting, escalated, returned, merged = topics
    accepted.accept(collecting, by=clerk)
    merged.merge(accepted, by=clerk)
    escalated.escalate(street, by=clerk, note="涉及两个社区")
    returned.hand_back(by=clerk, note="已由学校安排，不用再议")


def _rota(alliance: Alliance, body: Organization) -> None:
    today = localdate()
    members = expected_at(alliance, body, None, today)[:6]
    this = quarter_of(today)
    RotaTurn.objects.generate(alliance, body, members, first=this, quarters=6, part="chair")
    turns = list(RotaTurn.objects.filter(body=body).since(quarter_after(this)))
    asker = turns[0].organization.users.order_by("pk").first() or alliance.anchor.users.first()
    if asker:
        RotaSwap.objects.ask(turns[0], turns[1], by=asker, reason="当季有大型活动（示例）")


def _collecting(alliance: Alliance, host: Organization) -> Meeting:
    """A community meeting in two weeks whose agenda still takes topics in."""
    last = Meeting.objects.filter(host=host, kind__name="社区联席会议").latest("starts_at")
    starts_at = last.starts_at + timedelta(days=28)
    meeting = Meeting.objects.create(
        alliance=alliance,
        host=host,
        kind=last.kind,
        title=f"{starts_at.year}年{starts_at.month}月{host.label}联席会议",
        starts_at=starts_at,
        place=last.place,
        chair=last.chair,
        recorder=last.recorder,
        topics_until=localdate() + timedelta(days=7),
        status="collecting",
    )
    meeting.expect(expected_at(alliance, host, last.kind, localdate(starts_at)))
    agenda.open_agenda(meeting)
    return meeting


def _propose(
    alliance: Alliance, body: Organization, code: str, title: str, fourfold: str, detail: str
) -> Topic:
    proposer = Organization.objects.get(code=code)
    return Topic.objects.create(
        alliance=alliance,
        body=body,
        proposer=proposer,
        title=title,
        fourfold=fourfold,
        detail=detail,
        proposed_by=proposer.users.order_by("pk").first(),
    )
