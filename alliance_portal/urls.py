"""Addresses: the portal's own words first, then `/<alliance-slug>/…`, whose slugs can't be one of those words."""

from django.contrib import admin
from django.urls import include, path, register_converter

from alliance_portal.views import (
    desk,
    figures,
    home,
    organizations,
    paper_templates,
    publications,
    quarter_report,
    search,
    sitemap,
    statements,
)
from alliances import urls as alliance_urls


class ElderMode:
    regex = "|".join(home.ELDER_MODES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ElderMode, "elder_mode")

# They show what all apps know, so their views live up here; their names stay with the alliance's other pages.
organization_pages = [
    path(
        "<slug:slug>/communities/<int:pk>/",
        organizations.community_detail,
        name="community_detail",
    ),
    path("<slug:slug>/units/<int:pk>/", organizations.unit_detail, name="unit_detail"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path(
        "sitemap/<slug:section>-<int:number>.xml",
        sitemap.sitemap_file,
        name="sitemap_file",
    ),
    path("elder/<elder_mode:mode>/", home.elder_mode, name="elder_mode"),
    path("admin/", admin.site.urls),
    path("accounts/", include("members.account_urls")),
    path("desk/", desk.desk, name="desk"),
    path("desk/search/", desk.desk_search, name="desk_search"),
    path("desk/publications/", publications.publication_list, name="publication_list"),
    path("desk/report/", quarter_report.quarter_report, name="quarter_report"),
    path("desk/report/<slug:key>/", quarter_report.quarter_rows, name="quarter_rows"),
    path("desk/report/file.<str:form>", quarter_report.quarter_paper, name="quarter_paper"),
    path("desk/templates/", paper_templates.paper_template_list, name="paper_template_list"),
    path("desk/templates/<slug:key>/", paper_templates.paper_template, name="paper_template"),
    path(
        "desk/templates/<slug:key>/file/",
        paper_templates.paper_template_file,
        name="paper_template_file",
    ),
    path(
        "desk/templates/<slug:key>/sample/",
        paper_templates.paper_template_sample,
        name="paper_template_sample",
    ),
    path(
        "desk/templates/<slug:key>/default/",
        paper_templates.paper_template_default,
        name="paper_template_default",
    ),
    path(
        "desk/templates/versions/<int:pk>/",
        paper_templates.paper_template_version,
        name="paper_template_version",
    ),
    path("", include("alliance_portal.member_urls")),
    path("", include(([*alliance_urls.urlpatterns, *organization_pages], alliance_urls.app_name))),
    path("", include("projects.urls")),
    path("", include("orders.urls")),
    path("<slug:slug>/", home.alliance_home, name="alliance_home"),
    path("<slug:slug>/search/", search.search, name="search"),
    path("<slug:slug>/figures/", figures.figures, name="figures"),
    path("<slug:slug>/feedback/", statements.feedback, name="feedback"),
    path("<slug:slug>/privacy/", statements.privacy, name="privacy"),
    path("<slug:slug>/accessibility/", statements.accessibility, name="accessibility"),
]

handler400 = "alliance_portal.views.errors.bad_request"
