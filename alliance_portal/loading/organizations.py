"""The tree: organizations with their people, posts and logins."""

import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from alliance_portal.loading.records import texts
from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.schema import parse_day
from members.models import Appointment, Organization, Person, User
from officekit.personal import normalise_phone

TEXTS = (
    "short_name",
    "level",
    "sector",
    "address",
    "phone",
    "office_hours",
    "intro",
    "superior",
)
COUNTS = ("party_members", "volunteers", "registered_members")


def put_organizations(load: Load, entries: list[dict[str, Any]]) -> None:
    codes = [entry["code"] for entry in entries]
    existing = Organization.objects.filter(code__in=codes)
    # The parent is part of the key: a code that stands elsewhere in the tree is somebody else's.
    rows = Rows(load, existing, "code", "parent")
    for other in Organization.objects.all():
        load.name("organization", other.code, other)
    for index, entry in enumerate(entries):
        place = f"organizations[{index}]"
        values = {"code": entry["code"], "name": entry["name"], **texts(entry, *TEXTS)}
        values |= {name: entry.get(name) for name in COUNTS}
        values["offers"] = "\n".join(entry.get("offers", []))
        values["parent"] = _parent(load, place, entry)
        load.checkpoint()
        if organization := rows.put(place, values):
            load.name("organization", entry["code"], organization)
        load.checkpoint()
    put_people(load, entries)
    put_logins(load, entries)


def _parent(load: Load, place: str, entry: dict[str, Any]) -> Organization | None:
    parent = entry.get("parent")
    if parent is not None and parent not in load.named["organization"]:
        load.problem(f"{place}.parent", f"上级“{parent}”要写在下级前面。")
        return None
    return load.get("organization", parent)  # type: ignore[no-any-return]


def put_people(load: Load, entries: list[dict[str, Any]]) -> None:
    organizations = load.all("organization", [entry["code"] for entry in entries])
    people = Rows(
        load, Person.objects.filter(organization__in=organizations), "organization", "name"
    )
    posts = Rows(
        load,
        Appointment.objects.filter(person__organization__in=organizations),
        *("person", "organization", "post", "started_on"),
    )
    for row in people.existing.values():
        load.name("person", f"{row.organization.code}/{row.name}", row)
    for index, entry in enumerate(entries):
        home = load.get("organization", entry["code"])
        for number, given in enumerate(entry.get("people", [])):
            place = f"organizations[{index}].people[{number}]"
            values = {"organization": home, "name": given["name"], **texts(given, "title", "note")}
            values["phone"] = _phone(load, place, given.get("phone", ""))
            if person := people.put(place, values):
                load.name("person", f"{entry['code']}/{given['name']}", person)
                _put_posts(load, posts, place, person, given.get("posts", []))
    load.checkpoint()


def _put_posts(
    load: Load, posts: Rows, place: str, person: Person, entries: list[dict[str, Any]]
) -> None:
    for index, entry in enumerate(entries):
        values = {
            "person": person,
            "organization": load.get("organization", entry.get("organization"))
            or person.organization,
            "post": entry["post"],
            "started_on": parse_day(entry["started_on"]),
            "ended_on": parse_day(entry["ended_on"]) if "ended_on" in entry else None,
        }
        posts.put(f"{place}.posts[{index}]", values)


def _phone(load: Load, place: str, raw: str) -> str:
    try:
        return normalise_phone(raw) if raw else ""
    except ValidationError as error:
        load.problem(f"{place}.phone", " ".join(error.messages))
        return ""


def put_logins(load: Load, entries: list[dict[str, Any]]) -> None:
    names = [given["username"] for entry in entries for given in entry.get("logins", [])]
    existing = Rows(load, User.objects.filter(username__in=names), "username", "organization")
    for user in User.objects.select_related("organization"):
        load.name("login", user.username, user)
    for index, entry in enumerate(entries):
        home = load.get("organization", entry["code"])
        for number, given in enumerate(entry.get("logins", [])):
            place = f"organizations[{index}].logins[{number}]"
            values = {
                "username": given["username"],
                "organization": home,
                "name": given["name"],
                "person": _person(load, place, entry["code"], given.get("person")),
                "is_auditor": given.get("is_auditor", False),
            }
            if existing.find(**values) is None:
                values |= _password(load, place, given)
            if user := existing.put(place, values):
                load.name("login", given["username"], user)
    load.checkpoint()


def _person(load: Load, place: str, code: str, name: str | None) -> Person | None:
    person = load.named.get("person", {}).get(f"{code}/{name}") if name else None
    if name and person is None:
        load.problem(f"{place}.person", f"本单位的 people 里没有“{name}”。")
    return person


def _password(load: Load, place: str, given: dict[str, Any]) -> dict[str, Any]:
    """A password from the file works at once; one we make up is shown once and must be changed."""
    user = User(username=given["username"], name=given["name"])
    chosen = given.get("password")
    if chosen is None:
        chosen = load.report.passwords[user.username] = secrets.token_urlsafe(9)
    else:
        try:
            validate_password(chosen, user)
        except ValidationError as error:
            load.problem(f"{place}.password", " ".join(error.messages))
    user.set_password(chosen)
    return {"password": user.password, "must_change_password": "password" not in given}
