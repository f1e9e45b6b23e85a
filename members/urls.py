"""Below `desk/`. The pages that change what alliances show in public are added by alliance_portal/member_urls.py."""

from django.urls import URLPattern, URLResolver, path

from members.views import calendar, files, messages, people, profile

app_name = "members"

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/profile/", profile.profile, name="profile"),
    path("desk/profile/<int:pk>/", profile.profile, name="profile"),
    path("desk/people/", people.person_list, name="person_list"),
    path("desk/people/<int:pk>/phone/", people.person_phone, name="person_phone"),
    path("desk/messages/", messages.message_list, name="message_list"),
    path("desk/messages/read/", messages.message_read_all, name="message_read_all"),
    path("desk/messages/settings/", messages.message_settings, name="message_settings"),
    path("desk/messages/calendar/", calendar.calendar_settings, name="calendar_settings"),
    path("desk/messages/calendar/renew/", calendar.calendar_renew, name="calendar_renew"),
    path("desk/messages/calendar/withdraw/", calendar.calendar_withdraw, name="calendar_withdraw"),
    path("desk/messages/<int:pk>/", messages.message_open, name="message_open"),
    path("files/organizations/<int:pk>/", files.organization_file, name="organization_file"),
]
