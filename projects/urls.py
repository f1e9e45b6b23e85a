"""Desk pages below `desk/`, public pages below `<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from projects.views import files as file_views
from projects.views import projects

app_name = "projects"

desk: list[URLPattern | URLResolver] = []

public: list[URLPattern | URLResolver] = [
    path("<slug:slug>/projects/", projects.project_list, name="project_list"),
    path("<slug:slug>/projects/<int:pk>/", projects.project_detail, name="project_detail"),
]

files: list[URLPattern | URLResolver] = [
    path("files/updates/<int:pk>/", file_views.update_file, name="update_file"),
]

urlpatterns = files + desk + public
