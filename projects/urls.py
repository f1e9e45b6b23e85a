"""Desk pages below `desk/`, public pages below `<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from projects.views import desk_projects, papers, projects
from projects.views import files as file_views

app_name = "projects"

desk: list[URLPattern | URLResolver] = [
    path("desk/projects/", desk_projects.desk_project_list, name="desk_project_list"),
    path("desk/projects/new/", desk_projects.project_new, name="project_new"),
    path("desk/projects/<int:pk>/", desk_projects.desk_project_detail, name="desk_project_detail"),
    path("desk/projects/<int:pk>/edit/", desk_projects.project_edit, name="project_edit"),
    path(
        "desk/projects/<int:pk>/steps/<str:step>/", desk_projects.project_step, name="project_step"
    ),
    path(
        "desk/projects/<int:pk>/papers/<slug:key>.<str:form>",
        papers.project_paper,
        name="project_paper",
    ),
    path("desk/projects/<int:pk>/claim/", desk_projects.project_claim, name="project_claim"),
    path("desk/projects/<int:pk>/report/", desk_projects.project_report, name="project_report"),
    path(
        "desk/claims/<int:pk>/contribute/", desk_projects.claim_contribute, name="claim_contribute"
    ),
    path("desk/updates/<int:pk>/show/", desk_projects.update_show, name="update_show"),
]

public: list[URLPattern | URLResolver] = [
    path("<slug:slug>/projects/", projects.project_list, name="project_list"),
    path("<slug:slug>/projects/<int:pk>/", projects.project_detail, name="project_detail"),
]

files: list[URLPattern | URLResolver] = [
    path("files/updates/<int:pk>/", file_views.update_file, name="update_file"),
]

urlpatterns = files + desk + public
