"""What this app counts for the public: membership and what has been published. One GROUP BY per table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate

from alliances.links import public_url
from alliances.models import Agreement, AgreementStatus, Alliance, Bulletin, Meeting, Tier
from officekit.figures import Figure

KEY = "alliances"


def snapshot(alliance: Alliance) -> dict[str, Any]:
    """Live members by tier; published agreements by state, minutes by kind, bulletins by column."""
    return {
        "members": _grouped(alliance.memberships.live(), "tier"),
        "agreements": _grouped(Agreement.objects.public(alliance), "status"),
        "meetings": _grouped(Meeting.objects.public(alliance), "kind"),
        "bulletins": _grouped(Bulletin.objects.public(alliance), "column"),
        "meetings_by_month": by_month(Meeting.objects.public(alliance), "starts_at"),
        "bulletins_by_month": by_month(Bulletin.objects.public(alliance), "dated_on"),
    }


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A figure before it is counted. `query` are the filters that leave exactly its rows in the list."""

    key: str
    label: str
    unit: str
    definition: str
    count: Callable[[dict[str, Any]], int | None]
    page: str
    query: Mapping[str, object] = field(default_factory=dict)

    def figure(self, alliance: Alliance, values: dict[str, Any]) -> Figure:
        return Figure(
            key=self.key,
            label=self.label,
            value=self.count(values),
            unit=self.unit,
            definition=self.definition,
            url=public_url(self.page, alliance, **self.query),
        )


MEMBERS = Definition(
    key="members",
    label="联盟成员",
    unit="家",
    definition="现在是联盟成员的党组织和单位；已退出的和还在洽谈的不算。",
    count=lambda values: total(values.get("members")),
    page="alliances:unit_list",
)
IN_FORCE = Definition(
    key="agreements-in-force",
    label="正在履行的协议",
    unit="份",
    definition="公开的协议里，状态是“履行中”的。",
    count=lambda values: counted(values.get("agreements"), AgreementStatus.IN_FORCE),
    page="alliances:agreement_list",
    query={"status": AgreementStatus.IN_FORCE.value},
)
PUBLISHED = (
    Definition(
        key="agreements",
        label="公开的共建协议",
        unit="份",
        definition="已签订并经批准向社会公开的共驻共建协议书，包括已到期、已续签和已终止的。",
        count=lambda values: total(values.get("agreements")),
        page="alliances:agreement_list",
    ),
    IN_FORCE,
    Definition(
        key="meetings",
        label="公开的会议纪要",
        unit="次",
        definition="已定稿并经批准向社会公开纪要的会议，一次会议算一次。",
        count=lambda values: total(values.get("meetings")),
        page="alliances:meeting_list",
    ),
    Definition(
        key="bulletins",
        label="资讯",
        unit="篇",
        definition="各栏目里经批准向社会公开的文章。",
        count=lambda values: total(values.get("bulletins")),
        page="alliances:bulletin_list",
    ),
)

# key, label, unit, definition, page
YEARLY = (
    ("meetings", "公开的会议纪要", "次", "这一年召开、纪要向社会公开的会议。", "alliances:meeting_list"),
    ("bulletins", "资讯", "篇", "日期在这一年、向社会公开的文章。", "alliances:bulletin_list"),
)  # fmt: skip


def figures(alliance: Alliance, values: dict[str, Any], tiers: Sequence[Tier]) -> list[Figure]:
    """From a snapshot, in the order of the page."""
    definitions = [MEMBERS, *map(_tier, tiers), *PUBLISHED]
    return [definition.figure(alliance, values) for definition in definitions]


def of_year(alliance: Alliance, values: dict[str, Any], year: int) -> list[Figure]:
    """What a year is measured by: what came about in it, and, for this year, what there is now."""
    meetings, bulletins = (
        Definition(
            key=key,
            label=label,
            unit=unit,
            definition=definition,
            count=partial(_of_months, f"{key}_by_month", year),
            page=page,
            query={"year": year},
        )
        for key, label, unit, definition, page in YEARLY
    )
    lasting = [MEMBERS, IN_FORCE] if year == localdate().year else []
    return [row.figure(alliance, values) for row in (*lasting, meetings, bulletins)]


def by_month(rows: QuerySet[Any], column: str) -> dict[str, int]:
    """{"2026-03": 4}, of this year and the last."""
    recent = rows.filter(**{f"{column}__year__gte": localdate().year - 1})
    groups = recent.order_by().values_list(TruncMonth(column)).annotate(n=Count("pk"))
    return {f"{month:%Y-%m}": number for month, number in groups}


def _of_months(key: str, year: int, values: dict[str, Any]) -> int | None:
    return in_year(values.get(key), year)


def in_year(months: dict[str, int] | None, year: int) -> int | None:
    if months is None:
        return None
    return sum(number for month, number in months.items() if month.startswith(f"{year}-"))


def total(groups: dict[str, int] | None) -> int | None:
    """None where nothing has been counted yet."""
    return None if groups is None else sum(groups.values())


def counted(groups: dict[str, int] | None, *keys: object) -> int | None:
    return None if groups is None else sum(groups.get(str(key), 0) for key in keys)


def _tier(tier: Tier) -> Definition:
    return Definition(
        key=f"tier-{tier.order}",
        label=tier.title,
        unit="家",
        definition=f"联盟成员里属于“{tier.title}”这一层的。",
        count=lambda values: counted(values.get("members"), tier.pk),
        page="alliances:unit_list",
        query={"tier": tier.pk},
    )


def _grouped(rows: QuerySet[Any], column: str) -> dict[str, int]:
    groups = rows.order_by().values_list(column).annotate(n=Count("pk"))
    return {str(key): number for key, number in groups}
