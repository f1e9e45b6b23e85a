"""晒单: what the public board says of orders."""

from datetime import UTC, datetime

import pytest
import time_machine

from orders.board import STATES, progress_of
from orders.figures import figures, median, snapshot
from tests.factories import AllianceFactory, OrderFactory, OrderResultFactory, community_of

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 25, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def board(client, alliance):
    community = community_of(alliance)
    of = {"alliance": alliance, "host": community}
    traits = (
        "accepted dispatched escalated working paused finished verified rated refused withdrawn"
    )
    found = {trait: OrderFactory(**of, **{trait: True}) for trait in traits.split()}
    found["placed"] = OrderFactory(**of)
    return found


def page(client, alliance, **query):
    return client.get(f"/{alliance.slug}/orders/", query)


@pytest.mark.parametrize("number", [1, 3])
def test_list_query_count(client, alliance, number, django_assert_num_queries):
    OrderFactory.create_batch(number, alliance=alliance)

    with django_assert_num_queries(6):
        response = page(client, alliance)

    assert len(response.context["page"].rows) == number


def test_every_order_is_listed_without_anybody_in_it(client, alliance, board):
    response = page(client, alliance)
    html = response.content.decode()

    assert len(response.context["page"].rows) == len(board)
    for secret in ("楼道灯坏了", "示例阿姨", "1380000", "11 号院", "示例订单"):
        assert secret not in html


@pytest.mark.parametrize("state", STATES)
def test_each_state_lists_exactly_what_its_figure_counts(client, alliance, board, state):
    values = snapshot(alliance)
    rows = page(client, alliance, state=state).context["page"].rows

    counted = {"on-time": "punctual", "solved": "said_yes"} | {
        key: key for key in ("accepted", "finished", "rated", "satisfied", "refused")
    }
    if state in counted:
        assert len(rows) == values[counted[state]]


def test_late_ones_are_shown_as_late(client, alliance):
    late = OrderFactory(
        alliance=alliance, working=True, resolve_due=datetime(2026, 11, 24, tzinfo=UTC)
    )
    OrderFactory(alliance=alliance, paused=True, resolve_due=datetime(2026, 11, 24, tzinfo=UTC))

    rows = page(client, alliance, state="late").context["page"].rows

    assert [(row.pk, row.term) for row in rows] == [(late.pk, "已超期")]


def test_published_result_gives_its_title(client, alliance):
    result = OrderResultFactory(order=OrderFactory(alliance=alliance, verified=True), public=True)
    OrderResultFactory(order=OrderFactory(alliance=alliance, verified=True), title="还没公开")

    titles = [row.title for row in page(client, alliance).context["page"].rows]
    detail = client.get(result.get_public_url()).content.decode()
    feed = client.get(f"/{alliance.slug}/orders/feed.xml").content.decode()

    assert result.title in titles
    assert "更换了 6 盏声控灯" in detail
    assert result.title in feed
    assert "还没公开" not in "".join([*titles, feed])


def test_refused_one_says_why(client, alliance, board):
    html = client.get(f"/{alliance.slug}/orders/{board['refused'].pk}/").content.decode()

    assert "请拨打 12345" in html
    assert "楼道灯坏了" not in html


def test_nonsense_filters_are_told_and_left_out(client, alliance, board):
    response = page(client, alliance, state="nonsense", host="x", category="999999", year="1")

    assert response.status_code == 200
    assert len(response.context["page"].rows) == len(board)


def test_feed_of_one_category(client, alliance):
    first, second = (
        OrderResultFactory(
            order=OrderFactory(alliance=alliance, verified=True), public=True, title=f"结果{n}"
        )
        for n in range(2)
    )
    address = f"/{alliance.slug}/orders/feed.xml"

    feed = client.get(address, {"category": first.order.category_id}).content.decode()

    assert (first.title in feed, second.title in feed) == (True, False)
    assert client.get(address, {"category": "999999"}).status_code == 404
    assert client.get(address, {"category": "x"}).status_code == 404


def test_progress_tells_days_and_never_words(board):
    assert [one.words for one in progress_of(board["rated"])][-1] == "居民评价：解决了，5 分"
    assert progress_of(board["refused"])[-1].words.startswith("不予受理")


def test_figures_leave_refused_ones_out_of_what_residents_say(alliance, board):
    shown = {figure.key: figure.display for figure in figures(alliance, snapshot(alliance))}

    assert shown["orders"] == str(len(board))
    assert (shown["orders-solved"], shown["orders-satisfied"]) == ("100.0", "100.0")
    assert shown["orders-days"] == "3"
    assert figures(alliance, {})[0].display == "—"


@pytest.mark.parametrize(
    ("histogram", "expected"),
    [([], None), ([(3, 1)], 3), ([(1, 1), (5, 1)], 1), ([(0, 2), (7, 3)], 7)],
)
def test_median(histogram, expected):
    assert median(histogram) == expected
