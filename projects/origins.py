"""由此发起项目: a new project that begins with what its source says already."""

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from alliances.models import Agreement, Clause, Duty, Meeting, Resolution
from members.models import User
from projects.models import Project

TITLE_LENGTH = 100


def started_from(params: QueryDict, user: User) -> Project | None:
    """The project that an address begins, not saved; None where it names no source.

    What isn't this user's to carry on is 404.
    """
    for name, begin in BEGINNINGS.items():
        if name in params:
            pk = params.get(name) or ""
            if not (pk.isascii() and pk.isdecimal() and len(pk) < 16):
                raise Http404(f"no {name} {pk}")
            project = begin(user, int(pk))
            if project.due_on and project.due_on < project.starts_on:
                project.due_on = None
            return project
    return None


def _from_resolution(user: User, pk: int) -> Project:
    rows = Resolution.objects.select_related("meeting__alliance")
    resolution = get_object_or_404(rows, pk=pk, meeting__in=Meeting.objects.pursued_by(user))
    project = _begin(resolution.text)
    project.alliance, project.resolution = resolution.meeting.alliance, resolution
    project.lead_id, project.due_on = resolution.lead_id, resolution.due_on
    return project


def _from_clause(user: User, pk: int) -> Project:
    rows = Clause.objects.select_related("agreement__alliance", "party")
    clause = get_object_or_404(rows, pk=pk, agreement__in=Agreement.objects.pursued_by(user))
    project = _begin(clause.text)
    project.alliance, project.clause = clause.agreement.alliance, clause
    project.type_id, project.due_on = clause.project_type_id, clause.due_on
    project.lead_id = clause.party.organization_id if clause.party else None
    return project


def _from_duty(user: User, pk: int) -> Project:
    """A duty that has its own source hands it on."""
    duty = get_object_or_404(Duty.objects.pursued_by(user).for_list(), pk=pk)
    project = _begin(duty.detail or duty.title)
    project.alliance, project.lead_id, project.due_on = duty.alliance, duty.lead_id, duty.due_on
    project.resolution, project.clause = duty.resolution, duty.clause
    if duty.clause:
        project.type_id = duty.clause.project_type_id
    elif not duty.resolution:
        project.duty = duty
    return project


def _begin(text: str) -> Project:
    """What doesn't fit into the title is kept below."""
    title = text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1]}…"
    return Project(title=title, body=text if title != text else "")


BEGINNINGS = {"resolution": _from_resolution, "clause": _from_clause, "duty": _from_duty}
