from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate
from simple_history.models import HistoricalRecords

from alliances.models import (
    PUBLICATION_STEPS,
    Agreement,
    Clause,
    Duty,
    Meeting,
    ProjectType,
    PublishedModel,
    Resolution,
)
from alliances.models.publication import UNLOCKED, public_index
from members.models import EditedModel, Event, Organization, StepError
from officekit.search import SearchTextField, bigram_index
from projects.models.claim import Claim
from projects.models.rows import ProjectQuerySet
from projects.models.status import OPEN_ENDED, PROJECT_STEPS, ProjectStatus
from projects.models.update import Update

if TYPE_CHECKING:
    from members.models import User


class Project(EditedModel, PublishedModel):
    """共建项目 under one of the alliance's project types."""

    type = models.ForeignKey(
        ProjectType, models.PROTECT, related_name="projects", verbose_name="类型"
    )
    title = models.CharField("项目名称", max_length=100)
    summary = models.CharField("一句话说明", max_length=200, blank=True)
    body = models.TextField("详细内容", blank=True, help_text="可以用 Markdown。")
    place = models.CharField("地点", max_length=80, blank=True)
    wanted = models.CharField(
        "还需要什么", max_length=200, blank=True, help_text="例如 医生 4 名。"
    )
    lead = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name="牵头单位",
    )
    starts_on = models.DateField("开始日期", default=localdate)
    due_on = models.DateField("计划完成", null=True, blank=True)
    finished_on = models.DateField("完成日期", null=True, editable=False)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0, editable=False)
    reported_on = models.DateField("最近报进展", null=True, editable=False)
    news_on = models.GeneratedField(
        expression=Coalesce("reported_on", "starts_on"),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name="最近有消息",
    )
    partner_count = models.PositiveSmallIntegerField("参与单位数", default=0, editable=False)
    result = models.TextField("成效", blank=True)
    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="源自议定事项",
    )
    clause = models.ForeignKey(
        Clause,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="源自协议条款",
    )
    # Set by hand: any other duty has its source in its resolution or clause, and so has its project.
    duty = models.ForeignKey(
        Duty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="源自责任事项",
    )
    status = models.CharField(
        "状态", max_length=12, choices=ProjectStatus, default=ProjectStatus.PROPOSED
    )
    search_text = SearchTextField(sources=("title", "summary", "place", "result"))

    STEPS = (*PROJECT_STEPS, *PUBLICATION_STEPS)
    EDITABLE = UNLOCKED & Q(status__in=OPEN_ENDED)

    history = HistoricalRecords(
        table_name="h_project", excluded_fields=["search_text", "edits", "reported_on", "news_on"]
    )
    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共建项目"
        indexes = [
            *PublishedModel.Meta.indexes,
            public_index("project_public", "-starts_on", "-id"),
            # The latest results of the home page.
            public_index("project_public_done", "-finished_on", "-id"),
            public_index("project_public_type", "type", "-starts_on", "-id"),
            public_index("project_public_host", "host", "-starts_on", "-id"),
            public_index("project_public_status", "status", "-starts_on", "-id"),
            models.Index(name="project_by_host", fields=["host", "-starts_on", "-id"]),
            models.Index(name="project_by_lead", fields=["lead", "-starts_on", "-id"]),
            models.Index(name="project_news_of_host", fields=["host", "status", "news_on", "id"]),
            models.Index(name="project_news_of_lead", fields=["lead", "status", "news_on", "id"]),
            models.Index(name="project_by_alliance", fields=["alliance", "-starts_on", "-id"]),
            bigram_index("project_search"),
        ]
        constraints = [
            *PublishedModel.Meta.constraints,
            models.CheckConstraint(
                name="project_dates_in_order",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                violation_error_message="计划完成日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="project_one_origin",
                condition=Q(resolution__isnull=True, clause__isnull=True)
                | Q(resolution__isnull=True, duty__isnull=True)
                | Q(clause__isnull=True, duty__isnull=True),
                violation_error_message="项目只能有一个来源。",
            ),
            models.CheckConstraint(
                name="project_progress_is_percent",
                condition=Q(progress__lte=100),
                violation_error_message="进度是 0 到 100 的整数。",
            ),
            models.CheckConstraint(
                name="project_finished_has_date",
                condition=~Q(status__in=["done", "verified"]) | Q(finished_on__isnull=False),
                violation_error_message="完成的项目要有完成日期。",
            ),
            models.CheckConstraint(
                name="project_running_has_lead",
                condition=Q(status__in=["proposed", "open", "cancelled", "paused"])
                | Q(lead__isnull=False),
                violation_error_message="实施中的项目要有牵头单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:desk_project_detail", args=[self.pk])

    def get_public_url(self) -> str:
        return reverse("projects:project_detail", args=[self.alliance.slug, self.pk])

    @property
    def source(self) -> Meeting | Agreement | Duty | None:
        """源自 which meeting, agreement or duty. Needs a row with its resolution, clause and duty."""
        if self.resolution:
            return self.resolution.meeting
        return self.clause.agreement if self.clause else self.duty

    @property
    def publishable(self) -> bool:
        return self.status != ProjectStatus.CANCELLED

    @property
    def is_editable(self) -> bool:
        return self.status in OPEN_ENDED and not self.is_locked

    def public_origin(self) -> Meeting | Agreement | None:
        """The source where visitors may read it: it is public itself."""
        if self.clause_id:
            return Agreement.objects.for_everybody().filter(clauses=self.clause_id).first()
        if self.resolution_id:
            return Meeting.objects.for_everybody().filter(resolutions=self.resolution_id).first()
        return None

    def open(self, *, by: User, note: str = "") -> None:
        """开放认领."""
        self._take("open", by=by, note=note)

    def run(self, *, by: User, note: str = "") -> None:
        """开始实施."""
        if self.lead_id is None:
            raise StepError("还没有牵头单位，请先填写牵头单位或等单位认领。")
        self._take("run", by=by, note=note)

    def finish(self, *, by: User, note: str) -> None:
        """完成: what was achieved becomes the project's result."""
        self._take("finish", by=by, note=note, result=note, progress=100, finished_on=localdate())

    def assess(self, *, by: User, note: str) -> None:
        """评估."""
        self._take("assess", by=by, note=note)

    def pause(self, *, by: User, note: str) -> None:
        """暂停."""
        self._take("pause", by=by, note=note)

    def resume(self, *, by: User, note: str = "") -> None:
        """恢复."""
        if self.lead_id is None:
            raise StepError("还没有牵头单位，请先填写牵头单位。")
        self._take("resume", by=by, note=note)

    def cancel(self, *, by: User, note: str) -> None:
        """取消."""
        self._take("cancel", by=by, note=note)

    @transaction.atomic
    def claim(self, organization: Organization, *, by: User, note: str = "") -> Claim:
        """认领: the first to claim a project without a lead leads it."""
        claimable = Project.objects.filter(pk=self.pk, status=ProjectStatus.OPEN)
        if not claimable.update(partner_count=F("partner_count") + 1):
            raise StepError("这个项目现在不能认领，请刷新后再看。")
        claim, is_new = Claim.objects.get_or_create(
            project=self, organization=organization, defaults={"note": note, "by": by}
        )
        if not is_new:
            # Rolls the counter back with everything else.
            raise StepError("你们单位已经认领过这个项目。")
        Project.objects.filter(pk=self.pk, lead__isnull=True).update(lead=organization)
        self._record("claim", f"{organization.label}认领"[:24], by=by, note=note)
        return claim

    @transaction.atomic
    def report(
        self,
        text: str,
        progress: int,
        *,
        organization: Organization,
        by: User,
        photo: object = None,
        photo_alt: str = "",
        may_lower: bool = False,
    ) -> Update:
        """报进展: moves the percentage of a running project.

        Several units report on one project: a report may not undo what another has reached meanwhile.
        Only the host's side, which `may_lower`, corrects the percentage downwards.
        """
        running = Project.objects.filter(pk=self.pk, status=ProjectStatus.RUNNING)
        allowed = running if may_lower else running.filter(progress__lte=progress)
        if not allowed.update(progress=progress, reported_on=localdate()):
            raise StepError(self._why_not_reported(running))
        update = Update.objects.create(
            project=self,
            organization=organization,
            text=text,
            progress=progress,
            photo=photo or "",
            photo_alt=photo_alt,
            by=by,
        )
        self.refresh_from_db()
        self.alliance.touch_public()
        return update

    def _why_not_reported(self, running: models.QuerySet[Project]) -> str:
        reached = running.values_list("progress", flat=True).first()
        if reached is None:
            return "只有实施中的项目可以报进展。请刷新后再看。"
        return f"项目进度已到 {reached}%，不能往回填；如需调低，请联系主办方。"

    def _record(self, step: str, label: str, *, by: User, note: str) -> None:
        self.events.create(
            step=step, label=label, source=self.status, target=self.status, by=by, note=note
        )
        self.refresh_from_db()
        self.alliance.touch_public()


class ProjectEvent(Event):
    """项目办理记录."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="events", verbose_name="项目")

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "项目办理记录"
