from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.timezone import localdate, now
from simple_history.models import HistoricalRecords

from alliances.models.alliance import Alliance, in_alliance_run_by
from alliances.models.clause import Clause, period_end
from alliances.models.duty_note import DutyEvent, DutyNote
from alliances.models.duty_status import DUTY_STEPS, UNFINISHED, DutyStatus
from alliances.models.resolution import Resolution
from members.models import Organization, StepError, StepModel
from members.permissions import Role
from officekit.search import SearchTextField, bigram_index

if TYPE_CHECKING:
    from alliances.models.agreement import Agreement
    from alliances.models.meeting import Meeting
    from members.models import User
    from members.models.organization import OrganizationQuerySet


class DutyQuerySet(models.QuerySet["Duty"]):
    def owed_by(self, user: User) -> DutyQuerySet:
        """Led by an organization of the user's subtree."""
        return self.filter(lead__in=Organization.objects.overseen_by(user))

    def led_by(self, user: User) -> DutyQuerySet:
        """On the user's own desk to be done."""
        return self.filter(lead__in=Organization.objects.own_of(user))

    def assisted_by(self, user: User) -> DutyQuerySet:
        return self._with_assistant(Organization.objects.overseen_by(user))

    def helped_by(self, user: User) -> DutyQuerySet:
        """On the user's own desk to help with."""
        return self._with_assistant(Organization.objects.own_of(user))

    def _with_assistant(self, organizations: OrganizationQuerySet) -> DutyQuerySet:
        helping = Duty.assistants.through.objects.filter(organization__in=organizations)
        return self.filter(pk__in=helping.values("duty"))

    def set_by_side_of(self, user: User) -> DutyQuerySet:
        """Those the user may verify or send back: the whole alliance for its street, else the subtree's own."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.filter(in_alliance_run_by(user))
        return self.filter(host__in=Organization.objects.overseen_by(user))

    def verifiable_by(self, user: User) -> DutyQuerySet:
        return self.none() if user.role is Role.SUPERVISOR else self.set_by_side_of(user)

    def pursued_by(self, user: User) -> DutyQuerySet:
        """The user's to carry on: they can lead to projects."""
        return self.verifiable_by(user).exclude(status=DutyStatus.CLOSED)

    def reportable_by(self, user: User) -> DutyQuerySet:
        """The lead reports; the street may do so on anybody's behalf."""
        if user.role is Role.STREET:
            return self.set_by_side_of(user)
        return self.none() if user.role is Role.SUPERVISOR else self.owed_by(user)

    def visible_to(self, user: User) -> DutyQuerySet:
        """For opening one record. Lists use one of the narrower sets, which an index serves."""
        return self.filter(
            Q(pk__in=self.set_by_side_of(user).values("pk"))
            | Q(pk__in=self.owed_by(user).values("pk"))
            | Q(pk__in=self.assisted_by(user).values("pk"))
        )

    def unfinished(self) -> DutyQuerySet:
        return self.filter(status__in=UNFINISHED)

    def overdue(self, today: date) -> DutyQuerySet:
        return self.unfinished().filter(due_on__lt=today)

    def pressing(self, last_day: date) -> DutyQuerySet:
        """Unfinished and due until that day, or sent back: each with `last_step`, the name of its newest event."""
        events = DutyEvent.objects.filter(duty=OuterRef("pk")).order_by("-pk")
        last: dict[str, Any] = {"last_step": Subquery(events.values("step")[:1])}
        rows = self.unfinished().annotate(**last)
        return rows.filter(Q(due_on__lte=last_day) | Q(last_step="send_back"))

    def to_verify(self, user: User) -> DutyQuerySet:
        """Reported done, and set by the user's own organization; the longest waiting first."""
        own = self.filter(status=DutyStatus.DONE, host__in=Organization.objects.own_of(user))
        return own.order_by("done_at", "pk")

    def set_already(self, host: Organization, **same: Any) -> bool:
        """Whether this host has set the same by hand, and it is not finished."""
        by_hand = self.unfinished().filter(resolution__isnull=True, clause__isnull=True)
        return by_hand.filter(host=host, **same).exists()

    def for_list(self) -> DutyQuerySet:
        return self.select_related(
            "alliance", "lead", "host", "resolution__meeting", "clause__agreement"
        )

    def create_for_resolutions(self, meeting: Meeting, *, by: User) -> None:
        """One duty per resolution of minutes just made final."""
        for resolution in meeting.resolutions.prefetch_related("assistants"):
            duty = self.create(
                alliance_id=meeting.alliance_id,
                host_id=meeting.host_id,
                lead_id=resolution.lead_id,
                title=resolution.text[:100],
                detail=resolution.text,
                due_on=resolution.due_on,
                resolution=resolution,
                set_by=by,
            )
            duty.assistants.set(resolution.assistants.all())

    def create_for_clauses(self, agreement: Agreement, *, by: User) -> None:
        """The first occurrence of every clause that has a due date or a rhythm, and somebody who owes it."""
        owed = agreement.clauses.exclude(due_on__isnull=True, rhythm="").select_related("party")
        for clause in owed:
            if clause.party is None:
                continue
            self.create(
                alliance_id=agreement.alliance_id,
                host_id=agreement.host_id,
                lead_id=clause.party.organization_id,
                title=clause.text[:100],
                detail=clause.text,
                due_on=clause.due_on
                or min(period_end(agreement.starts_on, clause.rhythm), agreement.ends_on),
                clause=clause,
                set_by=by,
            )


class Duty(StepModel):
    """责任事项: what an organization owes, from a resolution, from a clause, or set by hand."""

    last_step: str | None  # from pressing()

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
            bigram_index("duty_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="duty_one_origin",
                condition=Q(resolution__isnull=True) | Q(clause__isnull=True),
                violation_error_message="责任事项只能有一个来源。",
            ),
            models.UniqueConstraint(
                name="duty_clause_occurrence",
                fields=["clause", "due_on"],
                violation_error_message="这一条款在这个期限已有责任事项。",
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

    def verify(self, *, by: User, note: str = "") -> None:
        """核实销号."""
        self._take("verify", by=by, note=note, verified_at=now(), verified_by=by)

    def send_back(self, *, by: User, note: str) -> None:
        """退回."""
        self._take("send_back", by=by, note=note, done_at=None, done_by=None)

    def close(self, *, by: User, note: str) -> None:
        """终止."""
        self._take("close", by=by, note=note)

    def _take(self, name: str, *, by: User | None, note: str = "", **changes: Any) -> None:
        # Published minutes and agreements show what became of their duties.
        super()._take(name, by=by, note=note, **changes)
        self.alliance.touch_public()

    @transaction.atomic
    def add_note(self, text: str, *, by: User, file: object = None) -> DutyNote:
        """报进展; the first one starts the work."""
        if self.status not in UNFINISHED:
            raise StepError(f"这件事项{self.get_status_display()}，不能再报进展。请刷新后再看。")
        if self.status == DutyStatus.OPEN:
            self.begin(by=by)
        return self.notes.create(text=text, by=by, file=file or "")

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
        """Needs a duty from `for_list()`."""
        if self.resolution:
            return self.resolution.meeting.title
        return self.clause.agreement.title if self.clause else f"{self.host.label}下达"
