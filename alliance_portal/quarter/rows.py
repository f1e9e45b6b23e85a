"""The rows that a quarter is reported by, and what is said of each."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from alliance_portal.quarter.period import Period, Told
from alliances.models import Agreement, Duty, HoldOver, Meeting, MeetingStatus, Resolution
from alliances.models.duty_rows import DutyQuerySet
from alliances.models.meeting_status import HELD
from officekit.links import address_of
from officekit.text import cn_date
from projects.models import Claim, Project, ProjectStatus

DONE = (ProjectStatus.DONE, ProjectStatus.VERIFIED)


def meetings(period: Period) -> models.QuerySet[Any]:
    rows = Meeting.objects.filter(status__in=HELD, **period.hosted(), **period.within("starts_at"))
    return rows.select_related("kind", "host")


def resolutions(period: Period) -> models.QuerySet[Any]:
    rows = Resolution.objects.standing().filter(
        duty__isnull=False,
        **period.hosted("meeting__host"),
        **period.within("meeting__starts_at"),
    )
    return rows.select_related("meeting", "lead", "duty")


def duties(period: Period) -> DutyQuerySet:
    return Duty.objects.filter(**period.hosted()).select_related("lead")


def held_over(period: Period) -> models.QuerySet[Any]:
    rows = HoldOver.objects.filter(
        **period.hosted("meeting__host"), **period.within("held_over_at")
    )
    return rows.select_related("meeting", "resolution")


def agreements(period: Period) -> models.QuerySet[Any]:
    return Agreement.objects.filter(**period.hosted())


def projects(period: Period) -> models.QuerySet[Any]:
    return Project.objects.filter(**period.hosted()).select_related("lead", "host")


def running(period: Period) -> models.QuerySet[Any]:
    finished_later = Q(status__in=DONE, finished_on__gt=period.until)
    rows = projects(period).filter(starts_on__lte=period.until)
    return rows.filter(Q(status=ProjectStatus.RUNNING) | finished_later)


def claims(period: Period) -> models.QuerySet[Any]:
    rows = Claim.objects.filter(**period.hosted("project__host"), **period.within("at"))
    return rows.select_related("project", "organization")


def tell_meeting(row: Meeting) -> Told:
    return Told(row.title, f"{cn_date(row.starts_at)}，{_number(row)}", address_of(row))


def _number(meeting: Meeting) -> str:
    if meeting.status == MeetingStatus.FINAL:
        return meeting.number_label
    return f"纪要{meeting.get_status_display().removeprefix('纪要')}"


def tell_resolution(row: Resolution) -> Told:
    state = row.duty.get_status_display()
    detail = f"{row.lead.label}牵头，{cn_date(row.due_on)}前，{state}"
    return Told(row.text, detail, address_of(row.duty))


def tell_duty(row: Duty) -> Told:
    detail = f"{row.lead.label}，{cn_date(row.due_on)}前，{row.get_status_display()}"
    return Told(row.detail or row.title, detail, address_of(row))


def tell_held_over(row: HoldOver) -> Told:
    return Told(row.resolution.text, f"{row.meeting.title}：{row.reason}", address_of(row.meeting))


def tell_agreement(row: Agreement) -> Told:
    term = f"{cn_date(row.starts_on)}至{cn_date(row.ends_on)}"
    return Told(row.title, f"{term}，{row.get_status_display()}", address_of(row))


def tell_project(row: Project) -> Told:
    lead = f"{row.lead.label}牵头" if row.lead else "还没有牵头单位"
    running = f"，进度 {row.progress}%" if row.status == ProjectStatus.RUNNING else ""
    done = f"，{cn_date(row.finished_on)}完成" if row.finished_on else running
    return Told(row.title, f"{lead}，{row.get_status_display()}{done}", address_of(row))


def tell_claim(row: Claim) -> Told:
    detail = f"{row.organization.label}，{cn_date(row.at)}认领"
    return Told(row.project.title, detail, address_of(row.project))
