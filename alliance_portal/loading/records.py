"""What records with a state have in common when they are put in."""

from typing import Any

from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.steps import Aside, Facts, Histories, Story, tell
from alliances.models import Alliance

PRIVATE = "private"


class Records:
    """The rows of one model with a state machine, and their events."""

    def __init__(self, load: Load, rows: Rows, owner: str) -> None:
        self.load, self.rows, self.histories = load, rows, Histories(load, rows, owner)

    def put(
        self,
        place: str,
        values: dict[str, Any],
        story: Story,
        many: dict[str, list[Any]] | None = None,
    ) -> Any:
        """The row; None where it is not valid, or where people have gone on with it since it was loaded."""
        wanted = {**values, **story.values}
        existing = self.rows.find(**wanted)
        if existing is not None and self.histories.is_ahead(existing, story):
            self.load.report.kept.append(f"{place}：{existing}")
            return None
        row = self.rows.put(place, wanted, many)
        if row is not None:
            self.histories.put(place, row, story)
        return row


def tell_published(
    load: Load,
    alliance: Alliance,
    model: type[Any],
    place: str,
    entry: dict[str, Any],
    *,
    facts: Facts,
    aside: Aside | None = None,
    **begins: str,
) -> Story:
    """The story of a record that can be made public."""
    steps, begins = entry.get("steps", []), {**begins, "publication": PRIVATE}
    story = tell(load, model, place, steps, begins=begins, facts=facts, aside=aside)
    values = story.values
    own = "approved_by" in values and values["approved_by"] == values.get("proposed_by")
    if own and not alliance.allows_self_approval:
        load.problem(f"{place}.steps", "提出人不能批准自己的公开申请，approve 请由另一人办理。")
    return story


def common(load: Load, alliance: Alliance, entry: dict[str, Any]) -> dict[str, Any]:
    """Alliance, host and scope."""
    return {
        "alliance": alliance,
        "host": load.get("organization", entry.get("host")) or alliance.anchor,
        "scope": entry.get("scope", "public"),
    }


def texts(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: entry.get(name, "") for name in names}
