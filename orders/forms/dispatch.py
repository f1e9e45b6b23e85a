"""What whoever received an order fills in: to whom it goes, why it is refused, what was found when it was done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import now

from alliances.unit_sets import partners
from members.forms.units import UNKNOWN_UNIT, UnitField, UnitsField
from members.models import Organization
from officekit.deadlines import due_label
from orders.forms.turn import TOLD, TurnForm, words_field
from orders.models import AnswerTemplate, RefusalReason, ServiceOrder, Urgency, VerifiedBy
from orders.models.limits import Limits, limits_by_urgency
from orders.wording import fill


class DispatchForm(TurnForm):
    """派单: a suggested unit or any other member, with those that help, by when, and what both sides are told."""

    occasion = AnswerTemplate.Occasion.DISPATCH

    suggested = forms.CharField(required=False)
    other = UnitField(label="派给别的成员单位", required=False)
    assistants = UnitsField(label="协办单位（可不选）", required=False)
    urgency = forms.ChoiceField(label="办结时限")
    note = words_field("给承办单位的话", required=False, rows=2)
    answer = words_field("给居民的话", required=False, help_text=TOLD)

    def __init__(self, data: Any = None, *, order: ServiceOrder) -> None:
        super().__init__(data, order=order, initial={"urgency": order.urgency})
        self.limits = limits_by_urgency(order.alliance, order.category, order.item)
        urgency: Any = self.fields["urgency"]
        urgency.choices = [self._choice(choice) for choice in Urgency]
        self.units = partners(order.alliance)
        for name in ("other", "assistants"):
            field: Any = self.fields[name]
            field.units = self.units
        self.fields["other"].widget.placeholder = "搜索单位：名称或拼音首字母"

    @property
    def limit(self) -> str:
        """Within what time the unit must answer, as the order stands now."""
        return self.limits[self.order.urgency].response.label

    def _choice(self, urgency: Urgency) -> tuple[str, str]:
        """The order's own limit as it stands; another one counts from when it was placed."""
        limits: Limits = self.limits[urgency]
        own = urgency == self.order.urgency
        due = self.order.resolve_due if own else limits.resolve_due(self.order.created_at)
        past = "，已过" if due < now() else "前"
        until = due_label(due).partition("年")[2]
        return urgency.value, f"{urgency.label} · {limits.resolution.label}（{until}{past}）"

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if "other" not in facts:
            return facts
        facts["lead"] = facts["other"] or self._suggested(facts.get("suggested", ""))
        if facts["lead"] is None:
            self.add_error("other", "请选择派给谁：点选上面的一家，或在这里找别的单位。")
        elif facts["lead"].pk == self.order.host_id:
            self.add_error("other", "留在本社区办，请用“社区自己办”。")
        elif facts["lead"].pk == self.order.alliance.anchor_id:
            self.add_error("other", "请街道办，请用“上报街道”。")
        return facts

    def _suggested(self, pk: str) -> Organization | None:
        if not pk:
            return None
        unit = self.units.by_reference.get(f"#{pk}")
        if unit is None:
            self.add_error("other", UNKNOWN_UNIT)
        return unit


class RefuseForm(TurnForm):
    """不予受理: the reason, and words fit for whoever ordered it."""

    answer = words_field(
        "给居民的话", rows=4, help_text="说清楚为什么不能办，该找谁办。居民能看到，也会公开。"
    )
    note = words_field("内部记录（可不填）", required=False, rows=2)

    def __init__(self, data: Any = None, *, order: ServiceOrder, reason: RefusalReason) -> None:
        super().__init__(data, order=order, initial={"answer": fill(reason.words, order)})


class VerifyForm(TurnForm):
    """核实: how one looked, what was found, and what the resident is told of it."""

    occasion = AnswerTemplate.Occasion.VERIFY

    way = forms.ChoiceField(
        label="怎样核实", choices=VerifiedBy.choices, widget=forms.RadioSelect, required=True
    )
    note = words_field("看到或听到什么（内部记录）", rows=2)
    answer = words_field("给居民的话", required=False, help_text=TOLD)


class MergeForm(TurnForm):
    """并单: which of the two goes into the other, and what is told to whoever ordered it."""

    INTO, FROM = "into", "from"
    occasion = AnswerTemplate.Occasion.MERGE

    other_turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    way = forms.ChoiceField(label="怎样并", widget=forms.RadioSelect)
    answer = words_field(
        "给被并入一方居民的话", help_text="编号不变，凭原来的编号能查到进展。" + TOLD
    )

    def __init__(
        self,
        data: Any = None,
        *,
        order: ServiceOrder,
        other: ServiceOrder,
        ways: list[tuple[str, str]],
    ) -> None:
        super().__init__(data, order=order, initial={"other_turn": other.turn})
        way: Any = self.fields["way"]
        way.choices = ways
        if len(ways) == 1:
            way.initial = ways[0][0]
