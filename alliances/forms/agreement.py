"""起草协议: the text, its parties and its clauses, on one page whose rows grow with and without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from alliances.models import Agreement, Alliance, Clause, Party, ProjectType, SideLabel
from alliances.unit_sets import partners
from members.forms.units import UnitField, Units

DATE = {"type": "date", "min": "2000-01-01", "max": "2100-12-31"}
MOST_PARTIES, MOST_CLAUSES = 10, 60
LABELS = SideLabel.values


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs=DATE, format="%Y-%m-%d")


def short_text(rows: int, length: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": length})


class AgreementForm(forms.ModelForm):
    use_required_attribute = False
    preamble = forms.CharField(
        label="前言", max_length=3000, required=False, widget=short_text(4, 3000)
    )

    class Meta:
        model = Agreement
        fields = ["title", "starts_on", "ends_on", "preamble"]
        widgets = {"starts_on": date_input(), "ends_on": date_input()}


class PartyForm(forms.ModelForm):
    use_required_attribute = False
    organization = UnitField(label="单位")
    rights = forms.CharField(
        label="权利", max_length=2000, required=False, widget=short_text(3, 2000)
    )
    obligations = forms.CharField(
        label="义务", max_length=2000, required=False, widget=short_text(3, 2000)
    )

    class Meta:
        model = Party
        fields = ["organization", "label", "rights", "obligations"]

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].units = units  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """A row with nothing but its label is not filled in."""
        return bool(set(self.changed_data) - {"label"})


class ClauseForm(forms.ModelForm):
    use_required_attribute = False
    # A row of the page, not of the database: the party may be new.
    owner = forms.ChoiceField(label="责任方", required=False)

    class Meta:
        model = Clause
        fields = ["project_type", "text", "quantity", "unit", "due_on", "rhythm"]
        widgets = {"due_on": date_input()}

    def __init__(
        self, *args: Any, types: Any, owners: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project_type"]
        field.queryset, field.choices = types.queryset, types.choices
        self.fields["owner"].choices = [("", "各方共同"), *owners]  # type: ignore[attr-defined]
        self.order_fields(["project_type", "owner", "text"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("due_on") and cleaned.get("rhythm"):
            self.add_error("rhythm", "期限和周期只填一个。")
        if cleaned.get("quantity") is not None and not cleaned.get("unit"):
            self.add_error("unit", "填了数量，还要填计量单位，例如 次、人次、元。")
        return cleaned


class AgreementSheet:
    """The whole page: one form, two lists of rows."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        agreement: Agreement,
        alliance: Alliance,
        parties: list[dict[str, Any]] | None = None,
        clauses: list[dict[str, Any]] | None = None,
    ) -> None:
        self.form = AgreementForm(data, instance=agreement)
        units = partners(alliance)
        kinds: Any = forms.ModelChoiceField(ProjectType.objects.active().filter(alliance=alliance))
        kinds.choices = [("", "选择类型"), *((kind.pk, kind.name) for kind in kinds.queryset)]
        self.parties = _rows(PartyForm, MOST_PARTIES, data, "parties", parties, {"units": units})
        rows = [(str(n), _name_of(form, units)) for n, form in enumerate(self.parties.forms)]
        extra = {"types": kinds, "owners": rows}
        self.clauses = _rows(ClauseForm, MOST_CLAUSES, data, "clauses", clauses, extra)
        self.problems: list[str] = []

    def is_valid(self) -> bool:
        valid = [self.form.is_valid(), self.parties.is_valid(), self.clauses.is_valid()]
        if all(valid):
            self.problems = self._problems()
        return all(valid) and not self.problems

    def hide_errors(self) -> None:
        """For a page that is still being written: a row was added, nothing sent off."""
        for form in (self.form, *self.parties.forms, *self.clauses.forms):
            form.errors.clear()

    def complaints(self) -> list[tuple[str, str, str]]:
        """All that is wrong on the page, in its order: the id of the field, its place in words, the message."""
        found = _complaints(self.form, "")
        for rows, word in ((self.parties, "方"), (self.clauses, "条")):
            for number, form in enumerate(rows.forms, 1):
                found += _complaints(form, f"第 {number} {word} ")
            found += [("", "", message) for message in rows.non_form_errors()]
        return found + [("", "", problem) for problem in self.problems]

    def _problems(self) -> list[str]:
        chosen = [form.cleaned_data["organization"] for form in _kept(self.parties)]
        problems = ["同一单位在一份协议里只能是一方。"] if len(set(chosen)) < len(chosen) else []
        kept = {form.prefix.rpartition("-")[2] for form in _kept(self.parties)}
        gone = any(f.cleaned_data["owner"] not in {"", *kept} for f in _kept(self.clauses))
        return problems + (["有条款的责任方没有填单位或已删去，请重新选择。"] if gone else [])

    def rows(self) -> tuple[list[Party], list[Clause]]:
        """What was typed, as unsaved rows whose clauses name their party."""
        sides = {form.prefix.rpartition("-")[2]: form.instance for form in _kept(self.parties)}
        clauses = []
        for form in _kept(self.clauses):
            form.instance.party = sides.get(form.cleaned_data["owner"])
            clauses.append(form.instance)
        return list(sides.values()), clauses


def _complaints(form: Any, place: str) -> list[tuple[str, str, str]]:
    shown = [field for field in form if not field.is_hidden]
    own = [("", "", message) for message in form.non_field_errors()]
    return own + [(f.auto_id, f"{place}{f.label}", text) for f in shown for text in f.errors]


def typed_with_row(data: QueryDict) -> QueryDict:
    """The posted page with one more row where the button 添加 of a list was pressed."""
    name = data.get("add", "")
    if name not in {"parties", "clauses"}:
        return data
    typed, key = data.copy(), f"{name}-TOTAL_FORMS"
    most = MOST_PARTIES if name == "parties" else MOST_CLAUSES
    count = typed.get(key, "0")
    if count.isdecimal() and len(count) < 4:
        typed[key] = str(min(int(count) + 1, most))
        if name == "parties" and int(count) < len(LABELS):
            typed[f"parties-{int(count)}-label"] = LABELS[int(count)]
    return typed


def _rows(
    form: Any, most: int, data: Any, prefix: str, initial: Any, kwargs: dict[str, Any]
) -> Any:
    # No row is bound to one of the database: they are stored anew.
    factory = forms.formset_factory(
        form, formset=Rows, extra=0, can_delete=True, max_num=most, absolute_max=most
    )
    return factory(data, prefix=prefix, initial=initial, form_kwargs=kwargs)


class Rows(forms.BaseFormSet):
    """Rows of which an untouched one is left out, also where it was filled in beforehand."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        return super()._construct_form(i, empty_permitted=True, **kwargs)  # type: ignore[misc]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "删去这一行"


def _kept(rows: Any) -> list[Any]:
    gone = rows.deleted_forms
    return [form for form in rows.forms if form.has_changed() and form not in gone]


def _name_of(form: Any, units: Units) -> str:
    label = form["label"].value() or "一方"
    return f"{label} {units.label(form['organization'].value())}".strip()
