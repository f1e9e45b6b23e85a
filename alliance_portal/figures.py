"""The figures of an alliance: counted in the background, kept in one row per app, read by the pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alliances import figures as alliance_figures
from alliances.models import Alliance, FigureSnapshot, ProjectType, Tier
from officekit.figures import Figure
from projects import figures as project_figures

APPS = (alliance_figures, project_figures)


@dataclass(frozen=True)
class TypeFigure:
    """One of the alliance's project types with its numbers."""

    type: ProjectType
    total: int
    finished: int
    running: int
    url: str


@dataclass(frozen=True)
class Snapshot:
    """What was counted last, and when; nothing for an alliance that was never counted."""

    alliance: Alliance
    values: dict[str, dict[str, Any]]
    as_of: datetime | None

    def figures(self, tiers: list[Tier]) -> list[Figure]:
        return [
            *alliance_figures.figures(self.alliance, self._of(alliance_figures.KEY), tiers),
            *project_figures.figures(self.alliance, self._of(project_figures.KEY)),
        ]

    def types(self) -> list[TypeFigure]:
        """The types in use, by live name: a renamed type doesn't wait for the next count."""
        values = self._of(project_figures.KEY)
        return [
            TypeFigure(
                type=type_,
                url=project_figures.type_url(self.alliance, type_),
                **project_figures.type_numbers(values, type_.pk),
            )
            for type_ in ProjectType.objects.active().filter(alliance=self.alliance)
        ]

    def _of(self, key: str) -> dict[str, Any]:
        return self.values.get(key, {})


def read(alliance: Alliance) -> Snapshot:
    """One query."""
    rows = list(alliance.figure_snapshots.all())
    return Snapshot(
        alliance=alliance,
        values={row.key: row.values for row in rows},
        as_of=min((row.as_of for row in rows), default=None),
    )


def refresh(alliance: Alliance) -> bool:
    """Counts anew; True where a number has changed, and cached pages with it."""
    before = read(alliance).values
    after = {app.KEY: app.snapshot(alliance) for app in APPS}
    for key, values in after.items():
        FigureSnapshot.objects.keep(alliance, key, values)
    if before == after:
        return False
    alliance.touch_public()
    return True


def refresh_all() -> int:
    """How many alliances have changed."""
    return sum(refresh(alliance) for alliance in Alliance.objects.order_by("pk"))
