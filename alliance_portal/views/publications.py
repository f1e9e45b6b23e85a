"""公开审核: what waits for a decision on publication, gathered from all kinds of records."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliances.models import Agreement, Bulletin, Meeting, Publication, PublishedModel, Regulation
from alliances.papers import publicity
from alliances.views.papers import FORMS, PaperLink
from members.decorators import AuthedRequest, requires
from members.models import User
from members.permissions import Permission
from members.views.steps import StepButton, step_buttons
from officekit.links import address, address_of
from orders.models import OrderResult
from projects.models import Project

# Of each kind; what is decided makes room for the rest.
SHOWN = 30
STEP_VIEWS: dict[type[PublishedModel], str] = {
    Meeting: "alliances:meeting_step",
    Agreement: "alliances:agreement_step",
    Regulation: "alliances:regulation_step",
    Bulletin: "alliances:bulletin_step",
    Project: "projects:project_step",
    OrderResult: "orders:result_step",
}
PAPER_VIEWS: dict[type[PublishedModel], str] = {
    Meeting: "alliances:meeting_paper",
    Agreement: "alliances:agreement_paper",
    Project: "projects:project_paper",
}
WAITING, OWN = "waiting", "own"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One record on its way to the public."""

    record: Any
    kind: str
    url: str
    is_own: bool
    is_returned: bool
    needs_colleague: bool
    buttons: list[StepButton]
    paper: PaperLink | None  # 公示稿


@requires(Permission.PUBLICATION_PROPOSE)
def publication_list(request: AuthedRequest) -> HttpResponse:
    """What waits for this user's decision, and what became of their own proposals."""
    decides = request.user.can(Permission.PUBLICATION_DECIDE)
    tabs = {WAITING: "等待办理", OWN: "我提出的"} if decides else {OWN: "我提出的"}
    asked = request.GET.get("tab", "")
    tab = asked if asked in tabs else next(iter(tabs))
    proposals = [_proposal(record, request.user, tab) for record in _records(request.user, tab)]
    context = {"tabs": tabs, "tab": tab, "proposals": proposals, "decides": decides}
    return render(request, "portal/publication_list.html", context)


def _records(user: User, tab: str) -> list[Any]:
    """A bounded number of each kind: the longest waiting first, own proposals the newest first."""
    found: list[Any] = []
    for model in STEP_VIEWS:
        rows: Any = model._default_manager.all()
        rows = rows.editable_by(user).waiting() if tab == WAITING else rows.proposed_by_user(user)
        rows = rows.select_related("alliance", "host", "proposed_by").with_last_event()
        found += rows.order_by("proposed_at" if tab == WAITING else "-proposed_at", "pk")[:SHOWN]
    return sorted(found, key=lambda record: record.proposed_at, reverse=tab == OWN)


def _proposal(record: Any, user: User, tab: str) -> Proposal:
    steps = [step for step in record.steps_for(user) if step.field == "publication"]
    page = STEP_VIEWS[type(record)]
    is_own = record.proposed_by_id == user.pk
    back = f"{reverse('publication_list')}?tab={tab}"
    # Asked for by name, so that a kind without such a page is shown without buttons.
    is_there = address(page, record.pk, "review")
    return Proposal(
        record=record,
        kind=str(record._meta.verbose_name),
        url=address_of(record),
        is_own=is_own,
        is_returned=record.publication == Publication.PRIVATE,
        needs_colleague=is_own
        and record.publication == Publication.REVIEWED
        and all(step.name != "approve" for step in steps),
        buttons=step_buttons(record, steps, page, next_url=back) if is_there else [],
        paper=_paper(record),
    )


def _paper(record: Any) -> PaperLink | None:
    page, paper = PAPER_VIEWS.get(type(record)), publicity.PAPER
    if page is None:
        return None
    word, pdf = (reverse(page, args=[record.pk, paper.key, form]) for form in FORMS)
    return PaperLink(label=paper.label, word_url=word, pdf_url=pdf)
