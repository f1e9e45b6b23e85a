"""Addresses: the portal's own words first, then `/<alliance-slug>/…`, whose slugs can't be one of those words."""

from django.contrib import admin
from django.urls import include, path, register_converter

from alliance_portal.views import desk, home, publications


class ElderMode:
    regex = "|".join(home.ELDER_MODES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ElderMode, "elder_mode")

urlpatterns = [
    path("", home.home, name="home"),
    path("elder/<elder_mode:mode>/", home.elder_mode, name="elder_mode"),
    path("admin/", admin.site.urls),
    path("accounts/", include("members.account_urls")),
    path("desk/", desk.desk, name="desk"),
    path("desk/search/", desk.desk_search, name="desk_search"),
    path("desk/publications/", publications.publication_list, name="publication_list"),
    path("", include("alliance_portal.member_urls")),
    path("", include("alliances.urls")),
    path("", include("projects.urls")),
    path("<slug:slug>/", home.alliance_home, name="alliance_home"),
]

handler400 = "alliance_portal.views.errors.bad_request"
