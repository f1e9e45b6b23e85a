from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.timezone import now

from alliances.models.alliance import Alliance


class FigureSnapshotQuerySet(models.QuerySet["FigureSnapshot"]):
    def keep(self, alliance: Alliance, key: str, values: dict[str, Any]) -> None:
        self.update_or_create(
            alliance=alliance, key=key, defaults={"values": values, "as_of": now()}
        )

    def values_of(self, alliance: Alliance, key: str) -> dict[str, Any]:
        """As last counted; empty before the first count."""
        return (
            self.filter(alliance=alliance, key=key).values_list("values", flat=True).first() or {}
        )


class FigureSnapshot(models.Model):
    """数据快照: an alliance's figures as last counted, so that no visitor's request counts a large table."""

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="figure_snapshots", verbose_name="联盟"
    )
    key = models.CharField("哪一组", max_length=30, help_text="统计它的应用，例如 projects")
    values = models.JSONField("数值")
    as_of = models.DateTimeField("数据截至")

    objects = FigureSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数据快照"
        constraints = [models.UniqueConstraint(name="figure_once", fields=["alliance", "key"])]

    def __str__(self) -> str:
        return self.key
