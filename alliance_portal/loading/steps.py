"""What a record's steps, written down in a file, say of its state today: the state machine told, not run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.schema import parse_moment
from members.models import StepModel, User


@dataclass(frozen=True)
class Taken:
    """One step of the file, read."""

    name: str
    at: datetime
    by: User | None
    note: str


Facts = Mapping[str, Callable[[Taken], dict[str, Any]]]


def pair(stem: str) -> Callable[[Taken], dict[str, Any]]:
    """The step is remembered in `<stem>_at` and `<stem>_by`."""
    return lambda taken: {f"{stem}_at": taken.at, f"{stem}_by": taken.by}


PUBLICATION_FACTS: Facts = {
    "propose": pair("proposed"),
    "approve": pair("approved"),
    "publish": pair("published"),
}


@dataclass
class Story:
    """The values that the steps leave on the record, and the event rows that tell them."""

    values: dict[str, Any]
    events: list[dict[str, Any]] = field(default_factory=list)


# Follows the steps that are no arrow of the state machine: what is wrong with one ("" for nothing), None for others.
Aside = Callable[[Story, dict[str, Any], Taken], str | None]


def tell(
    load: Load,
    model: type[StepModel],
    place: str,
    entries: list[dict[str, Any]],
    *,
    begins: Mapping[str, str],
    facts: Facts,
    aside: Aside | None = None,
) -> Story:
    """Follows the steps from the states in `begins`; notes every one that could not have been taken."""
    story = Story(dict(begins))
    for index, entry in enumerate(entries):
        where = f"{place}.steps[{index}]"
        taken = read_step(load, entry)
        earlier = story.events[-1]["at"] if story.events else taken.at
        if taken.at < earlier:
            load.problem(f"{where}.at", "不能早于上一步。")
        message = aside(story, entry, taken) if aside else None
        if message is None:
            message = _follow(model, story, taken, facts)
        if message:
            load.problem(where, message)
    return story


def read_step(load: Load, entry: dict[str, Any]) -> Taken:
    by = load.get("login", entry.get("by"))
    return Taken(entry["step"], parse_moment(entry["at"]), by, entry.get("note", ""))


def _follow(model: type[StepModel], story: Story, taken: Taken, facts: Facts) -> str:
    """Moves the story along one arrow; says why where there is none."""
    steps = {step.name: step for step in model.STEPS}
    step = steps.get(taken.name)
    if step is None:
        return f"没有“{taken.name}”这一步；可以写的是 {'、'.join(steps)}。"
    source = story.values[step.field]
    if source not in step.sources:
        state = dict(model._meta.get_field(step.field).flatchoices)[source]  # type: ignore[union-attr]
        return f"这时的状态是“{state}”，不能“{step.label}”。"
    if step.note_required and not taken.note.strip():
        return f"“{step.label}”要写明{step.asks}（note）。"
    story.values[step.field] = step.target
    story.events.append(event(taken, step.label, source, step.target))
    if remember := facts.get(taken.name):
        story.values |= remember(taken)
    return ""


def event(taken: Taken, label: str, source: str, target: str) -> dict[str, Any]:
    return {
        "step": taken.name,
        "label": label[:24],
        "source": source,
        "target": target,
        "by": taken.by,
        "at": taken.at,
        "note": taken.note,
    }


class Histories:
    """The event rows of one kind of record."""

    def __init__(self, load: Load, records: Rows, owner: str) -> None:
        events = records.model._meta.get_field("events").related_model.objects
        existing = events.filter(**{f"{owner}__in": [row.pk for row in records.existing.values()]})
        self.owner = owner
        self.rows = Rows(load, existing, owner, "step", "label", "at")
        self.load = load

    def is_ahead(self, record: Any, story: Story) -> bool:
        """People have gone on with this record in the portal: the file no longer tells its state."""
        told = {(event["step"], event["label"], event["at"]) for event in story.events}
        return any(key[0] == record.pk and key[1:] not in told for key in self.rows.existing)

    def put(self, place: str, record: Any, story: Story) -> None:
        for event_values in story.events:
            self.rows.put(place, {self.owner: record, **event_values})
