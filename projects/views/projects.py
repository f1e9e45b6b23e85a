from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from alliances.decorators import AllianceRequest, public_page
from alliances.listing import crumb, public_list
from alliances.models import Alliance, FigureSnapshot, ProjectType
from officekit.queries import narrow
from projects.figures import KEY, type_numbers
from projects.filters import ProjectFilter
from projects.models import Project
from projects.public_rows import PROJECT_COLUMNS, project_row


@public_page
def project_list(request: AllianceRequest) -> HttpResponse:
    """共建项目, with a chip for each type."""
    context = public_list(
        request,
        ProjectFilter,
        Project.objects.public(request.alliance).with_public_origin(),
        order=("-starts_on", "-pk"),
        columns=PROJECT_COLUMNS,
        tell=project_row,
    )
    # Asked only where the template has not kept its chips.
    context["types"] = partial(_chips, request.alliance)
    return render(request, "projects/project_list.html", context)


@public_page
def project_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    """One project: where it comes from, who takes part, how far it is, what came of it."""
    project = get_object_or_404(Project.objects.public(request.alliance).for_page(), pk=pk)
    origin = project.public_origin()
    if origin:
        origin.alliance = request.alliance  # the same one, and loaded
    context = {
        "project": project,
        "claims": narrow(
            project.claims.prefetch_related("contributions"), "project", organization=("name",)
        ),
        "updates": project.updates.filter(is_public=True).for_page(),
        "origin": origin,
        "origin_url": origin.get_public_url() if origin else "",
        "crumbs": [
            crumb("共建项目", reverse("projects:project_list", args=[request.alliance.slug]))
        ],
    }
    return render(request, "projects/project_detail.html", context)


def _chips(alliance: Alliance) -> list[dict[str, Any]]:
    """The types with their numbers as last counted; no number before the first count."""
    values = FigureSnapshot.objects.values_of(alliance, KEY)
    return [
        {
            "key": str(type_.pk),
            "name": type_.name,
            "count": type_numbers(values, type_.pk)["total"] if values else None,
        }
        for type_ in ProjectType.objects.active().filter(alliance=alliance)
    ]
