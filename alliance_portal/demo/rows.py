"""A large random data set of the demo's shape, made in batches so that memory stays constant."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import product

from django.db import connection, transaction

from alliance_portal import figures
from alliance_portal.demo.agreement_rows import make_agreements
from alliance_portal.demo.order_rows import make_orders
from alliance_portal.demo.second import second_alliance
from alliance_portal.demo.street import Street, at_nine
from alliance_portal.loading import load_data
from alliances.models import (
    AgendaItem,
    Alliance,
    Attendance,
    Bulletin,
    BulletinEvent,
    Duty,
    Meeting,
    MeetingEvent,
    Resolution,
)
from officekit.search import remembered_search_texts
from projects.models import Claim, Contribution, Project, ProjectEvent, Update

BATCH = 1000
# Of every kind so many per project.
SHARES = {
    "projects": 1,
    "orders": 1,
    "duties": 5,
    "meetings": 10,
    "bulletins": 10,
    "agreements": 20,
}
SECOND_SHARE = 4  # every fourth row belongs to the second alliance


def plan(rows: int) -> dict[str, int]:
    """How many rows of each main table N stands for."""
    return {name: rows // share for name, share in SHARES.items()}


def make_rows(rows: int, seed: int) -> Iterator[tuple[str, int]]:
    """Makes them; tells after each batch what was made and how many."""
    rng = random.Random(seed)  # noqa: S311 -- plausible data, no secrets
    load_data(second_alliance())
    first = Alliance.objects.exclude(slug="shili2").order_by("pk").first()
    second = Street(Alliance.objects.get(slug="shili2"), rng)
    streets = [second if first is None else Street(first, rng), second]
    with remembered_search_texts():
        for name, count in plan(rows).items():
            for start in range(0, count, BATCH):
                size = min(BATCH, count - start)
                street = streets[start // BATCH % SECOND_SHARE == SECOND_SHARE - 1]
                with transaction.atomic():
                    MAKERS[name](street, size)
                yield name, size
    connection.cursor().execute("ANALYZE")
    for street in streets:
        figures.refresh(street.alliance)


def _make_projects(street: Street, count: int) -> None:
    projects = [_project(street) for _ in range(count)]
    Project.objects.bulk_create(projects)
    claims = [
        Claim(project=project, organization=unit, by=street.user, at=at_nine(project.starts_on))
        for project in projects
        for unit in street.some_units(project.partner_count)
    ]
    Claim.objects.bulk_create(claims)
    Contribution.objects.bulk_create(_contribution(street, claim) for claim in claims[::2])
    ProjectEvent.objects.bulk_create(
        ProjectEvent(
            project=project,
            step="open",
            label="开放认领",
            source="proposed",
            target="open",
            by=street.user,
            at=at_nine(project.starts_on),
        )
        for project in projects
    )
    Update.objects.bulk_create(
        Update(
            project=project,
            organization=project.host,
            text="已与各方对接，按计划推进。",
            progress=project.progress,
            is_public=True,
            by=street.user,
            at=at_nine(project.reported_on),
        )
        for project in projects
        if project.reported_on
    )


def _project(street: Street) -> Project:
    rng, day, title = street.rng, street.day(), street.title()
    soon = day + timedelta(days=9)
    status = rng.choice(["proposed", "open", "running", "running", "done", "verified"])
    progress = {"running": rng.randrange(5, 100, 5), "done": 100, "verified": 100}.get(status, 0)
    return Project(
        alliance=street.alliance,
        host=street.host(),
        type=rng.choice(street.types),
        title=title,
        summary=f"{title}，由共建单位一起办。",
        place=title[:4],
        lead=rng.choice(street.units),
        starts_on=day,
        due_on=day + timedelta(days=rng.randrange(10, 300)),
        finished_on=soon if progress == 100 else None,
        progress=progress,
        reported_on=soon if progress and rng.randrange(2) else None,
        partner_count=rng.choice([0, 1, 1, 2]),
        status=status,
        **street.published(day),
    )


def _contribution(street: Street, claim: Claim) -> Contribution:
    return Contribution(
        claim=claim,
        kind="labour",
        quantity=Decimal(street.rng.randrange(1, 40)),
        unit="人次",
        given_on=claim.project.starts_on,
        by=street.user,
    )


def _make_duties(street: Street, count: int) -> None:
    Duty.objects.bulk_create(_duty(street) for _ in range(count))


def _duty(street: Street) -> Duty:
    day = street.day()
    ends = ["verified", "verified"] if street.user else ["done"]
    status = street.rng.choice(["open", "doing", "doing", "done", *ends])
    done = {"done_at": at_nine(day), "done_by": street.user}
    verified = {"verified_at": at_nine(day), "verified_by": street.user}
    return Duty(
        alliance=street.alliance,
        host=street.host(),
        lead=street.rng.choice(street.units),
        title=street.title(),
        due_on=day,
        status=status,
        set_at=at_nine(day - timedelta(days=30)),
        set_by=street.user,
        **(done if status in {"done", "verified"} else {}),
        **(verified if status == "verified" else {}),
    )


def _make_meetings(street: Street, count: int) -> None:
    meetings = [_meeting(street) for _ in range(count)]
    Meeting.objects.bulk_create(meetings)
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            organization=unit,
            status=street.rng.choice(["present", "present", "present", "proxy", "excused"]),
        )
        for meeting in meetings
        for unit in [meeting.host, *street.some_units(5)]
    )
    said = "大家认为应尽快办理。"
    items = [
        AgendaItem(meeting=meeting, order=place, title=street.title(), discussion=said)
        for meeting, place in product(meetings, range(2))
    ]
    AgendaItem.objects.bulk_create(items)
    _make_outcomes(street, meetings, items)


def _make_outcomes(street: Street, meetings: list[Meeting], items: list[AgendaItem]) -> None:
    Resolution.objects.bulk_create(
        Resolution(
            meeting=item.meeting,
            agenda_item=item,
            text=f"由牵头单位办理{item.title}",
            lead=street.rng.choice(street.units),
            due_on=item.meeting.starts_at.date() + timedelta(days=30),
        )
        for item in items
    )
    MeetingEvent.objects.bulk_create(
        MeetingEvent(
            meeting=meeting,
            step="finalize",
            label="定稿",
            source="reviewing",
            target="final",
            by=street.user,
            at=meeting.starts_at + timedelta(days=2),
        )
        for meeting in meetings
    )


def _meeting(street: Street) -> Meeting:
    day, host = street.day(), street.host()
    return Meeting(
        alliance=street.alliance,
        host=host,
        kind=street.rng.choice(street.kinds),
        title=f"{street.title()}联席会议",
        starts_at=at_nine(day),
        place="党群服务中心",
        status="final",
        minutes_year=day.year,
        minutes_number=street.next_number(host, day.year),
        finalized_at=at_nine(day + timedelta(days=2)),
        finalized_by=street.user,
        **street.published(day),
    )


def _make_bulletins(street: Street, count: int) -> None:
    bulletins = [_bulletin(street) for _ in range(count)]
    Bulletin.objects.bulk_create(bulletins)
    BulletinEvent.objects.bulk_create(
        BulletinEvent(
            bulletin=bulletin,
            step="propose",
            label="提出公开",
            source="private",
            target="proposed",
            by=street.user,
            at=at_nine(bulletin.dated_on),
        )
        for bulletin in bulletins
        if bulletin.proposed_at
    )


def _bulletin(street: Street) -> Bulletin:
    day, title = street.day(), street.title()
    return Bulletin(
        alliance=street.alliance,
        host=street.host(),
        column=street.rng.choice(street.columns),
        title=title,
        summary=f"{title}有了新安排。",
        body="请到社区党群服务中心咨询，工作日都可以办理。",
        dated_on=day,
        **street.published(day),
    )


MAKERS: dict[str, Callable[[Street, int], None]] = {
    "projects": _make_projects,
    "orders": make_orders,
    "duties": _make_duties,
    "meetings": _make_meetings,
    "bulletins": _make_bulletins,
    "agreements": make_agreements,
}
