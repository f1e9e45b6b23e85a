"""Minutes that were corrected and are public again, and a residents' hall that heard opinions."""

from dataclasses import replace
from datetime import timedelta

from alliances import actions
from alliances.minutes import Attended, Decision, Facts, Guest, Item, Voice, facts_of
from alliances.models import Alliance, Meeting, MeetingKind
from alliances.rosters import expected_at
from members.models import Organization, User

VOICES = (
    Voice(role="resident", channel="meeting", stance="support", people=6),
    Voice(role="resident", channel="visit", stance="oppose", text="充电棚不要挡住消防通道（示例）", people=3),
    Voice(role="merchant", channel="phone", stance="suggest", text="晚上九点以后再充电，白天让出车位（示例）"),
    Voice(role="household", channel="online", stance="support", text="愿意帮忙看护（示例）", people=2),
)  # fmt: skip


def play(alliance: Alliance) -> None:
    host = Organization.objects.get(code="kainan")
    clerk = User.objects.filter(organization=host).order_by("pk").get()
    chiefs = list(User.objects.filter(organization=alliance.anchor).order_by("pk"))
    _hear(alliance, host, clerk)
    _correct(host, clerk, chiefs)


def _correct(host: Organization, clerk: User, chiefs: list[User]) -> None:
    """A due date that was written down wrongly; the street decides, and both texts can be read."""
    public = Meeting.objects.for_everybody().filter(host=host, resolutions__isnull=False)
    meeting = public.order_by("-starts_at", "-pk").first()
    if meeting is None:
        return
    meeting.correct(by=chiefs[0], note="议定事项的期限记错了，按会议录音更正（示例）")
    facts = facts_of(meeting)
    items = [_later(item) for item in facts.items]
    actions.save_minutes(
        meeting,
        replace(facts, items=items),
        base_version=meeting.version,
        by=clerk,
        then="finalize",
    )
    meeting.propose(by=clerk)
    for step in ("review", "approve", "publish"):
        getattr(meeting, step)(by=chiefs[-1])


def _later(item: Item) -> Item:
    decisions = [
        replace(row, due_on=row.due_on and row.due_on + timedelta(days=7)) for row in item.decisions
    ]
    return replace(item, decisions=decisions)


def _hear(alliance: Alliance, host: Organization, clerk: User) -> None:
    kind = MeetingKind.objects.get(alliance=alliance, name="居民议事厅（有事大家说）")
    last = Meeting.objects.filter(host=host).for_everybody().latest("starts_at")
    units = expected_at(alliance, host, kind, last.starts_at.date())[:4]
    day = (last.starts_at - timedelta(days=3)).replace(second=0, microsecond=0)
    item = Item(
        title="院内电动车充电（示例）",
        fourfold="deliberate",
        discussion="居民反映飞线充电不安全，院内没有集中充电的地方。（示例）",
        voices=list(VOICES),
        options="在北侧空地建充电棚\n租用隔壁单位的充电位",
        plan="先在北侧空地建 20 个充电位，留出消防通道。（示例）",
        outcome="到会居民同意先建，三个月后再评议。（示例）",
        decisions=[
            Decision(
                text="建充电棚，留出消防通道（示例）",
                lead=units[0],
                due_on=day.date() + timedelta(days=60),
            )
        ],
    )
    facts = Facts(
        host=host,
        kind=kind,
        title=f"{day.year}年{day.month}月{host.label}居民议事厅（示例）",
        starts_at=day,
        place="党群服务中心",
        attended=[Attended(organization=unit, status="present") for unit in units],
        guests=[Guest(role="resident"), Guest(role="resident"), Guest(role="merchant")],
        items=[item],
    )
    actions.record_meeting(alliance, facts, by=clerk, then="finalize")
