from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate, now
from simple_history.models import HistoricalRecords

from alliances.models.alliance import Alliance
from alliances.models.clause import Clause, Rhythm
from alliances.models.duty_note import DutyNote
from alliances.models.duty_rows import DutyQuerySet
from alliances.models.duty_status import (
    DUTY_STEPS,
    REPORTER_STEPS,
    UNFINISHED,
    VERIFIER_STEPS,
    DutyStatus,
)
from alliances.models.news import News, tell
from alliances.models.resolution import Resolution
from members.models import Organization, StepError, StepModel
from officekit.search import SearchTextField, bigram_index
from officekit.text import cn_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from members.models import User


class Duty(StepModel):
    """责任事项: what an organization owes, from a resolution, from a clause, or set by hand."""

    last_step: str | None  # from pressing()
    source_title: str | None  # from with_source()

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="duties", verbose_name="联盟"
    )
    host = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="set_duties",
        verbose_name="下达组织",
        help_text="核实销号的一方。",
    )
    lead = models.ForeignKey(
        Organization, models.PROTECT, related_name="led_duties", verbose_name="责任单位"
    )
    assistants = models.ManyToManyField(
        Organization, related_name="assisted_duties", blank=True, verbose_name="配合单位"
    )
    title = models.CharField("事项", max_length=100)
    detail = models.TextField("具体要求", blank=True)
    due_on = models.DateField("完成期限")
    # Empty until an extension is granted.
    original_due_on = models.DateField("原定期限", null=True, editable=False)
    status = models.CharField("状态", max_length=12, choices=DutyStatus, default=DutyStatus.OPEN)
    resolution = models.OneToOneField(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duty",
        verbose_name="来自议定事项",
    )
    clause = models.ForeignKey(
        Clause,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="来自协议条款",
    )
    rhythm = models.CharField(
        "周期",
        max_length=12,
        choices=Rhythm,
        blank=True,
        default="",
        db_default="",
        help_text="到期第二天自动下达下一期。",
    )
    repeats_until = models.DateField(
        "重复到", null=True, blank=True, help_text="不填就一直重复，终止最新一期时结束。"
    )
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="followed_by",
        verbose_name="上一期",
    )
    set_at = models.DateTimeField("下达时间", default=now, editable=False)
    set_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="下达人",
    )
    done_at = models.DateTimeField("报结时间", null=True, editable=False)
    done_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="报结人",
    )
    verified_at = models.DateTimeField("销号时间", null=True, editable=False)
    verified_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="销号人",
    )
    search_text = SearchTextField(sources=("title",))

    STEPS = DUTY_STEPS

    history = HistoricalRecords(table_name="h_duty", excluded_fields=["search_text"])
    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任事项"
        indexes = [
            models.Index(name="duty_by_lead", fields=["lead", "status", "due_on", "id"]),
            models.Index(name="duty_by_host", fields=["host", "status", "due_on", "id"]),
            models.Index(name="duty_by_alliance", fields=["alliance", "status", "due_on", "id"]),
            models.Index(name="duty_alliance_due", fields=["alliance", "due_on", "id"]),
            models.Index(name="duty_lead_due", fields=["lead", "due_on", "id"]),
            models.Index(name="duty_repeats", fields=["id"], condition=~Q(rhythm="")),
            bigram_index("duty_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="duty_one_origin",
                condition=Q(resolution__isnull=True) | Q(clause__isnull=True),
                violation_error_message="责任事项只能有一个来源。",
            ),
            models.UniqueConstraint(
                F("clause"),
                Coalesce("original_due_on", "due_on"),
                name="duty_clause_occurrence",
                violation_error_message="这一条款在这个期限已有责任事项。",
            ),
            models.CheckConstraint(
                name="duty_rhythm_by_hand",
                condition=Q(rhythm="") | Q(resolution__isnull=True, clause__isnull=True),
                violation_error_message="只有手工下达的事项自己有周期。",
            ),
            models.CheckConstraint(
                name="duty_repeats_by_rhythm",
                condition=Q(repeats_until__isnull=True) | ~Q(rhythm=""),
                violation_error_message="有周期的事项才有“重复到”。",
            ),
            models.CheckConstraint(
                name="duty_extended_later",
                condition=Q(original_due_on__isnull=True) | Q(due_on__gt=F("original_due_on")),
                violation_error_message="延期以后的期限要晚于原定期限。",
            ),
            models.CheckConstraint(
                name="duty_verified_fully",
                condition=~Q(status=DutyStatus.VERIFIED)
                | Q(verified_at__isnull=False, verified_by__isnull=False, done_at__isnull=False),
                violation_error_message="销号要先报结，并记下核实人。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliances:duty_detail", args=[self.pk])

    def begin(self, *, by: User, note: str = "") -> None:
        """开始办理."""
        self._take("begin", by=by, note=note)

    def report_done(self, *, by: User, note: str) -> None:
        """报结."""
        self._take("report_done", by=by, note=note, done_at=now(), done_by=by)

    def take_back(self, *, by: User, note: str = "") -> None:
        """撤回报结, before it is verified."""
        self._take("take_back", by=by, note=note, done_at=None, done_by=None)

    def verify(self, *, by: User, note: str = "") -> None:
        """核实销号."""
        self._take("verify", by=by, note=note, verified_at=now(), verified_by=by)

    def send_back(self, *, by: User, note: str) -> None:
        """退回."""
        self._take("send_back", by=by, note=note, done_at=None, done_by=None)

    def close(self, *, by: User, note: str) -> None:
        """终止."""
        self._take("close", by=by, note=note)

    @transaction.atomic
    def _take(self, name: str, *, by: User | None, note: str = "", **changes: Any) -> None:
        """Each side hears of the other's steps. Who is done with a duty asks for no more time."""
        super()._take(name, by=by, note=note, **changes)
        if not self.is_unfinished:
            for extension in self.extensions.asked():
                extension.drop(by=by, note=f"随“{self.step(name).label}”收回")
        # Published minutes and agreements show what became of their duties.
        self.alliance.touch_public()
        words = f"{self.step(name).label}：{self.title}"
        if name in REPORTER_STEPS:
            self.tell_host(f"{self.lead.label}{words}", by=by, body=note)
        elif name in VERIFIER_STEPS:
            self.tell_obliged(words, by=by, body=note)

    def tell_set(self, *, by: User | None) -> None:
        """下达."""
        tell([self.first_news(self.assistants.all())], but=by)

    def first_news(self, assistants: Iterable[Organization]) -> News:
        return News(
            about=self,
            receivers=[self.lead, *assistants],
            occasion="set",
            title=f"新的责任事项：{self.title}",
            body=f"{self.lead.label}牵头，{cn_date(self.due_on)}前完成。{self.host.label}下达。",
        )

    def tell_host(self, words: str, *, by: User | None, body: str = "") -> None:
        self._tell([self.host], words, by, body)

    def tell_obliged(self, words: str, *, by: User | None, body: str = "") -> None:
        """To the lead and its assistants."""
        self._tell([self.lead, *self.assistants.all()], words, by, body)

    def _tell(self, receivers: list[Organization], words: str, by: User | None, body: str) -> None:
        occasion = f"event:{self.events.count()}"
        news = News(about=self, receivers=receivers, occasion=occasion, title=words, body=body)
        tell([news], but=by)

    def lock(self) -> None:
        """Takes the row until the transaction ends, and reads what it says now."""
        Duty.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.refresh_from_db()

    def postpone(self, until: date) -> None:
        """The day that was agreed on first is kept. Called by the extension that grants it."""
        first_day = Coalesce(F("original_due_on"), F("due_on"))
        Duty.objects.filter(pk=self.pk).update(due_on=until, original_due_on=first_day)
        self.refresh_from_db()
        self.alliance.touch_public()

    @transaction.atomic
    def add_note(self, text: str, *, by: User, file: object = None) -> DutyNote:
        """报进展; the first one starts the work."""
        if self.status not in UNFINISHED:
            raise StepError(f"这件事项{self.get_status_display()}，不能再报进展。请刷新后再看。")
        if self.status == DutyStatus.OPEN:
            self.begin(by=by)
        return self.notes.create(text=text, by=by, file=file or "")

    @property
    def agreed_due_on(self) -> date:
        """The day that was set first, by which an occurrence is known."""
        return self.original_due_on or self.due_on

    def is_overdue(self, today: date) -> bool:
        return self.status in UNFINISHED and self.due_on < today

    @property
    def days_late(self) -> int:
        return (localdate() - self.due_on).days if self.is_overdue(localdate()) else 0

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def source_label(self) -> str:
        """Needs a duty from `with_source()`, and its host."""
        return self.source_title or f"{self.host.label}下达"
