"""One item of a planned meeting's agenda."""

from django import forms

from alliances.models import AgendaItem


class ItemForm(forms.ModelForm):
    """加一项议程."""

    use_required_attribute = False

    class Meta:
        model = AgendaItem
        fields = ["title", "fourfold"]
