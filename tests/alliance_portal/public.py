"""What the tests of the public frame share: an alliance by its formula, and rows in every state of publication."""

from alliances.models import Publication, Scope, Tier
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    BulletinFactory,
    MeetingFactory,
    MembershipFactory,
    OrganizationFactory,
    ProjectFactory,
    RegulationFactory,
    TierFactory,
)

FACTORIES = {
    "project": (ProjectFactory, {}),
    "meeting": (MeetingFactory, {"final": True}),
    "agreement": (AgreementFactory, {"in_force": True, "text_hash": "92cbe8995aa99a7c" * 4}),
    "bulletin": (BulletinFactory, {}),
    "regulation": (RegulationFactory, {}),
}


def alliance_of(formula, *, last=3, **fields):
    """An alliance from data alone: "1+9+N" has three tiers, a letter's tier has `last` members."""
    alliance = AllianceFactory(**fields)
    for order, shown in enumerate(formula.split("+"), 1):
        is_letter = not shown.isdigit()
        tier = TierFactory(
            alliance=alliance,
            order=order,
            title=f"示例第{order}层",
            shows=Tier.Shows.LETTER if is_letter else Tier.Shows.COUNT,
            letter=shown if is_letter else "",
        )
        level = "street" if order == 1 else "unit" if is_letter else "community"
        for _ in range(last if is_letter else int(shown)):
            organization = alliance.anchor
            if order > 1:
                organization = OrganizationFactory(
                    level=level,
                    parent=alliance.anchor,
                    sector="school" if level == "unit" else "",
                )
            MembershipFactory(alliance=alliance, tier=tier, organization=organization)
    return alliance


def hidden_rows(alliance, **fields):
    """Of each kind, one row in every state that the public must not see, and one of another alliance."""
    states = [{"publication": state} for state in Publication if state != Publication.PUBLISHED]
    scopes = [{"public": True, "scope": scope} for scope in Scope if scope != Scope.PUBLIC]
    return [
        factory(alliance=owner, **extra, **state, **fields)
        for factory, extra in FACTORIES.values()
        for owner, state in [
            *((alliance, state) for state in [*states, *scopes]),
            (AllianceFactory(), {"public": True}),
        ]
    ]


def public_rows(alliance, number=1):
    return {
        kind: [factory(alliance=alliance, public=True, **extra) for _ in range(number)]
        for kind, (factory, extra) in FACTORIES.items()
    }
