from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now

from alliance_portal.figures import read, refresh, refresh_all
from alliances.models import Alliance
from members.models import Organization
from tests.alliance_portal.public import alliance_of, hidden_rows, public_rows
from tests.factories import (
    AgreementFactory,
    BulletinFactory,
    ClaimFactory,
    MeetingFactory,
    MembershipFactory,
    OrderCategoryFactory,
    OrderFactory,
    ProjectFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db

# Shares and a median: no list has that many rows.
DERIVED = {"orders-on-time", "orders-solved", "orders-satisfied", "orders-days"}
TODAY = "2026-11-26T10:00+08:00"


def counted_alliance():
    alliance = alliance_of("1+2+N", last=4)
    public_rows(alliance, 2)
    ProjectFactory(alliance=alliance, public=True, done=True)
    ProjectFactory(alliance=alliance, public=True, done=True, status="verified")
    ProjectFactory(alliance=alliance, public=True, running=True)
    claimed = ProjectFactory(alliance=alliance, public=True, status="open", partner_count=1)
    ClaimFactory(project=claimed)
    AgreementFactory(alliance=alliance, public=True, status="expired", signed_on="2026-01-01")
    hidden_rows(alliance)
    of = {"alliance": alliance, "host": alliance.anchor}
    OrderFactory(**of, accepted=True)
    OrderFactory(**of, finished=True, accepted_at=now())
    OrderFactory(**of, rated=True, on_time=False)
    OrderFactory(**of, rated=True, solved="no", stars=2)
    OrderFactory(**of, refused=True)
    MembershipFactory(alliance=alliance, tier=alliance.tiers.last(), stage="found", joined_on=None)
    refresh(alliance)
    return alliance


def test_every_figure_links_to_exactly_the_rows_it_counts(client):
    alliance = counted_alliance()

    figures = client.get(reverse("figures", args=[alliance.slug])).context["facts"]["figures"]
    figures = [figure for figure in figures if figure.key not in DERIVED]

    shown = {figure.key: figure.value for figure in figures}
    behind = {figure.key: client.get(figure.url).context["page"].total for figure in figures}
    assert behind == shown
    assert shown == {
        "members": 7, "tier-1": 1, "tier-2": 2, "tier-3": 4,
        "agreements": 3, "agreements-in-force": 2, "meetings": 2, "bulletins": 2,
        "projects": 6, "projects-open": 1, "projects-claimed": 1, "projects-running": 1,
        "projects-finished": 2,
        "orders": 5, "orders-accepted": 2, "orders-finished": 3, "orders-refused": 1,
    }  # fmt: skip


def test_every_share_is_of_the_rows_that_the_lists_have(client):
    alliance = counted_alliance()

    page = reverse("orders:order_list", args=[alliance.slug])
    states = ("on-time", "solved", "satisfied", "finished", "rated")
    rows = {state: client.get(page, {"state": state}).context["page"].total for state in states}
    shown = {figure.key: figure for figure in read(alliance).figures([])}
    for key, state, whole in (
        ("orders-on-time", "on-time", "finished"),
        ("orders-solved", "solved", "rated"),
        ("orders-satisfied", "satisfied", "rated"),
    ):
        assert shown[key].value == round(Decimal(100 * rows[state]) / rows[whole], 1)
        assert shown[key].url.endswith(f"state={state}")
    assert shown["orders-days"].value == 3


def test_every_type_links_to_exactly_its_projects(client):
    alliance = counted_alliance()

    snapshot = read(alliance)
    types = snapshot.types()
    table = snapshot.type_table(types)

    assert [row.url for row in types] == [row.numbers[0][1] for row in table.rows]
    assert {heading: sum(numbers) for heading, numbers in table.lines()} == {
        "项目": 6, "已完成": 2, "正在实施": 1,
    }  # fmt: skip
    assert all(
        client.get(url).context["page"].total == number
        for row in table.rows
        for number, url in row.numbers
    )


@pytest.fixture
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


def page_of(client, alliance, **query):
    return client.get(reverse("figures", args=[alliance.slug]), query)


def test_every_month_links_to_exactly_its_projects(client, today):
    alliance = alliance_of("1+2+N")
    for day in ("2026-03-31", "2026-04-01", "2026-04-30", "2025-04-01"):
        ProjectFactory(alliance=alliance, public=True, starts_on=day)
    ProjectFactory(
        alliance=alliance, public=True, done=True, starts_on="2025-12-31", finished_on="2026-04-02"
    )
    ProjectFactory(alliance=alliance, starts_on="2026-04-02")
    refresh(alliance)

    months = page_of(client, alliance).context["facts"]["months"].rows

    assert {
        row.label: tuple(n for n, _ in row.numbers)
        for row in months
        if any(n for n, _ in row.numbers)
    } == {"3月": (1, 0), "4月": (2, 1)}
    assert [row.label for row in months][-1] == "11月"
    assert all(
        client.get(url).context["page"].total == number
        for row in months
        for number, url in row.numbers
    )
    last_year = page_of(client, alliance, year=2025).context["facts"]["months"].rows
    assert last_year[3].numbers[0][0] == 1


def test_orders_of_every_category_and_community_lead_to_exactly_their_rows(client):
    alliance = alliance_of("1+2+N")
    lamp, grass = OrderCategoryFactory.create_batch(2, alliance=alliance)
    street, first, _ = Organization.objects.hosts_of(alliance.pk)
    for host, category, state in (
        (first, lamp, {"finished": True}),
        (first, grass, {"refused": True}),
        (street, lamp, {"accepted": True}),
    ):
        OrderFactory(alliance=alliance, host=host, category=category, **state)
    OrderFactory(finished=True)
    refresh(alliance)

    tables = page_of(client, alliance).context["facts"]["order_tables"]

    shown = [
        {row.label: tuple(n for n, _ in row.numbers) for row in table.rows} for table in tables
    ]
    assert shown == [
        {lamp.name: (2, 1, 0), grass.name: (1, 0, 1)},
        {street.label: (1, 0, 0), first.label: (2, 1, 1)},
    ]
    assert all(
        client.get(url).context["page"].total == number
        for table in tables
        for row in table.rows
        for number, url in row.numbers
    )


def test_no_order_no_table(client):
    alliance = alliance_of("1+2+N")
    refresh(alliance)

    assert page_of(client, alliance).context["facts"]["order_tables"] == []


@pytest.mark.parametrize("year", ["2024", "x", "-1", "2026' OR 1=1", "９"])
def test_months_of_any_other_year_are_those_of_this_one(client, today, year):
    alliance = counted_alliance()

    assert page_of(client, alliance, year=year).context["year"] == 2026


def test_every_target_links_to_exactly_the_rows_it_counts(client, today):
    alliance = alliance_of("1+2+N", last=4)
    MeetingFactory(alliance=alliance, final=True, public=True, starts_at="2026-01-01T00:30+08:00")
    MeetingFactory(alliance=alliance, final=True, public=True, starts_at="2025-12-31T23:30+08:00")
    BulletinFactory(alliance=alliance, public=True, dated_on="2026-05-01")
    AgreementFactory(alliance=alliance, public=True, in_force=True)
    ProjectFactory(alliance=alliance, public=True, done=True)
    for figure in (
        "projects-finished",
        "members",
        "meetings",
        "agreements-in-force",
        "bulletins",
        "projects",
    ):
        TargetFactory(alliance=alliance, figure=figure, goal=2)
    TargetFactory(alliance=alliance, year=2025, goal=1)
    TargetFactory(figure="members")
    refresh(alliance)

    targets = page_of(client, alliance).context["facts"]["targets"]

    reached = {row.figure.key: (row.figure.value, row.is_reached) for row in targets}
    assert reached == {
        "members": (7, True), "agreements-in-force": (1, False), "meetings": (1, False),
        "bulletins": (1, False), "projects": (1, False), "projects-finished": (1, False),
    }  # fmt: skip
    assert all(
        client.get(row.figure.url).context["page"].total == row.figure.value for row in targets
    )


def test_target_of_last_year_does_not_compare_with_what_there_is_now(client, today):
    alliance = counted_alliance()
    TargetFactory(alliance=alliance, year=2025, figure="members")
    TargetFactory(alliance=alliance, year=2025, figure="projects")

    targets = page_of(client, alliance, year=2025).context["facts"]["targets"]

    assert [(row.label, row.figure.value) for row in targets] == [("开始的项目", 0)]


def test_figures_before_the_first_count_show_a_dash(client):
    alliance = alliance_of("1+2+N")

    figures = client.get(reverse("figures", args=[alliance.slug])).context["facts"]["figures"]

    assert {figure.display for figure in figures} == {"—"}


def test_refresh_makes_cached_pages_stale_only_where_a_number_changed():
    alliance = counted_alliance()
    version = Alliance.objects.get(pk=alliance.pk).public_version

    assert refresh(alliance) is False
    assert Alliance.objects.get(pk=alliance.pk).public_version == version

    ProjectFactory(alliance=alliance, public=True)
    assert refresh_all() >= 1
    assert Alliance.objects.get(pk=alliance.pk).public_version == version + 1


def test_refresh_figures_counts_every_alliance(capsys):
    alliance = alliance_of("1+2+N")

    call_command("refresh_figures")

    assert capsys.readouterr().out == "统计完毕，1 个联盟的数据有变化。\n"
    assert read(alliance).values["alliances"]["members"]


@pytest.mark.parametrize("number", [1, 3])
def test_figures_query_count(client, number, django_assert_num_queries):
    alliance = alliance_of("1+2+N", last=number)
    public_rows(alliance, number)
    for figure in ("members", "meetings", "projects")[:number]:
        TargetFactory(alliance=alliance, figure=figure)
    refresh(alliance)

    with django_assert_num_queries(8):
        client.get(reverse("figures", args=[alliance.slug]))
