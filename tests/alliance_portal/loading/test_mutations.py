"""Any one thing wrong in a good file: a named error and nothing saved, or a load; never a traceback."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alliance_portal.loading import LoadError, load_data
from members.models import Organization
from tests.alliance_portal.loading.sample import sample


def places_in(node, path=()):
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in children:
        yield (*path, key)
        if isinstance(child, dict | list):
            yield from places_in(child, (*path, key))


PLACES = list(places_in(sample()))
ODD = [None, True, 0, -1, 10**30, 1.5, "", "x", "长" * 400, "2026-13-01", [], {}, [None], "\ud800"]


def parent_of(data, path):
    for part in path[:-1]:
        data = data[part]
    return data


def problems_of(data):
    try:
        load_data(data)
    except LoadError as error:
        return error.problems
    return []


class MutationTests(TestCase):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(place=st.sampled_from(PLACES), value=st.sampled_from([KeyError, *ODD]))
    def test_file_with_one_odd_thing(self, place, value):
        data = sample()
        parent = parent_of(data, place)
        if value is KeyError:
            del parent[place[-1]]
        else:
            parent[place[-1]] = value

        problems = problems_of(data)

        assert all(problem.message for problem in problems)
        assert Organization.objects.exists() == (not problems)


@pytest.mark.django_db
@pytest.mark.parametrize("section", ["organizations", "alliance", "tiers", "memberships", "format"])
def test_required_section_is_missed_by_name(section):
    data = sample()
    del data[section]

    with pytest.raises(LoadError) as caught:
        load_data(data)

    assert f"缺少“{section}”。" in [problem.message for problem in caught.value.problems]
