"""Desk pages below `desk/`, public pages below `<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from alliances.views import (
    agenda,
    agreement_sheets,
    agreement_versions,
    agreements,
    bulletins,
    calendars,
    ceremonies,
    corrections,
    desk_agreements,
    desk_bulletins,
    desk_duties,
    desk_meetings,
    desk_regulations,
    duty_page,
    fulfilment,
    invitations,
    meeting_conflicts,
    meeting_sheets,
    meetings,
    minutes_changes,
    organizations,
    papers,
    plans,
    roll,
    rota,
    scans,
    signatures,
    topics,
    verification,
)
from alliances.views import files as file_views

app_name = "alliances"

desk: list[URLPattern | URLResolver] = [
    path("desk/meetings/", desk_meetings.desk_meeting_list, name="desk_meeting_list"),
    path("desk/meetings/new/", meeting_sheets.meeting_new, name="meeting_new"),
    path("desk/meetings/new/draft/", meeting_sheets.meeting_draft, name="meeting_draft"),
    path("desk/meetings/plan/", plans.meeting_plan, name="meeting_plan"),
    path("desk/meetings/<int:pk>/plan/", plans.meeting_plan_edit, name="meeting_plan_edit"),
    path("desk/meetings/<int:pk>/reschedule/", plans.meeting_reschedule, name="meeting_reschedule"),
    path("desk/meetings/<int:pk>/invite/", plans.invitation_add, name="invitation_add"),
    path("desk/meetings/<int:pk>/meeting.ics", calendars.meeting_ics, name="meeting_ics"),
    path("desk/meetings/<int:pk>/roll/", roll.meeting_roll, name="meeting_roll"),
    path("desk/meetings/<int:pk>/roll/<int:organization_pk>/", roll.roll_tick, name="roll_tick"),
    path("desk/meetings/<int:pk>/roll/fill/", roll.roll_fill, name="roll_fill"),
    path("desk/meetings/<int:pk>/roll/add/", roll.roll_add, name="roll_add"),
    path("desk/roll/guests/<int:pk>/", roll.roll_guest, name="roll_guest"),
    path("desk/meetings/<int:pk>/notice/", invitations.meeting_notice, name="meeting_notice"),
    path(
        "desk/meetings/<int:pk>/invitations/", invitations.invitation_list, name="invitation_list"
    ),
    path(
        "desk/invitations/<int:pk>/answer/", invitations.invitation_answer, name="invitation_answer"
    ),
    path("desk/meetings/<int:pk>/", desk_meetings.desk_meeting_detail, name="desk_meeting_detail"),
    path("desk/corrections/<int:pk>/show/", corrections.correction_show, name="correction_show"),
    path("desk/meetings/<int:pk>/edit/", meeting_sheets.meeting_edit, name="meeting_edit"),
    path("desk/meetings/<int:pk>/draft/", meeting_sheets.meeting_draft, name="meeting_draft"),
    path(
        "desk/meetings/<int:pk>/changes/",
        minutes_changes.meeting_changes,
        name="meeting_changes",
    ),
    path(
        "desk/meetings/<int:pk>/conflict/",
        meeting_conflicts.meeting_conflict,
        name="meeting_conflict",
    ),
    path(
        "desk/meetings/<int:pk>/steps/<str:step>/", desk_meetings.meeting_step, name="meeting_step"
    ),
    path(
        "desk/meetings/<int:pk>/papers/<slug:key>.<str:form>",
        papers.meeting_paper,
        name="meeting_paper",
    ),
    path("desk/meetings/<int:pk>/agenda/add/", agenda.agenda_add, name="agenda_add"),
    path("desk/meetings/<int:pk>/agenda/refresh/", agenda.agenda_refresh, name="agenda_refresh"),
    path("desk/agenda/<int:pk>/remove/", agenda.agenda_remove, name="agenda_remove"),
    path("desk/agenda/<int:pk>/hold-over/", agenda.agenda_hold_over, name="agenda_hold_over"),
    path("desk/agenda/<int:pk>/move/<str:way>/", agenda.agenda_move, name="agenda_move"),
    path("desk/meetings/topics/", topics.topic_list, name="topic_list"),
    path("desk/meetings/topics/new/", topics.topic_new, name="topic_new"),
    path("desk/meetings/topics/<int:pk>/", topics.topic_detail, name="topic_detail"),
    path("desk/meetings/topics/<int:pk>/file/", topics.topic_file, name="topic_file"),
    path("desk/meetings/topics/<int:pk>/steps/<str:step>/", topics.topic_step, name="topic_step"),
    path(
        "desk/meetings/topics/<int:pk>/decide/<str:step>/", topics.topic_decide, name="topic_decide"
    ),
    path("desk/meetings/rota/", rota.rota, name="rota"),
    path("desk/meetings/rota/generate/", rota.rota_generate, name="rota_generate"),
    path("desk/meetings/rota/swaps/new/", rota.swap_new, name="swap_new"),
    path("desk/meetings/rota/swaps/<int:pk>/<str:step>/", rota.swap_step, name="swap_step"),
    path(
        "desk/agreements/<int:pk>/papers/<slug:key>.<str:form>",
        papers.agreement_paper,
        name="agreement_paper",
    ),
    path("desk/duties/list.<str:form>", papers.duty_paper, name="duty_paper"),
    path("desk/duties/", desk_duties.duty_list, name="duty_list"),
    path("desk/duties/export/", desk_duties.duty_export, name="duty_export"),
    path("desk/duties/units/", fulfilment.duty_fulfilment, name="duty_fulfilment"),
    path("desk/duties/new/", desk_duties.duty_new, name="duty_new"),
    path("desk/duties/<int:pk>/", duty_page.duty_detail, name="duty_detail"),
    path("desk/duties/<int:pk>/steps/<str:step>/", duty_page.duty_step, name="duty_step"),
    path("desk/duties/<int:pk>/notes/", duty_page.duty_note, name="duty_note"),
    path("desk/duties/<int:pk>/extensions/", duty_page.extension_ask, name="extension_ask"),
    path(
        "desk/duties/extensions/<int:pk>/steps/<str:step>/",
        duty_page.extension_step,
        name="extension_step",
    ),
    path(
        "desk/regulations/<int:pk>/steps/<str:step>/",
        desk_regulations.regulation_step,
        name="regulation_step",
    ),
    path("desk/agreements/", desk_agreements.desk_agreement_list, name="desk_agreement_list"),
    path("desk/agreements/new/", agreement_sheets.agreement_new, name="agreement_new"),
    path(
        "desk/agreements/<int:pk>/",
        desk_agreements.desk_agreement_detail,
        name="desk_agreement_detail",
    ),
    path(
        "desk/agreements/<int:pk>/versions/<int:number>/",
        agreement_versions.agreement_version,
        name="agreement_version",
    ),
    path(
        "desk/agreements/<int:pk>/versions/<int:number>/text/",
        agreement_versions.agreement_version_text,
        name="agreement_version_text",
    ),
    path("desk/agreements/ceremonies/", ceremonies.ceremony_list, name="ceremony_list"),
    path("desk/agreements/ceremonies/new/", ceremonies.ceremony_new, name="ceremony_new"),
    path(
        "desk/agreements/ceremonies/<int:pk>/", ceremonies.ceremony_detail, name="ceremony_detail"
    ),
    path(
        "desk/agreements/ceremonies/<int:pk>/edit/", ceremonies.ceremony_edit, name="ceremony_edit"
    ),
    path(
        "desk/agreements/ceremonies/<int:pk>/cancel/",
        ceremonies.ceremony_cancel,
        name="ceremony_cancel",
    ),
    path("desk/agreements/<int:pk>/scans/", scans.scan_add, name="scan_add"),
    path("desk/agreements/scans/<int:pk>/void/", scans.scan_void, name="scan_void"),
    path("desk/agreements/<int:pk>/edit/", agreement_sheets.agreement_edit, name="agreement_edit"),
    path(
        "desk/agreements/<int:pk>/renew/", desk_agreements.agreement_renew, name="agreement_renew"
    ),
    path(
        "desk/agreements/<int:pk>/steps/<str:step>/",
        desk_agreements.agreement_step,
        name="agreement_step",
    ),
    path("desk/parties/<int:pk>/confirm/", signatures.party_confirm, name="party_confirm"),
    path("desk/parties/<int:pk>/sign/", signatures.party_sign, name="party_sign"),
    path("desk/bulletins/", desk_bulletins.desk_bulletin_list, name="desk_bulletin_list"),
    path("desk/bulletins/new/", desk_bulletins.bulletin_new, name="bulletin_new"),
    path("desk/bulletins/preview/", desk_bulletins.bulletin_preview, name="bulletin_preview"),
    path(
        "desk/bulletins/<int:pk>/", desk_bulletins.desk_bulletin_detail, name="desk_bulletin_detail"
    ),
    path("desk/bulletins/<int:pk>/edit/", desk_bulletins.bulletin_edit, name="bulletin_edit"),
    path(
        "desk/bulletins/<int:pk>/steps/<str:step>/",
        desk_bulletins.bulletin_step,
        name="bulletin_step",
    ),
]

public: list[URLPattern | URLResolver] = [
    path("<slug:slug>/agreements/", agreements.agreement_list, name="agreement_list"),
    path("<slug:slug>/agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path(
        "<slug:slug>/agreements/verify/",
        verification.agreement_verify_start,
        name="agreement_verify_start",
    ),
    path(
        "<slug:slug>/agreements/verify/<slug:code>/",
        verification.agreement_verify,
        name="agreement_verify",
    ),
    path("<slug:slug>/ceremonies/<int:pk>/", ceremonies.ceremony, name="ceremony"),
    path("<slug:slug>/meetings/", meetings.meeting_list, name="meeting_list"),
    path("<slug:slug>/meetings/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("<slug:slug>/meetings/<int:pk>/minutes.pdf", meetings.meeting_pdf, name="meeting_pdf"),
    path("<slug:slug>/bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("<slug:slug>/bulletins/feed/", bulletins.bulletin_feed, name="bulletin_feed"),
    path("<slug:slug>/bulletins/<int:pk>/", bulletins.bulletin_detail, name="bulletin_detail"),
    path("<slug:slug>/about/", organizations.about, name="about"),
    path("<slug:slug>/units/", organizations.unit_list, name="unit_list"),
    path(
        "<slug:slug>/regulations/<int:pk>/",
        organizations.regulation_detail,
        name="regulation_detail",
    ),
]

files: list[URLPattern | URLResolver] = [
    path("files/regulations/<int:pk>/", file_views.regulation_file, name="regulation_file"),
    path("files/bulletins/<int:pk>/", file_views.bulletin_file, name="bulletin_file"),
    path("files/bulletins/<int:pk>/image/", file_views.bulletin_image, name="bulletin_image"),
    path("files/agreement-scans/<int:pk>/", scans.scan_file, name="scan_file"),
    path("files/duty-notes/<int:pk>/", file_views.duty_note_file, name="duty_note_file"),
]

calendar: list[URLPattern | URLResolver] = [
    path("api/calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
]

urlpatterns = calendar + files + desk + public
