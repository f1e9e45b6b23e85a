"""From the sending on the text is frozen: a change is a new version, and what was confirmed is void."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.timezone import localdate

from alliances.models import Agreement, Party
from alliances.models.renewal import copies
from members.models import StepError
from tests.alliances.agreements import Street
from tests.racing import losers

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


def test_sending_keeps_the_text_and_who_sent_it(street):
    agreement = street.sent()

    version = agreement.versions.get()
    assert (version.number, version.text) == (1, agreement.terms_now().text)
    assert (version.frozen_by, version.reason) == (street.secretary, "首次送各方确认")
    assert agreement.text_hash == version.text_hash


def test_a_change_is_a_new_version_with_its_reason_and_the_old_one_stays(street):
    agreement = street.confirmed()
    before = agreement.versions.get().text

    agreement.revise(by=street.secretary, note="改期限")
    agreement.title = "改过的协议"
    agreement.rewrite(0, ["title"], *renewed(agreement), by=street.secretary)
    agreement.send(by=street.secretary)

    first, second = agreement.versions.all()
    assert (first.text, second.number, second.reason) == (before, 2, "改期限")
    assert "名称：改过的协议" in second.text
    assert not agreement.parties.filter(confirmed_at__isnull=False).exists()


def renewed(agreement):
    """Its parties and clauses as unsaved rows."""
    return copies(agreement, timedelta())


def test_a_unit_renamed_after_the_sending_keeps_its_name_in_the_text(street):
    agreement = street.sent()
    name = street.unit.name
    street.unit.name = "改了名的单位"
    street.unit.save()

    assert agreement.terms().sides[1].name == name
    assert agreement.terms_now().sides[1].name == "改了名的单位"


def test_draft_has_no_standing_text(street):
    agreement = street.sent()
    agreement.revise(by=street.secretary, note="改")

    assert agreement.standing_version() is None
    assert not agreement.stands_on(agreement.versions.get())
    assert agreement.terms() == agreement.terms_now()


def test_what_was_sent_is_never_deleted(street):
    agreement = street.sent()

    with pytest.raises(ProtectedError):
        agreement.delete()


def test_a_version_is_kept_once(street):
    agreement = street.sent()
    version = agreement.versions.get()
    version.pk, version.code = None, "another"

    with pytest.raises(IntegrityError):
        version.save()


def test_who_read_another_version_confirms_nothing(street):
    agreement = street.sent()
    agreement.revise(by=street.secretary, note="改")
    agreement.send(by=street.secretary)
    party = agreement.parties.first()

    with pytest.raises(StepError, match="您看的是第 1 版，文本已经改成第 2 版"):
        party.confirm(by=street.secretary, version=1)
    party.confirm(by=street.secretary, version=2, address="203.0.113.9")

    party.refresh_from_db()
    assert (party.confirmed_by, party.confirmed_from) == (street.secretary, "203.0.113.9")


def test_signature_keeps_who_when_and_from_where(street):
    agreement, day = street.confirmed(), localdate() - timedelta(days=3)
    for party in agreement.parties.all():
        party.sign(
            by=street.clerk, signatory="示例甲", title="书记", signed_on=day, address="203.0.113.9"
        )

    agreement.refresh_from_db()
    party = agreement.parties.first()
    assert (party.signed_by, party.signed_from, party.signed_on) == (
        street.clerk,
        "203.0.113.9",
        day,
    )
    assert agreement.signed_on == day


def test_nobody_signs_in_the_future(street):
    party = street.confirmed().parties.first()

    with pytest.raises(StepError, match="不能晚于今天"):
        party.sign(by=street.clerk, signatory="示例甲", signed_on=localdate() + timedelta(days=1))


def test_the_day_of_a_signature_needs_a_signature(street):
    party = street.confirmed().parties.first()

    with pytest.raises(IntegrityError):
        Party.objects.filter(pk=party.pk).update(signed_on=localdate())


@pytest.mark.django_db(transaction=True)
def test_a_text_taken_back_while_it_is_confirmed_is_one_or_the_other():
    street = Street()
    agreement = street.sent()
    party = Party.objects.get(pk=agreement.parties.first().pk)

    raised = losers(
        lambda: party.confirm(by=street.clerk, version=1),
        lambda: agreement.revise(by=street.secretary, note="改"),
    )

    agreement = Agreement.objects.get()
    assert raised in ([], ["StepError"])
    assert (agreement.status, agreement.version) == ("draft", 2)
    assert not agreement.parties.filter(confirmed_at__isnull=False).exists()
