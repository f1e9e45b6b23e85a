from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from alliances.models import Alliance
from members.models import Appointment, AuditLog, Person
from tests.factories import (
    AllianceFactory,
    AppointmentFactory,
    CommunityFactory,
    OrganizationFactory,
    PersonFactory,
    UserFactory,
    community_of,
)

pytestmark = pytest.mark.django_db

PHONE, NEW_PHONE = "13800000000", "13900000000"


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture(autouse=True)
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


@pytest.fixture
def person(community):
    return PersonFactory(organization=community, phone=PHONE)


def public_version(alliance):
    return Alliance.objects.get(pk=alliance.pk).public_version


def png():
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue())


def person_data(person, **changes):
    return {"name": person.name, "organization": f"#{person.organization_id}", **changes}


def edit_url(person):
    return reverse("members:person_edit", args=[person.pk])


def test_profile_is_changed_and_public_pages_are_made_anew(client, alliance, community):
    before = public_version(alliance)

    response = client.post(
        reverse("members:profile_edit"), {"address": "示例路 1 号", "photo": png()}
    )

    community.refresh_from_db()
    assert response.url == reverse("members:profile", args=[community.pk])
    assert (community.address, community.photo.name[-4:]) == ("示例路 1 号", ".png")
    assert public_version(alliance) == before + 1
    assert AuditLog.objects.get(action="change").detail == "地址、照片"


def test_photo_stays_until_it_is_removed(client, community):
    url = reverse("members:profile_edit")
    client.post(url, {"photo": png()})
    client.post(url, {"address": "示例路 2 号", "base": 1})
    community.refresh_from_db()
    assert community.photo

    client.post(url, {"remove_photo": "on", "base": 2})

    community.refresh_from_db()
    assert not community.photo


def test_of_two_who_edit_a_profile_the_second_is_told_and_keeps_the_text(client, community):
    url = reverse("members:profile_edit")
    base = client.get(url).context["base"]
    client.post(url, {"address": "先保存的", "base": base})

    late = client.post(url, {"address": "后填的", "intro": "写了很久", "base": base})

    community.refresh_from_db()
    assert (late.status_code, community.address, community.intro) == (409, "先保存的", "")
    assert (late.context["form"]["intro"].value(), late.context["base"]) == ("写了很久", base)
    assert "别人保存过" in late.context["form"].non_field_errors()[0]
    assert AuditLog.objects.filter(action="change").count() == 1
    again = client.get(url).context["base"]
    assert client.post(url, {"address": "核对后的", "base": again}).status_code == 302


def test_of_two_who_edit_a_person_the_second_is_told_and_changes_nothing(client, person):
    base = client.get(edit_url(person)).context["base"]
    client.post(edit_url(person), person_data(person, title="主任", base=base))

    late = client.post(
        edit_url(person), person_data(person, title="书记", new_phone=NEW_PHONE, base=base)
    )

    person.refresh_from_db()
    assert (late.status_code, person.title, person.phone) == (409, "主任", PHONE)
    assert late.context["form"]["title"].value() == "书记"


def test_person_sent_twice_is_stored_once(client, community):
    data = {"name": "示例己", "organization": community.name}

    answers = [client.post(reverse("members:person_new"), data) for _ in range(2)]

    person = Person.objects.get(name="示例己")
    assert [answer.url for answer in answers] == [
        reverse("members:person_edit", args=[person.pk])
    ] * 2


def test_profile_says_that_a_chosen_picture_has_to_be_chosen_again(client, community):
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    photo = SimpleUploadedFile("示例.png", file.getvalue(), "image/png")
    url = reverse("members:profile_edit")

    with_photo = client.post(url, {"phone": "12", "photo": photo}).content.decode()
    without = client.post(url, {"phone": "12"}).content.decode()

    told = "文件没有保存下来，请重新选择。"
    assert (told in with_photo, told in without) == (True, False)


def test_profile_of_a_body_below_is_ours_that_of_another_is_404(client, community):
    below = OrganizationFactory(level="grid", parent=community)

    assert client.get(reverse("members:profile_edit", args=[below.pk])).status_code == 200
    for other in (CommunityFactory(), community.parent):
        for page in ("profile", "profile_edit"):
            assert client.get(reverse(f"members:{page}", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "x" * 121),
        ("intro", "x" * 2001),
        ("party_members", "-1"),
        ("party_members", "9" * 30),
        ("volunteers", "很多"),
        ("phone", "12"),
        ("phone", "请找门卫"),
    ],
)
def test_profile_names_the_field_that_is_wrong_and_keeps_the_text(client, community, field, value):
    response = client.post(reverse("members:profile_edit"), {field: value})

    form = response.context["form"]
    assert (list(form.errors), form[field].value()) == ([field], value)


