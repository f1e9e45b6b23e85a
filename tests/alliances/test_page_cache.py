import gzip

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import override_settings
from django.urls import reverse

from alliances import page_cache
from tests.factories import AllianceFactory, BulletinFactory, UserFactory

# At one moment: the minutes and the day are part of what a page is kept under.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.time_machine("2026-11-25 09:00:00+08:00", tick=False),
]


@pytest.fixture
def bulletin():
    return BulletinFactory(public=True, title="冬季用电安全")


def list_url(bulletin):
    return reverse("alliances:bulletin_list", args=[bulletin.alliance.slug])


def test_a_visitors_second_look_is_answered_without_rendering(
    client, bulletin, django_assert_num_queries
):
    first = client.get(list_url(bulletin))

    with django_assert_num_queries(1):
        second = client.get(list_url(bulletin))

    assert second.content == first.content


def test_an_unchanged_page_is_304(client, bulletin, django_assert_num_queries):
    first = client.get(list_url(bulletin))

    with django_assert_num_queries(1):
        answer = client.get(list_url(bulletin), headers={"if-none-match": first["ETag"]})

    assert (answer.status_code, answer.content) == (304, b"")
    same = ("ETag", "Vary", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options")
    assert [answer[name] for name in same] == [first[name] for name in same]


def test_another_process_knows_an_unchanged_page_too(client, bulletin):
    etag = client.get(list_url(bulletin))["ETag"]
    caches["pages"].clear()

    assert client.get(list_url(bulletin), headers={"if-none-match": etag}).status_code == 304


def test_whoever_has_a_withdrawn_page_gets_the_new_one(client, bulletin):
    etag = client.get(list_url(bulletin))["ETag"]
    bulletin.withdraw(by=UserFactory(), note="内容有误")

    answer = client.get(list_url(bulletin), headers={"if-none-match": etag})

    assert (answer.status_code, "冬季用电安全" in answer.content.decode()) == (200, False)


def test_a_compressed_hit_is_the_same_page(client, bulletin):
    plain = client.get(list_url(bulletin))

    packed = client.get(list_url(bulletin), headers={"accept-encoding": "gzip"})
    again = client.get(list_url(bulletin))

    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)
    assert (again.has_header("Content-Encoding"), again.content) == (False, plain.content)
    assert [int(page["Content-Length"]) for page in (plain, packed)] == [
        len(plain.content),
        len(packed.content),
    ]
    assert {page["Vary"] for page in (plain, packed)} == {"Cookie, Accept-Encoding"}


@override_settings(SECURE_HSTS_SECONDS=31536000)
def test_a_hit_carries_the_headers_of_a_rendered_page(client, bulletin):
    first, second, anothers = (client.get(list_url(bulletin), secure=True) for _ in range(3))

    assert dict(first.items()) == dict(second.items()) == dict(anothers.items())
    assert "max-age=31536000" in second["Strict-Transport-Security"]
    assert second["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in second["Permissions-Policy"]


def test_elder_letters_and_other_alliances_have_pages_of_their_own(client, bulletin):
    other = AllianceFactory()
    normal = client.get(list_url(bulletin)).content
    client.cookies["elder"] = "large"

    elder = client.get(list_url(bulletin)).content
    others = client.get(reverse("alliances:bulletin_list", args=[other.slug])).content.decode()

    assert elder != normal
    assert "冬季用电安全" not in others


def test_a_logged_in_page_is_never_kept_for_visitors(client, bulletin):
    user = UserFactory()
    client.force_login(user)
    logged_in = client.get(list_url(bulletin)).content.decode()
    client.logout()

    visitor = client.get(list_url(bulletin)).content.decode()

    assert ("工作台" in logged_in, "工作台" in visitor) == (True, False)


def test_a_page_that_was_not_found_is_not_kept(client, bulletin):
    missing = reverse("alliances:bulletin_detail", args=[bulletin.alliance.slug, bulletin.pk + 1])

    assert [client.get(missing).status_code for _ in range(2)] == [404, 404]


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_whoever_brings_a_session_or_a_message_passes_by(client, bulletin, cookie):
    client.get(list_url(bulletin))
    assert client.get(list_url(bulletin)).context is None  # nothing was rendered
    client.cookies[cookie] = "any"

    assert client.get(list_url(bulletin)).context is not None


def test_a_search_is_not_kept(client, bulletin):
    pages = [client.get(list_url(bulletin), {"q": "用电"}) for _ in range(2)]

    assert all(page.context for page in pages)


def test_only_looking_is_answered(client, bulletin):
    client.get(list_url(bulletin))

    assert client.post(list_url(bulletin)).context is not None


@override_settings(ALLOWED_HOSTS=["a.example", "b.example"])
def test_each_host_has_pages_of_its_own(client, bulletin):
    feed = reverse("alliances:bulletin_feed", args=[bulletin.alliance.slug])

    hosts = ["a.example", "b.example"]
    pages = {host: client.get(feed, headers={"host": host}).content.decode() for host in hosts}

    assert all(f"http://{host}/" in page for host, page in pages.items())


def test_what_sets_a_cookie_is_not_kept(rf):
    request, response = rf.get("/any/"), HttpResponse("page")
    request.page_key = "any"
    response.set_cookie("csrftoken", "secret")

    assert page_cache.keep(request, response) is response
    assert caches["pages"].get("any") is None


def test_addresses_of_no_alliance_ask_for_none(client, django_assert_num_queries):
    client.get("/desk/")

    with django_assert_num_queries(0):
        assert client.get("/desk/").status_code == 302


def test_a_page_with_a_form_to_post_is_not_kept(rf):
    request = rf.get("/")
    request.page_key = "key"

    kept = page_cache.keep(request, HttpResponse("page"))
    get_token(request)
    posted = page_cache.keep(request, HttpResponse(f"form {get_token(request)}"))

    assert (kept.has_header("ETag"), posted.has_header("ETag")) == (True, False)
    assert caches["pages"].get("key").packed == gzip.compress(b"page", 6, mtime=0)
