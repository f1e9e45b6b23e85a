"""Desk pages below `desk/`, public pages below `<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from alliances.views import agreements, bulletins, desk_meetings, meeting_sheets, meetings

app_name = "alliances"

desk: list[URLPattern | URLResolver] = [
    path("desk/meetings/", desk_meetings.desk_meeting_list, name="desk_meeting_list"),
    path("desk/meetings/new/", meeting_sheets.meeting_new, name="meeting_new"),
    path("desk/meetings/new/draft/", meeting_sheets.meeting_draft, name="meeting_draft"),
    path("desk/meetings/<int:pk>/", desk_meetings.desk_meeting_detail, name="desk_meeting_detail"),
    path("desk/meetings/<int:pk>/edit/", meeting_sheets.meeting_edit, name="meeting_edit"),
    path("desk/meetings/<int:pk>/draft/", meeting_sheets.meeting_draft, name="meeting_draft"),
    path(
        "desk/meetings/<int:pk>/conflict/", meeting_sheets.meeting_conflict, name="meeting_conflict"
    ),
    path(
        "desk/meetings/<int:pk>/steps/<str:step>/", desk_meetings.meeting_step, name="meeting_step"
    ),
]

public: list[URLPattern | URLResolver] = [
    path("<slug:slug>/agreements/", agreements.agreement_list, name="agreement_list"),
    path("<slug:slug>/agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("<slug:slug>/meetings/", meetings.meeting_list, name="meeting_list"),
    path("<slug:slug>/meetings/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("<slug:slug>/bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("<slug:slug>/bulletins/feed/", bulletins.bulletin_feed, name="bulletin_feed"),
    path("<slug:slug>/bulletins/<int:pk>/", bulletins.bulletin_detail, name="bulletin_detail"),
]

urlpatterns = desk + public
