"""The alliance as its pages show it: tier by tier with the live members, in words and as circles."""

from collections import defaultdict
from dataclasses import dataclass

from alliances.models import Alliance, Membership, MembershipStage, Tier
from members.models import Sector
from officekit.circles import Drawing, Node, Ring, draw

# Up to how many party members an organization is drawn small, up to how many in the middle size.
SMALL, MIDDLE = 20, 100


@dataclass(frozen=True)
class StructureTier:
    """One summand of the formula with those whom it counts."""

    tier: Tier
    members: list[Membership]

    @property
    def shown(self) -> str:
        return self.tier.letter or str(len(self.members))


@dataclass(frozen=True)
class Structure:
    alliance: Alliance
    tiers: list[StructureTier]

    @property
    def formula(self) -> str:
        return "+".join(tier.shown for tier in self.tiers)

    @property
    def sectors(self) -> list[Sector]:
        """The kinds of units there are, in the order of the list: the legend of the picture."""
        found = {
            membership.organization.sector for tier in self.tiers for membership in tier.members
        }
        return [sector for sector in Sector if sector in found]

    @property
    def sentence(self) -> str:
        """“示例街道党工委为中心，9 个社区党委为基础，46 家共建单位共同参与”: as far as there are members."""
        filled = [tier for tier in self.tiers if tier.members]
        parts = []
        if filled and len(filled[0].members) == 1:
            parts.append(f"{filled.pop(0).members[0].organization}为中心")
        if filled:
            last = filled.pop()
            parts += [f"{len(tier.members)} 个{tier.tier.title}为基础" for tier in filled]
            parts.append(f"{len(last.members)} 家{last.tier.title}共同参与")
        return "，".join(parts)


def structure_of(alliance: Alliance) -> Structure:
    """Two queries, however many members there are."""
    members: dict[int, list[Membership]] = defaultdict(list)
    for membership in alliance.memberships.live().for_list():
        members[membership.tier_id].append(membership)
    tiers = alliance.tiers.order_by("order")
    return Structure(alliance, [StructureTier(tier, members[tier.pk]) for tier in tiers])


def circles_of(structure: Structure) -> Drawing:
    """The picture; an alliance without members is its centre alone."""
    serves = _served_communities(structure.alliance)
    rings: list[Ring] = []
    before: dict[int, int] = {}  # organization of the tier before → its place there
    for tier in structure.tiers:
        nodes = [_node(membership, serves, before) for membership in tier.members]
        if nodes:
            rings.append(Ring(label=tier.tier.title, nodes=nodes))
            before = {m.organization_id: place for place, m in enumerate(tier.members)}
    anchor = structure.alliance.anchor
    return draw(rings or [Ring(label="", nodes=[Node(label=anchor.name, short=anchor.label)])])


def _node(membership: Membership, serves: dict[int, list[int]], before: dict[int, int]) -> Node:
    organization = membership.organization
    homes = [*serves[membership.pk], organization.parent_id]
    return Node(
        label=organization.name,
        # In the picture, a disc in the ring of the communities need not say 社区 again.
        short=organization.label.removesuffix("社区") or organization.label,
        colour_class=f"sector-{organization.sector}" if organization.sector else "",
        url=membership.get_public_url(),
        links=tuple(before[home] for home in homes if home in before),
        size=_size(organization.party_members),
    )


def _size(party_members: int | None) -> int:
    if party_members is None:
        return 2
    return 1 + (party_members > SMALL) + (party_members > MIDDLE)


def _served_communities(alliance: Alliance) -> dict[int, list[int]]:
    serving = Membership.communities.through.objects.filter(
        membership__alliance=alliance, membership__stage=MembershipStage.MEMBER
    )
    serves: dict[int, list[int]] = defaultdict(list)
    for membership, community in serving.order_by("pk").values_list(
        "membership_id", "organization_id"
    ):
        serves[membership].append(community)
    return serves
