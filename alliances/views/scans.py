"""签字原件扫描: added by the host's side, read by those whom the agreement is between, never public."""

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from alliances.forms.scan import ScanForm, VoidForm
from alliances.models import Agreement, AgreementScan
from alliances.views.desk_agreements import show_agreement
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission
from members.views.files import hand_out
from members.views.once import Once


@requires(Permission.AGREEMENT_DRAFT)
@require_POST
def scan_add(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """上传签字原件."""
    rows = Agreement.objects.editable_by(request.user).select_related("alliance", "host", "renews")
    agreement = get_object_or_404(rows, pk=pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_agreement(request, agreement, scan_form=form, status=422)
    try:
        Once(request).begin()
        count = len(
            AgreementScan.objects.attach(agreement, form.cleaned_data["pages"], by=request.user)
        )
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(
            AuditAction.CHANGE, agreement, request=request, detail=f"签字原件扫描 {count} 个文件"
        )
        messages.success(request, f"已存入签字原件 {count} 个文件。")
    return redirect(agreement)


@requires(Permission.AGREEMENT_DRAFT)
@require_POST
def scan_void(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """作废."""
    own = Agreement.objects.editable_by(request.user)
    scans = AgreementScan.objects.select_related("version__agreement")
    scan = get_object_or_404(scans.filter(version__agreement__in=own.values("pk")), pk=pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return redirect(scan.version.agreement)
    try:
        scan.void(by=request.user, reason=form.cleaned_data["reason"])
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(AuditAction.CHANGE, scan, request=request, detail="作废签字原件扫描")
        messages.success(request, "这份扫描件已作废。")
    return redirect(scan.version.agreement)


@requires(Permission.AGREEMENT_VIEW)
def scan_file(request: AuthedRequest, pk: int) -> FileResponse:
    close = Agreement.objects.close_to(request.user)
    scans = AgreementScan.objects.valid().filter(version__agreement__in=close.values("pk"))
    scan = get_object_or_404(scans, pk=pk)
    return hand_out(request, scan, scan.file, is_public=False)
