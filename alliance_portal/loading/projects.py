"""共建项目 with claims, contributions and progress; and the bulletins."""

from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from alliance_portal.loading.records import Records, common, tell_published, texts
from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.schema import parse_day, parse_moment
from alliance_portal.loading.steps import PUBLICATION_FACTS, Facts, Story, Taken, event
from alliances.models import Alliance, Bulletin
from projects.models import Claim, Contribution, Project, ProjectStatus, Update


def _finished(taken: Taken) -> dict[str, Any]:
    return {"result": taken.note, "progress": 100, "finished_on": localdate(taken.at)}


FACTS: Facts = {**PUBLICATION_FACTS, "finish": _finished}


class Projects:
    """Puts projects in."""

    def __init__(self, load: Load, alliance: Alliance) -> None:
        self.load, self.alliance = load, alliance
        existing = Project.objects.filter(alliance=alliance)
        self.records = Records(load, Rows(load, existing, "host", "title"), "project")
        claims = Claim.objects.filter(project__alliance=alliance)
        self.claims = Rows(load, claims, "project", "organization")
        given = Contribution.objects.filter(claim__project__alliance=alliance)
        self.contributions = Rows(load, given, "claim", "kind", "unit", "note", "given_on")
        updates = Update.objects.filter(project__alliance=alliance)
        self.updates = Rows(load, updates, "project", "text", "at")

    def put(self, index: int, entry: dict[str, Any]) -> None:
        place = f"projects[{index}]"
        story = tell_published(
            self.load,
            self.alliance,
            Project,
            place,
            entry,
            facts=FACTS,
            status=ProjectStatus.PROPOSED.value,
        )
        self._tell_claims(entry, story)
        project = self.records.put(place, self._values(entry, story), story)
        if project is None:
            return
        for number, given in enumerate(entry.get("claims", [])):
            self._put_claim(f"{place}.claims[{number}]", project, given)
        for number, given in enumerate(entry.get("updates", [])):
            self._put_update(f"{place}.updates[{number}]", project, given)

    def _values(self, entry: dict[str, Any], story: Story) -> dict[str, Any]:
        load = self.load
        reported = entry.get("updates", [])
        story.values.setdefault("progress", reported[-1]["progress"] if reported else 0)
        if "result" in entry:
            story.values["result"] = entry["result"]
        return {
            **common(load, self.alliance, entry),
            **texts(entry, "title", "summary", "body", "place", "wanted"),
            "type": load.get("project_type", entry["type"]),
            "lead": load.get("organization", entry.get("lead")),
            "starts_on": parse_day(entry["starts_on"]),
            "due_on": parse_day(entry["due_on"]) if "due_on" in entry else None,
            **self._origin(entry),
            "partner_count": len(entry.get("claims", [])),
            "reported_on": max(
                (localdate(parse_moment(told["at"])) for told in reported), default=None
            ),
        }

    def _origin(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Where it comes from; not touched where people have gone on with that record, which is then not read."""
        named = self.load.named
        return {
            kind: named.get(kind, {}).get(entry.get(kind))
            for kind in ("resolution", "clause", "duty")
            if kind not in entry or entry[kind] in named.get(kind, {})
        }

    def _tell_claims(self, entry: dict[str, Any], story: Story) -> None:
        state = ProjectStatus.OPEN.value
        for given in entry.get("claims", []):
            by = self.load.get("login", given.get("by"))
            taken = Taken("claim", parse_moment(given["at"]), by, given.get("note", ""))
            unit = self.load.get("organization", given["organization"])
            story.events.append(event(taken, f"{unit.label}认领", state, state))
        story.events.sort(key=lambda told: told["at"])

    def _put_claim(self, place: str, project: Project, entry: dict[str, Any]) -> None:
        values = {
            "project": project,
            "organization": self.load.get("organization", entry["organization"]),
            "note": entry.get("note", ""),
            "by": self.load.get("login", entry.get("by")),
            "at": parse_moment(entry["at"]),
        }
        claim = self.claims.put(place, values)
        if claim is None:
            return
        for index, given in enumerate(entry.get("contributions", [])):
            told = {
                "claim": claim,
                **texts(given, "kind", "unit", "note"),
                "quantity": Decimal(str(given["quantity"])),
                "given_on": parse_day(given["given_on"]),
                "by": claim.by,
                "at": parse_moment(given["given_on"]),
            }
            self.contributions.put(f"{place}.contributions[{index}]", told)

    def _put_update(self, place: str, project: Project, entry: dict[str, Any]) -> None:
        values = {
            "project": project,
            "organization": self.load.get("organization", entry["organization"]),
            **texts(entry, "text"),
            "progress": entry["progress"],
            "at": parse_moment(entry["at"]),
            "by": self.load.get("login", entry.get("by")),
            "is_public": entry.get("is_public", False),
        }
        self.updates.put(place, values)


def put_projects(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    projects = Projects(load, alliance)
    for index, entry in enumerate(entries):
        projects.put(index, entry)


def put_bulletins(load: Load, alliance: Alliance, entries: list[dict[str, Any]]) -> None:
    rows = Rows(load, Bulletin.objects.filter(alliance=alliance), "column", "title")
    records = Records(load, rows, "bulletin")
    for index, entry in enumerate(entries):
        place = f"bulletins[{index}]"
        values = {
            **common(load, alliance, entry),
            **texts(entry, "title", "summary", "body"),
            "column": load.get("bulletin_column", entry["column"]),
            "dated_on": parse_day(entry["dated_on"]),
        }
        story = tell_published(load, alliance, Bulletin, place, entry, facts=PUBLICATION_FACTS)
        records.put(place, values, story)
