from django.core.cache import cache

from members.limits import is_within


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


def test_what_the_cache_has_dropped_does_not_lock_anybody_out(rf, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)

    assert is_within(rf.get("/"), "ask", most=1, seconds=60)
