"""The guard alone; with its fields in a form: tests/members/forms/test_guarded.py."""

from datetime import datetime, timedelta, timezone

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from members import guard as module
from members.guard import AGAIN, ASKED, SAVING, STALE, USED, WRONG, Guard, Guarded, Sent
from members.limits import DAY, HOUR
from tests.members.test_limits import shared_cache  # noqa: F401 -- a fixture
from tests.racing import race

ORDER = Guarded("order", by_address=4, by_contact=2)
START = datetime(2026, 11, 26, 8, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def shown(rf, clock):
    """The token of a form that somebody has looked at for half a minute."""
    token = visit(rf).token
    clock.shift(30)
    return token


def visit(rf, address="203.0.113.1", guarded=ORDER):
    return Guard(rf.post("/", REMOTE_ADDR=address), guarded, phone="0351-0000000")


def refuse(rf, address="203.0.113.1", times=module.REFUSED + 1):
    for _ in range(times):
        visit(rf, address).refuse()


def an_answer(token):
    return next(iter(module.riddle_of(token).answers))


def test_a_person_notices_nothing(rf, shown):
    guard = visit(rf)

    assert (guard.problem(Sent(shown, contact="a")), guard.riddle_problem(Sent(shown))) == ("", "")
    assert guard.count("a") == ""
    assert guard.status_code == 200


# --- the moment and the trap ---


def test_who_is_faster_than_a_person_is_asked_to_press_again_and_then_heard(rf, clock):
    token = visit(rf).token
    clock.shift(1)
    guard = visit(rf)

    first = guard.problem(Sent(token))
    clock.shift(module.MIN_SECONDS)

    assert (first, guard.status_code, guard.token) == (AGAIN, 422, token)
    assert visit(rf).problem(Sent(token)) == ""


@pytest.mark.parametrize(
    ("age", "problem"),
    [
        (0, AGAIN),
        (module.MIN_SECONDS - 1, AGAIN),
        (module.MIN_SECONDS, ""),
        (DAY, ""),
        (DAY + 1, STALE),
        (-module.SKEW_SECONDS, AGAIN),
        (-module.SKEW_SECONDS - 1, STALE),
        (-30 * DAY, STALE),
    ],
)
def test_a_form_is_taken_between_three_seconds_and_a_day(rf, clock, age, problem):
    clock.move_to(START - timedelta(seconds=age), tick=False)
    token = visit(rf).token
    clock.move_to(START, tick=False)

    assert visit(rf).problem(Sent(token)) == problem


def test_after_a_day_the_next_press_is_taken_at_once(rf, shown, clock):
    clock.shift(2 * DAY)
    guard = visit(rf)
    guard.problem(Sent(shown))

    assert guard.token != shown
    assert visit(rf).problem(Sent(guard.token)) == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda token: "",
        lambda token: "x" * 5000,
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace(".", ".9", 1),
        lambda token: token.rpartition(":")[0],
    ],
)
def test_a_token_that_is_not_ours_is_refused_and_the_next_one_has_to_wait(rf, shown, change):
    guard = visit(rf)

    assert (guard.problem(Sent(change(shown))), guard.status_code) == (AGAIN, 422)
    assert visit(rf).problem(Sent(guard.token)) == AGAIN


def test_a_token_of_another_form_is_not_ours(rf, shown):
    other = Guarded("track", by_address=4, by_contact=2)

    assert visit(rf, guarded=other).problem(Sent(shown)) == AGAIN


def test_a_filled_trap_is_told_plainly_and_taken_without_it(rf, shown):
    assert visit(rf).problem(Sent(shown, trap="https://example.org")) == AGAIN
    assert visit(rf).problem(Sent(shown)) == ""


# --- once for each form that was shown ---


def test_a_form_is_counted_once_and_the_next_press_is_taken(rf, shown):
    first = visit(rf)
    first.problem(Sent(shown, contact="a"))
    first.count("a")
    again = visit(rf)

    problem = again.problem(Sent(shown, contact="a"))

    assert (problem, again.status_code) == (USED, 422)
    assert visit(rf).problem(Sent(again.token, contact="a")) == ""


@pytest.mark.django_db(transaction=True)
def test_of_a_double_click_one_is_counted(rf, shown, shared_cache):  # noqa: F811
    told = []

    def click():
        guard = visit(rf)
        told.append(guard.problem(Sent(shown, words="w")) or guard.count("a", "w"))

    raised = race(*[click] * 6)

    assert set(raised) == {None}
    assert sorted(told) == sorted(["", *[SAVING] * 5])


def test_a_second_click_waits_for_the_first_and_then_gets_where_it_led(rf, shown):
    sent = Sent(shown, contact="a", words="w")
    first, second, third = visit(rf), visit(rf), visit(rf)
    assert (first.problem(sent), first.count("a", "w")) == ("", "")

    told = (second.problem(sent), second.token, second.stored_before(shown, "w"))
    first.stored("w", "/receipt/")

    assert told == (SAVING, shown, "")
    assert third.stored_before(shown, "w") == "/receipt/"
    assert third.stored_before(shown, "other words") == ""
    assert third.problem(Sent(shown, words="other words")) == USED


def test_only_a_token_of_ours_leads_anywhere(rf, shown):
    first = visit(rf)
    first.problem(Sent(shown))
    first.count("a", "w")
    first.stored("w", "/receipt/")

    assert [visit(rf).stored_before(token, "w") for token in ("", "x", shown[:-1])] == [""] * 3


