"""The lines of the public lists, in words: the templates have nothing left to format."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.timezone import localtime

from alliances.models import AgreementStatus, Party
from officekit.text import cn_date, label_of

MEETING_COLUMNS = (
    *("id", "title", "starts_at", "host__short_name", "host__name", "kind__name"),
    *("resolutions_count", "verified_count"),
)
AGREEMENT_COLUMNS = ("id", "title", "starts_on", "ends_on", "status")
BULLETIN_COLUMNS = ("id", "title", "dated_on", "summary", "column__name")


class MeetingRow(NamedTuple):
    pk: int
    address: str  # below the list's
    title: str
    detail: str
    day: str
    month: str
    outcome: str


def meeting_row(found: Any) -> MeetingRow:
    """From a row of MEETING_COLUMNS, which `with_outcome()` has."""
    held = localtime(found.starts_at)
    host = label_of(found.host__short_name, found.host__name)
    return MeetingRow(
        pk=found.id,
        address=f"{found.id}/",
        title=found.title,
        detail=f"{host} · {found.kind__name}",
        day=str(held.day),
        month=f"{held.year}年{held.month}月",
        outcome=f"议定 {found.resolutions_count} 项 · 已销号 {found.verified_count} 项",
    )


class AgreementRow(NamedTuple):
    pk: int
    address: str
    title: str
    parties: str
    term: str
    status: str
    status_label: str


def agreement_row(found: Any) -> AgreementRow:
    """From a row of AGREEMENT_COLUMNS; `with_parties` fills in the parties of a whole page."""
    return AgreementRow(
        pk=found.id,
        address=f"{found.id}/",
        title=found.title,
        parties="",
        term=f"{cn_date(found.starts_on)}至{cn_date(found.ends_on)}",
        status=found.status,
        status_label=AgreementStatus(found.status).label,
    )


def with_parties(rows: Iterable[AgreementRow]) -> list[AgreementRow]:
    """One query."""
    rows = list(rows)
    names: dict[int, list[str]] = defaultdict(list)
    parties = Party.objects.filter(agreement__in=[row.pk for row in rows]).order_by("order", "pk")
    for agreement, *words in parties.values_list(
        "agreement", "organization__short_name", "organization__name"
    ):
        names[agreement].append(label_of(*words))
    return [row._replace(parties="、".join(names[row.pk])) for row in rows]


class BulletinRow(NamedTuple):
    pk: int
    address: str
    title: str
    column: str
    summary: str
    dated_on: str


def bulletin_row(found: Any) -> BulletinRow:
    """From a row of BULLETIN_COLUMNS."""
    return BulletinRow(
        pk=found.id,
        address=f"{found.id}/",
        title=found.title,
        column=found.column__name,
        summary=found.summary,
        dated_on=cn_date(found.dated_on),
    )
