"""A community with its units and secretary, and what the page of minutes posts."""

from datetime import date
from types import SimpleNamespace

from tests.factories import (
    AllianceFactory,
    AppointmentFactory,
    MeetingKindFactory,
    PersonFactory,
    UserFactory,
    community_of,
    unit_of,
)


def community_world(unit_count=3, **kind):
    """An alliance, a community, its units with liaisons, a kind of meeting, the secretary's login."""
    alliance = AllianceFactory()
    community = community_of(alliance, name="示例铁匠社区党委")
    units = [
        unit_of(alliance, community, name=f"示例单位{n:02}党支部") for n in range(1, unit_count + 1)
    ]
    for n, unit in enumerate(units, 1):
        person = PersonFactory(name=f"示例联络{n}", organization=unit)
        AppointmentFactory(person=person, post="liaison", started_on=date(2024, 3, 1))
    return SimpleNamespace(
        alliance=alliance,
        community=community,
        units=units,
        kind=MeetingKindFactory(alliance=alliance, **({"name": "社区联席会议"} | kind)),
        user=UserFactory(organization=community, name="示例书记"),
    )


def typed(world, **changes):
    """What the page posts for a whole meeting: two there, one excused, one item with two decisions."""
    first, second = world.units[0], world.units[1]
    data = {
        "base_version": "0",
        "host": str(world.community.pk),
        "kind": str(world.kind.pk),
        "starts_at": "2026-09-12T14:30",
        "title": "示例停车协商会",
        "suggested": "",
        "place": "党群服务中心",
        "chair": "示例主持",
        "recorder": "示例记录",
        "opening": "",
        f"o{first.pk}-status": "present",
        f"o{first.pk}-name": "示例甲",
        f"o{second.pk}-status": "proxy",
        f"o{second.pk}-name": "示例乙",
        "guest": ["g1"],
        "g1-role": "resident",
        "g1-name": "示例丙",
        "item": ["n1"],
        "n1-title": "院内停车",
        "n1-fourfold": "consult",
        "n1-discussion": "居民意见集中。",
        "n1-proposer": second.name,
        "n1-decision": ["m1", "m2"],
        "m1-text": "划定车位",
        "m1-lead": first.name,
        "m1-due_on": "2026-10-30",
        "m1-assistants": [second.name, ""],
        "m2-text": "错峰停车",
        "m2-lead": f"#{world.community.pk}",
        "m2-due_on": "2027-01-15",
    }
    for unit in world.units[2:]:
        data[f"o{unit.pk}-status"] = "excused"
    return data | changes
