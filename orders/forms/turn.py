"""What all forms that move an order have: the turn that their page showed."""

from __future__ import annotations

from typing import Any

from django import forms

from orders.forms.usual import offer_words, usual_words
from orders.models import ServiceOrder

WORDS_LENGTH = 500
TOLD = "居民凭编号能看到；留了手机的还会收到短信。"


def words_field(label: str, *, required: bool = True, rows: int = 3, **options: Any) -> Any:
    attrs = {"rows": rows, "maxlength": WORDS_LENGTH}
    return forms.CharField(
        label=label,
        max_length=WORDS_LENGTH,
        required=required,
        widget=forms.Textarea(attrs=attrs),
        **options,
    )


class TurnForm(forms.Form):
    """Somebody else may have been quicker: then the step is refused, and what was typed stays in the form.

    With an `occasion`, the street's usual words for it stand ready in `answer`.
    """

    use_required_attribute = False
    occasion: str = ""
    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def __init__(self, data: Any = None, *, order: ServiceOrder, **kwargs: Any) -> None:
        initial = {"turn": order.turn, **kwargs.pop("initial", {})}
        super().__init__(data, initial=initial, **kwargs)
        self.order, self.is_refused = order, False
        if self.occasion:
            offer_words(self.fields["answer"], usual_words(order), self.occasion)

    def refuse(self, order: ServiceOrder, why: str) -> None:
        """The same form once more, on top of what the order is now."""
        self.order, self.is_refused = order, True
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent["turn"] = str(order.turn)
        self.data = sent
        self.add_error(None, why)


class AnswerForm(TurnForm):
    """受理, 自己办: words for the resident."""

    answer = words_field("给居民的话", required=False, help_text=TOLD)

    def __init__(self, data: Any = None, *, order: ServiceOrder, occasion: str) -> None:
        self.occasion = occasion
        super().__init__(data, order=order)
