"""What this app counts for the public: published projects by type and state. One GROUP BY."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from alliances.figures import Definition, by_month, in_year
from alliances.links import public_url
from alliances.models import Alliance, ProjectType
from officekit.figures import Figure, NumberRow, NumberTable
from projects.models import Project, ProjectStatus

KEY = "projects"
FINISHED = (ProjectStatus.DONE, ProjectStatus.VERIFIED)
LIST = "projects:project_list"


# What is told of a type, and what lists it.
TYPE_LISTS: dict[str, dict[str, str]] = {
    "total": {},
    "finished": {"status": "finished"},
    "running": {"status": ProjectStatus.RUNNING.value},
}


def _number(values: dict[str, Any], *statuses: str) -> int | None:
    if "types" not in values:
        return None
    wanted = statuses or ProjectStatus.values
    types: dict[str, dict[str, int]] = values["types"]
    return sum(states.get(status, 0) for states in types.values() for status in wanted)


# 提出, 认领 and 完成 are separate counts.
DEFINITIONS = (
    Definition(
        key="projects",
        label="共建项目",
        unit="个",
        definition="经批准向社会公开的共建项目，不论进展到哪一步。",
        count=_number,
        page=LIST,
    ),
    Definition(
        key="projects-open",
        label="等待认领",
        unit="个",
        definition="公开的项目里，状态是“待认领”、单位现在就可以报名的。",
        count=lambda values: _number(values, ProjectStatus.OPEN),
        page=LIST,
        query={"status": ProjectStatus.OPEN.value},
    ),
    Definition(
        key="projects-claimed",
        label="有单位认领",
        unit="个",
        definition="公开的项目里，至少有一家单位认领的；一个项目有几家单位认领，也只算一个。",
        count=lambda values: values.get("claimed"),
        page=LIST,
        query={"claimed": 1},
    ),
    Definition(
        key="projects-running",
        label="正在实施",
        unit="个",
        definition="公开的项目里，状态是“实施中”的；暂停的不算。",
        count=lambda values: _number(values, ProjectStatus.RUNNING),
        page=LIST,
        query={"status": ProjectStatus.RUNNING.value},
    ),
    Definition(
        key="projects-finished",
        label="已经完成",
        unit="个",
        definition="公开的项目里，状态是“已完成”或“已评估”的。",
        count=lambda values: _number(values, *FINISHED),
        page=LIST,
        query={"status": "finished"},
    ),
)


def snapshot(alliance: Alliance) -> dict[str, Any]:
    """{"types": {type: {state: number}}, "claimed": number, "started" and "finished": {month: number}}."""
    public = Project.objects.public(alliance)
    groups = (
        public.order_by()
        .values_list("type", "status")
        .annotate(n=Count("pk"), claimed=Count("pk", filter=Q(partner_count__gt=0)))
    )
    types: dict[str, dict[str, int]] = {}
    claimed = 0
    for type_id, status, number, with_partners in groups:
        types.setdefault(str(type_id), {})[status] = number
        claimed += with_partners
    return {
        "types": types,
        "claimed": claimed,
        "started": by_month(public, "starts_on"),
        "finished": by_month(public, "finished_on"),
    }


def figures(alliance: Alliance, values: dict[str, Any]) -> list[Figure]:
    """From a snapshot, in the order of the page."""
    return [definition.figure(alliance, values) for definition in DEFINITIONS]


def of_year(alliance: Alliance, values: dict[str, Any], year: int) -> list[Figure]:
    """What a year is measured by: projects that started in it, and that were finished in it."""
    return [
        Figure(
            key=key,
            label=label,
            value=in_year(values.get(months), year),
            unit="个",
            definition=definition,
            url=public_url(LIST, alliance, **{months: year}),
        )
        for key, label, months, definition in (
            ("projects", "开始的项目", "started", "开始日期在这一年的公开项目。"),
            ("projects-finished", "完成的项目", "finished", "完成日期在这一年的公开项目。"),
        )
    ]


def month_numbers(
    alliance: Alliance, values: dict[str, Any], months: list[str], key: str
) -> list[tuple[int, str]]:
    """How many projects were "started" or "finished" in each month, and where they are listed."""
    numbers: dict[str, int] = values.get(key, {})
    return [(numbers.get(month, 0), public_url(LIST, alliance, **{key: month})) for month in months]


def type_numbers(values: dict[str, Any], type_id: int) -> dict[str, int]:
    """How many projects of this type there are, are finished, are running."""
    states = values.get("types", {}).get(str(type_id), {})
    return {
        "total": sum(states.values()),
        "finished": sum(states.get(status, 0) for status in FINISHED),
        "running": states.get(ProjectStatus.RUNNING, 0),
    }


def type_table(
    alliance: Alliance, values: dict[str, Any], types: Iterable[ProjectType]
) -> NumberTable:
    """The `type_numbers()` of each type, with the lists of the same filters."""
    return NumberTable(
        "类型",
        "个",
        ("项目", "已完成", "正在实施"),
        [NumberRow(type_.name, _listed(alliance, values, type_)) for type_ in types],
    )


def _listed(
    alliance: Alliance, values: dict[str, Any], type_: ProjectType
) -> list[tuple[int, str]]:
    return [
        (number, public_url(LIST, alliance, type=type_.pk, **TYPE_LISTS[name]))
        for name, number in type_numbers(values, type_.pk).items()
    ]


def type_url(alliance: Alliance, type_: ProjectType) -> str:
    return public_url(LIST, alliance, type=type_.pk)
