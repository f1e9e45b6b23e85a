"""Pages of one community or one unit: what all apps know of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from alliances.decorators import AllianceRequest, public_page
from alliances.models import Agreement, Clause, Meeting
from members.models import Appointment, Level
from projects.models import Project

LATEST = 6
COUNT_CAP = 1000


@public_page
def community_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    """社区: its profile, who serves it, what it does and has published."""
    alliance = request.alliance
    members = alliance.memberships.live()
    membership = get_object_or_404(
        members.for_list(), organization=pk, organization__level=Level.COMMUNITY
    )
    community = membership.organization
    projects = Project.objects.public(alliance).filter(host=community)
    meetings = Meeting.objects.public(alliance).filter(host=community)
    context = {
        "alliance": alliance,
        "community": community,
        "membership": membership,
        "appointments": Appointment.objects.in_office(community, localdate()),
        "units": members.filter(communities=community).for_list(),
        "projects": projects.select_related("type", "lead").order_by("-starts_on", "-pk")[:LATEST],
        "meetings": meetings.with_outcome().order_by("-starts_at", "-pk")[:LATEST],
    }
    return render(request, "portal/community_detail.html", context)


@public_page
def unit_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    """共建单位: what it gives and gets, how it keeps its agreements, its projects."""
    alliance = request.alliance
    members = alliance.memberships.live().for_list()
    membership = get_object_or_404(
        members.exclude(organization__level__in=[Level.COMMUNITY, Level.STREET]), organization=pk
    )
    unit = membership.organization
    signed = Agreement.objects.public(alliance).of_party(unit)
    agreements = list(signed[:LATEST])
    clauses = list(Clause.objects.filter(agreement__in=agreements).with_fulfilment())
    projects = Project.objects.public(alliance).of_unit(unit).select_related("type")
    context = {
        "alliance": alliance,
        "membership": membership,
        "unit": unit,
        "communities": membership.communities.order_by("pk"),
        "appointments": Appointment.objects.in_office(unit, localdate()),
        "agreements": agreements,
        "agreement_count": _capped_count(signed),
        "owed": [clause for clause in clauses if clause.is_owed_by(unit)],
        "received": [clause for clause in clauses if not clause.is_owed_by(unit)],
        "projects": projects.order_by("-starts_on", "-pk")[:LATEST],
        "project_count": _capped_count(projects),
    }
    return render(request, "portal/unit_detail.html", context)


def _capped_count(rows: QuerySet[Any]) -> str:
    counted = rows.order_by().values("pk")[: COUNT_CAP + 1].count()
    return f"{COUNT_CAP}+" if counted > COUNT_CAP else str(counted)
