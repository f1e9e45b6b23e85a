"""Long lists of the back office, and addresses that no link of it leads to."""

import pytest
from django.urls import reverse

from members.back_office import lists
from tests.back_office import street
from tests.factories import BulletinFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:alliances_bulletin_changelist")


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


@pytest.fixture
def long_list(own, monkeypatch):
    """More rows than are counted: pages of 4, counted up to 8. In the order of the list."""
    monkeypatch.setattr(lists, "COUNTED_ROWS", 8)
    monkeypatch.setattr("alliances.admin.publications.BulletinAdmin.list_per_page", 4)
    BulletinFactory.create_batch(13, alliance=own.alliance, column=own.records["bulletincolumn"])
    return list(own.alliance.bulletins.order_by("-dated_on", "-pk"))


def shown(response):
    return list(response.context["cl"].result_list)


def test_rows_beyond_the_counted_ones_are_reached_page_by_page(staff, long_list):
    found, query, counts = [], "?p=1", set()
    while query:
        response = staff.get(LIST + query)
        found += shown(response)
        query = response.context["cl"].next_query
        counts.add("8 条以上" in response.content.decode())

    assert found == long_list
    assert counts == {True}


def test_page_beyond_the_counted_ones_leads_back(staff, long_list):
    response = staff.get(LIST, {"p": 4, "q": "资讯"})

    assert shown(response) == long_list[12:]
    assert response.context["cl"].previous_query == "?p=3&q=%E8%B5%84%E8%AE%AF"
    assert (b'rel="prev"' in response.content, b'rel="next"' in response.content) == (True, False)


def test_last_counted_page_costs_one_query_more_than_the_first(
    staff, long_list, django_assert_num_queries
):
    staff.get(LIST)

    with django_assert_num_queries(7):
        staff.get(LIST)
    with django_assert_num_queries(8):
        staff.get(LIST, {"p": 3})


@pytest.mark.parametrize("number", ["5", "100001", "-1", "0", "99999999999999999999"])
def test_page_that_is_not_there_shows_the_list_from_its_beginning(staff, long_list, number):
    response = staff.get(LIST, {"p": number}, follow=True)

    assert shown(response) == long_list[:4]
    assert [str(message) for message in response.context["messages"]] == [
        "网址里的页码或筛选条件看不懂，已显示全部。"
    ]
