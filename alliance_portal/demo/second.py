"""A second, wholly invented alliance, so that a large data set has more than one street."""

from typing import Any

SECTORS = ("government", "institution", "school", "hospital", "state", "private", "social")


def _organizations(community_codes: list[str], unit_codes: list[str]) -> list[dict[str, Any]]:
    street = {
        "code": "shili2",
        "name": "示例二街道党工委",
        "level": "street",
        "logins": [{"username": "shili2", "name": "示例二街道"}],
    }
    below = {"parent": "shili2"}
    communities = (
        {"code": code, "name": f"示例{n}号社区党委", "level": "community", **below}
        for n, code in enumerate(community_codes, 1)
    )
    units = (
        {
            "code": code,
            "name": f"示例{n}号单位党支部",
            "level": "unit",
            "sector": SECTORS[n % len(SECTORS)],
            **below,
        }
        for n, code in enumerate(unit_codes, 1)
    )
    return [street, *communities, *units]


def second_alliance(communities: int = 12, units: int = 60) -> dict[str, Any]:
    """In the format of load_alliance."""
    community_codes = [f"shili2-community-{n}" for n in range(1, communities + 1)]
    unit_codes = [f"shili2-unit-{n}" for n in range(1, units + 1)]
    return {
        "format": "alliance/1",
        "organizations": _organizations(community_codes, unit_codes),
        "alliance": {
            "slug": "shili2",
            "name": "示例二街道党建联盟",
            "short_name": "示例二街道联盟",
            "anchor": "shili2",
            "order_prefix": "SLE",
            "host_name": "示例二街道党工委",
        },
        "tiers": [
            {"order": 1, "title": "街道党工委"},
            {"order": 2, "title": "社区党委"},
            {"order": 3, "title": "共建单位", "letter": "X"},
        ],
        "memberships": [
            {"organization": "shili2", "tier": 1, "joined_on": "2024-01-01"},
            *(_member(code, 2) for code in community_codes),
            *(
                {**_member(code, 3), "communities": [community_codes[n % communities]]}
                for n, code in enumerate(unit_codes)
            ),
        ],
    }


def _member(code: str, tier: int) -> dict[str, Any]:
    return {"organization": code, "tier": tier, "joined_on": "2024-01-01"}
