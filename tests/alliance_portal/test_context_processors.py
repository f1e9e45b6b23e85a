import pytest
from django.urls import reverse

from tests.factories import AllianceFactory, BulletinFactory

pytestmark = pytest.mark.django_db


def frame_of(client, address):
    return client.get(address).context["portal"]


@pytest.mark.parametrize(
    ("page", "current"),
    [
        ("alliance_home", []),
        ("alliances:about", ["联盟概况"]),
        ("alliances:unit_list", ["联盟概况"]),
        ("orders:service_list", ["居民点单"]),
        ("orders:order_track", ["居民点单"]),
        ("projects:project_list", ["共建项目"]),
        ("alliances:meeting_list", ["会议公开"]),
        ("figures", ["数据口径"]),
    ],
)
def test_nav_marks_where_the_page_belongs(client, page, current):
    frame = frame_of(client, reverse(page, args=[AllianceFactory().slug]))

    assert [link.label for link in frame.nav if link.current] == current


def test_every_link_of_the_frame_opens(client):
    alliance = AllianceFactory()
    BulletinFactory(alliance=alliance, public=True)
    frame = frame_of(client, alliance.get_absolute_url())

    links = [link.url for link in [*frame.nav, *frame.tabs, *frame.footer_links]]

    assert {client.get(url).status_code for url in links} == {200}


def test_login_page_knows_the_only_alliance_and_asks_once(client, django_assert_num_queries):
    alliance = AllianceFactory()

    assert frame_of(client, reverse("account_login")).alliance == alliance
    with django_assert_num_queries(0):
        assert frame_of(client, reverse("account_login")).home_url == alliance.get_absolute_url()


def test_login_page_of_several_alliances_is_nobodys(client):
    AllianceFactory.create_batch(2)

    frame = frame_of(client, reverse("account_login"))

    assert (frame.alliance, frame.nav, frame.home_url) == (None, [], "")


def test_tabs_of_a_phone_say_where_one_is(client):
    alliance = AllianceFactory()

    found = {
        page: [
            link.label
            for link in frame_of(client, reverse(page, args=[alliance.slug])).tabs
            if link.current
        ]
        for page in ("orders:order_new", "orders:complaint_new", "orders:order_track")
    }

    assert found == {
        "orders:order_new": ["点单"],
        "orders:complaint_new": ["点单"],
        "orders:order_track": ["查进度"],
    }


def test_complaints_are_one_tap_from_every_public_page(client):
    """N3."""
    alliance = AllianceFactory()
    own = reverse("orders:complaint_new", args=[alliance.slug])

    assert own in [link.url for link in frame_of(client, alliance.get_absolute_url()).footer_links]
