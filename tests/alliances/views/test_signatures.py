"""Confirming and signing on the page: the password again, the version that was read, who and from where."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from members.models import AuditAction, AuditLog
from tests.alliances.agreements import Street, answer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


def url_of(name, party):
    return reverse(f"alliances:{name}", args=[party.pk])


SIGNED = {"signatory": "示例甲", "title": "书记", "signed_on": "2026-01-05"}


def test_life_from_sending_to_signing(client, street):
    agreement = street.draft()
    client.force_login(street.secretary)
    client.post(reverse("alliances:agreement_step", args=[agreement.pk, "send"]))
    own, other = agreement.parties.all()
    refused = client.post(url_of("party_confirm", other), answer_of(other))
    assert refused.status_code == 404

    client.force_login(street.clerk)
    for party in (own, other):
        client.post(url_of("party_confirm", party), answer_of(party), REMOTE_ADDR="203.0.113.9")
        client.post(url_of("party_sign", party), answer_of(party, **SIGNED))

    agreement.refresh_from_db()
    own.refresh_from_db()
    assert (agreement.status, str(agreement.signed_on)) == ("signed", "2026-01-05")
    assert (own.confirmed_from, own.signed_from) == ("203.0.113.9", "127.0.0.1")
    assert (own.signatory, own.signatory_title) == ("示例甲", "书记")


@pytest.mark.parametrize("password", ["", "不对的密码"])
def test_a_wrong_password_does_nothing_and_says_so(client, street, password):
    agreement = street.sent()
    party = agreement.parties.first()
    client.force_login(street.secretary)

    page = client.post(url_of("party_confirm", party), answer_of(party, password=password))

    party.refresh_from_db()
    assert (page.status_code, party.confirmed_at) == (422, None)
    assert ("密码不对，没有办理" if password else "请再输一次您的登录密码") in page.text
    assert password not in page.text or not password


def test_what_was_typed_stays_after_a_wrong_password(client, street):
    party = street.confirmed().parties.first()
    client.force_login(street.secretary)

    page = client.post(url_of("party_sign", party), answer_of(party, password="错", **SIGNED))

    assert page.status_code == 422
    assert page.context["sides"][0].form["signatory"].value() == "示例甲"
    failed = AuditLog.objects.get(action=AuditAction.LOGIN_FAILED)
    assert (failed.actor, failed.detail) == (
        street.secretary,
        f"再次输入密码，登录名 {street.secretary.username}",
    )


def test_guessing_is_locked_as_at_the_login(client, street):
    party = street.sent().parties.first()
    client.force_login(street.secretary)
    send = [url_of("party_confirm", party), answer_of(party, password="错")]

    codes = [client.post(*send).status_code for _ in range(5)]
    right = client.post(url_of("party_confirm", party), answer_of(party))

    party.refresh_from_db()
    assert (codes, right.status_code, party.confirmed_at) == ([422] * 4 + [429], 429, None)


def test_the_right_password_forgets_the_mistakes_before(client, street):
    agreement = street.sent()
    own, other = agreement.parties.all()
    client.force_login(street.clerk)
    for party in (own, other):
        for _ in range(4):
            client.post(url_of("party_confirm", party), answer_of(party, password="错"))
        client.post(url_of("party_confirm", party), answer_of(party))

    assert agreement.parties.filter(confirmed_at__isnull=False).count() == 2


def test_a_typo_elsewhere_costs_no_attempt(client, street):
    party = street.confirmed().parties.first()
    client.force_login(street.secretary)
    wrong = {**SIGNED, "signatory": "", "signed_on": "2999-01-01"}

    page = client.post(url_of("party_sign", party), answer_of(party, password="错", **wrong))

    assert page.status_code == 422
    assert "请填写签字人姓名" in page.text
    assert "签署日期不能晚于今天" in page.text
    assert not AuditLog.objects.filter(action=AuditAction.LOGIN_FAILED).exists()


def test_a_page_of_an_older_version_confirms_nothing(client, street):
    agreement = street.sent()
    agreement.revise(by=street.secretary, note="改")
    agreement.send(by=street.secretary)
    party = agreement.parties.first()
    client.force_login(street.secretary)

    page = client.post(url_of("party_confirm", party), answer_of(party, version=1), follow=True)

    party.refresh_from_db()
    assert party.confirmed_at is None
    assert "您看的是第 1 版" in page.text


def test_a_second_click_is_told_what_happened(client, street):
    agreement = street.sent()
    party = agreement.parties.first()
    client.force_login(street.secretary)
    client.post(url_of("party_confirm", party), answer_of(party))

    again = client.post(url_of("party_confirm", party), answer_of(party), follow=True)
    empty = client.post(url_of("party_confirm", party), {})

    assert "这一方已经确认过" in again.text
    assert "这一方已经办理过" in empty.text
    assert agreement.events.filter(step="confirm").count() == 1


def test_signing_is_offered_with_the_day_of_today(client, street):
    agreement = street.confirmed()
    client.force_login(street.liaison)

    sides = client.get(agreement.get_absolute_url()).context["sides"]

    assert [(side.party.label, side.signs) for side in sides] == [("甲方", False), ("乙方", True)]
    assert sides[1].form["signed_on"].value() == localdate()


def test_the_address_is_told_to_the_host_alone(client, street):
    agreement = street.sent()
    agreement.parties.first().confirm(by=street.secretary, address="203.0.113.9")
    pages = {}
    for name in ("secretary", "liaison"):
        client.force_login(getattr(street, name))
        pages[name] = client.get(agreement.get_absolute_url()).text

    assert {name: "203.0.113.9" in text for name, text in pages.items()} == {
        "secretary": True,
        "liaison": False,
    }
