"""The addresses of `members`, together with those of its pages that stand on the floor of alliances."""

from django.urls import path

from alliances.views import desk_people, units
from members import urls

app_name = urls.app_name

urlpatterns = [
    *urls.urlpatterns,
    path("desk/profile/edit/", desk_people.profile_edit, name="profile_edit"),
    path("desk/profile/<int:pk>/edit/", desk_people.profile_edit, name="profile_edit"),
    path("desk/units/", units.unit_options, name="unit_options"),
    path("desk/people/new/", desk_people.person_new, name="person_new"),
    path("desk/people/<int:pk>/", desk_people.person_edit, name="person_edit"),
    path("desk/people/<int:pk>/appointments/", desk_people.appointment_new, name="appointment_new"),
    path("desk/appointments/<int:pk>/end/", desk_people.appointment_end, name="appointment_end"),
]
