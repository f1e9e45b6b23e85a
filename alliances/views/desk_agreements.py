"""The desk's agreements: lists by one's part in them, the page of one, its versions, its steps."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances.filters.desk_agreements import DeskAgreementFilter
from alliances.forms.scan import ScanForm
from alliances.forms.signature import ConfirmForm
from alliances.links import led_to, owed_under
from alliances.models import (
    BINDING,
    Agreement,
    AgreementScan,
    AgreementStatus,
    AgreementVersion,
    Clause,
)
from alliances.models.terms import Terms
from alliances.views.agreement_sides import first_answer, sides_of
from alliances.views.papers import AGREEMENT_PAPERS, PaperLink, paper_links
from alliances.views.published import step_context, tab_of, take_public_step
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, Event, StepError, User
from members.permissions import Permission, Role
from officekit.filters import reset_url
from officekit.paging import keyset_page
from officekit.qr import qr_data_uri
from officekit.text import cn_date

HOSTED, PARTY, SHARED = "hosted", "party", "shared"
HOSTED_LABELS = {Role.STREET: "全街道", Role.SUPERVISOR: "各街道"}


@requires(Permission.AGREEMENT_VIEW)
def desk_agreement_list(request: AuthedRequest) -> HttpResponse:
    """协议: those one's own side drafted, those it is a party to, those the alliance shares."""
    tabs = _tabs(request.user)
    tab = tab_of(request, tabs)
    rows = {
        HOSTED: Agreement.objects.hosted_by,
        PARTY: Agreement.objects.with_party,
        SHARED: Agreement.objects.shared_with,
    }[tab](request.user)
    found = DeskAgreementFilter(request.GET or None, rows)
    context = {
        "tabs": tabs,
        "tab": tab,
        "filter": found,
        "page": keyset_page(found.qs.listed(), params=request.GET, order=("-starts_on", "-pk")),
        "reset_url": reset_url(request.GET, found, tab),
        "drafts": request.user.can(Permission.AGREEMENT_DRAFT),
        "today": localdate(),
    }
    return render(request, "alliances/desk_agreement_list.html", context)


def _tabs(user: User) -> dict[str, str]:
    """The lists of this user, the most used one first."""
    hosted = {HOSTED: HOSTED_LABELS.get(user.role, "本组织起草的")}
    others = {PARTY: "我方签约的", SHARED: "联盟共享"}
    return others if user.role is Role.UNIT else {**hosted, **others}


@requires(Permission.AGREEMENT_VIEW)
def desk_agreement_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """协议: its text, who has confirmed and signed, what was fulfilled, and what to do next."""
    return show_agreement(request, visible_agreement(request.user, pk))


def visible_agreement(user: User, pk: int) -> Agreement:
    rows = Agreement.objects.visible_to(user).select_related(
        "alliance", "host", "renews", "ceremony"
    )
    agreement: Agreement = get_object_or_404(rows, pk=pk)
    return agreement


