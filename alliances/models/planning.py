"""Before a meeting: who is expected, the notice and what changes it, and its agenda while it is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localdate, now

from alliances.models.invitation import Invitation
from alliances.models.meeting_status import OPEN_AGENDA, MeetingStatus
from members.models import Message, MessageKind, Organization, Step, StepError, StepModel
from officekit.text import cn_date, cn_datetime
from officekit.workdays import add_workdays

if TYPE_CHECKING:
    from alliances.models.invitation import InvitationQuerySet
    from alliances.models.meeting_kind import MeetingKind
    from members.models import User


class PlannedModel(StepModel):
    """Abstract: a meeting before it is held."""

    topics_until = models.DateField("议题征集截止", null=True, blank=True)
    short_notice_reason = models.CharField(
        "通知时间不足的原因", max_length=500, blank=True, db_default="", editable=False
    )
    # As the kind of meeting asked for when the minutes became final: what is final does not change with a setting.
    quorum = models.PositiveSmallIntegerField("须到会（%）", null=True, editable=False)
    reminded_on = models.DateField("上次提醒", null=True, editable=False)
    # Raised by everything that invited units must hear of, as calendars want it.
    sequence = models.PositiveIntegerField("通知次数", default=0, db_default=0, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        status: str
        title: str
        place: str
        starts_at: datetime
        kind: MeetingKind
        host: Organization
        invitations: InvitationQuerySet
        attendances: Any
        topics: Any
        objects: Any

    @property
    def notice_by(self) -> date:
        """The last day on which the notice is in time."""
        return add_workdays(localdate(self.starts_at), -self.kind.notice_days)

    @property
    def is_late(self) -> bool:
        """Too late for the days of notice that this kind of meeting asks for."""
        return self.kind.notice_days > 0 and localdate() > self.notice_by

    @property
    def is_answerable(self) -> bool:
        """The notice is out, and it has not begun."""
        return self.status == MeetingStatus.CALLED and self.starts_at > now()

    def steps_for(self, user: User) -> list[Step]:
        """发出通知 asks why where the notice comes late."""
        return [
            replace(step, asks=self._late_question, note_required=True)
            if step.name == "call" and self.is_late
            else step
            for step in super().steps_for(user)
        ]

    @property
    def _late_question(self) -> str:
        return f"应在{cn_date(self.notice_by)}以前通知，为什么晚了"

    @transaction.atomic
    def expect(self, organizations: Iterable[Organization]) -> None:
        """应到单位, before the notice: these and no others."""
        wanted = list(organizations)
        self.invitations.exclude(organization__in=wanted).filter(sent_at__isnull=True).delete()
        named = self.attendances.filter(organization__isnull=False, status="")
        named.exclude(organization__in=wanted).delete()
        self.invite(wanted)

    @transaction.atomic
    def invite(self, organizations: Iterable[Organization]) -> None:
        """加请: those who are new to the list are added; a notice that is out already reaches them too."""
        known = set(self.invitations.values_list("organization", flat=True))
        new = [unit for unit in organizations if unit.pk not in known]
        Invitation.objects.bulk_create(
            [Invitation(meeting_id=self.pk, organization=unit) for unit in new],
            ignore_conflicts=True,
        )
        if self.status == MeetingStatus.CALLED:
            self._send_notice(new, by=None)

    @transaction.atomic
    def call(self, *, by: User, note: str = "") -> None:
        """发出通知: to all invited units; late only with a reason, which stays on the meeting."""
        if self.starts_at <= now():
            raise StepError("会议时间已过，不能再发通知。请先改会议时间，或者直接记录这次会议。")
        if self.is_late and not note.strip():
            raise StepError(
                f"“{self.kind.name}”要提前 {self.kind.notice_days} 个工作日通知，应在"
                f"{cn_date(self.notice_by)}以前发出。急事请写明原因再发。"
            )
        units = self.invited()
        if not units:
            raise StepError("还没有应到单位，请先在“改计划”里选好，再发通知。")
        reason = note.strip() if self.is_late else ""
        self._take("call", by=by, note=note, short_notice_reason=reason, sequence=F("sequence") + 1)
        self._send_notice(units, by=by)

    @transaction.atomic
    def reschedule(self, *, starts_at: datetime, place: str, by: User, note: str) -> None:
        """改期: another time or place; everybody invited is asked again."""
        before = self.when_and_where
        if starts_at <= now():
            raise StepError("新的会议时间已过，请填以后的时间。")
        if (starts_at, place) == (self.starts_at, self.place):
            raise StepError("时间和地点都没有变，不用改期。")
        self._take(
            "reschedule",
            by=by,
            note=f"原定{before}。原因：{note.strip()}" if note.strip() else "",
            starts_at=starts_at,
            place=place,
            sequence=F("sequence") + 1,
            version=F("version") + 1,
            reminded_on=None,
        )
        self._history_user = by
        self.save(update_fields=["place", "search_text"])  # type: ignore[misc]
        self.invitations.ask_again()
        units = self.invited()
        self._mark_sent(units)
        why = f"原定{before}，改为{self.when_and_where}。原因：{note.strip()}。请重新答复。"
        self.tell(units, f"会议改期：{self.title}", why, by=by)

    @transaction.atomic
    def remind(self, *, by: User, note: str = "") -> None:
        """提醒 those who have not answered, once a day at most."""
        today = localdate()
        waiting = [row.organization for row in self.invitations.unanswered().for_list()]
        if not self.is_answerable:
            raise StepError("通知还没有发出，或者会议已经开始，不用提醒。")
        if not waiting:
            raise StepError("应到单位都已答复，不用提醒。")
        if self.reminded_on == today:
            raise StepError("今天已经提醒过，明天再提醒吧。着急的请打电话。")
        units = "、".join(unit.label for unit in waiting)
        self._take("remind", by=by, note=f"{len(waiting)} 家：{units}", reminded_on=today)
        self.tell(
            waiting,
            f"请答复能否参会：{self.title}",
            f"{self.when_and_where}。",
            by=by,
            occasion=f"remind:{today:%m%d}",
        )

    def _seen(self) -> dict[str, Any]:
        """Two who put it off, or remind, at the same time do so once."""
        return {"sequence": self.sequence, "reminded_on": self.reminded_on}

    @transaction.atomic
    def cancel(self, *, by: User, note: str) -> None:
        """取消会议: its topics wait for another one, and whoever was told is told."""
        was_called = self.status == MeetingStatus.CALLED
        self._take("cancel", by=by, note=note, sequence=F("sequence") + 1)
        for topic in self.topics.on_agenda().select_related("agenda_item"):
            topic.release(by=by, note=f"会议取消：{note}")
        if was_called:
            self.tell(
                self.invited(),
                f"会议取消：{self.title}",
                f"{self.when_and_where}。原因：{note}",
                by=by,
            )

    def ask_for_topics(self, *, by: User) -> None:
        """征集议题: once, to all invited units."""
        until = f"请在{cn_date(self.topics_until)}前提出。" if self.topics_until else ""
        self.tell(
            self.invited(),
            f"征集议题：{self.title}",
            f"{self.when_and_where}。{until}",
            by=by,
            occasion="topics",
            url=f"{reverse('alliances:topic_new')}?body={self.host.pk}",
        )

    def _send_notice(self, units: Iterable[Organization], *, by: User | None) -> None:
        units = list(units)
        self._mark_sent(units)
        self.tell(
            units, f"会议通知：{self.title}", f"{self.when_and_where}。请答复能否参加。", by=by
        )

    def _mark_sent(self, units: list[Organization]) -> None:
        self.invitations.filter(organization__in=units).update(asked=self.sequence, sent_at=now())

    def tell(
        self,
        units: Iterable[Organization],
        title: str,
        body: str,
        *,
        by: User | None,
        occasion: str = "notice",
        url: str = "",
    ) -> None:
        """To those who speak for these units; once for each occasion and sequence."""
        Message.objects.tell(
            units,
            sender=self.host,
            kind=MessageKind.MEETING,
            key=f"meeting:{self.pk}:{occasion}:{self.sequence}",
            title=title,
            body=body,
            url=url or self.get_notice_url(),
            but=by,
        )

    def get_notice_url(self) -> str:
        """Where an invited unit reads the notice and answers."""
        return reverse("alliances:meeting_notice", args=[self.pk])

    def invited(self) -> list[Organization]:
        found = Organization.objects.filter(invitations__meeting=self.pk)
        return list(found.order_by("invitations__pk"))

    @property
    def when_and_where(self) -> str:
        return f"{cn_datetime(self.starts_at)}，{self.place}"

    def take_agenda(self) -> None:
        """Takes the row for a change of the agenda, until the transaction ends; StepError once it was held.

        Minutes that somebody is writing meanwhile are then based on an older version.
        """
        if not self._rows().filter(status__in=OPEN_AGENDA).update(version=F("version") + 1):
            raise StepError("会议已经召开或取消，议程不能再改。请刷新后再看。")
        self.refresh_from_db()

    def take_plan(self, seen: int) -> None:
        """Takes the row for a change of the plan, until the transaction ends; `seen` is the version of the page."""
        rows = self._rows().filter(status=MeetingStatus.COLLECTING, version=seen)
        if not rows.update(version=F("version") + 1):
            raise StepError(
                "刚刚有人改过这次会议或已发出通知，您填的没有存。请另开一页看最新的，再改。"
            )
        self.refresh_from_db()

    def _rows(self) -> Any:
        return models.QuerySet(type(self)).filter(pk=self.pk)
