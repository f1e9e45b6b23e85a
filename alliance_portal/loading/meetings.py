"""Meetings with attendance, agenda, resolutions, and the duties of final minutes."""

from typing import Any

from django.utils.timezone import localtime

from alliance_portal.loading.duties import Duties
from alliance_portal.loading.records import Records, common, tell_published, texts
from alliance_portal.loading.rows import Load, Rows
from alliance_portal.loading.schema import parse_day, parse_moment
from alliance_portal.loading.steps import PUBLICATION_FACTS, Facts, Story, pair
from alliances.models import (
    AgendaItem,
    Alliance,
    Attendance,
    Fourfold,
    Invitation,
    Meeting,
    MeetingStatus,
    Resolution,
)
from alliances.models.meeting_status import OPEN_AGENDA, TOLD

FACTS: Facts = {**PUBLICATION_FACTS, "finalize": pair("finalized")}


class Meetings:
    """Puts meetings in."""

    def __init__(self, load: Load, alliance: Alliance, duties: Duties) -> None:
        self.load, self.alliance, self.duties = load, alliance, duties
        existing = Meeting.objects.filter(alliance=alliance)
        rows = Rows(load, existing, "host", "title", "starts_at")
        self.records = Records(load, rows, "meeting")
        inside = {"meeting__alliance": alliance}
        expected = Attendance.objects.filter(**inside)
        self.units = Rows(load, expected.filter(guest_role=""), "meeting", "organization")
        invited = Invitation.objects.filter(**inside)
        self.invitations = Rows(load, invited, "meeting", "organization")
        guests = expected.exclude(guest_role="")
        self.guests = Rows(load, guests, "meeting", "guest_role", "person_name")
        self.items = Rows(load, AgendaItem.objects.filter(**inside), "meeting", "title")
        resolutions = Resolution.objects.filter(**inside).prefetch_related("assistants")
        self.resolutions = Rows(load, resolutions, "agenda_item", "text")

    def put(self, index: int, entry: dict[str, Any]) -> None:
        place = f"meetings[{index}]"
        afterwards = entry.get("recorded_afterwards", False)
        begins = MeetingStatus.DRAFTING if afterwards else MeetingStatus.COLLECTING
        story = tell_published(
            self.load,
            self.alliance,
            Meeting,
            place,
            entry,
            facts=FACTS,
            status=begins.value,
        )
        values = {
            **common(self.load, self.alliance, entry),
            **texts(entry, "title", "place", "chair", "recorder", "opening"),
            "kind": self.load.get("meeting_kind", entry["kind"]),
            "starts_at": parse_moment(entry["starts_at"]),
        }
        values["sequence"] = sum(taken["step"] in TOLD for taken in story.events)
        values |= self._number(place, entry, values, story)
        meeting = self.records.put(place, values, story)
        if meeting is None:
            return
        for number, given in enumerate(entry.get("attendances", [])):
            self._put_attendance(f"{place}.attendances[{number}]", meeting, given)
        for number, given in enumerate(entry.get("agenda", [])):
            self._put_item(f"{place}.agenda[{number}]", meeting, number, given)

    def _number(
        self, place: str, entry: dict[str, Any], values: dict[str, Any], story: Story
    ) -> dict[str, Any]:
        final = "finalized_at" in story.values
        if final != ("minutes_number" in entry):
            message = "定稿的纪要要有序号。" if final else "没有定稿（finalize）的纪要没有序号。"
            self.load.problem(f"{place}.minutes_number", message)
        year = localtime(values["starts_at"]).year if final else None
        quorum = values["kind"].quorum if final else None
        return {
            "minutes_year": year,
            "minutes_number": entry.get("minutes_number"),
            "quorum": quorum,
        }

    def _put_attendance(self, place: str, meeting: Meeting, entry: dict[str, Any]) -> None:
        organization = self.load.get("organization", entry.get("organization"))
        if organization and meeting.status in OPEN_AGENDA:
            called = meeting.events.filter(step__in=TOLD).order_by("at").last()
            values = {"meeting": meeting, "organization": organization, "asked": meeting.sequence}
            values["sent_at"] = called.at if called else None
            self.invitations.put(place, values)
            if not (entry.get("person") or entry.get("status")):
                return
        values = {
            "meeting": meeting,
            "organization": organization,
            "guest_role": entry.get("guest", ""),
            "person_name": entry.get("person", ""),
            "status": entry.get("status", ""),
        }
        (self.guests if values["guest_role"] else self.units).put(place, values)

    def _put_item(self, place: str, meeting: Meeting, order: int, entry: dict[str, Any]) -> None:
        values = {
            "meeting": meeting,
            "order": order,
            **texts(entry, "title", "discussion"),
            "fourfold": entry.get("fourfold", Fourfold.DELIBERATE),
            "proposer": self.load.get("organization", entry.get("proposer")),
        }
        known = self.items.find(**values)
        if known and meeting.status in OPEN_AGENDA:  # its items are moved about on the desk
            values["order"] = known.order
        item = self.items.put(place, values)
        if item is None:
            return
        for number, given in enumerate(entry.get("resolutions", [])):
            self._put_resolution(f"{place}.resolutions[{number}]", meeting, item, number, given)

    def _put_resolution(
        self, place: str, meeting: Meeting, item: AgendaItem, order: int, entry: dict[str, Any]
    ) -> None:
        assistants = self.load.all("organization", entry.get("assistants", []))
        values = {
            "meeting": meeting,
            "agenda_item": item,
            "order": order,
            "text": entry["text"],
            "lead": self.load.get("organization", entry["lead"]),
            "due_on": parse_day(entry["due_on"]),
        }
        resolution = self.resolutions.put(place, values, {"assistants": assistants})
        if resolution is None:
            return
        if "key" in entry:
            self.load.name("resolution", entry["key"], resolution)
        if meeting.status == MeetingStatus.FINAL:
            self._put_duty(place, meeting, resolution, entry, assistants)
        elif "duty" in entry:
            self.load.problem(f"{place}.duty", "定稿以后才有责任事项。")

    def _put_duty(
        self,
        place: str,
        meeting: Meeting,
        resolution: Resolution,
        entry: dict[str, Any],
        assistants: list[Any],
    ) -> None:
        self.duties.put(
            f"{place}.duty",
            entry.get("duty", {}),
            assistants,
            host=meeting.host,
            lead=resolution.lead,
            title=resolution.text[:100],
            detail=resolution.text,
            due_on=resolution.due_on,
            resolution=resolution,
            set_at=meeting.finalized_at,
            set_by=meeting.finalized_by,
        )


def put_meetings(
    load: Load, alliance: Alliance, duties: Duties, entries: list[dict[str, Any]]
) -> None:
    meetings = Meetings(load, alliance, duties)
    for index, entry in enumerate(entries):
        meetings.put(index, entry)
