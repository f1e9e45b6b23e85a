"""各方 of an agreement on its page: what each has done, and what this user may do for it now."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.utils.timezone import localdate

from alliances.forms.signature import ConfirmForm, SignatureForm
from alliances.models import Agreement, AgreementStatus, Party
from members.decorators import AuthedRequest

LATE = "这一方已经办理过，或者协议已不在待确认状态。请看下面的最新情况。"


@dataclass(frozen=True, kw_only=True)
class Side:
    """One party. `form` is the next thing that the user may do for it, if there is one."""

    party: Party
    form: ConfirmForm | None

    @property
    def signs(self) -> bool:
        return isinstance(self.form, SignatureForm)

    @property
    def verb(self) -> str:
        return "签署" if self.signs else "确认文本"


def prefix_of(party: Party) -> str:
    return f"party-{party.pk}"


def sides_of(
    request: AuthedRequest, agreement: Agreement, typed: ConfirmForm | None = None
) -> list[Side]:
    """`typed` is the form of a side that could not be taken: it stands where it was sent from."""
    rows = agreement.parties.select_related("organization", "confirmed_by", "signed_by")
    answerable = set(agreement.parties.answerable_by(request.user).values_list("pk", flat=True))
    sides = []
    for party in rows:
        is_open = agreement.status == AgreementStatus.CONFIRMING and party.pk in answerable
        sides.append(Side(party=party, form=_form(request, agreement, party) if is_open else None))
    if typed is None:
        return sides
    placed = [_with_typed(side, typed) for side in sides]
    if placed == sides:
        messages.error(request, LATE)
    return placed


def _form(request: AuthedRequest, agreement: Agreement, party: Party) -> ConfirmForm | None:
    ceremony = agreement.ceremony
    is_early = ceremony is not None and not ceremony.has_begun(localdate())
    if party.signed_at or (party.confirmed_at and is_early):
        return None
    kind = SignatureForm if party.confirmed_at else ConfirmForm
    initial: dict[str, Any] = {"version": agreement.version}
    if ceremony:
        initial["signed_on"] = ceremony.held_on
    return kind(request=request, prefix=prefix_of(party), initial=initial)


def _with_typed(side: Side, typed: ConfirmForm) -> Side:
    is_its = type(side.form) is type(typed) and prefix_of(side.party) == typed.prefix
    return Side(party=side.party, form=typed) if is_its else side


def first_answer(sides: list[Side]) -> str:
    """The link from the top of a long text to what waits below it."""
    waiting = [side.signs for side in sides if side.form]
    if not waiting:
        return ""
    return "去签署" if all(waiting) else "去确认"
