from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from alliances.models.alliance import Alliance, Tier
from members.models import Event, Level, Organization, Step, StepModel
from members.permissions import Permission, Role

if TYPE_CHECKING:
    from members.models import User
    from members.models.organization import OrganizationQuerySet


class MembershipStage(models.TextChoices):
    """走访发现 → 洽谈 → 吸纳成为成员 → 退出."""

    FOUND = "found", "走访发现"
    TALKING = "talking", "洽谈中"
    MEMBER = "member", "成员"
    LEFT = "left", "已退出"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> MembershipQuerySet:
        return self.filter(stage=MembershipStage.MEMBER)

    def on(self, day: date) -> MembershipQuerySet:
        """Members on that day, whatever they are now."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), joined_on__lte=day)

    def editable_by(self, user: User) -> MembershipQuerySet:
        return self.filter(alliance__in=Alliance.objects.run_by(user))

    def organizations_for(self, user: User) -> OrganizationQuerySet:
        """Whom the user may give a duty: the live members of a street's alliance, or those that serve a community,
        and their own side of the tree.
        """
        own = Organization.objects.overseen_by(user)
        live = self.live().filter(alliance__in=Alliance.objects.of_user(user))
        if user.role is not Role.STREET:
            live = live.filter(communities__in=own)
        wanted = Q(pk__in=own.values("pk")) | Q(pk__in=live.values("organization"))
        return Organization.objects.filter(wanted, is_active=True).order_by("path")

    def admit_all(self, memberships: list[Membership], *, by: User, note: str) -> None:
        """吸纳 many at once, with the history and the event that each would have had alone."""
        for membership in memberships:
            membership.stage = MembershipStage.MEMBER
        step = Membership.step("admit")
        stored = bulk_create_with_history(
            memberships, Membership, 1000, default_user=by, default_change_reason=note
        )
        MembershipEvent.objects.bulk_create(
            MembershipEvent(
                membership=membership,
                step=step.name,
                label=step.label,
                source=MembershipStage.FOUND,
                target=step.target,
                by=by,
                note=note,
            )
            for membership in stored
        )

    def for_list(self) -> MembershipQuerySet:
        return self.select_related("organization", "tier").order_by("tier__order", "pk")


class Membership(StepModel):
    """成员单位: an organization in an alliance, in one tier, serving any number of communities."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="memberships", verbose_name="联盟"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", verbose_name="单位"
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="memberships", verbose_name="层级")
    communities = models.ManyToManyField(
        Organization,
        related_name="serving_memberships",
        db_table="alliances_membership_serves",
        blank=True,
        verbose_name="服务的社区",
        help_text="社区“大党委”的成员单位；可以服务几个社区。",
    )
    stage = models.CharField(
        "阶段", max_length=12, choices=MembershipStage, default=MembershipStage.FOUND
    )
    joined_on = models.DateField("加入日期", null=True, blank=True)
    left_on = models.DateField("退出日期", null=True, blank=True)
    how_found = models.CharField("怎样发现和吸纳", max_length=200, blank=True)
    admitted_through = models.CharField("吸纳它的组织", max_length=60, blank=True)

    STEPS = (
        Step(
            "talk",
            "开始洽谈",
            {MembershipStage.FOUND},
            MembershipStage.TALKING,
            Permission.BACK_OFFICE,
            "stage",
        ),
        Step(
            "admit",
            "吸纳为成员",
            {MembershipStage.FOUND, MembershipStage.TALKING},
            MembershipStage.MEMBER,
            Permission.BACK_OFFICE,
            "stage",
        ),
        Step(
            "leave",
            "退出联盟",
            {MembershipStage.MEMBER},
            MembershipStage.LEFT,
            Permission.BACK_OFFICE,
            "stage",
            asks="退出的原因",
            note_required=True,
        ),
    )

    history = HistoricalRecords(table_name="h_membership")
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "成员单位"
        constraints = [
            models.UniqueConstraint(
                name="membership_once",
                fields=["alliance", "organization"],
                condition=~Q(stage=MembershipStage.LEFT),
                violation_error_message="这个单位已在联盟中。",
            ),
            models.CheckConstraint(
                name="membership_dates_by_stage",
                condition=Q(
                    stage__in=["found", "talking"], joined_on__isnull=True, left_on__isnull=True
                )
                | Q(stage="member", joined_on__isnull=False, left_on__isnull=True)
                | Q(
                    stage="left",
                    joined_on__isnull=False,
                    left_on__isnull=False,
                    left_on__gte=F("joined_on"),
                ),
                violation_error_message="成员要有加入日期；退出的还要有不早于加入日期的退出日期。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    def get_absolute_url(self) -> str:
        return reverse("admin:alliances_membership_change", args=[self.pk])

    def get_public_url(self) -> str:
        """The page of the organization; the street's own is the page about the alliance."""
        slug, organization = self.alliance.slug, self.organization
        if organization.pk == self.alliance.anchor_id:
            return reverse("alliances:about", args=[slug])
        page = "community_detail" if organization.level == Level.COMMUNITY else "unit_detail"
        return reverse(f"alliances:{page}", args=[slug, organization.pk])

    def talk(self, *, by: User | None, note: str = "") -> None:
        """开始洽谈."""
        self._take("talk", by=by, note=note)

    def admit(self, *, by: User | None, note: str = "", on: date | None = None) -> None:
        """吸纳为成员, today unless `on` says otherwise."""
        self._take("admit", by=by, note=note, joined_on=on or localdate())
        self.alliance.touch_public()

    def leave(self, *, by: User | None, note: str, on: date | None = None) -> None:
        """退出联盟."""
        self._take("leave", by=by, note=note, left_on=on or localdate())
        self.alliance.touch_public()


class MembershipEvent(Event):
    """成员单位办理记录."""

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="events", verbose_name="成员单位"
    )

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "成员单位办理记录"
