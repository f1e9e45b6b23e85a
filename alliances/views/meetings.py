from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate

from alliances.decorators import AllianceRequest, public_page
from alliances.filters.public import MeetingFilter
from alliances.listing import crumb, public_list
from alliances.minutes import facts_of
from alliances.models import Meeting
from alliances.outcomes import outcome_note, outcomes_of, trail_of
from alliances.papers.minutes import PAPER, compose_minutes, minutes_document
from alliances.public_rows import MEETING_COLUMNS, meeting_row
from alliances.views.corrections import told_corrections


@public_page
def meeting_list(request: AllianceRequest) -> HttpResponse:
    """会议公开: meetings whose minutes are public."""
    context = public_list(
        request,
        MeetingFilter,
        Meeting.objects.public(request.alliance).with_outcome(),
        order=("-starts_at", "-pk"),
        columns=MEETING_COLUMNS,
        tell=meeting_row,
    )
    return render(request, "alliances/meeting_list.html", context)


@public_page
def meeting_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    """Published minutes and what became of each resolution."""
    meeting = get_object_or_404(Meeting.objects.public(request.alliance).for_page(), pk=pk)
    facts, outcomes = facts_of(meeting), outcomes_of(meeting, localdate())
    context = {
        "meeting": meeting,
        "minutes": compose_minutes(facts, public=True),
        "facts": facts,
        "outcomes": outcomes,
        "trail": trail_of(meeting, outcomes),
        "outcome_note": outcome_note(outcomes),
        "corrections": list(told_corrections(meeting, public=True)),
        "crumbs": [
            crumb("会议公开", reverse("alliances:meeting_list", args=[request.alliance.slug]))
        ],
    }
    return render(request, "alliances/meeting_detail.html", context)


@public_page
def meeting_pdf(request: AllianceRequest, pk: int) -> HttpResponse:
    """The published minutes for reading and printing, as on their page."""
    meeting = get_object_or_404(Meeting.objects.public(request.alliance).for_list(), pk=pk)
    content = PAPER.pdf(minutes_document(meeting, public=True))
    return HttpResponse(content, content_type="application/pdf")
