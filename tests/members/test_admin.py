"""Organizations, people, accounts and the audit log in the back office."""

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from members.models import Appointment, AuditLog, Organization, Person, User
from tests.back_office import street
from tests.factories import (
    PASSWORD,
    AppointmentFactory,
    CommunityFactory,
    PersonFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def page(record, kind="change", *more):
    return reverse(f"admin:members_{record._meta.model_name}_{kind}", args=[record.pk, *more])


def no_lines(*prefixes):
    return {f"{p}-{kind}_FORMS": 0 for p in prefixes for kind in ("TOTAL", "INITIAL")}


def organization_data(organization, **changes):
    return {
        "name": organization.name,
        "level": organization.level,
        "sector": organization.sector,
        "parent": organization.parent_id or "",
        "code": organization.code,
        "is_active": "on",
        **no_lines("people", "appointments"),
        **changes,
    }


def person_data(person, **changes):
    data = {"name": person.name, "organization": person.organization_id, "title": "", "note": ""}
    return data | no_lines("appointments") | changes


# --- organizations ---


def test_saving_here_makes_the_open_page_of_the_desk_stale(staff, own):
    base = own.unit.edits

    staff.post(page(own.unit), organization_data(own.unit, address="街道填的"))

    own.unit.refresh_from_db()
    assert (own.unit.address, own.unit.edits) == ("街道填的", base + 1)


def test_organization_is_added_below_the_own_street(staff, own):
    data = {"name": "新单位", "level": "unit", "sector": "school", "code": "xin-danwei"}

    orphan = staff.post(reverse("admin:members_organization_add"), data)
    added = staff.post(
        reverse("admin:members_organization_add"),
        data | {"parent": own.anchor.pk, "is_active": "on"} | no_lines("people", "appointments"),
    )

    assert list(orphan.context["adminform"].form.errors) == ["parent"]
    assert added.status_code == 302
    assert Organization.objects.get(code="xin-danwei").path == f"{own.anchor.path}xin-danwei/"


def test_unit_is_not_entered_twice(staff, own):
    community = CommunityFactory(parent=own.anchor)
    twin = UnitFactory.build(name=own.unit.name, code="twin", parent=community)

    response = staff.post(reverse("admin:members_organization_add"), organization_data(twin))

    assert list(response.context["adminform"].form.errors) == ["name"]


def test_code_and_level_stay_as_they_are(staff, own):
    data = organization_data(own.unit, code="changed", level="community", name="改名单位")

    staff.post(page(own.unit), data)

    own.unit.refresh_from_db()
    assert (own.unit.name, own.unit.code, own.unit.level) == ("改名单位", "jialiu-unit", "unit")


def test_new_parent_takes_everything_below_along(staff, own):
    old, new = CommunityFactory.create_batch(2, parent=own.anchor)
    grid = CommunityFactory(parent=old, level="grid")
    building = CommunityFactory(parent=grid, level="building")

    response = staff.post(page(grid), organization_data(grid, parent=new.pk))

    building.refresh_from_db()
    assert response.status_code == 302
    assert building.path == f"{new.path}{grid.code}/{building.code}/"


def test_organization_does_not_stand_below_itself(staff, own):
    community = CommunityFactory(parent=own.anchor)
    grid = CommunityFactory(parent=community, level="grid")

    response = staff.post(page(community), organization_data(community, parent=grid.pk))

    assert list(response.context["adminform"].form.errors) == ["parent"]


def test_street_itself_keeps_its_place(staff, own):
    response = staff.post(page(own.anchor), organization_data(own.anchor, parent=own.unit.pk))

    own.anchor.refresh_from_db()
    assert (response.status_code, own.anchor.parent_id) == (302, None)


# --- people ---


def test_phone_is_masked_on_every_page(staff, own):
    person = own.records["person"]
    pages = [reverse("admin:members_person_changelist"), page(person), page(person, "history")]

    texts = [staff.get(url).content.decode() for url in [*pages, page(own.unit)]]

    assert [("13800000000" in text, "138****0000" in text) for text in texts] == [
        (False, True),
        (False, True),
        (False, False),
        (False, True),
    ]


def test_full_phone_needs_a_reason_that_is_written_down(staff, own):
    person = own.records["person"]

    silent = staff.post(page(person, "phone"), {"reason": " "})
    shown = staff.post(page(person, "phone"), {"reason": "通知开会"})

    assert "13800000000" not in silent.content.decode()
    assert "13800000000" in shown.content.decode()
    row = AuditLog.objects.get(action="view_phone")
    assert (row.actor, row.record, row.detail) == (
        own.staff,
        f"members.Person:{person.pk}",
        "通知开会",
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({}, "13800000000"),
        ({"new_phone": "139 0000 0000"}, "13900000000"),
        ({"no_phone": "on"}, ""),
    ],
)
def test_phone_is_replaced_without_being_shown(staff, own, typed, stored):
    person = own.records["person"]

    response = staff.post(page(person), person_data(person, **typed))

    assert response.status_code == 302
    assert Person.objects.get(pk=person.pk).phone == stored


def test_wrong_phone_is_told_and_kept(staff, own):
    person = own.records["person"]

    response = staff.post(page(person), person_data(person, new_phone="12345"))

    form = response.context["adminform"].form
    assert (list(form.errors), form["new_phone"].value()) == (["new_phone"], "12345")


