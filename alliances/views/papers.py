"""文书: the papers of meetings and agreements and the list of duties as Word and PDF, made when somebody asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate

from alliances.filters.duties import DutyFilter, duty_scope
from alliances.models import Agreement, Alliance, Meeting, PaperTemplate, PublishedQuerySet
from alliances.papers import agreement, minutes, notice, publicity, sign_in, topics
from alliances.papers.duties import MOST_ROWS, duty_list_of
from alliances.papers.duties import PAPER as DUTY_PAPER
from alliances.views.desk_duties import _tab, _tabs
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


MEETING_PAPERS = (
    Offer(paper=notice.PAPER, compose=notice.notice_of),
    Offer(paper=topics.PAPER, compose=topics.topics_of, internal=True),
    Offer(paper=sign_in.PAPER, compose=sign_in.sign_in_of, internal=True),
    Offer(paper=minutes.PAPER, compose=minutes.minutes_document),
    Offer(paper=publicity.PAPER, compose=publicity.publicity_of_minutes, internal=True),
)
AGREEMENT_PAPERS = (
    Offer(paper=agreement.PAPER, compose=agreement.contract_of),
    Offer(paper=publicity.PAPER, compose=publicity.publicity_of_agreement, internal=True),
)


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
    alliance: Alliance | None,
    record: models.Model | None = None,
) -> FileResponse:
    """The paper, once the caller has loaded its facts through a queryset that knows the user."""
    is_word = form == WORD
    content = PaperTemplate.objects.fill(alliance, paper, facts) if is_word else paper.pdf(facts)
    detail = f"{paper.label}（{FORMS[form]}）"
    AuditLog.write(AuditAction.EXPORT, record, request=request, detail=detail)
    return download(content, name, f".{form}")


def record_paper(
    request: AuthedRequest,
    rows: PublishedQuerySet,
    offers: Iterable[Offer],
    *,
    pk: int,
    key: str,
    form: str,
) -> FileResponse:
    """A paper of one of these rows, for whoever may see the row."""
    offer = find_offer(offers, key, form)
    seen = rows.hosted_by(request.user) if offer.internal else rows.visible_to(request.user)
    record: Any = get_object_or_404(seen.select_related("alliance", "host"), pk=pk)
    return hand_out_paper(
        request,
        offer.paper,
        offer.compose(record),
        form,
        name=f"{record}{offer.paper.label}",
        alliance=record.alliance,
        record=record,
    )


@requires(Permission.MEETING_VIEW)
def meeting_paper(request: AuthedRequest, pk: int, key: str, form: str) -> FileResponse:
    """会议通知, 议题征集表, 签到表, 会议纪要, 公示稿: with names, so for those alone who held it or were there."""
    rows = Meeting.objects.close_to(request.user).select_related("kind")
    return record_paper(request, rows, MEETING_PAPERS, pk=pk, key=key, form=form)


@requires(Permission.AGREEMENT_VIEW)
def agreement_paper(request: AuthedRequest, pk: int, key: str, form: str) -> FileResponse:
    """共建协议书, 公示稿: the whole text, so for its sides alone."""
    rows = Agreement.objects.close_to(request.user)
    return record_paper(request, rows, AGREEMENT_PAPERS, pk=pk, key=key, form=form)


@requires(Permission.DUTY_VIEW)
def duty_paper(request: AuthedRequest, form: str) -> FileResponse | HttpResponseRedirect:
    """责任清单: exactly the rows of the list, all of its pages."""
    if form not in FORMS:
        raise Http404(f"no list as {form}")
    tab, rows = _tab(request)
    found = DutyFilter(request.GET, rows)
    back = f"{reverse('alliances:duty_list')}?{request.GET.urlencode()}"
    if not found.is_valid():
        return redirect(back)
    duties = list(
        found.qs.for_list().prefetch_related("assistants").order_by("due_on", "pk")[: MOST_ROWS + 1]
    )
    if len(duties) > MOST_ROWS:
        messages.error(
            request, f"超过 {MOST_ROWS} 件，排成文书太长。请先筛选，或者用“导出 Excel”。"
        )
        return redirect(back)
    facts = duty_list_of(
        duties,
        host=request.user.organization.name,
        scope=duty_scope(found, _tabs(request.user)[tab]),
        today=localdate(),
    )
    name = f"责任清单-{localdate():%Y%m%d}"
    alliance = Alliance.objects.home_of(request.user)
    return hand_out_paper(request, DUTY_PAPER, facts, form, name=name, alliance=alliance)
