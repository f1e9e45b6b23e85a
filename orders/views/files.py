"""Photos of orders, for the staff whose order it is; see members/views/files.py."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404

from members.decorators import AuthedRequest, requires
from members.permissions import Permission
from members.views.files import show
from orders.models import OrderPhoto, ServiceOrder


@requires(Permission.ORDER_VIEW)
def order_photo_file(request: AuthedRequest, pk: int) -> FileResponse:
    photos = OrderPhoto.objects.of(ServiceOrder.objects.visible_to(request.user))
    photo = get_object_or_404(photos.select_related("order"), pk=pk)
    return show(photo, photo.image)
