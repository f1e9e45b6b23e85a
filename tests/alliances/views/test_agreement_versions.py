import hashlib

import pytest
from django.urls import reverse

from alliances.models import AgreementVersion
from tests.alliances.agreements import Street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


@pytest.fixture
def second(street):
    """An agreement of which the second version has been sent."""
    agreement = street.sent(preamble="第一段\n第二段")
    agreement.revise(by=street.secretary, note="补一段")
    agreement.preamble = "第一段\n第三段"
    agreement.save()
    agreement.send(by=street.secretary)
    return agreement


def version_url(agreement, number, name="agreement_version"):
    return reverse(f"alliances:{name}", args=[agreement.pk, number])


def test_every_version_is_read_with_what_it_changed(client, street, second):
    client.force_login(street.liaison)

    first, latest = (client.get(version_url(second, number)) for number in (1, 2))

    (change,) = [line for line in latest.context["changes"] if line.kind != "same"]
    assert first.context["changes"] == []
    assert (change.kind, change.text) == ("changed", "　　第三段")
    assert [part for part in change.parts if part[0] != "same"] == [("gone", "二"), ("new", "三")]
    assert (first.context["stands"], latest.context["stands"]) == (False, True)
    assert "补一段" in latest.text


def test_the_desk_page_lists_the_versions_and_shows_the_one_that_stands(client, street, second):
    client.force_login(street.liaison)

    page = client.get(second.get_absolute_url())

    assert [version.number for version in page.context["versions"]] == [2, 1]
    assert page.context["terms"].preamble == "第一段\n第三段"
    assert second.text_hash in page.text


def test_the_text_is_handed_out_byte_by_byte(client, street, second):
    client.force_login(street.liaison)

    answer = client.get(version_url(second, 2, "agreement_version_text"))

    assert hashlib.sha256(answer.content).hexdigest() == second.text_hash
    assert "attachment" in answer["Content-Disposition"]


def test_an_altered_text_is_warned_of(client, street, second):
    AgreementVersion.objects.filter(number=1).update(text="别的")
    client.force_login(street.secretary)

    assert "与校验值不符" in client.get(version_url(second, 1)).text
    assert "与校验值不符" not in client.get(version_url(second, 2)).text


def test_versions_are_for_those_whom_the_agreement_is_between(client, street, second):
    other = Street()
    answers = {}
    for name, user in {"stranger": other.liaison, "member": Street().clerk}.items():
        client.force_login(user)
        answers[name] = client.get(version_url(second, 1)).status_code
    client.force_login(street.liaison)

    assert answers == {"stranger": 404, "member": 404}
    assert client.get(version_url(second, 3)).status_code == 404


def test_a_taken_back_text_is_not_the_party_s_while_it_is_a_draft(client, street, second):
    second.revise(by=street.secretary, note="再改")
    client.force_login(street.liaison)

    assert client.get(version_url(second, 1)).status_code == 404