def test_who_died_while_saving_keeps_nobody_waiting(rf, shown, clock):
    first = visit(rf)
    first.problem(Sent(shown, words="w"))
    first.count("a", "w")
    clock.shift(module.SAVING_SECONDS)
    second = visit(rf)

    assert second.problem(Sent(shown, words="w")) == USED
    assert visit(rf).problem(Sent(second.token, words="w")) == ""


def test_what_was_not_stored_may_be_sent_again_at_once(rf, shown):
    first = visit(rf)
    first.problem(Sent(shown, words="w"))
    first.count("a", "w")

    first.release()

    assert (first.status_code, first.token) == (422, shown)
    assert visit(rf).problem(Sent(shown, words="w")) == ""


def test_a_cache_that_takes_nothing_lets_nobody_past_the_count(rf, shown, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)

    assert visit(rf).count("a", "w") == SAVING


# --- limits ---


def sendings(rf, number, contact="", address="203.0.113.1"):
    for _ in range(number):
        assert visit(rf, address).count(contact) == ""


def test_a_contact_may_send_so_often_an_hour_from_anywhere(rf, shown, clock):
    sendings(rf, 2, "a")
    guard = visit(rf, "198.51.100.7")

    words = guard.problem(Sent(shown, contact="a"))

    assert words == (
        "这个联系方式近来提交得太多，请在2026年11月26日 09:01以后再来。着急的话，请打电话 0351-0000000。"
    )
    assert (guard.status_code, guard.seconds_left) == (429, HOUR - 30)
    assert visit(rf).count("a") == words
    assert visit(rf).problem(Sent(shown, contact="b")) == ""
    clock.shift(HOUR)
    assert visit(rf).problem(Sent(shown, contact="a")) == ""


def test_an_address_may_send_so_often_an_hour_with_any_contact(rf, shown):
    for number in range(4):
        sendings(rf, 1, str(number))
    guard = visit(rf)

    assert guard.problem(Sent(shown, contact="x")).startswith("从您这个网络近来提交得太多")
    assert visit(rf).count("x").startswith("从您这个网络")
    assert visit(rf, "198.51.100.7").problem(Sent(shown, contact="x")) == ""


def test_without_an_address_or_a_contact_nobody_is_taken_for_another(rf):
    sendings(rf, 9, "", address="")
    refuse(rf, "", times=9)

    assert visit(rf, "").count("") == ""
    assert not visit(rf, "").is_suspicious


def test_without_a_phone_the_street_is_named(rf):
    sendings(rf, 2, "a")
    guard = Guard(rf.post("/"), ORDER)

    assert guard.count("a").endswith("着急的话，请直接打街道电话。")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_one_moment_so_many_are_counted(rf, shared_cache):  # noqa: F811
    told = []

    race(*[lambda: told.append(visit(rf).count(""))] * 7)

    assert told.count("") == 4


# --- the question ---


def test_an_address_that_draws_refusals_is_asked_and_others_are_not(rf, shown, clock):
    refuse(rf, times=module.REFUSED)
    before = visit(rf).is_suspicious
    refuse(rf, times=1)

    assert (before, visit(rf).is_suspicious) == (False, True)
    assert not visit(rf, "198.51.100.7").is_suspicious
    clock.shift(module.SUSPECT_SECONDS + 1)
    assert not visit(rf).is_suspicious


def test_refusals_from_everywhere_make_the_whole_site_ask(rf, clock):
    for number in range(module.REFUSED_BY_ALL + 1):
        refuse(rf, f"203.0.113.{number}", times=1)

    assert visit(rf, "198.51.100.7").is_suspicious
    clock.shift(module.ATTACK_SECONDS + 1)
    assert not visit(rf, "198.51.100.7").is_suspicious


def test_a_right_answer_is_taken_and_a_missing_one_asked_for(rf, shown):
    refuse(rf)
    guard = visit(rf)
    guard.problem(Sent(shown))

    assert guard.riddle_problem(Sent(shown)) == ASKED
    assert guard.riddle_problem(Sent(shown, answer=an_answer(shown))) == ""


def test_a_wrong_answer_costs_the_question(rf, shown):
    refuse(rf)
    guard = visit(rf)
    guard.problem(Sent(shown))

    assert guard.riddle_problem(Sent(shown, answer="一百")) == WRONG
    assert guard.token != shown
    assert visit(rf).problem(Sent(shown, answer=an_answer(shown))) == USED
    assert visit(rf).problem(Sent(guard.token, answer=an_answer(guard.token))) == ""


def test_a_solved_question_is_good_for_one_sending(rf, shown):
    refuse(rf)
    solved = Sent(shown, answer=an_answer(shown))
    first = visit(rf)
    assert (first.problem(solved), first.riddle_problem(solved), first.count("a")) == ("", "", "")

    assert visit(rf).problem(solved) == USED


# --- the answer ---


def test_the_page_is_kept_by_nobody_and_says_when_to_come_again(rf):
    sendings(rf, 2, "a")
    guard = visit(rf)
    guard.count("a")

    response = guard.answer(HttpResponse())

    assert (response.status_code, response["Retry-After"]) == (429, str(HOUR))
    assert response["Cache-Control"] == "private, no-cache"
    assert "Retry-After" not in visit(rf).answer(HttpResponse())


def test_the_cache_tells_nobody_an_address_or_a_phone(rf, monkeypatch):
    keys = []
    monkeypatch.setattr(cache, "add", lambda key, *_: keys.append(key) or True)
    monkeypatch.setattr(cache, "set", lambda key, *_: keys.append(key))

    visit(rf).count("13800000000")

    assert len(keys) == 3
    assert [key for key in keys if "13800000000" in key or "203.0.113.1" in key] == []
