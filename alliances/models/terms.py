"""协议文本: all that the parties agree on as one value, which is frozen, hashed, compared and printed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from officekit.redaction import redact
from officekit.text import cn_date, tidy

if TYPE_CHECKING:
    from alliances.models.agreement import Agreement
    from alliances.models.clause import Clause

JOINT = "各方共同"
INDENT = "　　"


@dataclass(frozen=True, kw_only=True)
class TermsSide:
    """One party, in the words of the day."""

    label: str
    name: str
    rights: str
    obligations: str


@dataclass(frozen=True, kw_only=True)
class TermsClause:
    """One clause; `owner` is the label of its party, or 各方共同."""

    type: str
    text: str
    amount: str
    owner: str

    @property
    def line(self) -> str:
        amount = f"，{self.amount}" if self.amount else ""
        return f"{self.text.rstrip('。；，')}{amount}，责任方：{self.owner}。"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was agreed. Names of units and types are kept as they are now, whatever they are called later."""

    number: str
    title: str
    preamble: str
    sides: tuple[TermsSide, ...]
    clauses: tuple[TermsClause, ...]
    starts_on: str
    ends_on: str

    @classmethod
    def thawed(cls, facts: dict[str, Any]) -> Terms:
        """From what `frozen` made."""
        sides = tuple(TermsSide(**side) for side in facts["sides"])
        clauses = tuple(TermsClause(**clause) for clause in facts["clauses"])
        return cls(**{**facts, "sides": sides, "clauses": clauses})

    def frozen(self) -> dict[str, Any]:
        facts = asdict(self)
        return {**facts, "sides": list(facts["sides"]), "clauses": list(facts["clauses"])}

    def redacted(self) -> Terms:
        """For whoever is no side of it: without whole phone numbers and identity numbers."""
        return replace(
            self,
            preamble=redact(self.preamble),
            sides=tuple(
                replace(side, rights=redact(side.rights), obligations=redact(side.obligations))
                for side in self.sides
            ),
            clauses=tuple(replace(clause, text=redact(clause.text)) for clause in self.clauses),
        )

    def agrees_with(self, other: Terms) -> bool:
        """The same, but for what units and types are called."""
        return self._unnamed() == other._unnamed()

    def _unnamed(self) -> Terms:
        sides = tuple(replace(side, name="") for side in self.sides)
        clauses = tuple(replace(clause, type="") for clause in self.clauses)
        return replace(self, number="", sides=sides, clauses=clauses)

    @property
    def term(self) -> str:
        return f"{self.starts_on}至{self.ends_on}"

    @property
    def text(self) -> str:
        """The canonical text: what people wrote is indented, so that it cannot pass for a heading of ours."""
        lines = [f"编号：{self.number}", f"名称：{self.title}"]
        lines += [f"{side.label}：{side.name}" for side in self.sides]
        lines += _section("前言", self.preamble)
        for side in self.sides:
            lines += _section(f"{side.label}的权利", side.rights)
            lines += _section(f"{side.label}的义务", side.obligations)
        lines.append("约定事项：")
        lines += [f"{INDENT}{n}.【{c.type}】{c.line}" for n, c in enumerate(self.clauses, 1)]
        return "\n".join([*lines, f"期限：{self.term}", ""])


def hash_of(text: str) -> str:
    """As `sha256sum` says it of the text in a file."""
    return hashlib.sha256(text.encode()).hexdigest()


def terms_of(agreement: Agreement) -> Terms:
    """Of the rows as they are now. Reads columns only, so that a migration can use it on the models of its day."""
    parties = list(agreement.parties.select_related("organization").order_by("order", "pk"))
    labels = {party.pk: party.label for party in parties}
    clauses = agreement.clauses.select_related("project_type").order_by("order", "pk")
    return Terms(
        number=number_of(agreement.alliance.order_prefix, agreement.pk),
        title=_line(agreement.title),
        preamble=tidy(agreement.preamble),
        sides=tuple(
            TermsSide(
                label=_line(party.label),
                name=_line(party.organization.name),
                rights=tidy(party.rights),
                obligations=tidy(party.obligations),
            )
            for party in parties
        ),
        clauses=tuple(
            TermsClause(
                type=_line(clause.project_type.name),
                text=_line(clause.text),
                amount=amount_of(clause),
                owner=labels.get(clause.party_id or 0, JOINT),
            )
            for clause in clauses
        ),
        starts_on=cn_date(agreement.starts_on),
        ends_on=cn_date(agreement.ends_on),
    )


def number_of(prefix: str, key: int) -> str:
    """协议编号, the same in every version."""
    return f"{prefix}-XY-{key:05d}"


def amount_of(clause: Clause) -> str:
    """“每月 1 次”, “2026年6月30日前 20 张”: as far as it is written down."""
    quantity = f"{clause.quantity} {clause.unit}".strip() if clause.quantity else ""
    when = clause.get_rhythm_display() if clause.rhythm else ""
    if clause.due_on:
        when = f"{cn_date(clause.due_on)}前"
    return f"{when} {quantity}".strip()


def _line(text: str) -> str:
    return " ".join(text.split())


def _section(heading: str, text: str) -> list[str]:
    return [f"{heading}：", *(f"{INDENT}{line}" for line in text.split("\n"))] if text else []
