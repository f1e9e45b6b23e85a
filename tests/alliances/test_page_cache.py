import pytest
from django.urls import reverse

from tests.factories import AllianceFactory, BulletinFactory, UserFactory

pytestmark = pytest.mark.django_db


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


def test_an_unchanged_page_is_304(client, bulletin):
    etag = client.get(list_url(bulletin))["ETag"]

    answer = client.get(list_url(bulletin), headers={"if-none-match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_a_compressed_hit_is_the_same_page(client, bulletin):
    plain = client.get(list_url(bulletin)).content
    client.get(list_url(bulletin), headers={"accept-encoding": "gzip"})

    packed = client.get(list_url(bulletin), headers={"accept-encoding": "gzip"})

    import gzip

    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain)


def test_withdrawal_is_seen_at_once(client, bulletin):
    client.get(list_url(bulletin))
    bulletin.withdraw(by=UserFactory(), note="内容有误")

    page = client.get(list_url(bulletin)).content.decode()

    assert "冬季用电安全" not in page


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
