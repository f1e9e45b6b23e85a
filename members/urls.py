"""Below `desk/`. The pages that change what alliances show in public are added by alliance_portal/member_urls.py."""

from django.urls import URLPattern, URLResolver, path

from members.views import files, people, profile

app_name = "members"

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/profile/", profile.profile, name="profile"),
    path("desk/profile/<int:pk>/", profile.profile, name="profile"),
    path("desk/people/", people.person_list, name="person_list"),
    path("desk/people/<int:pk>/phone/", people.person_phone, name="person_phone"),
    path("files/organizations/<int:pk>/", files.organization_file, name="organization_file"),
]
