"""What the back office knows of residents' halls and of corrected minutes."""

import pytest
from django.urls import reverse

from alliances.models import MeetingKind
from tests.factories import (
    AgendaItemFactory,
    AllianceFactory,
    DutyFactory,
    MeetingFactory,
    MeetingKindFactory,
    ResolutionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def staff(client, alliance):
    client.force_login(UserFactory(organization=alliance.anchor))
    return client


def test_street_says_which_kind_of_meeting_hears_residents(staff, alliance):
    kind = MeetingKindFactory(alliance=alliance)
    page = reverse("admin:alliances_meetingkind_change", args=[kind.pk])
    form = staff.get(page).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    posted = {name: "" if value is None else value for name, value in shown.items()}

    staff.post(page, {**posted, "hears_residents": "on"})

    assert MeetingKind.objects.get().hears_residents


def test_struck_resolution_is_not_among_those_to_edit(staff, alliance):
    meeting = MeetingFactory(alliance=alliance)
    standing = ResolutionFactory(agenda_item=AgendaItemFactory(meeting=meeting))
    struck = ResolutionFactory(agenda_item=None, meeting=meeting)
    DutyFactory(alliance=alliance, resolution=struck)

    page = staff.get(reverse("admin:alliances_meeting_change", args=[meeting.pk]))

    shown = [
        form.instance.pk
        for inline in page.context["inline_admin_formsets"]
        for form in inline.formset.initial_forms
        if inline.opts.model is type(standing)
    ]
    assert shown == [standing.pk]
