"""What touches several orders at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from orders.models import OrderStatus, ServiceOrder

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.base import File

    from members.models import User


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
