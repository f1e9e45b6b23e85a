"""签约仪式: when, where, and which agreements."""

from typing import Any

from django import forms

from alliances.forms.agreement import date_input
from alliances.models import Agreement, Ceremony, Meeting
from members.models import User

MOST_OFFERED = 200


class CeremonyForm(forms.ModelForm):
    use_required_attribute = False

    agreements = forms.ModelMultipleChoiceField(
        label="在这次仪式上签署的协议",
        queryset=Agreement.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
        error_messages={
            "required": "请至少勾选一份协议。",
            "invalid_choice": "勾选的协议里有的已经签署、排进了别的仪式，或者不归您办。请看清后重新勾选。",
            "invalid_pk_value": "勾选的协议不对，请重新勾选。",
        },
    )

    class Meta:
        model = Ceremony
        fields = ["name", "held_on", "place", "meeting"]
        widgets = {"held_on": date_input()}
        help_texts = {"meeting": "仪式在某次会议上办的，选那次会议。可不选。"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ceremony: Ceremony = self.instance
        offered = Agreement.objects.editable_by(user).open_to_ceremony(ceremony)
        agreements: Any = self.fields["agreements"]
        agreements.queryset = offered
        agreements.choices = [
            (row.pk, f"{row.title}（{row.get_status_display()}，{row.host.label}）")
            for row in offered.select_related("host")[:MOST_OFFERED]
        ]
        meeting: Any = self.fields["meeting"]
        meeting.queryset = Meeting.objects.filter(host=ceremony.host).order_by("-starts_at", "-pk")
        meeting.empty_label = "不在会议上"
        meeting.choices = [("", meeting.empty_label), *_meetings(meeting.queryset)]
        if ceremony.pk and not self.is_bound:
            self.initial["agreements"] = list(offered.filter(ceremony=ceremony))


def _meetings(rows: Any) -> list[tuple[int, str]]:
    return [(row.pk, f"{row.starts_at:%Y-%m-%d} {row.title}") for row in rows[:50]]
