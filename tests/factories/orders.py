from datetime import UTC, datetime, timedelta

import factory

from officekit.crypto import blind_index
from orders.models import (
    AddressHint,
    AnswerTemplate,
    OrderCategory,
    OrderExtension,
    OrderNotice,
    OrderPhoto,
    OrderResult,
    OrderRules,
    RefusalReason,
    ResultPhoto,
    ServiceItem,
    ServiceOrder,
    TimeLimit,
)
from tests.factories.alliances import (
    AllianceFactory,
    CategoryFactory,
    PublishedFactory,
    community_of,
)
from tests.factories.members import UnitFactory, UserFactory

__all__ = [
    "AddressHintFactory",
    "AnswerTemplateFactory",
    "OrderCategoryFactory",
    "OrderExtensionFactory",
    "OrderFactory",
    "OrderNoticeFactory",
    "OrderPhotoFactory",
    "OrderResultFactory",
    "OrderRulesFactory",
    "RefusalReasonFactory",
    "ResultPhotoFactory",
    "ServiceItemFactory",
    "TimeLimitFactory",
]

MOMENT = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)
# What each state must have, by the constraints of the table.
WITH_LEAD = {"lead": factory.SubFactory(UnitFactory)}
DONE = {
    **WITH_LEAD,
    "finished_at": MOMENT,
    "days_taken": 3,
    "on_time": True,
    "result": "已更换",
    "answer_due": None,
}
CLOSED = {"closed_at": MOMENT, "answer_due": None}


class OrderCategoryFactory(CategoryFactory):
    class Meta:
        model = OrderCategory

    name = factory.Sequence(lambda n: f"示例类别{n}")


class RefusalReasonFactory(CategoryFactory):
    class Meta:
        model = RefusalReason

    name = factory.Sequence(lambda n: f"示例原因{n}")
    words = "这件事不在街道的权限内，请拨打 12345。"


class AnswerTemplateFactory(CategoryFactory):
    class Meta:
        model = AnswerTemplate

    name = factory.Sequence(lambda n: f"示例用语{n}")
    occasion = "accept"
    words = "您反映的事情我们已经收到。"


class TimeLimitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimeLimit

    alliance = factory.SubFactory(AllianceFactory)
    urgency = "normal"
    respond = 1
    respond_span = "workdays"
    resolve = 7
    resolve_span = "workdays"


class OrderRulesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrderRules

    alliance = factory.SubFactory(AllianceFactory)


class ServiceItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceItem

    alliance = factory.SubFactory(AllianceFactory)
    category = factory.SubFactory(
        OrderCategoryFactory, alliance=factory.SelfAttribute("..alliance")
    )
    title = factory.Sequence(lambda n: f"示例服务{n}")


class AddressHintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AddressHint

    alliance = factory.SubFactory(AllianceFactory)
    name = factory.Sequence(lambda n: f"示例路{n}号")
    community = factory.LazyAttribute(lambda hint: community_of(hint.alliance))


class OrderFactory(factory.django.DjangoModelFactory):
    """Just placed; a trait for each other state, with what that state must have."""

    class Meta:
        model = ServiceOrder
        skip_postgeneration_save = True

    class Params:
        accepted = factory.Trait(status="accepted", accepted_at=MOMENT)
        dispatched = factory.Trait(status="dispatched", **WITH_LEAD)
        escalated = factory.Trait(status="escalated", escalations=1)
        working = factory.Trait(status="working", **{**WITH_LEAD, "answer_due": None})
        paused = factory.Trait(
            status="paused", **{**WITH_LEAD, "paused_at": MOMENT, "answer_due": None}
        )
        finished = factory.Trait(status="finished", **{**DONE, "answer_due": MOMENT})
        verified = factory.Trait(status="verified", **DONE, closed_at=MOMENT)
        rated = factory.Trait(
            status="rated",
            **{**DONE, "closed_at": MOMENT, "solved": "yes", "stars": 5, "rated_on": MOMENT.date()},
        )
        refused = factory.Trait(
            status="refused",
            refusal=factory.SubFactory(
                RefusalReasonFactory, alliance=factory.SelfAttribute("..alliance")
            ),
            **CLOSED,
        )
        withdrawn = factory.Trait(status="withdrawn", **CLOSED)

    alliance = factory.SubFactory(AllianceFactory)
    host = factory.LazyAttribute(lambda order: community_of(order.alliance))
    responsible = factory.SelfAttribute("host")
    category = factory.SubFactory(
        OrderCategoryFactory, alliance=factory.SelfAttribute("..alliance")
    )
    title = factory.Sequence(lambda n: f"示例订单{n}")
    words = "楼道灯坏了一周，老人晚上上下楼不安全。"
    name = "示例阿姨"
    phone = "13800001234"
    address = "示例巷 11 号院 2 单元 301"
    contact_key = factory.LazyAttribute(lambda order: blind_index(order.phone))
    consent_version = 1
    created_at = MOMENT
    consented_at = MOMENT
    answer_due = datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)
    resolve_due = datetime(2026, 12, 2, 15, 59, 59, tzinfo=UTC)


class OrderExtensionFactory(factory.django.DjangoModelFactory):
    """Asked, a fortnight more."""

    class Meta:
        model = OrderExtension

    order = factory.SubFactory(OrderFactory, working=True)
    due_before = factory.SelfAttribute("order.resolve_due")
    until = factory.LazyAttribute(lambda extension: extension.due_before + timedelta(days=14))
    reason = "备件要从外地调货"
    asked_by = factory.SubFactory(UserFactory)


class OrderNoticeFactory(factory.django.DjangoModelFactory):
    """Of an answer that was just given."""

    class Meta:
        model = OrderNotice

    class Params:
        given_up = factory.Trait(tries=4, next_try_at=None, last_error="连接不上短信服务")

    order = factory.SubFactory(OrderFactory)
    event = factory.LazyAttribute(
        lambda notice: notice.order.events.create(
            step="accept",
            label="受理",
            source="placed",
            target="accepted",
            answer="已收到",
            is_shown=True,
        )
    )


class OrderPhotoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrderPhoto

    order = factory.SubFactory(OrderFactory)
    image = factory.django.ImageField(filename="photo.jpg")


class OrderResultFactory(PublishedFactory):
    """Written and checked, of a verified order."""

    class Meta:
        model = OrderResult

    order = factory.SubFactory(OrderFactory, verified=True)
    alliance = factory.SelfAttribute("order.alliance")
    host = factory.SelfAttribute("order.host")
    title = "楼道灯已修好"
    done = "更换了 6 盏声控灯。"
    words_checked = True
    photos_checked = True


class ResultPhotoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResultPhoto

    result = factory.SubFactory(OrderResultFactory)
    photo = factory.SubFactory(OrderPhotoFactory, order=factory.SelfAttribute("..result.order"))
    stage = "after"
    alt = "更换后的楼道灯"
