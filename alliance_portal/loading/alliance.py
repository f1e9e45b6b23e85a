"""The alliance itself: its settings, tiers, members, committees and regulations."""

from typing import Any

from alliance_portal.loading.known import singular
from alliance_portal.loading.records import (
    Records,
    common,
    tell_published,
    texts,
)
from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.schema import parse_day, parse_moment
from alliance_portal.loading.steps import PUBLICATION_FACTS, Story, Taken, event
from alliances.models import (
    Alliance,
    BulletinColumn,
    Committee,
    MeetingKind,
    ProjectType,
    Regulation,
    Seat,
    Tier,
)
from projects.models import Target

TEXTS = (
    *("name", "short_name", "brand", "headline", "motto", "pattern", "district", "order_prefix"),
    *("host_name", "phone", "office_hours", "address", "icp_number", "police_number"),
)


def put_alliance(load: Load, entry: dict[str, Any]) -> Alliance:
    # The anchor is part of the key: another street's alliance of this slug is refused, not taken over.
    rows = Rows(load, Alliance.objects.filter(slug=entry["slug"]), "slug", "anchor")
    values = {"slug": entry["slug"], **texts(entry, *TEXTS)}
    values["anchor"] = load.get("organization", entry["anchor"])
    values["carriers"] = "\n".join(entry.get("carriers", []))
    values["allows_self_approval"] = entry.get("allows_self_approval", False)
    alliance: Alliance = rows.put("alliance", values)
    load.checkpoint()
    return alliance


def put_settings(load: Load, alliance: Alliance, data: dict[str, Any]) -> None:
    tiers = Rows(load, alliance.tiers.all(), "alliance", "order")
    for index, entry in enumerate(data["tiers"]):
        values = {"alliance": alliance, "order": entry["order"], "title": entry["title"]}
        shows = Tier.Shows.LETTER if "letter" in entry else Tier.Shows.COUNT
        values |= {"shows": shows, "letter": entry.get("letter", "")}
        load.name("tier", entry["order"], tiers.put(f"tiers[{index}]", values))
    put_categories(load, alliance, data, "project_types", ProjectType, "name")
    put_categories(load, alliance, data, "meeting_kinds", MeetingKind, "name")
    put_categories(load, alliance, data, "bulletin_columns", BulletinColumn, "slug")
    load.checkpoint()


def put_categories(
    load: Load,
    alliance: Alliance,
    data: dict[str, Any],
    section: str,
    model: type[Any],
    key: str,
) -> None:
    rows = Rows(load, model.objects.filter(alliance=alliance), "alliance", key)
    for index, entry in enumerate(data[section]):
        values = {"alliance": alliance, "order": index, **entry}
        row = rows.put(f"{section}[{index}]", values)
        load.name(singular(section), entry[key], row)


def put_targets(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    rows = Rows(load, Target.objects.filter(alliance=alliance), "alliance", "year", "figure")
    for index, entry in enumerate(entries):
        rows.put(f"targets[{index}]", {"alliance": alliance, **entry})


def put_memberships(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    existing = alliance.memberships.prefetch_related("communities")
    rows = Rows(load, existing, "alliance", "organization", "joined_on")
    records = Records(load, rows, "membership")
    for index, entry in enumerate(entries):
        values = {
            "alliance": alliance,
            "organization": load.get("organization", entry["organization"]),
            "tier": load.get("tier", entry["tier"]),
            **texts(entry, "how_found", "admitted_through"),
        }
        many = {"communities": load.all("organization", entry.get("communities", []))}
        records.put(f"memberships[{index}]", values, _membership_story(entry), many)


def _membership_story(entry: dict[str, Any]) -> Story:
    """Told by the dates, so that a list of members stays short."""
    joined, left = entry.get("joined_on"), entry.get("left_on")
    begins = entry.get("stage", "found")
    story = Story({"stage": begins, "joined_on": None, "left_on": None})
    if joined:
        taken = Taken("admit", parse_moment(joined), None, "")
        story.events.append(event(taken, "吸纳为成员", begins, "member"))
        story.values |= {"stage": "member", "joined_on": parse_day(joined)}
    if left:
        taken = Taken("leave", parse_moment(left), None, entry.get("left_because", ""))
        story.events.append(event(taken, "退出联盟", "member", "left"))
        story.values |= {"stage": "left", "left_on": parse_day(left)}
    return story


def put_committees(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    rows = Rows(load, alliance.committees.all(), "alliance", "organization", "name")
    existing_seats = Seat.objects.filter(committee__alliance=alliance)
    seats = Rows(load, existing_seats, "committee", "person", "started_on")
    for index, entry in enumerate(entries):
        place = f"committees[{index}]"
        values = {"alliance": alliance, **texts(entry, "name", "duties")}
        values["organization"] = load.get("organization", entry["organization"])
        if committee := rows.put(place, values):
            _put_seats(load, seats, place, committee, entry.get("seats", []))


def _put_seats(
    load: Load, seats: Rows, place: str, committee: Committee, entries: list[dict[str, Any]]
) -> None:
    for index, entry in enumerate(entries):
        values = {
            "committee": committee,
            "person": load.get("person", entry["person"]),
            "post": entry.get("post", Seat.Post.MEMBER),
            "order": index,
            "started_on": parse_day(entry["started_on"]),
            "ended_on": parse_day(entry["ended_on"]) if "ended_on" in entry else None,
        }
        seats.put(f"{place}.seats[{index}]", values)


def put_regulations(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    rows = Rows(
        load, Regulation.objects.filter(alliance=alliance), "alliance", "name", "in_force_from"
    )
    records = Records(load, rows, "regulation")
    for index, entry in enumerate(entries):
        place = f"regulations[{index}]"
        values = {
            **common(load, alliance, entry),
            **texts(entry, "name", "summary", "text"),
            "order": index,
            "in_force_from": parse_day(entry["in_force_from"]),
            "in_force_to": parse_day(entry["in_force_to"]) if "in_force_to" in entry else None,
        }
        story = tell_published(load, alliance, Regulation, place, entry, facts=PUBLICATION_FACTS)
        records.put(place, values, story)
