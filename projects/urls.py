"""Desk pages below `desk/`, public pages below `<slug>/`."""

from django.urls import URLPattern, URLResolver

app_name = "projects"

desk: list[URLPattern | URLResolver] = []

public: list[URLPattern | URLResolver] = []

urlpatterns = desk + public
