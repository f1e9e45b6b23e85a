"""The small forms of the roll."""

from typing import Any

from django import forms

from alliances.models import GuestRole
from members.forms.units import UnitField, Units

NAME_LENGTH = 30


class GuestNameForm(forms.Form):
    name = forms.CharField(
        label="姓名",
        required=False,
        max_length=NAME_LENGTH,
        error_messages={"max_length": f"姓名最多 {NAME_LENGTH} 个字。"},
    )


class RollGuestForm(GuestNameForm):
    """加列席人员."""

    use_required_attribute = False

    role = forms.ChoiceField(
        label="身份",
        choices=[("", "选择身份"), *GuestRole.choices],
        error_messages={"required": "请选择列席人的身份。"},
    )
    field_order = ["role", "name"]


class RollUnitForm(forms.Form):
    """A unit that comes without being on the list."""

    use_required_attribute = False

    unit = UnitField(label="单位", error_messages={"required": "请写来的是哪个单位。"})

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.units = units
