"""Meetings for calendars: one as a file, and all of a user's at a secret address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from alliances.calendars import CONTENT_TYPE, calendar_of
from alliances.models import Meeting
from members.addresses import client_address
from members.decorators import AuthedRequest, requires
from members.models import CalendarFeed
from members.permissions import Permission

# From one address, so many wrong ones an hour: more is guessing.
MOST_MISSES, MISSES_SECONDS = 20, 60 * 60


@requires(Permission.MEETING_VIEW)
def meeting_ics(request: AuthedRequest, pk: int) -> HttpResponse:
    """One meeting whose notice is out."""
    meetings = Meeting.objects.visible_to(request.user).for_calendar()
    return _answer(request, [get_object_or_404(meetings, pk=pk)], name=f"meeting-{pk}")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings of one user, for whoever knows the address; nothing else tells that it is wrong."""
    misses = f"calendar-misses-{client_address(request)}"
    if cache.get(misses, 0) >= MOST_MISSES:
        return HttpResponse(status=429, headers={"Retry-After": str(MISSES_SECONDS)})
    user = CalendarFeed.objects.user_at(token)
    if user is None:
        cache.add(misses, 0, MISSES_SECONDS)
        cache.incr(misses)
        raise Http404("no such calendar")
    meetings = Meeting.objects.in_calendar_of(user).for_calendar()
    return _answer(request, meetings, name="meetings")


def _answer(request: HttpRequest, meetings: object, *, name: str) -> HttpResponse:
    absolute = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(
        calendar_of(meetings, absolute=absolute),  # type: ignore[arg-type]
        content_type=CONTENT_TYPE,
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
