import pytest
from django.core.cache import caches
from django.core.management import call_command

from members.limits import (
    WRONG_BY_ADDRESS,
    WRONG_BY_CODE,
    WRONG_BY_CODE_A_DAY,
    Attempts,
    Limit,
    come_again,
    is_within,
)
from tests.racing import race


@pytest.fixture
def shared_cache(settings, transactional_db):
    """The one that a portal without a Redis has."""
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    }
    call_command("createcachetable")
    yield
    caches["default"].clear()


def attempts_from(rf, code, address="203.0.113.1"):
    return Attempts(rf.get("/", REMOTE_ADDR=address), "track", code)


def test_so_often_and_no_more_in_one_window(rf, monkeypatch):
    monkeypatch.setattr("members.limits.time.time", lambda: 100.0)
    request = rf.get("/")

    found = [is_within(request, "ask", most=2, seconds=60) for _ in range(3)]
    monkeypatch.setattr("members.limits.time.time", lambda: 130.0)

    assert found == [True, True, False]
    assert is_within(request, "ask", most=2, seconds=60)


def test_each_address_and_each_action_has_its_own(rf):
    requests = [rf.get("/", REMOTE_ADDR=f"203.0.113.{n}") for n in (1, 2)]

    found = [is_within(each, "ask", most=1, seconds=3600) for each in requests]

    assert found == [True, True]
    assert is_within(requests[0], "other", most=1, seconds=3600)


def test_an_hour_is_counted_to_its_end(shared_cache, time_machine):
    limit = Limit("order", 2, 3600)
    time_machine.move_to("2026-11-26T08:00:00+08:00")
    limit.take("a")
    limit.take("a")

    time_machine.move_to("2026-11-26T08:59:30+08:00")
    late = (limit.take("a"), limit.is_full("a"), limit.seconds_left)
    time_machine.move_to("2026-11-26T09:00:00+08:00")

    assert late == ("", True, 30)
    assert not limit.is_full("a")
    assert limit.take("a")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_one_moment_only_so_many_are_within(shared_cache):
    limit, taken = Limit("order", 3, 3600), []

    raised = race(*[lambda: taken.append(limit.take("a"))] * 8)

    assert set(raised) == {None}
    assert len({place for place in taken if place}) == 3
    assert taken.count("") == 5


def test_one_customer_does_not_get_more_by_changing_the_end_of_an_address(rf):
    requests = [
        rf.get("/", REMOTE_ADDR=f"2001:db8:0:{net}::{n}") for net, n in ((1, 1), (1, 2), (2, 1))
    ]

    found = [is_within(each, "ask", most=1, seconds=3600) for each in requests]

    assert found == [True, False, True]


@pytest.mark.parametrize(
    ("phone", "call"), [("0351-0000000", "请打电话 0351-0000000"), ("", "请直接打街道电话")]
)
def test_whoever_has_to_wait_hears_until_when_and_of_another_way(time_machine, phone, call):
    time_machine.move_to("2026-11-26T08:59:30+08:00", tick=False)

    assert come_again(30, phone) == f"请在2026年11月26日 09:01以后再来。着急的话，{call}。"


def test_keys_tell_nobody_whose_they_are(rf):
    place = Limit("order", 1, 60).take("13800000000")

    assert "13800000000" not in place
    assert "order" not in place


# --- wrong tries ---


def test_only_wrong_tries_count(rf):
    for _ in range(WRONG_BY_CODE + 1):
        attempts = attempts_from(rf, "K7")
        assert attempts.begin()
        attempts.succeeded()

    found = [attempts_from(rf, "K7").begin() for _ in range(WRONG_BY_CODE + 1)]

    assert found == [True] * WRONG_BY_CODE + [False]


def test_a_code_is_shut_for_every_address_and_another_is_not(rf):
    for number in range(WRONG_BY_CODE):
        attempts_from(rf, "K7", f"203.0.113.{number}").begin()

    refused = attempts_from(rf, "K7", "198.51.100.1")

    assert not refused.begin()
    assert 0 < refused.seconds_left <= 3600
    assert attempts_from(rf, "K8", "198.51.100.1").begin()


def test_an_address_is_shut_for_every_code(rf):
    for number in range(WRONG_BY_ADDRESS):
        attempts_from(rf, f"K{number}").begin()

    assert not attempts_from(rf, "new").begin()
    assert attempts_from(rf, "new", "203.0.113.2").begin()


def test_who_comes_hour_by_hour_is_shut_for_the_day(rf, time_machine):
    found = []
    for hour in range(4):
        time_machine.move_to(f"2026-11-26T{10 + hour}:00:00+08:00")
        found += [attempts_from(rf, "K7").begin() for _ in range(WRONG_BY_CODE)]

    assert found.count(True) == WRONG_BY_CODE_A_DAY
    assert attempts_from(rf, "K7").begin() is False


def test_what_was_not_tried_takes_nothing_from_the_address(rf):
    for number in range(WRONG_BY_CODE):
        attempts_from(rf, "K7", f"203.0.113.{number}").begin()

    for _ in range(WRONG_BY_ADDRESS + 1):
        attempts_from(rf, "K7", "198.51.100.1").begin()

    assert attempts_from(rf, "K8", "198.51.100.1").begin()


@pytest.mark.django_db(transaction=True)
def test_a_hundred_guesses_at_one_moment_are_not_all_the_first(rf, shared_cache):
    began = []

    race(*[lambda: began.append(attempts_from(rf, "K7").begin())] * (WRONG_BY_CODE + 4))

    assert began.count(True) == WRONG_BY_CODE
