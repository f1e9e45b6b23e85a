from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from alliances.models.alliance import Alliance
from alliances.models.rota import RotaTurn, lock_rota
from alliances.models.rota_status import SWAP_STEPS, SwapStatus
from members.models import Event, Message, MessageKind, Organization, StepError, StepModel
from members.permissions import Role

if TYPE_CHECKING:
    from members.models import User


class RotaSwapQuerySet(models.QuerySet["RotaSwap"]):
    def open_on(self, *turns: RotaTurn) -> RotaSwapQuerySet:
        return self.filter(Q(turn__in=turns) | Q(other__in=turns), status=SwapStatus.ASKED)

    @transaction.atomic
    def ask(self, turn: RotaTurn, other: RotaTurn, *, by: User, reason: str) -> RotaSwap:
        """请求调换: a member's own turn against another member's of the same rota, both still to come."""
        lock_rota(turn.body_id)
        if other.body_id != turn.body_id or other.organization_id == turn.organization_id:
            raise StepError("只能和同一份轮值表里的另一个单位调换，请重新选择。")
        if turn.is_past or other.is_past:
            raise StepError("已经过去的季度不能调换。")
        if self.open_on(turn, other).exists():
            raise StepError("这两个季度里有一个正在商量调换，请等对方答复后再提。")
        swap = self.create(
            turn=turn,
            other=other,
            asker=turn.organization,
            asked=other.organization,
            reason=reason,
            asked_by=by,
        )
        swap.tell(swap.asked, f"{swap.asker.label}请您调换轮值", by=by)
        return swap

    def answerable_by(self, user: User) -> RotaSwapQuerySet:
        """Those in which an organization of the user was asked; the street answers for anybody of its alliance."""
        return self._of(user, "asked")

    def retractable_by(self, user: User) -> RotaSwapQuerySet:
        return self._of(user, "asker")

    def _of(self, user: User, side: str) -> RotaSwapQuerySet:
        if user.role is Role.SUPERVISOR:
            return self.none()
        if user.role is Role.STREET:
            return self.filter(turn__alliance__in=Alliance.objects.run_by(user))
        return self.filter(**{f"{side}__in": user.overseen})

    def waiting_for(self, user: User) -> RotaSwapQuerySet:
        """On the user's own desk to be answered."""
        mine = self.filter(status=SwapStatus.ASKED, asked__in=user.working_for)
        return mine.for_list().order_by("asked_at", "pk")

    def for_list(self) -> RotaSwapQuerySet:
        return self.select_related("turn__body", "other", "asker", "asked")


class RotaSwap(StepModel):
    """轮值调换: one member asks another to change quarters."""

    turn = models.ForeignKey(
        RotaTurn, models.CASCADE, related_name="swaps_asked", verbose_name="自己的轮值"
    )
    other = models.ForeignKey(
        RotaTurn, models.CASCADE, related_name="swaps_offered", verbose_name="想换的轮值"
    )
    asker = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="提出单位"
    )
    asked = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="对方单位"
    )
    reason = models.CharField("原因", max_length=200)
    status = models.CharField("状态", max_length=12, choices=SwapStatus, default=SwapStatus.ASKED)
    asked_at = models.DateTimeField("提出时间", default=now, editable=False)
    asked_by = models.ForeignKey(
        "members.User", models.PROTECT, editable=False, related_name="+", verbose_name="提出人"
    )

    STEPS = SWAP_STEPS

    objects = RotaSwapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "轮值调换"
        constraints = [
            models.UniqueConstraint(
                name="swap_open_once",
                fields=["turn"],
                condition=Q(status=SwapStatus.ASKED),
                violation_error_message="这个季度的轮值已经在商量调换。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turn.label}与{self.other.label}调换"

    def get_absolute_url(self) -> str:
        return reverse("alliances:rota")

    @transaction.atomic
    def agree(self, *, by: User, note: str = "") -> None:
        """同意调换: both turns change hands at once."""
        lock_rota(self.turn.body_id)
        if self.turn.is_past or self.other.is_past:
            raise StepError("其中一个季度已经过去，不能再调换。")
        self._take("agree", by=by, note=note)
        moved = [
            RotaTurn.objects.filter(pk=turn, organization=holds).update(
                organization=gets, is_swapped=True
            )
            for turn, holds, gets in (
                (self.turn_id, self.asker, self.asked),
                (self.other_id, self.asked, self.asker),
            )
        ]
        if sum(moved) != len(moved):
            raise StepError("轮值表在这期间变动过，请收回后重新商量。")
        self.turn.alliance.touch_public()

    @transaction.atomic
    def _take(self, name: str, *, by: User | None, note: str = "", **changes: Any) -> None:
        super()._take(name, by=by, note=note, **changes)
        receiver = self.asked if name == "take_back" else self.asker
        self.tell(receiver, f"轮值调换：{self.get_status_display()}", by=by)

    def tell(self, receiver: Organization, words: str, *, by: User | None) -> None:
        Message.objects.tell(
            [receiver],
            sender=self.turn.body,
            kind=MessageKind.MEETING,
            key=f"swap:{self.pk}:{self.status}",
            title=words,
            body=f"{self.turn.label}与{self.other.label}。{self.reason}",
            url=self.get_absolute_url(),
            but=by,
        )

    def refuse(self, *, by: User, note: str = "") -> None:
        """不同意."""
        self._take("refuse", by=by, note=note)

    def take_back(self, *, by: User, note: str = "") -> None:
        """收回请求."""
        self._take("take_back", by=by, note=note)


class RotaSwapEvent(Event):
    """轮值调换记录."""

    swap = models.ForeignKey(RotaSwap, models.CASCADE, related_name="events", verbose_name="调换")

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "轮值调换记录"