def show_agreement(
    request: AuthedRequest,
    agreement: Agreement,
    form: ConfirmForm | None = None,
    scan_form: ScanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Its page; with the form that could not be taken."""
    user = request.user
    own = Agreement.objects.filter(pk=agreement.pk)
    drafts = user.can(Permission.AGREEMENT_DRAFT) and own.editable_by(user).exists()
    is_hosts = drafts or own.hosted_by(user).exists()
    is_close = is_hosts or own.with_party(user).exists()
    sides = sides_of(request, agreement, form)
    versions = list(
        agreement.versions.select_related("frozen_by", "agreement__alliance").order_by("-number")
    )
    standing = next((row for row in versions if agreement.stands_on(row)), None)
    between = _between(agreement, versions, drafts, scan_form) if is_close else {}
    is_running = agreement.status == AgreementStatus.IN_FORCE
    context = {
        "agreement": agreement,
        "terms": _terms(agreement, standing, whole=is_close),
        "sides": sides,
        "answers": first_answer(sides),
        "clauses": agreement.clauses.with_fulfilment().prefetch_related(
            led_to(Clause, user), owed_under(user)
        ),
        **_successor(agreement, drafts),
        **(_verification(standing) if standing and is_close else {}),
        **between,
        **(_work(agreement, user, between["events"]) if drafts else {}),
        "days_left": agreement.days_left(localdate()) if is_running else None,
        "is_close": is_close,
        "tells_address": is_hosts,
        "papers": _papers(agreement, is_hosts) if is_close else [],
    }
    return render(request, "alliances/desk_agreement_detail.html", context, status=status)


def _terms(agreement: Agreement, standing: AgreementVersion | None, *, whole: bool) -> Terms:
    """Whole for its sides; others of the alliance read what the public reads."""
    terms = standing.terms if standing else agreement.terms_now()
    return terms if whole else terms.redacted()


def _papers(agreement: Agreement, is_hosts: bool) -> list[PaperLink]:
    return paper_links(AGREEMENT_PAPERS, "alliances:agreement_paper", agreement, is_own=is_hosts)


def _verification(version: AgreementVersion) -> dict[str, object]:
    return {"qr": qr_data_uri(version.verify_url), "verify_path": version.get_verify_path()}


def _successor(agreement: Agreement, drafts: bool) -> dict[str, object]:
    """What renews it, or whether it may be renewed."""
    found = Agreement.objects.filter(renews=agreement).first()
    return {
        "renews": drafts and found is None and agreement.status in RENEWABLE,
        "successor": found if drafts or (found and not found.is_editable) else None,
    }


def _between(
    agreement: Agreement, versions: list[AgreementVersion], drafts: bool, form: ScanForm | None
) -> dict[str, Any]:
    """For those whom the agreement is between: its versions, its history, the signed paper, which its host adds to."""
    scans = AgreementScan.objects.valid().filter(version__in=versions)
    return {
        "versions": versions,
        "events": list(agreement.events.select_related("by").order_by("-pk")),
        "shows_scans": agreement.publishable,
        "scans": scans.select_related("version", "uploaded_by"),
        "scan_form": (form or ScanForm()) if drafts else None,
    }


def _work(agreement: Agreement, user: User, events: list[Event]) -> dict[str, object]:
    """What the host may do now."""
    today = localdate()
    return {
        **step_context(agreement, user, "alliances:agreement_step", events),
        "hint": _hint(agreement, today),
        "edits": agreement.is_editable,
        "starts_projects": agreement.status in BINDING and user.can(Permission.PROJECT_MANAGE),
    }


def _hint(agreement: Agreement, today: date) -> str:
    """What the host waits for, where no button says it."""
    ceremony = agreement.ceremony
    if (
        agreement.status == AgreementStatus.CONFIRMING
        and ceremony
        and not ceremony.has_begun(today)
    ):
        return f"等各方确认文本；{cn_date(ceremony.held_on)}在签约仪式上签署。"
    if agreement.status == AgreementStatus.CONFIRMING:
        return "等各方确认文本并签署，全部签署后自动成为“已签订”。"
    if agreement.status == AgreementStatus.SIGNED and agreement.starts_on > today:
        return f"{cn_date(agreement.starts_on)}起可以开始履行。"
    return ""


RENEWABLE = Agreement.step("renew").sources


@requires(Permission.AGREEMENT_DRAFT)
@require_POST
def agreement_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """办理一步."""
    rows = Agreement.objects.editable_by(request.user).select_related("alliance", "renews")
    return take_public_step(request, get_object_or_404(rows, pk=pk), step)


@requires(Permission.AGREEMENT_DRAFT)
@require_POST
def agreement_renew(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """续签: leads to the draft for the next term."""
    rows = Agreement.objects.editable_by(request.user).select_related("alliance", "host")
    agreement = get_object_or_404(rows, pk=pk)
    try:
        successor = agreement.renew(by=request.user)
    except StepError as error:
        messages.error(request, str(error))
        return redirect(agreement)
    AuditLog.write(AuditAction.CREATE, successor, request=request, detail="续签起草")
    messages.success(request, "续签文本已起草，请核对期限和条款后送各方确认。")
    return redirect("alliances:agreement_edit", successor.pk)
