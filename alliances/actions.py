"""Changes that touch several aggregates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F

from alliances.minutes import HEARD, Facts
from alliances.models import (
    AgendaItem,
    Alliance,
    Attendance,
    Meeting,
    MinutesVersion,
    Opinion,
    Resolution,
)
from alliances.models.meeting_status import EDITABLE
from members.models import StepError, User

VOICE_FIELDS = ("role", "channel", "stance", "text", "people")
BASICS = ("kind", "title", "starts_at", "place", "chair", "recorder", "opening")

Record = TypeVar("Record", bound=models.Model)


class StaleMinutesError(StepError):
    """Somebody else has saved or finalised these minutes since the page was opened."""


@transaction.atomic
def record_meeting(alliance: Alliance, facts: Facts, *, by: User, then: str = "") -> Meeting:
    """记一次会议: a new meeting with its minutes, and `then` the step submit or finalize at once."""
    meeting = Meeting(alliance=alliance, host=facts.host)
    _write(meeting, facts, by=by, then=then)
    return meeting


@transaction.atomic
def save_minutes(
    meeting: Meeting, facts: Facts, *, base_version: int, by: User, then: str = ""
) -> None:
    """Stores minutes that were written on top of `base_version`, and `then` takes the step submit or finalize.

    StaleMinutesError where somebody was quicker, StepError where the step is not possible: then nothing is changed.
    """
    # One UPDATE both checks what `by` saw and takes the row, so that the later of two saves is refused.
    fresh = Meeting.objects.filter(pk=meeting.pk, version=base_version, status__in=EDITABLE)
    if not fresh.update(version=F("version") + 1):
        raise StaleMinutesError("这份纪要刚刚有人保存过，您填的内容没有覆盖它。")
    MinutesVersion.objects.keep(meeting, base_version)
    meeting.refresh_from_db()
    _write(meeting, facts, by=by, then=then)


def _write(meeting: Meeting, facts: Facts, *, by: User, then: str) -> None:
    for name in BASICS:
        setattr(meeting, name, getattr(facts, name))
    meeting._history_user = by
    meeting.save()
    _write_rows(meeting, facts)
    if then:
        getattr(meeting, then)(by=by)
    MinutesVersion.objects.keep(meeting)


def _write_rows(meeting: Meeting, facts: Facts) -> None:
    """Attendance is written anew; agenda items and resolutions keep their rows, in a fixed number of queries."""
    meeting.attendances.all().delete()
    Attendance.objects.bulk_create(_attendances(meeting, facts))
    # Where the kind of meeting hears no residents, what was stored under another kind is left alone.
    heard = HEARD if meeting.kind.hears_residents else ()
    stored = {row.pk: row for row in meeting.agenda_items.all()}
    items = [
        stored.pop(item.pk or 0, AgendaItem(meeting=meeting, carries_id=item.carries))
        for item in facts.items
    ]
    for order, (row, item) in enumerate(zip(items, facts.items, strict=True), 1):
        row.order, row.title, row.fourfold = order, item.title, item.fourfold
        row.proposer, row.discussion = item.proposer, item.discussion
        for name in heard:
            setattr(row, name, getattr(item, name))
    _store(AgendaItem, items, ["order", "title", "fourfold", "proposer", "discussion", *heard])
    _write_resolutions(meeting, facts, items)
    if heard:
        _write_opinions(meeting, facts, items)
    meeting.agenda_items.filter(pk__in=stored).delete()


def _attendances(meeting: Meeting, facts: Facts) -> list[Attendance]:
    units = [
        Attendance(
            meeting=meeting,
            organization=row.organization,
            person_name=row.name,
            status=row.status,
        )
        for row in facts.attended
    ]
    guests = [
        Attendance(meeting=meeting, guest_role=guest.role, person_name=guest.name)
        for guest in facts.guests
    ]
    return [*units, *guests]


def _write_resolutions(meeting: Meeting, facts: Facts, items: list[AgendaItem]) -> None:
    stored = {row.pk: row for row in meeting.resolutions.all()}
    rows, assisting = [], []
    for item, row in zip(facts.items, items, strict=True):
        for order, decision in enumerate(item.decisions, 1):
            resolution = stored.pop(decision.pk or 0, Resolution(meeting=meeting))
            resolution.agenda_item, resolution.order = row, order
            resolution.text = decision.text
            # A sheet without problems has both; one with problems is never saved.
            resolution.lead, resolution.due_on = decision.lead, decision.due_on  # type: ignore[assignment]
            rows.append(resolution)
            assisting.append([unit for unit in decision.assistants if unit != decision.lead])
    _store(Resolution, rows, ["agenda_item", "order", "text", "lead", "due_on"])
    link = Resolution.assistants.through
    link.objects.filter(resolution__meeting=meeting).delete()
    link.objects.bulk_create(
        link(resolution=row, organization=unit)
        for row, units in zip(rows, assisting, strict=True)
        for unit in units
    )
    gone = meeting.resolutions.filter(pk__in=stored)
    # Once minutes were final, what they said stays: a correction strikes it, and its duty is closed when it takes effect.
    gone.filter(duty__isnull=False).update(agenda_item=None)
    gone.filter(duty__isnull=True).delete()


def _write_opinions(meeting: Meeting, facts: Facts, items: list[AgendaItem]) -> None:
    own = Opinion.objects.filter(agenda_item__meeting=meeting)
    stored, rows = {row.pk: row for row in own}, []
    for item, row in zip(facts.items, items, strict=True):
        for order, voice in enumerate(item.voices, 1):
            opinion = stored.pop(voice.pk or 0, Opinion())
            opinion.agenda_item, opinion.order = row, order
            for name in VOICE_FIELDS:
                setattr(opinion, name, getattr(voice, name))
            rows.append(opinion)
    _store(Opinion, rows, ["agenda_item", "order", *VOICE_FIELDS])
    own.filter(pk__in=stored).delete()


def _store(model: type[Record], rows: Iterable[Record], fields: list[str]) -> None:
    rows = list(rows)
    model._default_manager.bulk_create([row for row in rows if row.pk is None])
    model._default_manager.bulk_update([row for row in rows if row.pk is not None], fields)
