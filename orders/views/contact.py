"""The whole contact of a resident: after a reason, which the audit log and the order's own story keep."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from members.decorators import AuthedRequest, requires
from members.forms.person import ReasonForm
from members.models import AuditAction, AuditLog
from members.permissions import Permission
from orders.models import ServiceOrder


@requires(Permission.ORDER_CONTACT)
@never_cache
def order_contact(request: AuthedRequest, pk: int) -> HttpResponse:
    """Whoever has received the order until it is closed, and the lead while it works on it; for others it is not there."""
    rows = ServiceOrder.objects.contact_open_to(request.user).for_desk()
    order = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    is_open = form.is_valid()
    if is_open:
        reason = form.cleaned_data["reason"]
        AuditLog.write(AuditAction.VIEW_CONTACT, order, request=request, detail=reason)
        order.record_look(by=request.user, reason=reason)
        messages.info(request, "本次查看已记入审计日志和办理记录，离开本页后不再显示。")
    context = {"order": order, "form": form, "is_open": is_open}
    status = 200 if is_open or request.method == "GET" else 422
    return render(request, "orders/order_contact.html", context, status=status)
