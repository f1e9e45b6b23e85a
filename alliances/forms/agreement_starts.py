"""What the page of a draft begins with: what is stored, a template of the alliance, or nearly nothing."""

from datetime import date
from typing import Any

from alliances.forms.agreement import ClauseForm, PartyForm
from alliances.models import Agreement, AgreementTemplate, Alliance, SideLabel, TemplateSide
from members.models import Organization

Rows = tuple[list[dict[str, Any]], list[dict[str, Any]]]
BLANK = "blank"
FEWEST_SIDES = 2


def initial_rows(agreement: Agreement) -> Rows:
    """The stored rows, as the page shows them."""
    stored = list(agreement.parties.all())
    place = {party.pk: str(n) for n, party in enumerate(stored)}
    names = PartyForm.Meta.fields
    parties = [{name: getattr(party, name) for name in names} for party in stored]
    clauses = [
        {name: getattr(clause, name) for name in ClauseForm.Meta.fields}
        | {"owner": place.get(clause.party_id or 0, ""), "project_type": clause.project_type_id}
        for clause in agreement.clauses.all()
    ]
    for row, party in zip(parties, stored, strict=True):
        row["organization"] = party.organization_id
    return parties, clauses


def chosen_template(asked: str, offered: list[AgreementTemplate]) -> AgreementTemplate | None:
    """The one that the address names; else the first, unless an empty page was asked for."""
    if asked == BLANK or not offered:
        return None
    return next((template for template in offered if str(template.pk) == asked), offered[0])


def new_agreement(
    alliance: Alliance, host: Organization, template: AgreementTemplate | None, today: date
) -> Agreement:
    """Not stored; with what the template says of the whole."""
    agreement = Agreement(alliance=alliance, host=host)
    if template:
        agreement.title, agreement.preamble = template.title, template.preamble
        agreement.starts_on, agreement.ends_on = today, template.last_day(today)
    return agreement


def first_rows(host: Organization, template: AgreementTemplate | None) -> Rows:
    """The host, as many other sides as the template has, and its clauses; at least a side and a clause to fill in."""
    if template is None:
        return [{"organization": host.pk, "label": "甲方"}, {"label": "乙方"}], [{}]
    sides = {side.label: side for side in template.sides.all()}
    rows = list(template.clauses.all())
    used = {*sides, *(row.side for row in rows)}
    count = max([SideLabel.values.index(label) + 1 for label in used if label] or [0])
    labels = SideLabel.values[: max(count, FEWEST_SIDES)]
    parties = [_party(label, sides.get(label)) for label in labels]
    parties[0]["organization"] = host.pk
    place = {label: str(number) for number, label in enumerate(labels)}
    clauses = [
        {
            "project_type": row.project_type_id,
            "owner": place.get(row.side, ""),
            **{name: getattr(row, name) for name in ("text", "quantity", "unit", "rhythm")},
        }
        for row in rows
    ]
    return parties, clauses or [{}]


def _party(label: str, side: TemplateSide | None) -> dict[str, Any]:
    usual = {"rights": side.rights, "obligations": side.obligations} if side else {}
    return {"label": label, **usual}
