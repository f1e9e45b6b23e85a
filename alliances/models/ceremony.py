from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate

from alliances.models.agreement import Agreement
from alliances.models.agreement_status import UNSIGNED, AgreementStatus
from alliances.models.alliance import Alliance, in_alliance_run_by
from alliances.models.meeting import Meeting
from alliances.models.party import Party
from members.models import EditedModel, Organization, StepError
from members.permissions import Role
from officekit.text import cn_date

if TYPE_CHECKING:
    from datetime import date

    from members.models import User


class CeremonyQuerySet(models.QuerySet["Ceremony"]):
    def hosted_by(self, user: User) -> CeremonyQuerySet:
        """The whole alliance for its street (and, to read, for the district above); else the subtree's own."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.filter(in_alliance_run_by(user))
        return self.filter(host__in=Organization.objects.overseen_by(user))

    def editable_by(self, user: User) -> CeremonyQuerySet:
        return self.none() if user.role is Role.SUPERVISOR else self.hosted_by(user)

    def visible_to(self, user: User) -> CeremonyQuerySet:
        """Also those at which a side of the user signs."""
        joined = Agreement.objects.with_party(user).filter(ceremony__isnull=False)
        return self.filter(
            Q(pk__in=self.hosted_by(user).values("pk")) | Q(pk__in=joined.values("ceremony"))
        )

    def with_progress(self) -> CeremonyQuerySet:
        """With `agreements_total` and `agreements_signed`."""
        unsigned = [AgreementStatus.DRAFT, AgreementStatus.CONFIRMING]
        return self.annotate(
            agreements_total=Count("agreements"),
            agreements_signed=Count("agreements", filter=~Q(agreements__status__in=unsigned)),
        )


class Ceremony(EditedModel):
    """签约仪式: several agreements that are signed on one day."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="ceremonies", verbose_name="联盟"
    )
    host = models.ForeignKey(
        Organization, models.PROTECT, related_name="ceremonies", verbose_name="主办"
    )
    name = models.CharField("名称", max_length=100)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=100)
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ceremonies",
        verbose_name="在哪次会议上",
    )

    objects = CeremonyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "签约仪式"
        indexes = [
            models.Index(name="ceremony_by_alliance", fields=["alliance", "-held_on", "-id"]),
            models.Index(name="ceremony_by_host", fields=["host", "-held_on", "-id"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("alliances:ceremony_detail", args=[self.pk])

    def get_public_url(self) -> str:
        return reverse("alliances:ceremony", args=[self.alliance.slug, self.pk])

    @transaction.atomic
    def arrange(self, agreements: Iterable[Agreement]) -> None:
        """Stores a new one with its agreements."""
        self.save()
        self._take_in(agreements)

    @transaction.atomic
    def rearrange(
        self, base: int, fields: Iterable[str], agreements: Iterable[Agreement], *, by: User
    ) -> None:
        """Stores its page on top of `base`; who has signed here stays."""
        before = Ceremony.objects.values_list("held_on", flat=True).get(pk=self.pk)
        self.save_on_top(base, fields, by=by)
        if self.held_on != before and self._signed.exists():
            raise StepError("已有协议在这次仪式上签署，日期不能再改。")
        kept = [agreement.pk for agreement in agreements]
        Agreement.objects.filter(UNSIGNED, ceremony=self).exclude(pk__in=kept).update(ceremony=None)
        self._take_in(agreements)
        self.alliance.touch_public()

    def _take_in(self, agreements: Iterable[Agreement]) -> None:
        """Each agreement is signed at one ceremony at most, and on the way to its signature."""
        wanted = [agreement.pk for agreement in agreements]
        free = Q(ceremony__isnull=True) | Q(ceremony=self)
        if Agreement.objects.filter(UNSIGNED, free, pk__in=wanted).update(ceremony=self) < len(
            wanted
        ):
            raise StepError("有协议刚被排进别的签约仪式，或者刚刚签署。请看清后重新勾选。")

    @transaction.atomic
    def cancel(self) -> None:
        """取消 one at which nothing was signed: its agreements are free again."""
        Ceremony.objects.select_for_update().get(pk=self.pk)
        if self._signed.exists():
            raise StepError("已有协议在这次仪式上签署，不能取消。")
        Agreement.objects.filter(ceremony=self).update(ceremony=None)
        self.delete()

    @property
    def _signed(self) -> models.QuerySet[Party]:
        return Party.objects.filter(agreement__ceremony=self, signed_at__isnull=False)

    def check_begun(self) -> None:
        """What is to be signed at a ceremony is signed on its day at the earliest."""
        if not self.has_begun(localdate()):
            raise StepError(f"约定{cn_date(self.held_on)}在“{self}”上签署，到那天再办理。")

    def has_begun(self, today: date) -> bool:
        return self.held_on <= today
