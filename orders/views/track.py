"""查进度: residents follow their order by its code and the last digits of their phone."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from alliances.decorators import AllianceRequest, public_page
from members.views.files import show
from orders import proof
from orders.acts import choices_of
from orders.forms.track import TrackForm
from orders.models import OrderPhoto, ServiceOrder
from orders.models.status import DONE
from orders.story import Story
from orders.views.proved import for_its_resident, private


@public_page
@private
def order_track(request: AllianceRequest) -> HttpResponse:
    """查进度: the code, as the receipt's QR brings it along, and the end of the phone."""
    form = TrackForm(request.POST or None, initial={"code": request.GET.get("code", "")[:60]})
    if form.is_valid():
        found = proof.attempt(request, request.alliance, **form.cleaned_data)
        if found.order:
            response = redirect("orders:order_story", request.alliance.slug, found.order.code)
            proof.keep(response, found.order, request.alliance)
            return response
        form.add_error(None, found.problem(request.alliance.anchor.phone))
        return found.mark(_entry(request, form))
    return _entry(request, form)


def _entry(request: AllianceRequest, form: TrackForm) -> HttpResponse:
    context = {"form": form, "came_back": "again" in request.GET and not form.is_bound}
    status = 422 if form.is_bound else 200
    return render(request, "orders/order_track.html", context, status=status)


@for_its_resident
def order_story(request: AllianceRequest, order: ServiceOrder) -> HttpResponse:
    """一单的进度: where it stands, who answers for it, every word meant for the resident."""
    context = {
        "order": order,
        "story": Story(order),
        "choices": choices_of(order),
        "asks_rating": order.status in DONE and not order.solved,
        "alliance": request.alliance,
    }
    return render(request, "orders/order_story.html", context)


@for_its_resident
def order_photo(request: AllianceRequest, order: ServiceOrder, pk: int) -> HttpResponseBase:
    """照片, of the resident's own order or shown by who works on it."""
    photo = get_object_or_404(OrderPhoto.objects.shown_to_resident_of(order), pk=pk)
    return show(photo, photo.image)
