"""The counts of 责任清单 and of 各单位办理情况, and that each opens exactly the rows it counts."""

from datetime import date
from io import BytesIO
from urllib.parse import parse_qs

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import (
    AllianceFactory,
    CommunityFactory,
    DutyFactory,
    ExtensionFactory,
    OrganizationFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
LIST, UNITS, EXPORT = (
    reverse(f"alliances:duty_{name}") for name in ("list", "fulfilment", "export")
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-25 09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def duties(alliance, community):
    """One of every kind, led by two units."""
    of = {"alliance": alliance, "host": community}
    school = {**of, "lead": unit_of(alliance, community, name="示例学校党支部")}
    hospital = {**of, "lead": unit_of(alliance, community, name="示例医院党总支")}
    user = UserFactory()
    late = DutyFactory(**school, title="逾期", due_on=date(2026, 11, 1))
    DutyFactory(**school, title="本周", due_on=date(2026, 11, 27))
    DutyFactory(**school, title="明年", due_on=date(2027, 3, 31))
    done = DutyFactory(**hospital, title="待核实", due_on=date(2026, 11, 2))
    done.report_done(by=user, note="好了")
    verified = DutyFactory(**hospital, title="已销", due_on=date(2026, 5, 1))
    verified.report_done(by=user, note="好了")
    verified.verify(by=user)
    DutyFactory(**hospital, title="终止", status="closed", due_on=date(2026, 6, 1))
    DutyFactory(
        **hospital,
        title="延过",
        due_on=date(2026, 12, 20),
        original_due_on=date(2026, 11, 20),
    )
    ExtensionFactory(duty=late)
    DutyFactory(title="别处的")


def login(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def titles(client, query):
    return sorted(duty.title for duty in client.get(f"{LIST}?{query}").context["page"].rows)


@pytest.mark.usefixtures("duties")
def test_what_presses_opens_exactly_the_rows_it_counts(client, alliance):
    login(client, alliance.anchor)
    counts = client.get(LIST).context["counts"]

    assert {label: titles(client, url[1:]) for label, _, url in counts} == {
        "逾期未办结": ["逾期"],
        "本周到期": ["本周"],
        "待核实": ["待核实"],
        "申请延期": ["逾期"],
    }
    assert [number for _, number, _ in counts] == [1, 1, 1, 1]


@pytest.mark.usefixtures("duties")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=owed", ["已销", "延过", "待核实", "明年", "本周", "逾期"]),
        ("state=extended", ["延过"]),
        ("state=all&due=quarter", ["延过", "待核实", "本周", "逾期"]),
        ("state=all&due=year", ["已销", "延过", "待核实", "本周", "终止", "逾期"]),
        ("state=overdue&due=year", ["逾期"]),
    ],
)
def test_filters_by_state_and_time(client, alliance, query, expected):
    login(client, alliance.anchor)

    assert sorted(expected) == titles(client, query)


@pytest.mark.usefixtures("duties")
def test_excel_obeys_the_same_filters(client, alliance):
    login(client, alliance.anchor)

    response = client.get(f"{EXPORT}?state=extended")

    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    heading, row = book.get_sheet_by_index(0).to_python()
    told = dict(zip(heading, row, strict=True))
    assert (told["事项"], told["完成期限"], told["原定期限"]) == (
        "延过",
        date(2026, 12, 20),
        date(2026, 11, 20),
    )


def numbers(line):
    return [cell.number for cell in line.cells]


@pytest.mark.usefixtures("duties")
def test_units_stand_in_the_order_of_the_tree_with_their_counts(client, alliance):
    login(client, alliance.anchor)

    page = client.get(UNITS)

    assert {line.name: numbers(line) for line in page.context["lines"]} == {
        "合计": [5, 1, 1, 3, 1, 1],
        "示例学校党支部": [2, 0, 0, 2, 1, 0],
        "示例医院党总支": [3, 1, 1, 1, 0, 1],
    }
    assert "不是排名" in page.text
    everything = client.get(UNITS, {"due": "all"}).context["lines"][0]
    assert numbers(everything) == [6, 1, 1, 4, 1, 1]


@pytest.mark.usefixtures("duties")
@pytest.mark.parametrize("due", ["year", "quarter", "month", "all", "nonsense"])
def test_each_count_of_a_unit_opens_its_rows(client, alliance, due):
    login(client, alliance.anchor)
    cells = [
        cell for line in client.get(UNITS, {"due": due}).context["lines"] for cell in line.cells
    ]

    opened = [len(titles(client, cell.query)) for cell in cells]

    assert opened == [cell.number for cell in cells]


def test_unit_that_shares_its_name_opens_its_own_rows_alone(client, alliance, community):
    other = community_of(alliance)
    for parent in (community, other):
        branch = CommunityFactory(parent=parent, name="第一党支部", level="compound")
        DutyFactory(alliance=alliance, host=parent, lead=branch)
    login(client, alliance.anchor)

    lines = client.get(UNITS).context["lines"][1:]

    assert {line.name for line in lines} == {
        f"第一党支部（{community.name}）",
        f"第一党支部（{other.name}）",
    }
    for line in lines:
        query = line.cells[0].query
        assert parse_qs(query)["unit"] == [line.name]
        assert len(titles(client, query)) == 1


@pytest.mark.usefixtures("duties")
def test_community_sees_its_own_side_and_a_unit_no_comparison(client, alliance, community):
    DutyFactory(alliance=alliance, lead=community, title="街道下达给社区")
    other = community_of(alliance)

    login(client, community)
    assert numbers(client.get(UNITS, {"due": "all"}).context["lines"][0])[0] == 7
    assert "街道下达给社区" in titles(client, "tab=set")
    login(client, other)
    assert [numbers(line) for line in client.get(UNITS).context["lines"]] == [[0] * 6]
    login(client, unit_of(alliance, community))
    assert client.get(UNITS).status_code == 403


def test_district_sees_the_streets_below(client):
    district = OrganizationFactory(level="district")
    DutyFactory(alliance=AllianceFactory(anchor__parent=district))
    DutyFactory()
    login(client, district)

    assert numbers(client.get(UNITS).context["lines"][0])[0] == 1


@pytest.mark.parametrize("count", [1, 3])
def test_units_query_count(client, alliance, community, count, django_assert_num_queries):
    for _ in range(count):
        DutyFactory(alliance=alliance, host=community, lead=unit_of(alliance, community))
    login(client, alliance.anchor)
    client.get(UNITS)

    with django_assert_num_queries(5):
        assert len(client.get(UNITS).context["lines"]) == count + 1
