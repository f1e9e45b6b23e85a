from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate

from alliances.models import Agreement, Duty, Party
from members.models import StaleError, StepError
from tests.factories import (
    AgreementFactory,
    ClauseFactory,
    PartyFactory,
    UserFactory,
)
from tests.racing import losers


def a_draft(**fields):
    agreement = AgreementFactory(**fields)
    first = PartyFactory(agreement=agreement)
    PartyFactory(agreement=agreement, label="乙方")
    ClauseFactory(agreement=agreement, party=first, rhythm="month")
    return agreement


@pytest.mark.django_db
def test_agreement_goes_from_draft_to_force_and_sets_duties():
    agreement, clerk = a_draft(), UserFactory()

    agreement.send(by=clerk)
    for party in agreement.parties.all():
        party.confirm(by=clerk)
        party.sign(by=clerk, signatory="示例", title="书记")
    agreement.refresh_from_db()
    agreement.start(by=clerk)

    assert (agreement.status, agreement.signed_on) == ("in_force", localdate())
    assert agreement.text_hash == agreement.versions.get().text_hash
    assert Duty.objects.count() == 1


@pytest.mark.django_db
def test_revise_voids_confirmations_and_counts_the_version():
    agreement, clerk = a_draft(), UserFactory()
    agreement.send(by=clerk)
    agreement.parties.first().confirm(by=clerk)

    agreement.revise(by=clerk, note="改期限")

    assert (agreement.status, agreement.version, agreement.text_hash) == ("draft", 2, "")
    assert agreement.parties.filter(confirmed_at__isnull=False).count() == 0


@pytest.mark.django_db
def test_revise_is_too_late_after_a_signature():
    agreement, clerk = a_draft(), UserFactory()
    agreement.send(by=clerk)
    party = agreement.parties.first()
    party.confirm(by=clerk)
    party.sign(by=clerk, signatory="示例", title="书记")

    with pytest.raises(StepError):
        agreement.revise(by=clerk, note="改期限")


@pytest.mark.django_db
def test_renewal_is_a_draft_and_ends_the_old_one_when_it_starts():
    old, clerk = a_draft(in_force=True), UserFactory()

    new = old.renew(by=clerk)

    old.refresh_from_db()
    assert (old.status, new.status, new.renews) == ("in_force", "draft", old)
    assert new.starts_on == old.ends_on + timedelta(days=1)
    assert [c.party.label for c in new.clauses.all()] == ["甲方"]
    with pytest.raises(StepError):
        old.renew(by=clerk)

    new.starts_on = date(2026, 1, 1)
    new.save()
    new.send(by=clerk)
    for party in new.parties.all():
        party.confirm(by=clerk)
        party.sign(by=clerk, signatory="示例", title="书记")
    new = Agreement.objects.get(pk=new.pk)
    new.start(by=clerk)
    assert Agreement.objects.get(pk=old.pk).status == "renewed"


@pytest.mark.django_db
def test_second_editor_is_refused():
    agreement, clerk = a_draft(), UserFactory()
    stale = Agreement.objects.get(pk=agreement.pk)
    agreement.title = "先保存的"
    agreement.rewrite(0, ["title"], [], [], by=clerk)
    stale.title = "后保存的"

    with pytest.raises(StaleError):
        stale.rewrite(0, ["title"], [], [], by=clerk)

    assert Agreement.objects.get(pk=agreement.pk).title == "先保存的"


@pytest.mark.django_db
def test_party_does_not_sign_before_it_confirms():
    with pytest.raises(IntegrityError):
        Party.objects.filter(pk=a_draft().parties.first().pk).update(signatory="示例")


@pytest.mark.django_db(transaction=True)
def test_two_last_signatures_at_once_complete_the_agreement_once():
    agreement, clerk = a_draft(), UserFactory()
    agreement.send(by=clerk)
    for party in agreement.parties.all():
        party.confirm(by=clerk)
    sides = [Party.objects.get(pk=pk) for pk in agreement.parties.values_list("pk", flat=True)]

    raised = losers(*[lambda p=p: p.sign(by=clerk, signatory="示例", title="书记") for p in sides])

    agreement.refresh_from_db()
    assert (raised, agreement.status, Duty.objects.count()) == ([], "signed", 1)


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_of_one_party_at_once_are_one():
    agreement, clerk = a_draft(), UserFactory()
    agreement.send(by=clerk)
    pk = agreement.parties.first().pk
    twice = [Party.objects.get(pk=pk) for _ in range(2)]

    raised = losers(*[lambda p=p: p.confirm(by=clerk) for p in twice])

    assert (raised, agreement.events.filter(step="confirm").count()) == (["StepError"], 1)
