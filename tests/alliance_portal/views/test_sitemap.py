import re

import pytest
from django.urls import reverse

from alliance_portal.views import sitemap
from tests.alliance_portal.public import alliance_of, hidden_rows, public_rows

pytestmark = pytest.mark.django_db


def locations(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return [
        found.removeprefix("http://testserver")
        for found in re.findall(r"<loc>(.*?)</loc>", response.content.decode())
    ]


def test_sitemap_lists_public_pages_only_and_each_opens(client):
    alliance = alliance_of("1+1+N", last=1)
    rows = public_rows(alliance)
    hidden_rows(alliance)

    files = locations(client, reverse("sitemap"))
    pages = [page for file in files for page in locations(client, file)]

    assert {client.get(page).status_code for page in pages} == {200}
    own = [page for page in pages if page.startswith(f"/{alliance.slug}/")]
    details = [row.get_public_url() for group in rows.values() for row in group]
    members = [member.get_public_url() for member in alliance.memberships.order_by("pk")[1:]]
    frame = [reverse(page, args=[alliance.slug]) for page in sitemap.PAGES]
    assert sorted(own) == sorted([*frame, *members, *details])


def test_sitemap_files_are_ranges_of_keys(client, monkeypatch):
    monkeypatch.setattr(sitemap, "FILE_SIZE", 2)
    alliance = alliance_of("1+1+N", last=3)
    public_rows(alliance, 5)

    files = locations(client, reverse("sitemap"))

    projects = [file for file in files if "projects" in file]
    per_file = [len(locations(client, file)) for file in projects]
    assert (max(per_file), sum(per_file)) == (2, 5)


@pytest.mark.parametrize("name", ["people-0", "projects-99999999999999999999"])
def test_sitemap_of_nothing_is_not_an_error(client, name):
    assert client.get(f"/sitemap/{name}.xml").status_code in {200, 404}


def test_robots_keeps_the_desk_out(client):
    words = client.get("/robots.txt").content.decode()

    assert "Disallow: /desk/" in words
    assert words.endswith("Sitemap: http://testserver/sitemap.xml\n")
