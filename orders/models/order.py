from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from officekit.search import bigram_index
from orders.models.order_rows import ServiceOrderQuerySet
from orders.models.personal import PersonalModel
from orders.models.status import AWAITING, CLOSED, DONE, RUNNING, WITH_LEAD, OrderStatus


class ServiceOrder(PersonalModel):
    """服务订单: a resident orders, the community dispatches, a unit accepts, the result is shown (四单一体)."""

    objects = ServiceOrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务订单"
        indexes = [
            models.Index(name="order_host_due", fields=["host", "status", "answer_due", "id"]),
            models.Index(name="order_host_new", fields=["host", "-id"]),
            models.Index(name="order_lead_due", fields=["lead", "status", "resolve_due", "id"]),
            models.Index(name="order_lead_new", fields=["lead", "-id"]),
            models.Index(
                name="order_alliance_due", fields=["alliance", "status", "answer_due", "id"]
            ),
            models.Index(name="order_alliance_new", fields=["alliance", "-id"]),
            # By the day, for the back office and for periods.
            models.Index(name="order_alliance_made", fields=["alliance", "-created_at", "-id"]),
            models.Index(name="order_status_new", fields=["alliance", "status", "-id"]),
            models.Index(name="order_category_new", fields=["alliance", "category", "-id"]),
            models.Index(name="order_similar", fields=["host", "category", "-created_at"]),
            # What the jobs look for.
            models.Index(
                name="order_silent",
                fields=["answer_due", "id"],
                condition=Q(status__in=sorted(AWAITING)),
            ),
            models.Index(
                name="order_to_wipe", fields=["closed_at", "id"], condition=Q(wiped_on=None)
            ),
            # Few at any moment: those that are late.
            models.Index(
                name="order_running",
                fields=["alliance", "resolve_due", "id"],
                condition=Q(status__in=sorted(RUNNING)),
            ),
            models.Index(name="order_by_contact", fields=["contact_key"]),
            bigram_index("order_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="order_lead_while_worked_on",
                condition=~Q(status__in=sorted(WITH_LEAD | DONE)) | Q(lead__isnull=False),
                violation_error_message="派出或办理中的订单要有承办单位。",
            ),
            models.CheckConstraint(
                name="order_no_lead_undispatched",
                condition=~Q(status__in=["placed", "accepted"]) | Q(lead__isnull=True),
                violation_error_message="还没派出的订单没有承办单位。",
            ),
            models.CheckConstraint(
                name="order_answer_due_awaited",
                condition=~Q(status__in=sorted(AWAITING)) | Q(answer_due__isnull=False),
                violation_error_message="等待答复的订单要有答复时限。",
            ),
            models.CheckConstraint(
                name="order_paused_has_moment",
                condition=Q(status=OrderStatus.PAUSED, paused_at__isnull=False)
                | (~Q(status=OrderStatus.PAUSED) & Q(paused_at__isnull=True)),
                violation_error_message="暂停计时的订单要记下从什么时候起。",
            ),
            models.CheckConstraint(
                name="order_finished_with_result",
                condition=~Q(status__in=sorted(DONE))
                | (Q(finished_at__isnull=False) & ~Q(result="")),
                violation_error_message="办结的订单要有结果和时间。",
            ),
            models.CheckConstraint(
                name="order_finished_is_counted",
                condition=Q(finished_at__isnull=True, days_taken__isnull=True, on_time__isnull=True)
                | Q(finished_at__isnull=False, days_taken__isnull=False, on_time__isnull=False),
                violation_error_message="办结的订单要记下用了几天、是不是按时。",
            ),
            models.CheckConstraint(
                name="order_refused_with_reason",
                condition=Q(status=OrderStatus.REFUSED, refusal__isnull=False)
                | (~Q(status=OrderStatus.REFUSED) & Q(refusal__isnull=True)),
                violation_error_message="不予受理要有原因。",
            ),
            models.CheckConstraint(
                name="order_merged_into_another",
                condition=Q(status=OrderStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=OrderStatus.MERGED) & Q(merged_into__isnull=True)),
                violation_error_message="并单要说明并入哪一单。",
            ),
            models.CheckConstraint(
                name="order_not_merged_into_self",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="不能并入自己。",
            ),
            models.CheckConstraint(
                name="order_rated_with_stars",
                condition=~Q(status=OrderStatus.RATED)
                | (Q(stars__gte=1, stars__lte=5) & ~Q(solved="")),
                violation_error_message="评价要有 1 到 5 分。",
            ),
            models.CheckConstraint(
                name="order_closed_has_moment",
                condition=Q(status__in=sorted(CLOSED), closed_at__isnull=False)
                | (~Q(status__in=sorted(CLOSED)) & Q(closed_at__isnull=True)),
                violation_error_message="了结的订单要记下时间。",
            ),
            models.CheckConstraint(
                name="order_wiped_wholly",
                condition=Q(wiped_on__isnull=True)
                | Q(name="", phone="", address="", follow_number="", contact_key=""),
                violation_error_message="清除个人信息要清除干净。",
            ),
        ]
