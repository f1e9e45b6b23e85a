"""What touches several records of this app at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from members.models import StepError
from orders.models import OrderPhoto, OrderResult, OrderStatus, ResultPhoto, ServiceOrder

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.base import File

    from members.models import User
    from orders.forms.result import ResultForm


class _NotCountedError(Exception):
    """The sending was one too many."""


def place(
    *,
    count: Callable[[], bool],
    submission: UUID,
    follow: ServiceOrder | None = None,
    photos: Iterable[File] = (),
    **facts: Any,
) -> ServiceOrder | None:
    """点单 by a resident: stored and counted together, and `follow`ed where it is the same matter as another.

    The same form, sent twice at one moment, is one order: the second waits for the first, is not counted, and finds
    its order. None where the guard refuses it.
    """
    try:
        with transaction.atomic():
            order = ServiceOrder.objects.place(submission=submission, photos=photos, **facts)
            if not count():
                raise _NotCountedError
            if follow:
                order.merge(follow, by=None)
    except _NotCountedError:
        return ServiceOrder.objects.filter(submission=submission).first()
    return order


@transaction.atomic
def record(
    *,
    by: User,
    submission: UUID,
    into: ServiceOrder | None = None,
    photos: Iterable[File] = (),
    **facts: Any,
) -> ServiceOrder:
    """代录 by staff, and 并入 another where it is the same matter. The same form, sent twice, is one order."""
    order = ServiceOrder.objects.place(by=by, submission=submission, photos=photos, **facts)
    if into and order.status == OrderStatus.PLACED:
        order.merge(into, by=by)
    return order


@transaction.atomic
def keep_result(form: ResultForm, *, base: int, by: User) -> OrderResult:
    """Stores the words of a result and which photos it shows; StepError where somebody was quicker."""
    result: OrderResult = form.instance
    if result.pk:
        result.save_on_top(base, form.Meta.fields, by=by)
    else:
        _begin(result)
    if added := form.cleaned_data.get("photo"):
        OrderPhoto.objects.create(order=result.order, image=added, is_shown=False)
    result.photos.all().delete()
    ResultPhoto.objects.bulk_create(ResultPhoto(result=result, **shown) for shown in form.shown())
    return result


def _begin(result: OrderResult) -> None:
    try:
        with transaction.atomic():
            result.save()
    except IntegrityError as error:
        result.pk = None
        raise StepError("刚刚有人先写了这一单的晒单，请打开那一份再修改。") from error
