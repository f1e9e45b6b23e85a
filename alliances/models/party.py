from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import localdate, now

from alliances.models.alliance import Alliance
from members.models import Level, Organization, StepError
from members.permissions import Permission

if TYPE_CHECKING:
    from alliances.models.agreement import Agreement
    from members.models import User


class PartyQuerySet(models.QuerySet["Party"]):
    def waiting_for(self, user: User) -> PartyQuerySet:
        """Sides of the user's own organization that have not confirmed or not signed yet, and may do so today."""
        until_the_day = Q(confirmed_at__isnull=False, agreement__ceremony__held_on__gt=localdate())
        return (
            self.filter(organization__in=user.working_for)
            .filter(agreement__status="confirming", signed_at__isnull=True)
            .exclude(until_the_day)
            .select_related("agreement", "organization")
            .order_by("agreement__starts_on", "pk")
        )

    def answerable_by(self, user: User) -> PartyQuerySet:
        """Sides that the user confirms and signs: its own side, never a unit of the same tree; the street for each."""
        if not user.can(Permission.AGREEMENT_SIGN):
            return self.none()
        own = Organization.objects.overseen_by(user).exclude(
            ~Q(pk=user.organization_id), level=Level.UNIT
        )
        run = Alliance.objects.run_by(user)
        return self.exclude(agreement__status="draft").filter(
            Q(organization__in=own) | Q(agreement__alliance__in=run)
        )


class Party(models.Model):
    """甲方, 乙方 …: one organization's side of an agreement."""

    agreement = models.ForeignKey(
        "alliances.Agreement", models.CASCADE, related_name="parties", verbose_name="协议"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="parties", verbose_name="单位"
    )
    order = models.PositiveSmallIntegerField("次序", default=0)
    label = models.CharField("称谓", max_length=10, default="甲方")
    rights = models.TextField("权利", blank=True)
    obligations = models.TextField("义务", blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="确认人",
    )
    confirmed_from = models.GenericIPAddressField("确认的来源地址", null=True, editable=False)
    signatory = models.CharField("签字人", max_length=30, blank=True, editable=False)
    signatory_title = models.CharField("签字人职务", max_length=40, blank=True, editable=False)
    signed_at = models.DateTimeField("签署时间", null=True, editable=False)
    signed_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="经办人",
    )
    signed_from = models.GenericIPAddressField("签署的来源地址", null=True, editable=False)
    signed_on = models.DateField("签署日期", null=True, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协议各方"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="party_once",
                fields=["agreement", "organization"],
                violation_error_message="同一单位在一份协议里只能是一方。",
            ),
            models.CheckConstraint(
                name="party_confirmed_pair",
                condition=Q(confirmed_at__isnull=True) ^ Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="party_signed_fully",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, signatory="")
                | (
                    Q(signed_at__isnull=False, signed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(signatory="")
                ),
                violation_error_message="签署要先确认文本，并写明签字人。",
            ),
            models.CheckConstraint(
                name="party_signed_on_signed",
                condition=Q(signed_on__isnull=True) | Q(signed_at__isnull=False),
                violation_error_message="签署以后才有签署日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.organization}"

    @transaction.atomic
    def confirm(self, *, by: User, address: str | None = None, version: int | None = None) -> None:
        """确认文本 of the version that the page showed, from the address that the request came from."""
        self._lock(version)
        waiting = self._waiting.filter(confirmed_at__isnull=True)
        if not waiting.update(confirmed_at=now(), confirmed_by=by, confirmed_from=address):
            raise StepError("这一方已经确认过，或者协议已不在待确认状态。请看下面的最新情况。")
        self._record("confirm", "确认文本", by=by)

    @transaction.atomic
    def sign(
        self,
        *,
        by: User,
        signatory: str,
        title: str = "",
        signed_on: date | None = None,
        address: str | None = None,
        version: int | None = None,
    ) -> None:
        """签署, on the day that stands on the paper; the last signature completes the agreement."""
        # Two last signatures are taken one after the other, and the later one completes the agreement.
        agreement = self._lock(version)
        day = signed_on or localdate()
        if day > localdate():
            raise StepError("签署日期不能晚于今天，请改正后再签署。")
        if agreement.ceremony:
            agreement.ceremony.check_begun()
        waiting = self._waiting.filter(confirmed_at__isnull=False, signed_at__isnull=True)
        if not waiting.update(
            signed_at=now(),
            signed_by=by,
            signed_from=address,
            signatory=signatory,
            signatory_title=title,
            signed_on=day,
        ):
            raise StepError("还没有确认文本，或者已经签署过。请看下面的最新情况。")
        self._record("sign", "签署", by=by, note=f"{signatory} {title}".strip())
        self.agreement.refresh_from_db()
        self.agreement.complete_if_signed(by=by)

    @property
    def _waiting(self) -> models.QuerySet[Party]:
        return Party.objects.filter(pk=self.pk, agreement__status="confirming")

    def _lock(self, version: int | None) -> Agreement:
        """Takes the agreement; who read another version than the one that stands now has to read it first."""
        current = self.agreement.lock()
        if version not in {None, current.version}:
            raise StepError(
                f"您看的是第 {version} 版，文本已经改成第 {current.version} 版。请重新看过正文再办理。"
            )
        return current

    def _record(self, step: str, label: str, *, by: User, note: str = "") -> None:
        state = self.agreement.status
        self.agreement.events.create(
            step=step, label=f"{self.label}{label}", source=state, target=state, by=by, note=note
        )
        self.refresh_from_db()
