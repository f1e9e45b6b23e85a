"""续签: what the draft for the next term begins with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alliances.models.clause import Clause
from alliances.models.party import Party

if TYPE_CHECKING:
    from alliances.models.agreement import Agreement


def follow_up(agreement: Agreement) -> tuple[Agreement, list[Party], list[Clause]]:
    """The agreement for the term that follows, as long as this one, with its parties unsigned; nothing is stored."""
    starts_on = agreement.ends_on + timedelta(days=1)
    successor = type(agreement)(
        alliance=agreement.alliance,
        host=agreement.host,
        title=agreement.title,
        preamble=agreement.preamble,
        starts_on=starts_on,
        ends_on=starts_on + (agreement.ends_on - agreement.starts_on),
        scope=agreement.scope,
        renews=agreement,
    )
    return successor, *copies(agreement, starts_on - agreement.starts_on)


def copies(agreement: Agreement, later: timedelta) -> tuple[list[Party], list[Clause]]:
    """Its parties unsigned, and its clauses with due dates so much later."""
    parties = {
        party.pk: Party(
            organization=party.organization,
            label=party.label,
            rights=party.rights,
            obligations=party.obligations,
        )
        for party in agreement.parties.select_related("organization")
    }
    clauses = [
        Clause(
            project_type_id=clause.project_type_id,
            party=parties.get(clause.party_id or 0),
            text=clause.text,
            quantity=clause.quantity,
            unit=clause.unit,
            due_on=clause.due_on and clause.due_on + later,
            rhythm=clause.rhythm,
        )
        for clause in agreement.clauses.all()
    ]
    return list(parties.values()), clauses
