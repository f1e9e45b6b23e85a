"""What staff do with an order: the steps of community, street and unit, each one conditional UPDATE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, now

from members.models import Organization, StepError
from members.permissions import Role
from officekit.deadlines import due_label
from orders.models.noted import NotedModel
from orders.models.settings import OrderRules, RefusalReason
from orders.models.status import NOT_TAKING, OrderStatus, VerifiedBy

if TYPE_CHECKING:
    from django.core.files.base import File

    from members.models import Step, User
    from orders.models.order import ServiceOrder


class HandledModel(NotedModel):
    """Abstract: the part of 服务订单 that staff move."""

    class Meta:
        abstract = True

    def steps_for(self, user: User) -> list[Step]:
        """The street is the last resort: what it has received cannot be handed up, what was is its to answer."""
        if self.status == OrderStatus.ESCALATED and user.role is not Role.STREET:
            return []
        steps = super().steps_for(user)
        return [step for step in steps if step.name != "escalate" or not self.is_streets]

    # --- who does it ---

    @transaction.atomic
    def accept(self, *, by: User, note: str = "") -> None:
        """受理: whoever has accepted it stays responsible until somebody else accepts (首接负责)."""
        self._take("accept", by=by, answer=note, handler=by, accepted_at=now())

    @transaction.atomic
    def dispatch(
        self,
        lead: Organization,
        *,
        by: User,
        assistants: Iterable[Organization] = (),
        urgency: str = "",
        note: str = "",
        answer: str = "",
    ) -> None:
        """派单, or 联办 with assistants. The unit has its own limit to accept or return it."""
        self._check_side(by)
        told = self._set_urgency(urgency or self.urgency)
        changes: dict[str, Any] = {
            "lead": lead,
            "answer_due": self.limits.answer_due(now()),
            "accepted_at": self._first_accepted(),
            "urgency": self.urgency,
            "resolve_due": self.resolve_due,
        }
        noted = "\n".join(filter(None, [told, note.strip()]))
        self._take("dispatch", by=by, note=noted, answer=answer, to=lead, **changes)
        self.assistants.set(unit for unit in assistants if unit != lead)
        self.tell([lead, *self.assistants.all()], f"派来新订单：{self.label}", by=by, body=note)

    def _set_urgency(self, urgency: str) -> str:
        """Another urgency has another limit, from when the order was placed or last opened again; what is told of it."""
        if urgency == self.urgency:
            return ""
        before, self.urgency = self.get_urgency_display(), urgency
        opened = self.events.filter(step__startswith="reopen").order_by("-pk").first()
        self.resolve_due = self.limits.resolve_due(opened.at if opened else self.created_at)
        until = due_label(self.resolve_due)
        return f"紧急程度由“{before}”改为“{self.get_urgency_display()}”，办结时限改到{until}。"

    def _check_side(self, by: User) -> None:
        """What was handed up is the street's to answer."""
        if self.status == OrderStatus.ESCALATED and by.role is not Role.STREET:
            raise StepError("这一单已经上报街道，由街道协调。有新情况请与街道联系。")

    @transaction.atomic
    def undertake(self, *, by: User, note: str = "") -> None:
        """自己办: the community, or the street as the last resort (兜底)."""
        self._check_side(by)
        own = self.street if self._is_by_street(by) else self.host
        changes: dict[str, Any] = {
            "lead": own,
            "responsible": own,
            "handler": by,
            "answer_due": None,
        }
        self._take(
            "undertake", by=by, answer=note, to=own, accepted_at=self._first_accepted(), **changes
        )

    @transaction.atomic
    def refuse(self, reason: RefusalReason, *, by: User, answer: str, note: str = "") -> None:
        """不予受理, openly: the reason and the words are for the resident."""
        self._check_side(by)
        _needs(answer, "给居民的话")
        closed: dict[str, Any] = {"answer_due": None, "closed_at": now(), "lead": None}
        self._take("refuse", by=by, note=note, answer=answer, refusal=reason, **closed)

    @transaction.atomic
    def merge(self, other: ServiceOrder, *, by: User | None, answer: str = "") -> None:
        """并入 another that is the same matter: whoever ordered this keeps their code and hears the other's answers.

        By nobody where a resident says so, who follows what is known already.
        """
        if by:
            self._check_side(by)
        target = self._lock_with(other)
        self.followers.update(merged_into=target)
        closed: dict[str, Any] = {"answer_due": None, "closed_at": now(), "lead": None}
        follows = by is None
        self._take(
            "merge",
            by=by,
            answer="" if follows else answer,
            from_resident=follows,
            merged_into=target,
            **closed,
        )

    def _lock_with(self, other: ServiceOrder) -> ServiceOrder:
        """Both rows, always in the same order: two merges the other way round cannot both succeed."""
        rows = type(other).objects.select_for_update().filter(pk__in=[self.pk, other.pk])
        found = {row.pk: row for row in rows.order_by("pk")}
        target = found[other.pk]
        if target.pk == self.pk or target.alliance_id != self.alliance_id:
            raise StepError("请选择本街道的另外一单。")
        if target.status in NOT_TAKING:
            raise StepError(f"那一单{target.get_status_display()}，请选择另一单。")
        return target

    @transaction.atomic
    def split(self, *, by: User, note: str) -> None:
        """取消并单: it is a matter of its own after all."""
        due = self.limits.answer_due(now())
        self._take("split", by=by, note=note, merged_into=None, closed_at=None, answer_due=due)

    @transaction.atomic
    def take(self, *, by: User, note: str = "") -> None:
        """接单: from now on the unit is responsible."""
        changes: dict[str, Any] = {"responsible": self.lead, "handler": by, "answer_due": None}
        self._take("take", by=by, answer=note, **changes)
        self.tell([self.host], f"单位已接单：{self.label}", by=by)

    @transaction.atomic
    def give_back(self, *, by: User, note: str) -> None:
        """退单, with its reason, inside the limit: the community dispatches again and stays responsible."""
        if self.answer_due and self.answer_due < now():
            raise StepError("已经过了接单时限，这一单正在上报街道，不能再退单。请与社区联系。")
        unit = self.lead
        self._to_dispatch_again("give_back", by=by, note=note)
        self.tell(
            [self.host], f"{unit.label if unit else '单位'}退单：{self.label}", by=by, body=note
        )

    @transaction.atomic
    def recall(self, *, by: User, note: str) -> None:
        """收回派单, before the unit accepts."""
        unit = self.lead
        self._to_dispatch_again("recall", by=by, note=note)
        self.tell([unit] if unit else [], f"社区收回了派单：{self.label}", by=by, body=note)

    def _to_dispatch_again(self, name: str, *, by: User, note: str) -> None:
        due = self.limits.answer_due(now())
        self._take(name, by=by, note=note, lead=None, answer_due=due)
        self.assistants.clear()

    # --- the street ---

    @transaction.atomic
    def escalate(self, *, by: User | None, note: str) -> None:
        """上报街道 (吹哨): the street answers in time or dispatches itself. By nobody where a limit passed in silence."""
        if self.is_streets:
            raise StepError("这一单由街道直接受理，不用再上报。")
        due = self.limits.answer_due(now())
        self._take("escalate", by=by, note=note, answer_due=due, escalations=F("escalations") + 1)
        self.tell([self.street], f"上报街道协调：{self.label}", by=by, body=note)

    def asked_of_street(self) -> Any:
        """The event that says what the street is to coordinate."""
        return self.events.filter(target=OrderStatus.ESCALATED).order_by("-pk").first()

    @transaction.atomic
    def direct(self, *, by: User, note: str) -> None:
        """交回社区办理, with the street's word on it."""
        self._to_dispatch_again("direct", by=by, note=note)
        self.tell([self.host], f"街道已答复协调请求：{self.label}", by=by, body=note)

    @transaction.atomic
    def hand_over(self, to: Organization, *, by: User, note: str) -> None:
        """移交: another body goes on with the work; what it must know stands in the note.

        For the district, which has no orders on its desk, the street answers to the resident and writes down what is done.
        """
        _needs(note, "移交说明")
        if to == self.lead:
            raise StepError(f"现在就由{to.label}办理，请选择别的单位。")
        answers = self.street if to.pk == self.street.parent_id else to
        self._take("hand_over", by=by, note=note, to=to, lead=to, responsible=answers, handler=None)
        self.tell([to], f"移交来的订单：{self.label}", by=by, body=note)

    # --- the work ---

    @transaction.atomic
    def progress(
        self, *, by: User, note: str = "", answer: str = "", photos: Iterable[File] = ()
    ) -> None:
        """报进展: `answer` is for the resident, `note` for those who work on it."""
        if not (note.strip() or answer.strip()):
            raise StepError("请写下进展：给居民的话，或者内部记录。")
        self._take("progress", by=by, note=note, answer=answer, shown=bool(answer.strip()))
        self.attach(photos, shown=bool(answer.strip()))

    @transaction.atomic
    def pause(self, *, by: User, answer: str, note: str = "") -> None:
        """暂停计时 while waiting for the resident or a permit: the clock stops, and the resident sees why."""
        _needs(answer, "暂停的原因")
        self._take("pause", by=by, note=note, answer=answer, paused_at=now())

    @transaction.atomic
    def resume(self, *, by: User, note: str = "") -> None:
        """恢复计时: what was paused is added to the limit."""
        moment = now()
        due = self.limits.resumed(self.resolve_due, self.paused_at or moment, moment)
        self._take("resume", by=by, answer=note, paused_at=None, resolve_due=due)

    @transaction.atomic
    def finish(self, *, by: User, result: str, note: str = "", photos: Iterable[File] = ()) -> None:
        """办结: the unit says it is done. Whether it is, the community and the resident say."""
        _needs(result, "办理结果")
        moment = now()
        due = self.limits.due_after(moment, OrderRules.objects.of(self.alliance).verify_workdays)
        changes: dict[str, Any] = {
            "result": result.strip(),
            "finished_at": moment,
            "answer_due": due,
            "days_taken": (localdate(moment) - localdate(self.created_at)).days,
            "on_time": moment <= self.resolve_due,
        }
        self._take("finish", by=by, note=note, answer=result, **changes)
        self.attach(photos)
        self.tell([self.host], f"已办结，请核实：{self.label}", by=by)

    @transaction.atomic
    def verify(self, *, by: User, way: str, note: str = "", answer: str = "") -> None:
        """核实, by a visit or a call."""
        if way not in VerifiedBy.values:
            raise StepError("请选择是上门查看还是电话回访。")
        changes: dict[str, Any] = {
            "verified_way": way,
            "verified_on": localdate(),
            "closed_at": now(),
        }
        self._take("verify", by=by, note=note, answer=answer, answer_due=None, **changes)

    @transaction.atomic
    def send_back(self, *, by: User, note: str) -> None:
        """退回再办: it is not done."""
        undone: dict[str, Any] = {"finished_at": None, "days_taken": None, "on_time": None}
        self._take("send_back", by=by, note=note, answer_due=None, result="", **undone)
        self.tell([self.lead] if self.lead else [], f"退回再办：{self.label}", by=by, body=note)

    def _first_accepted(self) -> Any:
        return self.accepted_at or now()

    def _is_by_street(self, by: User) -> bool:
        return self.status == OrderStatus.ESCALATED and by.organization_id == self.street.pk


def _needs(words: str, what: str) -> None:
    if not words.strip():
        raise StepError(f"请填写{what}。")
