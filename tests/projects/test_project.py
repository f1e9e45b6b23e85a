from datetime import date

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate

from members.models import StepError
from projects.models import Project, ProjectStatus
from tests.factories import (
    AgreementFactory,
    ClauseFactory,
    ContributionFactory,
    DutyFactory,
    ProjectFactory,
    UnitFactory,
    UpdateFactory,
    UserFactory,
    unit_of,
)

pytestmark = pytest.mark.django_db

LED = {"lead": None}


def test_a_project_goes_its_way_from_proposal_to_assessment():
    project, clerk = ProjectFactory(), UserFactory()
    unit = unit_of(project.alliance)

    project.open(by=clerk)
    project.claim(unit, by=clerk)
    project.run(by=clerk)
    project.pause(by=clerk, note="等天气")
    project.resume(by=clerk)
    project.report("装好一半", 50, organization=unit, by=clerk)
    project.finish(by=clerk, note="路灯全亮了")
    project.assess(by=clerk, note="居民满意")

    assert (project.status, project.progress, project.result) == ("verified", 100, "路灯全亮了")
    assert [event.step for event in project.events.all()] == [
        *("open", "claim", "run", "pause", "resume", "finish", "assess")
    ]


def test_projects_without_news_are_those_running_on_ones_own_desk_the_longest_silent_first():
    project = ProjectFactory(running=True, starts_on="2026-03-01")
    older = ProjectFactory(
        alliance=project.alliance, host=project.host, running=True, starts_on="2026-02-01"
    )
    ProjectFactory(alliance=project.alliance, host=project.host, starts_on="2026-02-01")
    ProjectFactory(running=True, starts_on="2026-02-01")
    secretary = UserFactory(organization=project.host)
    liaison = UserFactory(organization=project.lead)
    day = date(2026, 4, 1)

    assert list(Project.objects.without_news(secretary, day)) == [older, project]
    assert list(Project.objects.without_news(liaison, day)) == [project]

    project.report("装好一半", 50, organization=project.lead, by=liaison)

    assert list(Project.objects.without_news(secretary, day)) == [older]
    assert project.news_on == localdate()


def test_cancel_keeps_the_reason():
    project = ProjectFactory()

    project.cancel(by=UserFactory(), note="与另一项目合并")

    assert (project.status, project.events.get().note) == ("cancelled", "与另一项目合并")
    assert project.publishable is False


@pytest.mark.parametrize(("status", "step"), [("proposed", "run"), ("paused", "resume")])
def test_work_without_a_lead_is_refused(status, step):
    project = ProjectFactory(status=status)

    with pytest.raises(StepError):
        getattr(project, step)(by=UserFactory())

    assert Project.objects.get().status == status


def test_report_on_a_project_that_is_not_running_is_refused():
    project = ProjectFactory()

    with pytest.raises(StepError, match="实施中"):
        project.report("x", 10, organization=UnitFactory(), by=UserFactory())


def test_claim_of_a_project_that_is_not_open_counts_nobody():
    project = ProjectFactory()

    with pytest.raises(StepError):
        project.claim(UnitFactory(), by=UserFactory())

    assert Project.objects.get().partner_count == 0


@pytest.mark.parametrize("is_public", [True, False])
def test_visitors_read_of_an_agreement_that_is_public_only(is_public):
    agreement = AgreementFactory(in_force=True, public=is_public)
    project = ProjectFactory(alliance=agreement.alliance, clause=ClauseFactory(agreement=agreement))

    assert (project.source, project.public_origin()) == (
        agreement,
        agreement if is_public else None,
    )


def test_a_duty_set_by_hand_is_a_source_for_the_desk_only():
    duty = DutyFactory()
    project = ProjectFactory(alliance=duty.alliance, duty=duty)

    assert (project.source, project.public_origin()) == (duty, None)


def test_a_project_has_one_source():
    with pytest.raises(IntegrityError):
        ProjectFactory(duty=DutyFactory(), clause=ClauseFactory())


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_on": "2026-03-02", "due_on": "2026-03-01"},
        {"progress": 101},
        {"status": ProjectStatus.RUNNING},
        {"status": ProjectStatus.DONE, "lead": "unit"},
    ],
)
def test_what_must_hold_is_held_by_the_database(fields):
    if "lead" in fields:
        fields = {**fields, "lead": UnitFactory()}
    with pytest.raises(IntegrityError):
        ProjectFactory(**fields)


def test_words_of_its_parts():
    contribution, update = ContributionFactory(), UpdateFactory()

    assert (str(contribution), str(contribution.claim)) == (
        "人力 4 人次",
        str(contribution.claim.organization),
    )
    assert str(update) == "已完成一半"
