import base64
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models
from django.http import QueryDict

from officekit.paging import keyset_page

ORDER = ("-held_on", "title", "-pk")


class Gathering(models.Model):  # noqa: DJ008
    held_on = models.DateField()
    title = models.CharField(max_length=20, default="")
    at = models.DateTimeField(default=datetime(2026, 1, 1, tzinfo=UTC))
    price = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    note = models.TextField(null=True)  # noqa: DJ001 -- to be refused

    class Meta:
        app_label = "officekit_paging"


@pytest.fixture(scope="module")
def table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Gathering)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Gathering)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("table")]


@pytest.fixture
def rows():
    """Eleven, many on one day and of one title, in the order of the list."""
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    Gathering.objects.bulk_create(
        Gathering(
            held_on=date(2026, 1, 1 + i // 4),
            title="示例" * (i % 2),
            at=start + timedelta(microseconds=i // 3),
            price=i % 3,
        )
        for i in range(11)
    )
    return list(Gathering.objects.order_by(*ORDER))


def page(params="", *, order=ORDER, size=4, **options):
    return keyset_page(
        Gathering.objects.all(), params=QueryDict(params), order=order, size=size, **options
    )


def token(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def walk_on(query, **options):
    """All pages from here to the end."""
    pages = [page(query, **options)]
    while pages[-1].has_next and len(pages) < 20:
        pages.append(page(pages[-1].next_query, **options))
    return pages


@pytest.mark.parametrize(
    "order", [ORDER, ("pk",), ("-pk",), ("-at", "pk"), ("price", "-at", "-pk"), ("title", "pk")]
)
@pytest.mark.parametrize("size", [1, 3, 11, 20])
def test_pages_give_every_row_once_in_order_and_back(rows, order, size):
    pages = walk_on("", order=order, size=size)
    back = [pages[-1]]
    while back[-1].has_previous and len(back) < 20:
        back.append(page(back[-1].previous_query, order=order, size=size))

    expected = list(Gathering.objects.order_by(*order))
    assert [row for one in pages for row in one.rows] == expected
    assert [row for one in reversed(back) for row in one.rows] == expected


def test_first_middle_and_last_page_know_their_neighbours(rows):
    first, middle, last = walk_on("")

    assert (first.has_previous, first.has_next) == (False, True)
    assert (middle.has_previous, middle.has_next) == (True, True)
    assert (last.has_previous, last.has_next) == (True, False)
    assert (first.previous_query, last.next_query) == ("", "")


def test_a_page_whose_rows_are_gone_leads_back(rows):
    query = page("", size=10).next_query
    rows[10].delete()

    empty = page(query, size=10)

    assert (empty.rows, empty.has_next, empty.has_previous) == ([], False, True)
    # The row of the token itself is left to the page before.
    assert page(empty.previous_query, size=10).rows == rows[:9]


@pytest.mark.parametrize("position", ["after", "before"])
@pytest.mark.parametrize(
    "garbage",
    [
        "", "x", "柳", "%00", "A" * 5000, "=====", token(), token(1, 2, 3), token("2026-01-01", "", ""),
        token("2026-13-45", "", "1"), token("2026-01-01", "\x00", "1"), token("", "", "1"),
        token("2026-01-01", "", "9" * 60), token("2026-01-01", "", "-1e9"), token("2026-01-01", "", None),
        token("2026-01-01", "\ud800", "1"), token("2026-01-01", "x" * 300, "1"), token([], {}, "1"),
    ],
)  # fmt: skip
def test_garbage_means_the_first_page(rows, position, garbage):
    params = QueryDict(mutable=True)
    params[position] = garbage

    result = keyset_page(Gathering.objects.all(), params=params, order=ORDER, size=4)

    assert (result.rows, result.has_previous) == (rows[:4], False)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "now",
    ],
)
def test_moments_that_are_none_mean_the_first_page(rows, moment):
    result = page(f"after={token(moment, '1')}", order=("at", "pk"))

    assert result.rows == list(Gathering.objects.order_by("at", "pk")[:4])


@pytest.mark.parametrize("price", ["NaN", "1e999999", "Infinity", "1.234", "x"])
def test_prices_that_are_none_mean_the_first_page(rows, price):
    result = page(f"after={token(price, '1')}", order=("price", "pk"))

    assert result.rows == list(Gathering.objects.order_by("price", "pk")[:4])


@pytest.mark.parametrize(
    ("cap", "total", "label"), [(1000, 11, "11"), (11, 11, "11"), (10, 10, "10+"), (3, 3, "3+")]
)
def test_total_is_counted_up_to_the_cap(rows, cap, total, label):
    result = page(cap=cap)

    assert (result.total, result.total_label) == (total, label)


def test_no_rows():
    result = page()

    assert (result.rows, result.total_label, result.has_next, result.has_previous) == (
        [],
        "0",
        False,
        False,
    )


def test_a_page_takes_two_queries(rows, django_assert_num_queries):
    query = page().next_query

    with django_assert_num_queries(2):
        page(query)


def test_the_first_column_is_bounded_for_the_index(rows, django_assert_num_queries):
    with django_assert_num_queries(2) as captured:
        page("after=" + token("2026-01-02", "", "1"))

    condition = captured[0]["sql"].rpartition("WHERE")[2]
    assert condition.strip(' ("').startswith('U0."held_on" <= ')


@pytest.mark.parametrize("order", [("note", "pk"), ("-note",)])
def test_nullable_columns_are_refused(order):
    with pytest.raises(ValueError, match="cannot be paged by note"):
        page(order=order)
