"""Pages of one order for its resident: behind the proof, of this moment, and told to nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from alliances import page_cache
from alliances.decorators import AllianceRequest, public_page
from orders import proof
from orders.forms.track import TailForm
from orders.models import ServiceOrder

# A photo is streamed: Any stands for both kinds of responses.
View = Callable[..., Any]
NOT_CARRIED = {"csrfmiddlewaretoken", "tail"}


def private(view: View) -> View:
    """Kept by nobody, indexed by nobody; its address, which holds a code, is told to no other site.

    Not "no-referrer": browsers then post its forms with `Origin: null`, which the CSRF check refuses.
    """

    @wraps(view)
    def answered(request: AllianceRequest, *args: Any, **kwargs: Any) -> Any:
        page_cache.forget(request)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return answered


def for_its_resident(view: View) -> View:
    """`view(request, order, …)` for whoever has shown the proof, which is good for another half hour.

    Without it one is led to 查进度; what was typed in the meantime is carried over the question.
    """

    @wraps(view)
    def proved(request: AllianceRequest, code: str, **kwargs: Any) -> Any:
        order: Any = proof.shown(request, request.alliance, code)
        if order is None and request.method != "POST":
            return _entry(request, code)
        order = order or _asked_again(request, code)
        if not isinstance(order, ServiceOrder):
            return order
        response = view(request, order, **kwargs)
        if order.is_wiped:
            proof.end(response, request.alliance, code)
        else:
            proof.keep(response, order, request.alliance)
        return response

    return public_page(private(proved))


def _entry(request: AllianceRequest, code: str) -> HttpResponseRedirect:
    query = urlencode({"code": code, "again": "1"})
    return HttpResponseRedirect(
        f"{reverse('orders:order_track', args=[request.alliance.slug])}?{query}"
    )


def _asked_again(request: AllianceRequest, code: str) -> ServiceOrder | HttpResponse:
    """Whoever wrote for longer than the proof is good answers once more, with all that was typed but the photos."""
    form = TailForm(request.POST if "tail" in request.POST else None)
    found = None
    if form.is_valid():
        found = proof.attempt(request, request.alliance, code, form.cleaned_data["tail"])
        if found.order:
            return found.order
        form.add_error(None, found.problem(request.alliance.anchor.phone))
    typed = ((name, values) for name, values in request.POST.lists() if name not in NOT_CARRIED)
    carried = [(name, value) for name, values in typed for value in values]
    context = {"form": form, "carried": carried, "code": code}
    response = render(request, "orders/order_prove.html", context)
    return found.mark(response) if found else response
