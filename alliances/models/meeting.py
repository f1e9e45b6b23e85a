from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.timezone import localtime, now
from simple_history.models import HistoricalRecords

from alliances.models.attendance import AttendanceStatus
from alliances.models.correction import CorrectableMinutes
from alliances.models.duty import Duty
from alliances.models.meeting_kind import MeetingKind
from alliances.models.meeting_rows import MeetingQuerySet
from alliances.models.meeting_status import (
    EDITABLE,
    MEETING_STEPS,
    TO_FINISH,
    MeetingStatus,
)
from alliances.models.planning import PlannedModel
from alliances.models.publication import (
    PUBLICATION_STEPS,
    PublishedModel,
    public_index,
)
from members.models import Event, Organization, StepError
from officekit.search import SearchTextField, bigram_index

if TYPE_CHECKING:
    from members.models import User


class Meeting(PlannedModel, CorrectableMinutes):
    """联席会议 and its kin: one meeting with its agenda, attendance, minutes and resolutions."""

    expected: int  # from with_turnout()
    present: int
    told_at: datetime | None  # from for_calendar()

    kind = models.ForeignKey(
        MeetingKind, models.PROTECT, related_name="meetings", verbose_name="会议类型"
    )
    title = models.CharField("会议名称", max_length=100)
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=80)
    chair = models.CharField("主持人", max_length=30, blank=True)
    recorder = models.CharField("记录人", max_length=30, blank=True)
    opening = models.TextField("开头", blank=True, help_text="不填就按时间、地点和到会单位自动写。")
    status = models.CharField(
        "状态", max_length=12, choices=MeetingStatus, default=MeetingStatus.DRAFTING
    )
    # Raised by every save of the minutes: a save on top of an older version is refused.
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    minutes_year = models.PositiveSmallIntegerField("纪要年份", null=True, editable=False)
    minutes_number = models.PositiveIntegerField("纪要序号", null=True, editable=False)
    finalized_at = models.DateTimeField("定稿时间", null=True, editable=False)
    finalized_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="定稿人",
    )
    search_text = SearchTextField(sources=("title", "place"))

    STEPS = (*MEETING_STEPS, *PUBLICATION_STEPS)

    history = HistoricalRecords(table_name="h_meeting", excluded_fields=["search_text"])
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        indexes = [
            *PublishedModel.Meta.indexes,
            public_index("meeting_public", "-starts_at", "-id"),
            models.Index(name="meeting_by_host", fields=["host", "-starts_at", "-id"]),
            models.Index(name="meeting_by_alliance", fields=["alliance", "-starts_at", "-id"]),
            models.Index(
                name="meeting_to_finish",
                fields=["host", "starts_at"],
                condition=Q(status__in=TO_FINISH),
            ),
            bigram_index("meeting_search"),
        ]
        constraints = [
            *PublishedModel.Meta.constraints,
            models.UniqueConstraint(
                name="meeting_number_once",
                fields=["host", "minutes_year", "minutes_number"],
                violation_error_message="这个纪要编号已经用过。",
            ),
            models.CheckConstraint(
                name="meeting_final_is_numbered",
                condition=Q(
                    status=MeetingStatus.FINAL,
                    minutes_year__isnull=False,
                    minutes_number__isnull=False,
                    finalized_at__isnull=False,
                )
                | (~Q(status=MeetingStatus.FINAL) & Q(minutes_number__isnull=True))
                # Open again for a correction, under the same number.
                | Q(
                    status__in=[MeetingStatus.DRAFTING, MeetingStatus.REVIEWING],
                    minutes_year__isnull=False,
                    minutes_number__isnull=False,
                    finalized_at__isnull=False,
                ),
                violation_error_message="定稿的纪要才有编号。",
            ),
            models.CheckConstraint(
                name="meeting_published_is_final",
                condition=Q(publication__in=["private", "withdrawn"])
                | Q(status=MeetingStatus.FINAL),
                violation_error_message="定稿以后才能公开。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliances:desk_meeting_detail", args=[self.pk])

    def get_public_url(self) -> str:
        return reverse("alliances:meeting_detail", args=[self.alliance.slug, self.pk])

    @property
    def publishable(self) -> bool:
        return self.status == MeetingStatus.FINAL

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def number_label(self) -> str:
        """〔2026〕第 12 号, or 待编号 until the minutes are final; a correction keeps it and says so."""
        if self.minutes_number is None:
            return "待编号"
        return self.label_of_number(is_corrected=self.corrected_times > 0)

    def label_of_number(self, *, is_corrected: bool) -> str:
        return f"〔{self.minutes_year}〕第 {self.minutes_number} 号{'（更正）' if is_corrected else ''}"

    def hold(self, *, by: User, note: str = "") -> None:
        """会议已召开."""
        if self.starts_at > now():
            raise StepError("还没到开会时间。")
        self._take("hold", by=by, note=note)

    def draft(self, *, by: User, note: str = "") -> None:
        """起草纪要."""
        self._take("draft", by=by, note=note)

    def submit(self, *, by: User, note: str = "") -> None:
        """送审定."""
        self.check_complete()
        self._take("submit", by=by, note=note)

    @transaction.atomic
    def finalize(self, *, by: User, note: str = "") -> None:
        """定稿: numbers the minutes, makes them read-only, and sets one duty per resolution."""
        self.check_complete()
        # The meeting's row first, as in every save of its minutes: two orders of locking would be a deadlock.
        Meeting.objects.select_for_update(no_key=True).get(pk=self.pk)
        numbers = {} if self.minutes_number else self._next_number()
        self._take("finalize", by=by, note=note, finalized_at=now(), finalized_by=by, **numbers)
        if correction := self.corrections.open().first():
            self.finish_correction(correction, by=by)
        else:
            Duty.objects.create_for_resolutions(self, by=by)

    def _next_number(self) -> dict[str, Any]:
        # The host's row is the lock of its number series, so that numbers have no gap and no double.
        Organization.objects.select_for_update(no_key=True).get(pk=self.host_id)
        year = localtime(self.starts_at).year
        last = Meeting.objects.filter(host=self.host_id, minutes_year=year).aggregate(
            n=Max("minutes_number")
        )
        number = (last["n"] or 0) + 1
        return {"minutes_year": year, "minutes_number": number, "quorum": self.kind.quorum}

    def check_complete(self) -> None:
        """Raises StepError with what the minutes still lack."""
        if self.starts_at > now():
            raise StepError("会议时间还没到，不能定稿。请核对会议时间。")
        if not self.attendances.filter(status__in=AttendanceStatus.here()).exists():
            raise StepError("还没有人到会，请先点好签到。")
        if not self.agenda_items.exists():
            raise StepError("至少要有一个议题，请先填写议题。")


class MeetingEvent(Event):
    """会议办理记录."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="events", verbose_name="会议")
    version = models.PositiveIntegerField("纪要版本", null=True, editable=False)

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "会议办理记录"
