"""确认文本 and 签署, by the party's own liaison or by the street on its behalf: both ask for the password again."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from alliances.forms.signature import ConfirmForm, SignatureForm
from alliances.models import Party
from alliances.views.agreement_sides import prefix_of
from alliances.views.desk_agreements import show_agreement, visible_agreement
from members.addresses import client_address
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission


@requires(Permission.AGREEMENT_SIGN)
@require_POST
def party_confirm(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """确认文本."""
    party = _answerable(request, pk)
    form = ConfirmForm(request.POST, request=request, prefix=prefix_of(party))
    return _answer(request, party, form, "确认文本")


@requires(Permission.AGREEMENT_SIGN)
@require_POST
def party_sign(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """签署."""
    party = _answerable(request, pk)
    form = SignatureForm(request.POST, request=request, prefix=prefix_of(party))
    return _answer(request, party, form, "签署")


def _answer(request: AuthedRequest, party: Party, form: ConfirmForm, verb: str) -> HttpResponseBase:
    if not form.is_valid():
        agreement = visible_agreement(request.user, party.agreement_id)
        return show_agreement(request, agreement, form, status=422)
    facts = {name: value for name, value in form.cleaned_data.items() if name != "password"}
    step = party.sign if isinstance(form, SignatureForm) else party.confirm
    try:
        step(by=request.user, address=client_address(request), **facts)
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(AuditAction.STEP, party.agreement, request=request, detail=f"{party}{verb}")
        messages.success(request, f"{DONE[verb]}：{party}。")
    return redirect(party.agreement)


DONE = {"确认文本": "已确认文本", "签署": "已签署"}


def _answerable(request: AuthedRequest, pk: int) -> Party:
    rows = Party.objects.answerable_by(request.user)
    return get_object_or_404(rows.select_related("agreement__alliance", "organization"), pk=pk)
