"""One user at one page of minutes: what the page may offer, what it shows, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate, now

from alliances.forms.conflict import Merge
from alliances.forms.sheet import MinutesSheet
from alliances.forms.sheet_data import Data, add_item, data_of, kept, restored
from alliances.frozen import thawed
from alliances.minutes import Facts, facts_of
from alliances.models import (
    Alliance,
    Meeting,
    MeetingEvent,
    MeetingKind,
    MeetingStatus,
    MinutesVersion,
)
from alliances.models.meeting_status import SENT_BACK
from alliances.papers.minutes import compose_minutes
from alliances.rosters import HOST_LEVELS, contact_names
from members.decorators import AuthedRequest
from members.models import FormDraft, Level, Organization


@dataclass
class Desk:
    """One user at one page of minutes; `meeting` is None until it is stored for the first time."""

    request: AuthedRequest
    alliance: Alliance
    meeting: Meeting | None = None

    @property
    def key(self) -> str:
        return f"meeting:{self.meeting.pk if self.meeting else 'new'}"

    @property
    def url(self) -> str:
        if self.meeting is None:
            return reverse("alliances:meeting_new")
        return reverse("alliances:meeting_edit", args=[self.meeting.pk])

    @property
    def version(self) -> int:
        return self.meeting.version if self.meeting else 0

    @cached_property
    def hosts(self) -> list[Organization]:
        """Who may have called it: the user's own organization first. A stored meeting keeps its host."""
        if self.meeting:
            return [self.meeting.host]
        user = self.request.user
        allowed = Organization.objects.overseen_by(user).filter(is_active=True)
        callers = Q(pk=user.organization_id) | Q(level__in=HOST_LEVELS)
        return list(allowed.filter(callers).order_by("path"))

    @cached_property
    def kinds(self) -> list[MeetingKind]:
        usable = Q(is_active=True) | Q(pk=self.meeting.kind_id if self.meeting else None)
        kinds = MeetingKind.objects.filter(usable, alliance=self.alliance)
        if all(host.level != Level.STREET for host in self.hosts):
            kinds = kinds.exclude(level=MeetingKind.MeetingLevel.STREET)
        return list(kinds)

    def sheet(self, data: Data, **options: Any) -> MinutesSheet:
        return MinutesSheet(
            data,
            alliance=self.alliance,
            hosts=self.hosts,
            kinds=self.kinds,
            meeting=self.meeting,
            **options,
        )

    def draft(self) -> FormDraft | None:
        return FormDraft.objects.of(self.request.user, self.key)

    def keep(self, data: Data, version: int) -> FormDraft:
        return FormDraft.objects.keep(self.request.user, self.key, kept(data), version)

    def drop_draft(self) -> None:
        FormDraft.objects.filter(user=self.request.user, key=self.key).delete()

    def stored_data(self) -> Data:
        """What the page shows before anybody has typed: the stored minutes, or what is usual for the host."""
        if self.meeting is None:
            return self._usual_data()
        return self.data_of(facts_of(self.meeting, as_answered=self.meeting.starts_at <= now()))

    @staticmethod
    def data_of(facts: Facts) -> Data:
        data = data_of(facts)
        if not data.getlist("item"):
            add_item(data)
        return data

    def merge(self, meeting: Meeting, draft: FormDraft) -> Merge:
        """The draft and what is stored now, each against what the draft was written on."""
        stored = facts_of(meeting)
        old = MinutesVersion.objects.facts_at(meeting, draft.base_version)
        base = stored if draft.base_version == meeting.version else thawed(old) if old else None
        return Merge(
            base=self.sheet(self.data_of(base)) if base else None,
            theirs=self.sheet(self.data_of(stored)),
            mine=self.sheet(restored(draft.data)),
        )

    def _usual_data(self) -> Data:
        host, user = self.hosts[0], self.request.user
        last = Meeting.objects.filter(host=host).order_by("-starts_at", "-pk").first()
        kinds = [kind.pk for kind in self.kinds]
        usual = {
            "host": host.pk,
            "kind": last.kind_id if last and last.kind_id in kinds else next(iter(kinds), ""),
            "place": last.place if last else "",
            "chair": contact_names([host], localdate()).get(host.pk, ""),
            "recorder": user.name,
        }
        data: Data = MultiValueDict({name: [str(value)] for name, value in usual.items()})
        add_item(data)
        return data

    def context(self, sheet: MinutesSheet, draft: FormDraft | None, version: int) -> dict[str, Any]:
        return {
            "desk": self,
            "sheet": sheet,
            "meeting": self.meeting,
            "facts": sheet.facts,
            "minutes": compose_minutes(sheet.facts),
            "draft": draft,
            "base_version": version,
            "is_stale": version != self.version or not (self.meeting or Meeting()).is_editable,
            "steps": {
                step.name for step in (self.meeting or Meeting()).steps_for(self.request.user)
            },
        }

    def _sent_back(self) -> MeetingEvent | None:
        """退回修改 or 更正, where that is why the minutes are written on."""
        if self.meeting is None or self.meeting.status != MeetingStatus.DRAFTING:
            return None
        last = self.meeting.events.select_related("by").order_by("-pk").first()
        return last if last and last.step in SENT_BACK else None

    def page(
        self,
        sheet: MinutesSheet,
        draft: FormDraft | None,
        version: int,
        *,
        complains: bool = False,
        **more: Any,
    ) -> HttpResponse:
        context = self.context(sheet, draft, version) | {"complains": complains} | more
        context["sent_back"] = self._sent_back()
        if not complains:
            sheet.hide_errors()
        return render(self.request, "alliances/meeting_edit.html", context)


def open_desk(request: AuthedRequest, pk: int | None = None) -> Desk:
    if pk is None:
        alliances = Alliance.objects.of_user(request.user).select_related("anchor")
        return Desk(request, get_object_or_404(alliances.order_by("pk")[:1]))
    mine = Meeting.objects.editable_by(request.user)
    meeting = get_object_or_404(mine.select_related("alliance__anchor", "host", "kind"), pk=pk)
    return Desk(request, meeting.alliance, meeting)