def test_profile_refuses_what_is_no_picture(client):
    file = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")

    response = client.post(reverse("members:profile_edit"), {"photo": file})

    assert list(response.context["form"].errors) == ["photo"]


def test_the_only_organization_is_filled_in(client, community, person):
    new = client.get(reverse("members:person_new")).context["form"]
    appointment = client.get(edit_url(person)).context["appointment_form"]

    shown = [form["organization"].value() for form in (new, appointment)]
    assert shown == [f"#{community.pk}"] * 2


def test_person_is_added_with_a_phone(client, community):
    data = {"name": "示例", "organization": f"#{community.pk}", "new_phone": "138-0000-0000"}

    client.post(reverse("members:person_new"), data)

    person = Person.objects.get()
    assert (person.organization, person.phone) == (community, PHONE)


def test_person_is_not_added_to_a_strangers_organization(client):
    data = {"name": "示例", "organization": f"#{CommunityFactory().pk}"}

    response = client.post(reverse("members:person_new"), data)

    assert (list(response.context["form"].errors), Person.objects.count()) == (["organization"], 0)


@pytest.mark.parametrize(
    ("changes", "phone"),
    [({}, PHONE), ({"new_phone": NEW_PHONE}, NEW_PHONE), ({"remove_phone": "on"}, "")],
)
def test_phone_changes_only_when_a_new_one_is_typed(client, person, changes, phone):
    assert PHONE not in client.get(edit_url(person)).content.decode()

    client.post(edit_url(person), person_data(person, **changes))

    person.refresh_from_db()
    assert person.phone == phone


def test_audit_of_a_person_never_holds_the_number(client, person):
    client.post(edit_url(person), person_data(person, new_phone=NEW_PHONE))

    assert AuditLog.objects.get(action="change").detail == "更换电话"


def test_person_of_another_community_is_404(client):
    assert client.get(edit_url(PersonFactory())).status_code == 404


def appoint(client, person, **changes):
    data = {
        "post-post": "liaison",
        "post-organization": f"#{person.organization_id}",
        "post-started_on": "2026-03-01",
        **changes,
    }
    return client.post(reverse("members:appointment_new", args=[person.pk]), data)


def test_post_is_held_once(client, alliance, person):
    before = public_version(alliance)

    appoint(client, person)
    again = appoint(client, person)

    assert Appointment.objects.get().post == "liaison"
    assert public_version(alliance) == before + 1
    assert again.context["appointment_form"].non_field_errors() == [
        "此人已在任这一职务，请先结束原任职。"
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"post-post": "king"}, "post"),
        ({"post-started_on": "2999-01-01"}, "started_on"),
        ({"post-started_on": ""}, "started_on"),
        ({"post-organization": "#0"}, "organization"),
    ],
)
def test_appointment_names_the_field_that_is_wrong(client, person, changes, field):
    response = appoint(client, person, **changes)

    assert list(response.context["appointment_form"].errors) == [field]


def end(client, appointment, day):
    url = reverse("members:appointment_end", args=[appointment.pk])
    response = client.post(url, {"ended_on": day}, follow=True)
    return [message.level_tag for message in response.context["messages"]]


def test_appointment_ends_once_and_stays(client, person):
    appointment = AppointmentFactory(person=person)

    assert end(client, appointment, "2026-06-30") == ["success"]
    assert end(client, appointment, "2026-07-31") == ["error"]

    appointment.refresh_from_db()
    assert str(appointment.ended_on) == "2026-06-30"


@pytest.mark.parametrize("day", ["", "x", "2999-01-01", "2025-12-31"])
def test_appointment_end_needs_a_fit_day(client, person, day):
    appointment = AppointmentFactory(person=person)

    assert end(client, appointment, day) == ["error"]
    appointment.refresh_from_db()
    assert appointment.ended_on is None


def test_appointment_in_another_community_is_404(client):
    url = reverse("members:appointment_end", args=[AppointmentFactory().pk])

    assert client.post(url, {"ended_on": "2026-06-30"}).status_code == 404
