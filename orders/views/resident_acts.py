"""What residents do with their order: each on a small page of its own, 催办 by a click."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from alliances.decorators import AllianceRequest
from members.guard import Guard, Guarded
from members.models import StepError
from orders import acts
from orders.forms.resident import FORMS, ResidentForm
from orders.models import ServiceOrder
from orders.views.proved import for_its_resident
from orders.views.sendings import keep_photos

# Of one address in an hour; whoever has shown the proof may say much.
GUARDED = Guarded("order_act", by_address=60, by_contact=20)
WITH_FORM = {
    act.name: act for act in (*acts.ACTS, *acts.RARE_ACTS, *acts.OWN_ACTS) if act.name in FORMS
}
CONTACT = ("name", "phone", "address")


@for_its_resident
def order_act(request: AllianceRequest, order: ServiceOrder, act: str) -> HttpResponse:
    """补充说明、评价、重开、撤回；更正、删除个人信息."""
    if act not in WITH_FORM:
        raise Http404("no such act")
    chosen, page = WITH_FORM[act], story_url(request, order)
    guard = Guard(request, GUARDED, phone=order.host.phone or order.street.phone)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FORMS[act](*sent, guard=guard, initial={name: getattr(order, name) for name in CONTACT})
    if before := form.stored_before():
        return redirect(before)
    if form.is_valid() and form.count():
        try:
            told = _take(order, chosen, form)
        except StepError as error:
            form.not_stored(str(error))
        else:
            form.drop_photos()
            page = _after(request, order)
            form.stored(page)
            messages.success(request, told)
            return redirect(page)
    if form.is_bound:
        keep_photos(request, form)
    why_not = "" if form.is_bound else chosen.why_not(order)
    context = {"order": order, "act": chosen, "form": form, "why_not": why_not, "page": page}
    context["explained"] = chosen.explain(order)
    return guard.answer(render(request, "orders/order_act.html", context))


def _take(order: ServiceOrder, act: acts.Act, form: ResidentForm) -> str:
    with form.opened_photos() as photos:
        return acts.take(order, act, form.cleaned_data | {"photos": photos})


@require_POST
@for_its_resident
def order_urge(request: AllianceRequest, order: ServiceOrder) -> HttpResponse:
    """催办, once a day."""
    try:
        order.urge()
    except StepError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已经催办，{order.turn_of.label}会收到提醒。")
    return redirect(story_url(request, order))


def _after(request: AllianceRequest, order: ServiceOrder) -> str:
    """What is wiped cannot be followed any more."""
    if order.is_wiped:
        return reverse("orders:order_track", args=[request.alliance.slug])
    return story_url(request, order)


def story_url(request: AllianceRequest, order: ServiceOrder) -> str:
    return reverse("orders:order_story", args=[request.alliance.slug, order.code])