def test_person_is_found_by_pinyin_initials(staff, own):
    wanted = PersonFactory(name="丁示例", organization=own.unit)

    response = staff.get(reverse("admin:members_person_changelist"), {"q": "dsl"})

    assert list(response.context["cl"].result_list) == [wanted]


def test_appointment_is_ended_after_a_question(staff, own):
    appointment = own.records["appointment"]
    url = reverse("admin:members_appointment_changelist")
    data = {"action": "end_today", "_selected_action": [appointment.pk]}

    asked = staff.post(url, data)
    still_running = Appointment.objects.get(pk=appointment.pk).ended_on is None
    staff.post(url, data | {"confirmed": "yes"})

    assert "要对下面 1 条办理" in asked.content.decode()
    assert still_running
    assert Appointment.objects.get(pk=appointment.pk).ended_on is not None
    assert staff.get(page(appointment, "delete")).status_code == 403


def test_doubled_appointment_is_told_at_the_form(staff, own):
    running = AppointmentFactory(person=own.records["person"], post="director")
    data = {
        "person": running.person_id,
        "organization": running.organization_id,
        "post": "director",
        "started_on": "2026-05-01",
    }

    response = staff.post(reverse("admin:members_appointment_add"), data)

    errors = response.context["adminform"].form.non_field_errors()
    assert errors == ["此人已在任这一职务，请先结束原任职。"]


# --- accounts ---


def add_user(client, organization, **more):
    data = {"username": "new-liaison", "name": "示例联络员", "organization": organization.pk}
    return client.post(reverse("admin:members_user_add"), data | {"is_active": "on"} | more)


def test_new_account_gets_a_password_for_the_first_login(staff, own, client):
    response = add_user(staff, own.unit, is_auditor="on")

    password = response.context["password"]
    user = User.objects.get(username="new-liaison")
    assert user.check_password(password)
    assert (user.must_change_password, user.is_auditor) == (True, False)
    assert password not in staff.get(page(user)).content.decode()
    client.logout()
    login = client.post(reverse("account_login"), {"login": "new-liaison", "password": password})
    assert login.status_code == 302
    assert client.get(reverse("desk")).headers["Location"] == reverse("account_change_password")


def test_account_of_another_street_is_refused(staff, own):
    other = street("乙桥", "yiqiao")

    response = add_user(staff, other.unit)

    assert list(response.context["adminform"].form.errors) == ["organization"]


def test_password_is_reset_and_shown_once(staff, own):
    user = own.records["user"]
    url = page(user, "deed", "reset-password")

    asked = staff.get(url)
    shown = staff.post(url)

    user.refresh_from_db()
    assert "password" not in asked.context
    assert user.check_password(shown.context["password"])
    assert (user.check_password(PASSWORD), user.must_change_password) == (False, True)
    assert AuditLog.objects.get(record=f"members.User:{user.pk}").detail == "重置密码"


def test_locked_account_is_unlocked(staff, own):
    user = own.records["user"]
    AccessAttempt.objects.create(
        username=user.username, ip_address="192.0.2.1", failures_since_start=5
    )

    staff.post(page(user, "deed", "unlock"))

    assert list(AccessAttempt.objects.filter(username=user.username)) == []


@pytest.mark.parametrize("deed", ["reset-password", "unlock", "reset-2fa", "nothing"])
def test_deeds_are_not_for_oneself(staff, own, deed):
    response = staff.post(page(own.staff, "deed", deed))

    own.staff.refresh_from_db()
    assert response.headers["Location"] == reverse("admin:index")
    assert own.staff.check_password(PASSWORD)


def test_nobody_makes_themselves_an_auditor_or_moves_out(staff, own):
    data = {"username": "x", "name": "改名", "organization": own.unit.pk, "is_auditor": "on"}

    staff.post(page(own.staff), data)

    user = User.objects.get(pk=own.staff.pk)
    assert (user.name, user.is_active, user.is_auditor) == ("改名", True, False)
    assert (user.username, user.organization) == ("jialiu-staff", own.anchor)


def test_auditors_account_is_kept_by_auditors(staff, own):
    auditor = UserFactory(organization=own.anchor, is_auditor=True)

    staff.post(page(auditor, "deed", "reset-password"))
    posted = staff.post(page(auditor), {"name": "改名"})

    auditor.refresh_from_db()
    assert auditor.check_password(PASSWORD)
    assert posted.status_code == 403


# --- audit log ---


def test_audit_log_is_for_auditors(client, staff, own):
    url = reverse("admin:members_auditlog_changelist")

    refused = staff.get(url)
    client.force_login(UserFactory(organization=own.anchor, is_auditor=True))
    opened = client.get(url)

    assert (refused.status_code, opened.status_code) == (403, 200)


def test_audit_log_shows_own_street_and_is_never_changed(client, own):
    other = street("乙桥", "yiqiao")
    rows = [
        AuditLog.objects.create(
            actor=place.staff,
            organization=place.anchor,
            action="step",
            record_label=place.unit.name,
        )
        for place in (own, other)
    ]
    client.force_login(UserFactory(organization=own.anchor, is_auditor=True))

    response = client.get(reverse("admin:members_auditlog_changelist"))

    assert list(response.context["cl"].result_list) == rows[:1]
    assert client.get(page(rows[0])).status_code == 200
    assert client.post(page(rows[0]), {"detail": "改了"}).status_code == 403
    assert client.get(page(rows[0], "delete")).status_code == 403
    assert client.get(reverse("admin:members_auditlog_add")).status_code == 403
