"""责任事项, wherever they come from: set by hand, by a meeting, by an agreement."""

from typing import Any

from alliance_portal.loading.records import Records, texts
from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.schema import parse_day, parse_moment
from alliance_portal.loading.steps import Facts, Taken, pair, tell
from alliances.models import Alliance, Duty, DutyNote, DutyStatus


def _unreported(_: Taken) -> dict[str, Any]:
    return {"done_at": None, "done_by": None}


FACTS: Facts = {
    "report_done": pair("done"),
    "verify": pair("verified"),
    "send_back": _unreported,
    "take_back": _unreported,
}
ORIGINS = ("lead", "title", "due_on", "resolution", "clause")


class _AgreedRows(Rows):
    def _key_of(self, row: Duty) -> tuple[Any, ...]:
        """One that was extended in the portal is known by the day that the file has."""
        values = zip(self.key, super()._key_of(row), strict=True)
        return tuple(row.agreed_due_on if name == "due_on" else value for name, value in values)


class Duties:
    """Puts duties in; one for the whole load, since they come from three parts of the file."""

    def __init__(self, load: Load, alliance: Alliance) -> None:
        existing = alliance.duties.prefetch_related("assistants")
        self.load, self.alliance = load, alliance
        self.records = Records(load, _AgreedRows(load, existing, *ORIGINS), "duty")
        self.notes = Rows(
            load, DutyNote.objects.filter(duty__alliance=alliance), "duty", "text", "at"
        )

    def put(
        self, place: str, entry: dict[str, Any], assistants: list[Any] | None = None, **values: Any
    ) -> None:
        begins = {"status": DutyStatus.OPEN.value}
        steps = entry.get("steps", [])
        story = tell(self.load, Duty, place, steps, begins=begins, facts=FACTS)
        values = {"resolution": None, "clause": None, "alliance": self.alliance, **values}
        duty = self.records.put(place, values, story, {"assistants": assistants or []})
        if "key" in entry:
            self.load.name("duty", entry["key"], self.records.rows.find(**values))
        if duty is None:
            return
        for index, note in enumerate(entry.get("notes", [])):
            by = self.load.get("login", note["by"])
            told = {"duty": duty, "text": note["text"], "by": by, "at": parse_moment(note["at"])}
            self.notes.put(f"{place}.notes[{index}]", told)


def put_duties(load: Load, duties: Duties, entries: list[dict[str, Any]]) -> None:
    for index, entry in enumerate(entries):
        duties.put(
            f"duties[{index}]",
            entry,
            load.all("organization", entry.get("assistants", [])),
            **texts(entry, "title", "detail"),
            host=load.get("organization", entry.get("host")) or duties.alliance.anchor,
            lead=load.get("organization", entry["lead"]),
            due_on=parse_day(entry["due_on"]),
            rhythm=entry.get("rhythm", ""),
            repeats_until=parse_day(entry["repeats_until"]) if "repeats_until" in entry else None,
            set_at=parse_moment(entry["set_at"]),
            set_by=load.get("login", entry.get("set_by")),
        )
