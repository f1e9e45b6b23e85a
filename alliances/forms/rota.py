"""排轮值 and 轮值调换."""

from typing import Any

from django import forms
from django.db import models
from django.utils.timezone import localdate

from alliances.models import RotaTurn
from alliances.quarters import Quarter, quarter_after, quarter_label, quarter_of
from members.models import Organization

QUARTERS_AHEAD = 8
REASON_LENGTH = 200


class RotaForm(forms.Form):
    """排轮值: from which quarter on, for how long, and who begins."""

    use_required_attribute = False
    first = forms.TypedChoiceField(label="从哪个季度起")
    quarters = forms.IntegerField(
        label="排几个季度", min_value=1, max_value=QUARTERS_AHEAD, initial=4
    )
    part = forms.ChoiceField(label="轮值做什么", choices=RotaTurn.Part.choices)
    begins = forms.TypedChoiceField(label="从哪家开始", coerce=int)

    def __init__(self, *args: Any, members: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        first: Any = self.fields["first"]
        this = quarter_of(localdate())
        coming = [quarter_after(this, step) for step in range(QUARTERS_AHEAD)]
        first.choices = [
            (f"{year}-{number}", quarter_label((year, number))) for year, number in coming
        ]
        first.coerce = _quarter
        begins: Any = self.fields["begins"]
        begins.choices = [(unit.pk, unit.name) for unit in members]

    @property
    def in_turn(self) -> list[Organization]:
        """The members, beginning with the chosen one."""
        keys = [unit.pk for unit in self.members]
        place = keys.index(self.cleaned_data["begins"])
        return self.members[place:] + self.members[:place]


def _quarter(text: str) -> Quarter:
    year, number = text.split("-")
    return int(year), int(number)


class SwapForm(forms.Form):
    """请求调换: one's own turn, the turn one would rather have, and why."""

    use_required_attribute = False
    turn = forms.ModelChoiceField(
        label="自己的轮值", queryset=RotaTurn.objects.none(), empty_label=None
    )
    other = forms.ModelChoiceField(
        label="想换到", queryset=RotaTurn.objects.none(), empty_label="请选择"
    )
    reason = forms.CharField(label="原因", max_length=REASON_LENGTH)

    def __init__(
        self,
        *args: Any,
        mine: models.QuerySet[RotaTurn],
        others: models.QuerySet[RotaTurn],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        turn: Any = self.fields["turn"]
        other: Any = self.fields["other"]
        turn.queryset, other.queryset = mine, others
