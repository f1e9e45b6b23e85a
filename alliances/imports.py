"""Excel into 成员单位: units with their membership."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from alliances.back_office import own_alliance
from alliances.models import Membership, MembershipStage, Tier
from members.back_office.sheet_import import (
    BATCH,
    HISTORY_REASON,
    CheckedRow,
    Known,
    Outcome,
    RefusedError,
    SheetColumn,
    SheetImport,
    as_field,
    as_names,
    as_text,
)
from members.models import Level, Organization, Sector
from officekit.personal import check_public_phone
from officekit.search import initials, normalise
from officekit.sheets import SAMPLE, Cell, cell_date

NAME, SECTOR, PARENT = "单位名称", "单位性质", "上级组织"
TIER, SERVES, JOINED, FOUND = "联盟层级", "服务的社区", "加入日期", "怎样发现和吸纳"
# What a unit says of itself, by heading.
PROFILE = {
    "简称": "short_name",
    SECTOR: "sector",
    "地址": "address",
    "公开电话": "phone",
    "办公时间": "office_hours",
    "主管单位": "superior",
    "党员数": "party_members",
    "能提供的服务": "offers",
}
# Of its membership, apart from the communities.
MEMBERSHIP = {TIER: "tier_id", JOINED: "joined_on", FOUND: "how_found"}
CODE_LENGTH = 36

unit = partial(as_field, Organization)


@dataclass(eq=False)
class UnitPlan:
    """What a row makes of one unit; `unit` and `membership` where they are there already."""

    row: CheckedRow
    unit: Organization | None
    membership: Membership | None
    profile: dict[str, Any]
    membership_fields: list[str] = field(default_factory=list)
    communities: list[Organization] | None = None


def as_public_phone(cell: Cell) -> str:
    return check_public_phone(unit("phone")(cell))


class UnitImport(SheetImport):
    """成员单位: made or brought up to date; an empty cell leaves things as they are."""

    name = "成员单位"
    labels = (NAME,)
    columns = (
        SheetColumn(NAME, unit("name"), True, f"{SAMPLE}红星幼儿园党支部", "全称，按它认单位"),
        SheetColumn("简称", unit("short_name"), sample="红星幼儿园"),
        SheetColumn(SECTOR, as_text, True, "学校", "从“可选值”里选"),
        SheetColumn(PARENT, as_text, hint="不填就是街道党工委"),
        SheetColumn(TIER, as_text, True, "共建单位", "从“可选值”里选"),
        SheetColumn(SERVES, as_text, hint="几个社区用顿号分开"),
        SheetColumn(JOINED, cell_date, True, date(2026, 3, 1)),
        SheetColumn(FOUND, as_field(Membership, "how_found"), sample="社区走访"),
        SheetColumn("地址", unit("address"), sample="示例路 1 号"),
        SheetColumn("公开电话", as_public_phone, sample="0351-2000000", hint="办公电话，会公开"),
        SheetColumn("办公时间", unit("office_hours")),
        SheetColumn("主管单位", unit("superior")),
        SheetColumn("党员数", unit("party_members"), sample=12),
        SheetColumn("能提供的服务", unit("offers"), hint="一行一项"),
    )

    def load(self) -> None:
        self.alliance = own_alliance(self.request)
        self.street = self.user.organization
        rows = Known(self.site.organizations_of(self.request).defer("search_text").order_by("path"))
        self.units = Known(row for row in rows.rows if row.level == Level.UNIT)
        bodies = [row for row in rows.rows if row.level != Level.UNIT and self._is_own(row)]
        self.communities = Known(row for row in rows.rows if row.level == Level.COMMUNITY)
        self.taken = {(row.parent_id, row.name) for row in rows.rows}
        self.seen: dict[str, int] = {}
        live = Membership.objects.filter(alliance=self.alliance).exclude(stage=MembershipStage.LEFT)
        self.memberships = {row.organization_id: row for row in live}
        self.served: dict[int, set[int]] = defaultdict(set)
        serving = live.filter(communities__isnull=False).values_list("pk", "communities")
        for key, community in serving:
            self.served[key].add(community)
        self.offer(SECTOR, {sector.label: sector.value for sector in Sector})
        self.offer(
            TIER, {tier.title: tier.pk for tier in Tier.objects.filter(alliance=self.alliance)}
        )
        self.readers |= {
            PARENT: Known(bodies).one,
            SERVES: self._communities,
            JOINED: self.past_date,
        }
        self.offered[PARENT] = [row.name for row in bodies]
        self.offered[SERVES] = [row.name for row in self.communities.rows]

    def _is_own(self, row: Organization) -> bool:
        return row.path.startswith(self.street.path)

    def _communities(self, cell: Cell) -> list[Organization]:
        return [self.communities.one(name) for name in as_names(cell)]

    # --- one row ---

    def decide(self, row: CheckedRow) -> None:
        name = row.values[NAME]
        first = self.seen.setdefault(normalise(name), row.number)
        known = self.units.named(name)
        if first != row.number:
            raise RefusedError(NAME, f"和第 {first} 行是同一个单位，请只留一行。")
        if len(known) > 1:
            raise RefusedError(NAME, "本街道有几个同名的单位，请在后台逐个修改。")
        if known:
            self._change(row, known[0])
        else:
            self._create(row)

    def _create(self, row: CheckedRow) -> None:
        parent = row.values.get(PARENT, self.street)
        if (parent.pk, row.values[NAME]) in self.taken:
            raise RefusedError(NAME, "这一上级下已有同名的组织，请核对名称。")
        row.outcome = Outcome.CREATE
        row.plan = UnitPlan(row, None, None, _profile(row))
        row.plan.communities = row.values.get(SERVES)

    def _change(self, row: CheckedRow, known: Organization) -> None:
        membership = self.memberships.get(known.pk)
        profile = {
            name: value for name, value in _profile(row).items() if getattr(known, name) != value
        }
        self._check_changeable(row, known, membership, profile)
        plan = UnitPlan(row, known, membership, profile)
        row.changed = [heading for heading, name in PROFILE.items() if name in profile]
        if membership is None:
            row.changed.append("加入联盟")
            plan.communities = row.values.get(SERVES)
        else:
            row.changed += self._compare(plan, membership)
        row.plan = plan
        row.outcome = Outcome.CHANGE if row.changed else Outcome.SAME

    def _check_changeable(
        self,
        row: CheckedRow,
        known: Organization,
        membership: Membership | None,
        profile: dict[str, Any],
    ) -> None:
        if not known.is_active:
            raise RefusedError(NAME, "这个单位已停用，请先在“单位与党组织”里启用。")
        if PARENT in row.values and row.values[PARENT].pk != known.parent_id:
            raise RefusedError(PARENT, "这个单位已有别的上级，要调整请在“单位与党组织”里改。")
        if profile and not self._is_own(known):
            raise RefusedError(
                NAME, "这个单位的资料由它所在的街道维护，这里只能改层级、社区和加入日期。"
            )
        if membership and membership.stage != MembershipStage.MEMBER:
            raise RefusedError(
                JOINED, "这个单位还没有成为成员，请先在“成员单位”里办理“吸纳为成员”。"
            )

    def _compare(self, plan: UnitPlan, membership: Membership) -> list[str]:
        """Takes up what differs between a row and a live membership; the headings of it."""
        values, changed = plan.row.values, []
        for heading, name in MEMBERSHIP.items():
            if heading in values and getattr(membership, name) != values[heading]:
                plan.membership_fields.append(name)
                changed.append(heading)
        if SERVES in values and {x.pk for x in values[SERVES]} != self.served[membership.pk]:
            plan.communities = values[SERVES]
            changed.append(SERVES)
        return changed

    # --- all rows ---

    def write(self, rows: Sequence[CheckedRow]) -> None:
        plans: list[UnitPlan] = [row.plan for row in rows if row.outcome != Outcome.SAME]
        self._change_units([plan for plan in plans if plan.unit and plan.profile])
        self._make_units([plan for plan in plans if plan.unit is None])
        self._change_memberships([plan for plan in plans if plan.membership_fields])
        self._admit([plan for plan in plans if plan.membership is None])
        _write_communities([plan for plan in plans if plan.communities is not None])

    def _make_units(self, plans: Sequence[UnitPlan]) -> None:
        codes = self._codes([plan.row.values[NAME] for plan in plans])
        for plan, code in zip(plans, codes, strict=True):
            parent = plan.row.values.get(PARENT, self.street)
            plan.unit = Organization(
                name=plan.row.values[NAME],
                level=Level.UNIT,
                code=code,
                parent=parent,
                **plan.profile,
            )
        self.store([plan.unit for plan in plans if plan.unit])

    def _change_units(self, plans: Sequence[UnitPlan]) -> None:
        search_text: Any = Organization._meta.get_field("search_text")
        for plan in plans:
            for name, value in plan.profile.items():
                setattr(plan.unit, name, value)
            search_text.pre_save(plan.unit, add=False)
        names = sorted({name for plan in plans for name in plan.profile})
        self.store_changes([plan.unit for plan in plans if plan.unit], [*names, "search_text"])

    def _change_memberships(self, plans: Sequence[UnitPlan]) -> None:
        for plan in plans:
            for heading, name in MEMBERSHIP.items():
                if name in plan.membership_fields:
                    setattr(plan.membership, name, plan.row.values[heading])
        names = sorted(
            {name.removesuffix("_id") for plan in plans for name in plan.membership_fields}
        )
        self.store_changes([plan.membership for plan in plans if plan.membership], names)

    def _admit(self, plans: Sequence[UnitPlan]) -> None:
        for plan in plans:
            values = plan.row.values
            plan.membership = Membership(
                alliance=self.alliance,
                organization=plan.unit,
                tier_id=values[TIER],
                joined_on=values[JOINED],
                how_found=values.get(FOUND, ""),
            )
        made = [plan.membership for plan in plans if plan.membership]
        Membership.objects.admit_all(made, by=self.user, note=HISTORY_REASON)

    def _codes(self, names: Sequence[str]) -> list[str]:
        """A code for each new unit, from the pinyin initials of its name; a number makes it the only one."""
        start = f"{self.street.code[:20]}-"
        taken = set(
            Organization.objects.filter(code__startswith=start).values_list("code", flat=True)
        )
        found = []
        for name in names:
            letters = "".join(x for x in initials(name) if x.isascii() and x.isalnum())
            stem = code = f"{start}{letters or 'unit'}"[:CODE_LENGTH].rstrip("-")
            number = 1
            while code in taken:
                number += 1
                code = f"{stem}-{number}"
            taken.add(code)
            found.append(code)
        return found


def _profile(row: CheckedRow) -> dict[str, Any]:
    return {name: row.values[heading] for heading, name in PROFILE.items() if heading in row.values}


def _write_communities(plans: Sequence[UnitPlan]) -> None:
    through: Any = Membership.communities.through
    keys = [plan.membership.pk for plan in plans if plan.membership]
    through.objects.filter(membership__in=keys).delete()
    pairs = (
        (key, community)
        for key, plan in zip(keys, plans, strict=True)
        for community in {x.pk for x in plan.communities or ()}
    )
    through.objects.bulk_create(
        [through(membership_id=key, organization_id=community) for key, community in pairs], BATCH
    )
