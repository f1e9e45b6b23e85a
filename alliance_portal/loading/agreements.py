"""共驻共建协议书, with parties, clauses, and the duties that clauses become."""

from typing import Any

from django.utils.timezone import localdate

from alliance_portal.loading.duties import Duties
from alliance_portal.loading.records import Records, common, tell_published, texts
from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.schema import parse_day
from alliance_portal.loading.signatures import Signatures
from alliance_portal.loading.steps import (
    PUBLICATION_FACTS,
    Facts,
)
from alliances.models import (
    Agreement,
    AgreementStatus,
    AgreementVersion,
    Alliance,
    Clause,
    Party,
)
from alliances.models.agreement_version import FIRST_REASON
from alliances.models.clause import period_end

FACTS: Facts = {
    **PUBLICATION_FACTS,
    "complete": lambda taken: {"signed_on": localdate(taken.at)},
}


class Agreements:
    """Puts agreements in."""

    def __init__(self, load: Load, alliance: Alliance, duties: Duties) -> None:
        self.load, self.alliance, self.duties = load, alliance, duties
        existing = Agreement.objects.filter(alliance=alliance)
        self.records = Records(load, Rows(load, existing, "alliance", "title"), "agreement")
        inside = {"agreement__alliance": alliance}
        self.parties = Rows(load, Party.objects.filter(**inside), "agreement", "organization")
        self.clauses = Rows(load, Clause.objects.filter(**inside), "agreement", "text")

    def put(self, index: int, entry: dict[str, Any]) -> None:
        place = f"agreements[{index}]"
        signatures = Signatures(entry["parties"])
        story = tell_published(
            self.load,
            self.alliance,
            Agreement,
            place,
            entry,
            facts=FACTS,
            aside=signatures,
            status=AgreementStatus.DRAFT.value,
        )
        values = {
            **common(self.load, self.alliance, entry),
            **texts(entry, "title", "preamble"),
            "starts_on": parse_day(entry["starts_on"]),
            "ends_on": parse_day(entry["ends_on"]),
            "renews": self._renewed(place, entry.get("renews")),
            "version": 1 + sum(step["step"] == "revise" for step in entry.get("steps", [])),
        }
        agreement = self.records.put(place, values, story)
        if agreement is None:
            return
        self.load.name("agreement", entry["title"], agreement)
        self._put_parties(place, agreement, entry, signatures.facts)
        for number, clause in enumerate(entry["clauses"]):
            self._put_clause(f"{place}.clauses[{number}]", agreement, number, clause)
        _freeze(self.load, place, agreement, entry)

    def _renewed(self, place: str, title: str | None) -> Agreement | None:
        earlier: Agreement | None = self.load.named.get("agreement", {}).get(title)
        if title and earlier is None:
            self.load.problem(f"{place}.renews", f"“{title}”要写在前面。")
        return earlier

    def _put_parties(
        self, place: str, agreement: Agreement, entry: dict[str, Any], signed: dict[str, Any]
    ) -> None:
        for index, given in enumerate(entry["parties"]):
            values = {
                "agreement": agreement,
                "organization": self.load.get("organization", given["organization"]),
                "order": index,
                **texts(given, "label", "rights", "obligations"),
                **signed.get(given["organization"], {}),
            }
            self.parties.put(f"{place}.parties[{index}]", values)

    def _put_clause(
        self, place: str, agreement: Agreement, order: int, entry: dict[str, Any]
    ) -> None:
        owed_by = self.load.get("organization", entry.get("party"))
        party = self.parties.find(agreement=agreement, organization=owed_by)
        if owed_by and party is None:
            self.load.problem(f"{place}.party", "责任方不是这份协议的一方。")
        values = {
            "agreement": agreement,
            "order": order,
            "project_type": self.load.get("project_type", entry["type"]),
            "party": party,
            **texts(entry, "text", "unit", "rhythm"),
            "quantity": entry.get("quantity"),
            "due_on": parse_day(entry["due_on"]) if "due_on" in entry else None,
        }
        clause = self.clauses.put(place, values)
        if clause is None:
            return
        if "key" in entry:
            self.load.name("clause", entry["key"], clause)
        if party and agreement.signed_on:
            self._put_duties(place, clause, party, entry)

    def _put_duties(self, place: str, clause: Clause, party: Party, entry: dict[str, Any]) -> None:
        agreement = clause.agreement
        completed = agreement.events.get(step="complete")
        for index, given in enumerate(entry.get("duties", _first_duty(clause))):
            self.duties.put(
                f"{place}.duties[{index}]",
                given,
                host=agreement.host,
                lead=party.organization,
                title=clause.text[:100],
                detail=clause.text,
                due_on=parse_day(given["due_on"]),
                clause=clause,
                set_at=completed.at,
                set_by=completed.by,
            )


def _first_duty(clause: Clause) -> list[dict[str, Any]]:
    """As signing in the portal would set it."""
    agreement = clause.agreement
    if clause.due_on:
        return [{"due_on": str(clause.due_on)}]
    if clause.rhythm:
        first = min(period_end(agreement.starts_on, clause.rhythm), agreement.ends_on)
        return [{"due_on": str(first)}]
    return []


def _freeze(load: Load, place: str, agreement: Agreement, entry: dict[str, Any]) -> None:
    """From the sending on, the text is kept under its hash: once, whatever its units are called in a later file."""
    if agreement.status == AgreementStatus.DRAFT:
        return
    version = agreement.versions.filter(number=agreement.version).first()
    if version is None:
        sent = agreement.events.filter(step="send").latest("pk")
        reasons = [step["note"] for step in entry.get("steps", []) if step["step"] == "revise"]
        reason = [FIRST_REASON, *reasons][-1]
        version = AgreementVersion.objects.freeze(agreement, by=sent.by, reason=reason)
        version.frozen_at = sent.at
        version.save()
    elif not version.terms.agrees_with(agreement.terms_now()):
        load.problem(
            place, f"已送各方确认的{version}已经留底，文件里的文本和它不同；请照留底的写。"
        )
    Agreement.objects.filter(pk=agreement.pk).update(text_hash=version.text_hash)


def put_agreements(
    load: Load, alliance: Alliance, duties: Duties, entries: list[dict[str, Any]]
) -> None:
    agreements = Agreements(load, alliance, duties)
    for index, entry in enumerate(entries):
        agreements.put(index, entry)
