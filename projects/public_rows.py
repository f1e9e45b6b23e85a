"""The lines of the public list of projects, in words: the template has nothing left to format."""

from typing import Any, NamedTuple

from officekit.text import label_of
from projects.models import ProjectStatus

PROJECT_COLUMNS = (
    *("id", "title", "starts_on", "status", "wanted", "progress", "partner_count"),
    *("type__name", "host__short_name", "host__name", "lead__short_name", "lead__name"),
    "origin",
)


class ProjectRow(NamedTuple):
    pk: int
    address: str  # below the list's
    title: str
    detail: str
    type: str
    lead: str
    partners: str
    progress: str
    tone: str
    status: str
    status_label: str


def project_row(found: Any) -> ProjectRow:
    """From a row of PROJECT_COLUMNS, which `with_public_origin()` has."""
    return ProjectRow(
        pk=found.id,
        address=f"{found.id}/",
        title=found.title,
        detail=" · ".join(_detail(found)),
        type=found.type__name,
        lead=label_of(found.lead__short_name, found.lead__name) or "待认领",
        partners=f"{found.partner_count} 家",
        progress=str(found.progress),
        tone=" bar--green" if found.progress == 100 else "",
        status=found.status,
        status_label=ProjectStatus(found.status).label,
    )


def _detail(found: Any) -> list[str]:
    parts = [label_of(found.host__short_name, found.host__name)]
    if found.origin:
        parts.append(f"源自 {found.origin}")
    if found.wanted and found.status == ProjectStatus.OPEN:
        parts.append(f"需 {found.wanted}")
    return parts
