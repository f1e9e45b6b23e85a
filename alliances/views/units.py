"""Looks units up while one types (static/js/units.js); the form looks again at what is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from alliances import unit_sets
from alliances.models import Alliance
from members.decorators import AuthedRequest, requires
from members.forms.units import MOST_OFFERED, Units
from members.models import Organization
from members.permissions import Permission


@requires(Permission.DESK_VIEW)
def unit_options(request: AuthedRequest) -> HttpResponse:
    """The labels of the first units that fit `q`, and how many there are; `of` says from which set."""
    lookup = LOOKUPS.get(request.GET.get("of", "seen"))
    if lookup is None:
        raise Http404("no such set")
    units = lookup(request)
    found = units.search(request.GET.get("q", ""))
    labels = [units.labels[key] for key in found[:MOST_OFFERED]]
    return JsonResponse({"units": labels, "total": len(found)})


def _alliance(request: AuthedRequest) -> Alliance:
    return get_object_or_404(Alliance.objects.of_user(request.user), pk=_key(request, "alliance"))


def _nameable(request: AuthedRequest) -> Units:
    hosts = Organization.objects.overseen_by(request.user)
    host = get_object_or_404(hosts, pk=_key(request, "host"))
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError as error:
        raise Http404("no such day") from error
    return unit_sets.nameable(_alliance(request), host, day)


def _key(request: AuthedRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


LOOKUPS: dict[str, Callable[[AuthedRequest], Units]] = {
    "own": lambda request: unit_sets.own(request.user),
    "partners": lambda request: unit_sets.partners(_alliance(request)),
    "successors": lambda request: unit_sets.successors(_alliance(request)),
    "obliged": lambda request: unit_sets.obliged(request.user),
    "nameable": _nameable,
    "seen": lambda request: unit_sets.seen(request.user),
}
