"""What visitors send along with a form."""

from django.http import HttpRequest

from members.limits import HOUR, is_within
from orders.forms.kept_photos import KeptPhotosForm

MOST_PHOTO_SENDINGS = 40


def keep_photos(request: HttpRequest, form: KeptPhotosForm) -> None:
    """For the page that shows the form again. Of nobody who is stopped by the guard, and not without end."""
    if not form.cleaned_data.get("photos") or form.non_field_errors():
        return
    if is_within(request, "order photos", most=MOST_PHOTO_SENDINGS, seconds=HOUR):
        form.keep_photos()
    else:
        form.add_error("photos", "照片传得太多了，请过一小时再传，或者不带照片先提交。")
