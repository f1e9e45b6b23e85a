"""The agenda of a planned meeting: what earlier ones left open comes first, then topics and standing items."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Max
from django.utils.timezone import localdate

from alliances.models import AgendaItem, DutyStatus, HoldOver, Meeting, Resolution, RotaTurn
from alliances.quarters import Quarter, quarter_after, quarter_label, quarter_of
from alliances.standing import fill
from members.models import StepError, User

TITLE_LENGTH = 100
REASON_LENGTH = 200


@transaction.atomic
def open_agenda(meeting: Meeting) -> None:
    """What a planned meeting starts with: unfinished resolutions, then the standing items of its kind."""
    bring_back(meeting)
    last = _last_order(meeting)
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, order=last + place, title=title)
        for place, title in enumerate(standing_items(meeting), 1)
    )


@transaction.atomic
def bring_back(meeting: Meeting) -> int:
    """Puts the unfinished resolutions of the same body that are not there yet before all else; answers how many."""
    meeting.take_agenda()
    unfinished = Resolution.objects.to_bring_back(meeting).select_related("agenda_item")
    found = list(unfinished.order_by("due_on", "pk"))
    if not found:
        return 0
    carried = meeting.agenda_items.filter(carries__isnull=False).count()
    behind = meeting.agenda_items.filter(carries__isnull=True)
    behind.update(order=F("order") + carried + len(found) + 1)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            order=carried + place,
            title=resolution.text[:TITLE_LENGTH],
            fourfold=resolution.agenda_item.fourfold,  # type: ignore[union-attr]
            carries=resolution,
        )
        for place, resolution in enumerate(found, 1)
    )
    return len(found)


@transaction.atomic
def add_item(meeting: Meeting, item: AgendaItem) -> None:
    """加一项议程, at the end."""
    meeting.take_agenda()
    item.meeting, item.order = meeting, _last_order(meeting) + 1
    item.save()


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User) -> None:
    """删去一项议程; its topics wait for another meeting. What was brought back can only be held over, with a reason."""
    item.meeting.take_agenda()
    if item.carries_id:
        raise StepError("上次没有办结的事项不能直接删去，请写明原因延后到以后的会议。")
    for topic in item.topics.on_agenda():
        topic.release(by=by, note="从议程中移出")
    AgendaItem.objects.filter(pk=item.pk).delete()


@transaction.atomic
def hold_over(item: AgendaItem, *, reason: str, by: User) -> None:
    """延后: this meeting leaves an unfinished resolution to a later one."""
    item.meeting.take_agenda()
    if item.carries is None:
        raise StepError("只有上次没有办结的事项可以延后。")
    if not reason.strip():
        raise StepError("请填写延后的原因。")
    HoldOver.objects.create(
        meeting=item.meeting, resolution=item.carries, reason=reason.strip(), held_over_by=by
    )
    item.delete()


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool) -> None:
    """上移 or 下移 by one place; at the end of the list nothing happens."""
    item.meeting.take_agenda()
    items = list(item.meeting.agenda_items.all())
    place = items.index(item)
    target = place - 1 if up else place + 1
    if 0 <= target < len(items):
        items[place], items[target] = items[target], items[place]
    for order, row in enumerate(items, 1):
        row.order = order
    AgendaItem.objects.bulk_update(items, ["order"])


def standing_items(meeting: Meeting) -> list[str]:
    """The standing items of the kind, with last quarter's results and the rota filled in."""
    text = meeting.kind.standing_items
    return fill(text, _values(meeting)) if text else []


def _values(meeting: Meeting) -> dict[str, str]:
    this = quarter_of(localdate(meeting.starts_at))
    last, following = quarter_after(this, -1), quarter_after(this)
    turns = RotaTurn.objects.filter(body=meeting.host)
    holders = {
        (turn.year, turn.quarter): turn.organization.label
        for turn in turns.since(this).select_related("organization")[:2]
    }
    return {
        "上季度": quarter_label(last),
        "下季度": quarter_label(following),
        "落实情况": _results(meeting, last),
        "本季轮值": holders.get(this, "待排"),
        "下季轮值": holders.get(following, "待排"),
    }


def _results(meeting: Meeting, quarter: Quarter) -> str:
    """议定 3 件，已销号 2 件: what became of what this body's meetings agreed on in that quarter."""
    agreed = Resolution.objects.agreed_in(meeting.host, quarter)
    done = agreed.filter(duty__status=DutyStatus.VERIFIED).count()
    return f"议定 {agreed.count()} 件，已销号 {done} 件"


def _last_order(meeting: Meeting) -> int:
    return meeting.agenda_items.aggregate(n=Max("order"))["n"] or 0
