import pytest
from django.http import QueryDict

from members.filters import PersonFilter
from officekit.filters import chosen, reset_url
from projects.filters import DeskProjectFilter


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("tab=led", ""),
        ("tab=led&after=abc", ""),
        ("tab=led&q=&status=", ""),
        ("other=1", ""),
        ("q=灯", "?tab=led"),
        ("tab=led&status=running&after=abc", "?tab=led"),
    ],
)
def test_only_a_filter_that_is_set_can_be_cleared(query, expected):
    assert reset_url(QueryDict(query), DeskProjectFilter, "led") == expected


def test_list_without_tabs_is_cleared_to_itself():
    assert reset_url(QueryDict("q=灯"), PersonFilter) == "?"


def test_chosen_are_the_filters_alone():
    query = QueryDict("q=灯&tab=led&after=abc&x=1&status=")

    assert chosen(query, DeskProjectFilter).dict() == {"q": "灯"}
