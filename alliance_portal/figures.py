"""The figures of an alliance: counted in the background, kept in one row per app, read by the pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from alliances import figures as alliance_figures
from alliances.models import Alliance, FigureSnapshot, ProjectType, Tier
from officekit.figures import Figure, NumberRow, NumberTable
from orders import figures as order_figures
from projects import figures as project_figures
from projects.models import Target

APPS = (alliance_figures, project_figures, order_figures)
# Nobody sets a goal for how much residents should ask for.
APPS_WITH_TARGETS = (alliance_figures, project_figures)


@dataclass(frozen=True)
class TypeFigure:
    """One of the alliance's project types with its numbers."""

    type: ProjectType
    total: int
    finished: int
    running: int
    url: str


@dataclass(frozen=True)
class Reached:
    """One of the year's targets: the goal, and the figure that says how much of it is reached."""

    figure: Figure
    label: str
    goal: int

    @property
    def is_reached(self) -> bool:
        return (self.figure.value or 0) >= self.goal


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
            *order_figures.figures(self.alliance, self._of(order_figures.KEY)),
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

    def type_table(self, types: list[TypeFigure]) -> NumberTable:
        values = self._of(project_figures.KEY)
        return project_figures.type_table(self.alliance, values, [row.type for row in types])

    def targets(self, year: int) -> list[Reached]:
        """Of the year, in the order of the figures; those that can't be told of a past year are left out."""
        known = {
            figure.key: figure
            for app in APPS_WITH_TARGETS
            for figure in app.of_year(self.alliance, self._of(app.KEY), year)
        }
        rows = Target.objects.filter(alliance=self.alliance, year=year, figure__in=known)
        goals = {row.figure: row for row in rows}
        return [
            Reached(figure, goals[key].get_figure_display(), goals[key].goal)
            for key, figure in known.items()
            if key in goals
        ]

    def months(self, year: int) -> NumberTable:
        """Projects started and finished, from January to December, or to the present month."""
        today = localdate()
        last = today.month if year == today.year else 12
        keys = [f"{year}-{number:02}" for number in range(1, last + 1)]
        values = self._of(project_figures.KEY)
        numbers = [
            project_figures.month_numbers(self.alliance, values, keys, key)
            for key in ("started", "finished")
        ]
        rows = zip(range(1, last + 1), zip(*numbers, strict=True), strict=True)
        columns = ("开始", "完成")
        return NumberTable(
            f"{year}年", "个", columns, [NumberRow(f"{n}月", pair) for n, pair in rows]
        )

    def order_tables(self) -> list[NumberTable]:
        return order_figures.tables(self.alliance, self._of(order_figures.KEY))

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
