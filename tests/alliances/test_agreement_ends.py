"""What may not be done with an agreement, and how one ends."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from alliances.models import Duty
from members.models import Message, StepError
from projects.models import Project
from tests.alliances.agreements import Street
from tests.factories import (
    AgreementFactory,
    ClauseFactory,
    DutyFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyFactory,
    ProjectFactory,
    StreetFactory,
    UserFactory,
)
from tests.racing import losers

pytestmark = pytest.mark.django_db


def test_an_agreement_expires_after_its_last_day():
    today = localdate()
    over = AgreementFactory(in_force=True, ends_on=today - timedelta(days=1))
    running = AgreementFactory(in_force=True, ends_on=today)

    over.expire(by=None)
    with pytest.raises(StepError):
        running.expire(by=None)

    assert (over.status, running.status) == ("expired", "in_force")


def test_termination_keeps_the_reason():
    agreement = AgreementFactory(in_force=True)

    agreement.terminate(by=UserFactory(), note="单位迁出")

    assert (agreement.status, agreement.events.get().note) == ("terminated", "单位迁出")


def test_days_left_are_counted_to_the_last_day():
    agreement = AgreementFactory(ends_on=date(2026, 12, 31), starts_on=date(2026, 1, 1))

    assert agreement.days_left(date(2026, 12, 1)) == 30


def test_a_draft_without_two_sides_is_not_sent():
    with pytest.raises(StepError, match="两方"):
        AgreementFactory().send(by=UserFactory())


def test_a_signed_text_is_not_taken_back():
    agreement, clerk = AgreementFactory(), UserFactory()
    parties = [PartyFactory(agreement=agreement, label=label) for label in ("甲方", "乙方")]
    ClauseFactory(agreement=agreement)
    agreement.send(by=clerk)
    parties[0].confirm(by=clerk)
    parties[0].sign(by=clerk, signatory="示例甲")

    agreement.refresh_from_db()
    with pytest.raises(StepError, match="签字"):
        agreement.revise(by=clerk, note="改期限")


def test_a_side_signs_after_it_has_confirmed_and_once():
    agreement, clerk = AgreementFactory(), UserFactory()
    parties = [PartyFactory(agreement=agreement, label=label) for label in ("甲方", "乙方")]
    ClauseFactory(agreement=agreement)
    agreement.send(by=clerk)

    with pytest.raises(StepError):
        parties[0].sign(by=clerk, signatory="示例甲")
    parties[0].confirm(by=clerk)
    with pytest.raises(StepError):
        parties[0].confirm(by=clerk)


def test_an_agreement_does_not_start_before_its_day():
    day = localdate() + timedelta(days=1)
    agreement = AgreementFactory(
        status="signed", signed_on=localdate(), starts_on=day, ends_on=day + timedelta(days=30)
    )

    with pytest.raises(StepError):
        agreement.start(by=None)


def test_only_a_running_or_expired_agreement_is_renewed_and_once():
    clerk, agreement = UserFactory(), AgreementFactory(in_force=True)

    with pytest.raises(StepError):
        AgreementFactory().renew(by=clerk)
    agreement.renew(by=clerk)
    with pytest.raises(StepError):
        agreement.renew(by=clerk)


def test_a_record_knows_only_its_own_steps():
    with pytest.raises(LookupError):
        AgreementFactory().step("fly")


def test_a_membership_is_worked_on_in_the_back_office():
    membership = MembershipFactory()

    assert membership.get_absolute_url() == reverse(
        "admin:alliances_membership_change", args=[membership.pk]
    )


def test_a_supervisor_reports_on_no_project():
    district = OrganizationFactory(level="district")
    project = ProjectFactory(alliance__anchor=StreetFactory(parent=district), running=True)
    supervisor = UserFactory(organization=district)

    assert list(Project.objects.hosted_by(supervisor)) == [project]
    assert list(Project.objects.reportable_by(supervisor)) == []


def test_termination_closes_what_is_still_owed_and_tells_all_sides():
    street = Street()
    agreement = street.signed(starts_on=localdate(), ends_on=localdate() + timedelta(days=365))
    open_duty = Duty.objects.get()
    clause = agreement.clauses.get()
    done, verified = (
        DutyFactory(clause=clause, lead=street.unit, due_on=date(2026, month, 1), **fields)
        for month, fields in (
            (1, {"status": "done", "done_at": now(), "done_by": street.liaison}),
            (2, VERIFIED | {"verified_by": street.clerk, "done_by": street.liaison}),
        )
    )
    other = DutyFactory()

    agreement.terminate(by=street.secretary, note="单位迁出")

    states = dict(Duty.objects.values_list("pk", "status"))
    assert states == {
        open_duty.pk: "closed",
        done.pk: "done",
        verified.pk: "verified",
        other.pk: "open",
    }
    assert open_duty.events.get(step="close").note == "协议终止：单位迁出"
    told = set(Message.objects.filter(user=street.liaison).values_list("title", flat=True))
    assert f"《{agreement.title}》已终止" in told
    assert f"终止：{open_duty.title}" in told


VERIFIED = {"status": "verified", "done_at": now(), "verified_at": now()}


@pytest.mark.django_db(transaction=True)
def test_a_duty_reported_while_the_agreement_is_terminated_is_reported_or_closed():
    street = Street()
    agreement = street.signed(starts_on=localdate(), ends_on=localdate() + timedelta(days=365))
    duty = Duty.objects.get()

    raised = losers(
        lambda: agreement.terminate(by=street.secretary, note="单位迁出"),
        lambda: Duty.objects.get(pk=duty.pk).report_done(by=street.liaison, note="办完了"),
    )

    agreement.refresh_from_db()
    duty.refresh_from_db()
    assert agreement.status == "terminated"
    assert (duty.status, raised) in [("done", []), ("closed", ["StepError"])]


def test_a_duty_reported_just_before_its_turn_stays_reported(monkeypatch):
    street = Street()
    agreement = street.signed(starts_on=localdate(), ends_on=localdate() + timedelta(days=365))
    lock = Duty.lock

    def reported_first(duty):
        Duty.objects.get(pk=duty.pk).report_done(by=street.liaison, note="办完了")
        lock(duty)

    monkeypatch.setattr(Duty, "lock", reported_first)
    agreement.terminate(by=street.secretary, note="单位迁出")

    assert Duty.objects.get().status == "done"
