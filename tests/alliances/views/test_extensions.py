from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from alliances.models import Duty, Extension
from tests.factories import (
    AllianceFactory,
    DutyFactory,
    ExtensionFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def duty(alliance, community, unit):
    return DutyFactory(
        alliance=alliance, host=community, lead=unit, due_on=localdate() + timedelta(days=3)
    )


def login(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def days(number):
    return localdate() + timedelta(days=number)


def ask(client, duty, **changes):
    data = {"until": days(20).isoformat(), "reason": "备件要调货", **changes}
    return client.post(reverse("alliances:extension_ask", args=[duty.pk]), data)


def answer(client, extension, step, note=""):
    url = reverse("alliances:extension_step", args=[extension.pk, step])
    return client.post(url, {"note": note}, follow=True)


def labels(client, duty):
    return [button.label for button in client.get(duty.get_absolute_url()).context["answers"]]


def test_lead_asks_and_the_setter_grants(client, community, unit, duty):
    login(client, unit)
    asked = ask(client, duty)
    extension = duty.extensions.get()
    mine = labels(client, duty)
    login(client, community)
    theirs = labels(client, duty)
    todo = client.get(reverse("desk")).text
    answer(client, extension, "grant", "好的")

    duty.refresh_from_db()
    page = client.get(duty.get_absolute_url()).text
    assert asked.url == duty.get_absolute_url()
    assert (mine, theirs) == (["收回延期申请"], ["同意延期", "不同意延期"])
    assert "去答复" in todo
    assert (duty.due_on, duty.original_due_on) == (days(20), days(3))
    assert "同意从" in page


def test_form_goes_while_a_request_waits_and_once_it_is_reported(client, unit, duty):
    user = login(client, unit)
    assert client.get(duty.get_absolute_url()).context["extension_form"]
    ask(client, duty)
    assert not client.get(duty.get_absolute_url()).context["extension_form"]
    duty.report_done(by=user, note="好了")
    assert "extension_form" not in client.get(duty.get_absolute_url()).context


@pytest.mark.parametrize(
    ("changes", "field", "status"),
    [
        ({"until": ""}, "until", 422),
        ({"until": "明天"}, "until", 422),
        ({"reason": " "}, "reason", 422),
        ({"reason": "x" * 201}, "reason", 422),
        ({"until": "2020-01-01"}, "__all__", 409),
    ],
)
def test_unfit_request_keeps_what_was_typed(client, unit, duty, changes, field, status):
    login(client, unit)

    response = ask(client, duty, **changes)

    form = response.context["extension_form"]
    assert (response.status_code, list(form.errors)) == (status, [field])
    assert form["until"].value() == changes.get("until", days(20).isoformat())
    assert not Extension.objects.exists()


def test_second_click_asks_once(client, unit, duty):
    login(client, unit)
    ask(client, duty)

    again = ask(client, duty)

    assert again.status_code == 409
    assert "已有一份延期申请在等答复" in again.text
    assert Extension.objects.count() == 1


def test_refusal_needs_a_reason(client, community, duty):
    extension = ExtensionFactory(duty=duty)
    login(client, community)

    without = answer(client, extension, "refuse")
    answer(client, extension, "refuse", "年底要用")
    late = answer(client, extension, "grant")

    extension.refresh_from_db()
    assert "请填写不同意的原因后再“不同意延期”。" in without.text
    assert extension.status == "refused"
    assert "当前状态是“没有同意”，不能“同意延期”" in late.text
    assert Duty.objects.get(pk=duty.pk).due_on == days(3)


def test_each_step_is_for_its_own_side(client, community, unit, duty):
    extension = ExtensionFactory(duty=duty)

    login(client, unit)
    assert answer(client, extension, "grant").status_code == 404
    login(client, community)
    assert answer(client, extension, "retract").status_code == 404
    assert ask(client, duty).status_code == 404
    login(client, AllianceFactory().anchor)
    assert answer(client, extension, "grant").status_code == 404
    assert answer(client, extension, "nope").status_code == 404
    assert ask(client, duty).status_code == 404


def test_street_answers_for_any_side(client, alliance, duty):
    extension = ExtensionFactory(duty=duty)
    login(client, alliance.anchor)

    answer(client, extension, "grant")

    extension.refresh_from_db()
    assert extension.status == "granted"
