"""代录: staff place an order for somebody on the phone, at the counter or at home, and print the receipt."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from alliances.models import Alliance
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission
from orders import actions
from orders.alike import Alike, alike
from orders.forms.recording import RecordForm
from orders.models import OrderRules, ServiceOrder
from orders.receipts import receipt_of


@requires(Permission.ORDER_RECORD)
@never_cache
def order_record(request: AuthedRequest) -> HttpResponse:
    """代录一单. Where it may be the same matter as another, that is shown before it is stored."""
    alliance = Alliance.objects.home_of(request.user)
    if alliance is None:
        raise Http404("no alliance to record orders for")
    sent = request.method == "POST"
    form = RecordForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        user=request.user,
        alliance=alliance,
    )
    return _answer(request, form) if sent else _page(request, form)


def _answer(request: AuthedRequest, form: RecordForm) -> HttpResponse:
    if known := form.placed_before():
        return redirect("orders:order_paper", known.pk)
    valid = form.is_valid()
    form.keep_photos()
    if not valid:
        return _page(request, form, status=422)
    found = _alike(request, form)
    wanted = request.POST.get("merge", "")
    target = next((one.order for one in found if str(one.order.pk) == wanted), None)
    if found and not target and "anyway" not in request.POST:
        return _page(request, form, found)
    if order := _record(request, form, target):
        return redirect("orders:order_paper", order.pk)
    return _page(request, form, found, status=409)


def _alike(request: AuthedRequest, form: RecordForm) -> list[Alike]:
    """Of what the user may open; not what the other of two clicks has just stored of this very form."""
    found = alike(form.draft())
    rows = ServiceOrder.objects.dispatchable_by(request.user)
    rows = rows.exclude(submission=form.cleaned_data["submission"])
    own = set(rows.filter(pk__in=[one.order.pk for one in found]).values_list("pk", flat=True))
    return [one for one in found if one.order.pk in own]


def _record(
    request: AuthedRequest, form: RecordForm, target: ServiceOrder | None
) -> ServiceOrder | None:
    """None where it could not be; the form says why."""
    submission = form.cleaned_data["submission"]
    try:
        with form.opened_photos() as opened:
            order = actions.record(
                by=request.user, submission=submission, into=target, photos=opened, **form.facts()
            )
    except StepError as error:
        form.add_error(None, str(error))
        return None
    form.drop_photos()
    AuditLog.write(AuditAction.CREATE, order, request=request, detail="代录")
    return order


def _page(
    request: AuthedRequest, form: RecordForm, found: list[Alike] | None = None, status: int = 200
) -> HttpResponse:
    rules = OrderRules.objects.of(form.alliance)
    context = {"form": form, "alike": found or [], "rules": rules}
    return render(request, "orders/order_record.html", context, status=status)


@requires(Permission.ORDER_RECORD)
@never_cache
def order_paper(request: AuthedRequest, pk: int) -> HttpResponse:
    """回执 for whoever has no screen: to be read out, handed over, printed."""
    rows = ServiceOrder.objects.receipted_by(request.user).for_desk()
    order = get_object_or_404(rows, pk=pk)
    is_own = ServiceOrder.objects.visible_to(request.user).filter(pk=pk).exists()
    context = {"order": order, "receipt": receipt_of(order, request), "is_own": is_own}
    return render(request, "orders/order_paper.html", context)
