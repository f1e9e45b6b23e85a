"""Several alliances side by side, and added up. In the order of their names: nobody is ranked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from alliance_portal.figures import Snapshot
from alliances.models import Alliance, Tier
from officekit.figures import Figure

COLUMNS = ("members", "agreements", "meetings", "projects", "projects-finished")


@dataclass(frozen=True)
class Row:
    alliance: Alliance
    formula: str
    figures: list[Figure]


@dataclass(frozen=True)
class Overview:
    rows: list[Row]

    @property
    def labels(self) -> list[str]:
        return [figure.label for figure in self.rows[0].figures] if self.rows else []

    @property
    def totals(self) -> list[Figure]:
        """What has not been counted yet adds nothing; the row of its alliance shows —."""
        columns = zip(*(row.figures for row in self.rows), strict=True)
        return [_sum(column) for column in columns]


def of(alliances: Sequence[Alliance]) -> Overview:
    """Two queries, however many alliances there are."""
    prefetch_related_objects(alliances, "figure_snapshots")
    tiers: dict[int, list[str]] = {alliance.pk: [] for alliance in alliances}
    for tier in Tier.objects.counted().filter(alliance__in=alliances):
        tiers[tier.alliance_id].append(tier.shown)
    return Overview(
        [Row(alliance, "+".join(tiers[alliance.pk]), _figures(alliance)) for alliance in alliances]
    )


def _figures(alliance: Alliance) -> list[Figure]:
    values = {row.key: row.values for row in alliance.figure_snapshots.all()}
    found = {figure.key: figure for figure in Snapshot(alliance, values, None).figures([])}
    return [found[key] for key in COLUMNS]


def _sum(column: Sequence[Figure]) -> Figure:
    first = column[0]
    return Figure(
        key=first.key,
        label=first.label,
        value=sum(figure.value or 0 for figure in column),
        unit=first.unit,
        definition=f"各联盟之和。{first.definition}",
        url="",
    )
