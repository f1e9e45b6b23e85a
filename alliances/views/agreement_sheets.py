"""起草协议: the page on which a draft is written, alone or on top of what somebody else has saved."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from alliances.forms.agreement import AgreementSheet, typed_with_row
from alliances.forms.agreement_starts import (
    Rows,
    chosen_template,
    first_rows,
    initial_rows,
    new_agreement,
)
from alliances.models import Agreement, AgreementTemplate, Alliance
from alliances.views.published import base_of
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission
from members.views.once import Once

# The templates that a new draft may start from, and the one that it does.
Choice = dict[str, object]


@requires(Permission.AGREEMENT_DRAFT)
def agreement_new(request: AuthedRequest) -> HttpResponseBase:
    """起草协议, from a template of the alliance."""
    alliance = Alliance.objects.home_of(request.user)
    if alliance is None:
        messages.error(request, "本组织还没有加入联盟，不能起草协议。请联系街道。")
        return redirect("alliances:desk_agreement_list")
    offered = list(AgreementTemplate.objects.active().filter(alliance=alliance))
    template = chosen_template(request.GET.get("template", ""), offered)
    # What is sent holds everything; the template is only what the page began with.
    begins = template if request.method == "GET" else None
    host = request.user.organization
    agreement = new_agreement(alliance, host, begins, localdate())
    choice: Choice = {"templates": offered, "template": template}
    return _answer(request, agreement, first_rows(host, begins), choice)


@requires(Permission.AGREEMENT_DRAFT)
def agreement_edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """修改草拟的协议."""
    rows = Agreement.objects.editable_by(request.user).select_related("alliance", "host")
    agreement = get_object_or_404(rows, pk=pk)
    if not agreement.is_editable and request.method != "POST":
        messages.info(request, "协议已送各方确认，文本不能直接修改；需要修改时请先“收回修改”。")
        return redirect(agreement)
    return _answer(request, agreement, initial_rows(agreement), {})


def _answer(
    request: AuthedRequest, agreement: Agreement, begins: Rows, choice: Choice
) -> HttpResponseBase:
    if request.method != "POST":
        parties, clauses = begins
        sheet = AgreementSheet(
            None,
            agreement=agreement,
            alliance=agreement.alliance,
            parties=parties,
            clauses=clauses,
        )
        return _page(request, agreement, sheet, choice)
    data = typed_with_row(request.POST)
    sheet = AgreementSheet(data, agreement=agreement, alliance=agreement.alliance)
    if "add" in request.POST:
        sheet.hide_errors()
        return _page(request, agreement, sheet, choice)
    if not sheet.is_valid():
        return _page(request, agreement, sheet, choice, status=422)
    return _store(request, agreement, sheet, choice)


def _store(
    request: AuthedRequest, agreement: Agreement, sheet: AgreementSheet, choice: Choice
) -> HttpResponseBase:
    action = AuditAction.CHANGE if agreement.pk else AuditAction.CREATE
    parties, clauses = sheet.rows()
    once = Once(request)
    try:
        if agreement.pk:
            base = base_of(request)
            agreement.rewrite(base, sheet.form.Meta.fields, parties, clauses, by=request.user)
        else:
            once.begin()
            agreement.write(parties, clauses, by=request.user)
    except StepError as error:
        if stored := once.stored_before():
            return redirect(stored)
        sheet.problems = [str(error)]
        return _page(request, agreement, sheet, choice, status=409)
    once.stored(agreement.get_absolute_url())
    AuditLog.write(action, agreement, request=request, detail="协议草稿")
    messages.success(request, "协议草稿已保存。")
    return redirect(agreement)


def _page(
    request: AuthedRequest,
    agreement: Agreement,
    sheet: AgreementSheet,
    choice: Choice,
    status: int = 200,
) -> HttpResponse:
    base = base_of(request) if request.method == "POST" else agreement.edits
    context = {
        "agreement": agreement,
        "sheet": sheet,
        "base": base,
        "complains": status != 200,
        **choice,
    }
    return render(request, "alliances/agreement_edit.html", context, status=status)
