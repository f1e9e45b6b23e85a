from orders.models.address import AddressHint, Place
from orders.models.event import OrderEvent, OrderPhoto
from orders.models.extension import OrderExtension
from orders.models.item import ServiceItem
from orders.models.notice import OrderNotice
from orders.models.order import ServiceOrder
from orders.models.order_rows import ServiceOrderQuerySet
from orders.models.result import OrderResult, OrderResultEvent, ResultPhoto
from orders.models.settings import (
    AnswerTemplate,
    OrderCategory,
    OrderRules,
    RefusalReason,
    TimeLimit,
)
from orders.models.status import Channel, OrderStatus, Solved, Urgency, VerifiedBy

__all__ = [
    "AddressHint",
    "AnswerTemplate",
    "Channel",
    "OrderCategory",
    "OrderEvent",
    "OrderExtension",
    "OrderNotice",
    "OrderPhoto",
    "OrderResult",
    "OrderResultEvent",
    "OrderRules",
    "OrderStatus",
    "Place",
    "RefusalReason",
    "ResultPhoto",
    "ServiceItem",
    "ServiceOrder",
    "ServiceOrderQuerySet",
    "Solved",
    "TimeLimit",
    "Urgency",
    "VerifiedBy",
]
