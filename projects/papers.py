"""公示稿 of a project: what it is, who takes part, what was given and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alliances.papers.publicity import Publicity, publicity
from officekit.gongwen import MISSING
from officekit.papers import known, paragraphs
from officekit.text import cn_date, markdown_lines

if TYPE_CHECKING:
    from projects.models import Claim, Project


def publicity_of_project(project: Project) -> Publicity:
    claims = list(project.claims.select_related("organization").prefetch_related("contributions"))
    return publicity(
        project,
        f"{known(project.title)}项目",
        (
            "项目情况",
            [*paragraphs(project.summary), *markdown_lines(project.body), _state(project)],
        ),
        ("参与单位和投入", [_given(claim) for claim in claims] or [f"{MISSING}。"]),
        ("项目成效", paragraphs(project.result) or [f"{MISSING}。"]),
    )


def _state(project: Project) -> str:
    lead = project.lead.name if project.lead else MISSING
    plan = f"，计划{cn_date(project.due_on)}完成" if project.due_on else ""
    done = f"，{cn_date(project.finished_on)}完成" if project.finished_on else plan
    return (
        f"项目类型：{project.type.name}；牵头单位：{lead}；地点：{known(project.place)}；"
        f"{cn_date(project.starts_on)}开始{done}；目前状态：{project.get_status_display()}。"
    )


def _given(claim: Claim) -> str:
    given = "、".join(map(str, claim.contributions.all()))
    return f"{claim.organization.name}{f'：{given}' if given else ''}。"
