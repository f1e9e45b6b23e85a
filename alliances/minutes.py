"""What minutes state, as plain values: read from a meeting or from what somebody has typed so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models

from alliances.models import (
    Answer,
    AttendanceStatus,
    GuestRole,
    MeetingKind,
    MeetingStatus,
    Opinion,
)
from members.models import Organization
from officekit.queries import LABEL, narrow

if TYPE_CHECKING:
    from alliances.models import Attendance, Invitation, Meeting

# What an answer becomes in the roll.
CAME: dict[str, str] = {
    Answer.ATTEND: AttendanceStatus.PRESENT,
    Answer.PROXY: AttendanceStatus.PROXY,
    Answer.EXCUSED: AttendanceStatus.EXCUSED,
}


@dataclass(frozen=True, kw_only=True)
class Attended:
    """One expected organization, and who came for it. No status: not ticked yet."""

    organization: Organization
    name: str = ""
    status: str = ""

    @property
    def is_here(self) -> bool:
        return self.status in AttendanceStatus.here()

    @property
    def label(self) -> str:
        return AttendanceStatus(self.status).label if self.status else "未点"


@dataclass(frozen=True, kw_only=True)
class Guest:
    role: str
    name: str = ""

    @property
    def label(self) -> str:
        return GuestRole(self.role).label if self.role else ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """议定事项. `pk` only where it is stored already."""

    text: str
    lead: Organization | None = None
    assistants: list[Organization] = field(default_factory=list)
    due_on: date | None = None
    pk: int | None = None


@dataclass(frozen=True, kw_only=True)
class Voice:
    """居民意见. `pk` only where it is stored already."""

    role: str
    channel: str
    stance: str = ""
    text: str = ""
    people: int = 1
    pk: int | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """议题 with its decisions. `pk` only where it is stored already; `carries` is what it brings back, of a new one."""

    title: str
    fourfold: str
    discussion: str = ""
    proposer: Organization | None = None
    decisions: list[Decision] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    options: str = ""
    plan: str = ""
    outcome: str = ""
    pk: int | None = None
    carries: int | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the minutes of one meeting are made of; what is missing is None or empty."""

    host: Organization
    kind: MeetingKind | None = None
    title: str = ""
    starts_at: datetime | None = None
    place: str = ""
    chair: str = ""
    recorder: str = ""
    opening: str = ""
    attended: list[Attended] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    quorum: int | None = None
    number_label: str = "待编号"
    is_numbered: bool = False
    is_correction: bool = False

    @property
    def content(self) -> Facts:
        """What was said, decided and by whom, whatever the paper is at."""
        return replace(self, number_label="", is_numbered=False, is_correction=False)

    @property
    def here_count(self) -> int:
        return sum(row.is_here for row in self.attended)

    @property
    def proxy_count(self) -> int:
        return sum(row.status == AttendanceStatus.PROXY for row in self.attended)

    @property
    def has_majority(self) -> bool:
        return self.here_count * 2 > len(self.attended)

    @property
    def required_count(self) -> int:
        """How many units must be there, where the kind of meeting says so; 0 where it does not."""
        return -(-len(self.attended) * (self.quorum or 0) // 100)

    @property
    def is_quorate(self) -> bool:
        return self.here_count >= self.required_count

    @property
    def turnout(self) -> str:
        """是否达到规定人数, or whether it is a majority."""
        if not self.required_count:
            return "已过半数" if self.has_majority else "未过半数"
        met = "已达到" if self.is_quorate else "未达到"
        return f"{met}规定人数（须到 {self.required_count} 家）"

    @property
    def decision_count(self) -> int:
        return sum(len(item.decisions) for item in self.items)


ITEM = ("meeting", "title", "fourfold", "discussion")
# Of an agenda item, where the kind of meeting hears residents.
HEARD = ("options", "plan", "outcome")


def facts_of(meeting: Meeting, *, as_answered: bool = False) -> Facts:
    """The stored facts, in a fixed number of queries however long the minutes are.

    `as_answered`: who is not ticked yet counts as they have answered the notice, to be checked by whoever writes.
    """
    columns = ("meeting", "status", "person_name", "guest_role")
    rows = list(narrow(meeting.attendances.all(), *columns, organization=LABEL))
    return Facts(
        host=meeting.host,
        kind=meeting.kind,
        title=meeting.title,
        starts_at=meeting.starts_at,
        place=meeting.place,
        chair=meeting.chair,
        recorder=meeting.recorder,
        opening=meeting.opening,
        attended=list(_attended(meeting, rows, as_answered=as_answered)),
        guests=[
            Guest(role=row.guest_role, name=row.person_name) for row in rows if not row.organization
        ],
        items=_items_of(meeting),
        quorum=meeting.quorum if meeting.minutes_number else meeting.kind.quorum,
        number_label=meeting.number_label,
        is_numbered=meeting.status == MeetingStatus.FINAL,
        is_correction=meeting.is_correcting,
    )


def _attended(
    meeting: Meeting, rows: Iterable[Attendance], *, as_answered: bool
) -> Iterator[Attended]:
    """Who stands in the roll, then who was invited and does not; final minutes know the roll alone."""
    is_open = meeting.is_editable and not meeting.is_correcting
    expected = meeting.invitations.for_list() if is_open else []
    invited = {row.organization_id: row for row in expected}
    for row in rows:
        if row.organization:
            invitation = invited.pop(row.organization.pk, None)
            said = _said(invitation, as_answered=as_answered) if not row.status else ("", "")
            yield Attended(
                organization=row.organization,
                name=said[0] or row.person_name,
                status=row.status or said[1],
            )
    for invitation in invited.values():
        name, status = _said(invitation, as_answered=as_answered)
        yield Attended(organization=invitation.organization, name=name, status=status)


def _said(invitation: Invitation | None, *, as_answered: bool) -> tuple[str, str]:
    """The name and the tick that an answer means; coming counts only where it is asked for so."""
    if invitation is None:
        return "", ""
    counts = as_answered or invitation.answer == Answer.EXCUSED
    return invitation.proxy_name, CAME.get(invitation.answer, "") if counts else ""


def _items_of(meeting: Meeting) -> list[Item]:
    decisions: dict[int, list[Decision]] = {}
    assistants = models.Prefetch("assistants", Organization.objects.only(*LABEL))
    stored = narrow(
        meeting.resolutions.standing(), "meeting", "agenda_item", "text", "due_on", lead=LABEL
    )
    for row in stored.prefetch_related(assistants).order_by("agenda_item__order", "order", "pk"):
        decisions.setdefault(row.agenda_item_id, []).append(  # type: ignore[arg-type]
            Decision(
                text=row.text,
                lead=row.lead,
                assistants=list(row.assistants.all()),
                due_on=row.due_on,
                pk=row.pk,
            )
        )
    voices = _voices_of(meeting)
    heard = HEARD if meeting.kind.hears_residents else ()
    return [
        Item(
            title=row.title,
            fourfold=row.fourfold,
            discussion=row.discussion,
            proposer=row.proposer,
            decisions=decisions.get(row.pk, []),
            voices=voices.get(row.pk, []),
            pk=row.pk,
            **{name: getattr(row, name) for name in heard},
        )
        for row in narrow(meeting.agenda_items.all(), *ITEM, *heard, proposer=LABEL)
    ]


def _voices_of(meeting: Meeting) -> dict[int, list[Voice]]:
    """By agenda item; asked for only where residents are heard."""
    found: dict[int, list[Voice]] = {}
    if not meeting.kind.hears_residents:
        return found
    for row in Opinion.objects.filter(agenda_item__meeting=meeting):
        found.setdefault(row.agenda_item_id, []).append(
            Voice(
                role=row.role,
                channel=row.channel,
                stance=row.stance,
                text=row.text,
                people=row.people,
                pk=row.pk,
            )
        )
    return found
