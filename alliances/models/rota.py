from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from alliances.models.alliance import Alliance
from alliances.models.rota_status import SwapStatus
from alliances.quarters import Quarter, quarter_after, quarter_label, quarter_of
from members.models import Organization
from members.permissions import Role

if TYPE_CHECKING:
    from members.models import User


def lock_rota(body_pk: int) -> None:
    """Takes the body's row, the lock of its rota, until the transaction ends."""
    Organization.objects.select_for_update(no_key=True).get(pk=body_pk)


class RotaTurnQuerySet(models.QuerySet["RotaTurn"]):
    def visible_to(self, user: User) -> RotaTurnQuerySet:
        """Of the bodies of the user's side, and those whose rota an organization of the user is on."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.filter(alliance__in=Alliance.objects.run_by(user))
        mine = user.overseen
        joined = self.filter(organization__in=mine).values("body")
        return self.filter(Q(body__in=mine) | Q(body__in=joined))

    def since(self, quarter: Quarter) -> RotaTurnQuerySet:
        year, number = quarter
        later = self.filter(Q(year__gt=year) | Q(year=year, quarter__gte=number))
        return later.order_by("year", "quarter")

    def shown(self, alliance: Alliance, day: date) -> RotaTurnQuerySet:
        """What the public page tells: whose turn it is in this quarter and in the next."""
        keys = [quarter_of(day), quarter_after(quarter_of(day))]
        wanted = Q(*(Q(year=year, quarter=number) for year, number in keys), _connector=Q.OR)
        return self.filter(wanted, alliance=alliance).for_list()

    def on(self, body: Organization, day: date) -> RotaTurn | None:
        """Whose turn it is at this body's meetings on that day."""
        year, number = quarter_of(day)
        found = self.filter(body=body, year=year, quarter=number)
        return found.select_related("organization").first()

    def for_list(self) -> RotaTurnQuerySet:
        return self.select_related("body", "organization").order_by("body__path", "year", "quarter")

    @transaction.atomic
    def generate(
        self,
        alliance: Alliance,
        body: Organization,
        members: Sequence[Organization],
        *,
        first: Quarter,
        quarters: int,
        part: str,
    ) -> int:
        """排轮值: gives each quarter from `first` on to the next member in turn; answers how many quarters it filled.

        Past quarters, and turns that were swapped or are asked for, stay as they are.
        """
        lock_rota(body.pk)
        first = max(first, quarter_of(localdate()))
        wanted = [quarter_after(first, step) for step in range(quarters)]
        stored = {(turn.year, turn.quarter): turn for turn in self.filter(body=body).since(first)}
        asked = Q(swaps_asked__status=SwapStatus.ASKED) | Q(swaps_offered__status=SwapStatus.ASKED)
        in_question = set(self.filter(asked, body=body).values_list("pk", flat=True))
        filled = 0
        for place, key in enumerate(wanted):
            turn = stored.get(key) or RotaTurn(
                alliance=alliance, body=body, year=key[0], quarter=key[1]
            )
            if turn.is_swapped or turn.pk in in_question:
                continue
            turn.organization, turn.part = members[place % len(members)], part
            turn.save()
            filled += 1
        alliance.touch_public()
        return filled


class RotaTurn(models.Model):
    """轮值: which member hosts or chairs the joint meetings of a body in one quarter."""

    class Part(models.TextChoices):
        HOST = "host", "轮值承办"
        CHAIR = "chair", "轮值主持"

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="rota_turns", verbose_name="联盟"
    )
    body = models.ForeignKey(
        Organization, models.PROTECT, related_name="rota", verbose_name="召集组织"
    )
    year = models.PositiveSmallIntegerField("年份")
    quarter = models.PositiveSmallIntegerField("季度")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="rota_turns", verbose_name="轮值单位"
    )
    part = models.CharField("做什么", max_length=8, choices=Part, default=Part.CHAIR)
    is_swapped = models.BooleanField("调换过", default=False, editable=False)

    objects = RotaTurnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "轮值"
        indexes = [models.Index(name="rota_by_unit", fields=["organization", "year", "quarter"])]
        constraints = [
            models.UniqueConstraint(
                name="rota_once_a_quarter",
                fields=["body", "year", "quarter"],
                violation_error_message="这个季度已经排了轮值。",
            ),
            models.CheckConstraint(
                name="rota_quarter_exists",
                condition=Q(quarter__gte=1, quarter__lte=4),
                violation_error_message="季度是 1 到 4。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.label} {self.label} {self.organization.label}"

    @property
    def label(self) -> str:
        return quarter_label(self.quarter_key)

    @property
    def quarter_key(self) -> Quarter:
        return self.year, self.quarter

    @property
    def is_past(self) -> bool:
        return self.quarter_key < quarter_of(localdate())
