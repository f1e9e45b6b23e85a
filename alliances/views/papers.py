"""文书: the papers of a meeting as Word and PDF, made when somebody asks for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from alliances.models import Meeting
from alliances.papers import minutes
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog
from members.permissions import Permission
from officekit.papers import Paper
from officekit.uploads import download

WORD, PDF = "docx", "pdf"
FORMS = {WORD: "Word", PDF: "PDF"}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A paper that a record has. `internal`: only for the side that the record belongs to."""

    paper: Paper
    compose: Callable[[Any], Any]
    internal: bool = False


@dataclass(frozen=True, kw_only=True)
class PaperLink:
    """One line of components/papers.html."""

    label: str
    word_url: str
    pdf_url: str


MEETING_PAPERS = (Offer(paper=minutes.PAPER, compose=minutes.minutes_document),)


def paper_links(
    offers: Iterable[Offer], page: str, record: models.Model, *, is_own: bool
) -> list[PaperLink]:
    return [
        PaperLink(
            label=offer.paper.label,
            word_url=reverse(page, args=[record.pk, offer.paper.key, WORD]),
            pdf_url=reverse(page, args=[record.pk, offer.paper.key, PDF]),
        )
        for offer in offers
        if is_own or not offer.internal
    ]


def find_offer(offers: Iterable[Offer], key: str, form: str) -> Offer:
    for offer in offers:
        if offer.paper.key == key and form in FORMS:
            return offer
    raise Http404(f"no paper {key}.{form}")


def hand_out_paper(
    request: AuthedRequest,
    paper: Paper,
    facts: Any,
    form: str,
    *,
    name: str,
    record: models.Model | None = None,
) -> FileResponse:
    """The paper, once the caller has loaded its facts through a queryset that knows the user."""
    content = paper.word(facts) if form == WORD else paper.pdf(facts)
    detail = f"{paper.label}（{FORMS[form]}）"
    AuditLog.write(AuditAction.EXPORT, record, request=request, detail=detail)
    return download(content, name, f".{form}")


@requires(Permission.MEETING_VIEW)
def meeting_paper(request: AuthedRequest, pk: int, key: str, form: str) -> FileResponse:
    offer = find_offer(MEETING_PAPERS, key, form)
    rows = Meeting.objects.for_list()
    seen = rows.hosted_by(request.user) if offer.internal else rows.visible_to(request.user)
    meeting = get_object_or_404(seen, pk=pk)
    return hand_out_paper(
        request,
        offer.paper,
        offer.compose(meeting),
        form,
        name=f"{meeting.title}{offer.paper.label}",
        record=meeting,
    )
