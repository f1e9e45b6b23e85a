import pytest
from django.urls import reverse

from members.views.steps import step_buttons
from tests.factories import (
    AllianceFactory,
    MeetingFactory,
    ProjectFactory,
    UserFactory,
    community_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client):
    alliance = AllianceFactory()
    community = community_of(alliance)
    client.force_login(UserFactory(organization=community))
    return ProjectFactory(alliance=alliance, host=community, running=True)


def take(client, project, step, note):
    url = reverse("projects:project_step", args=[project.pk, step])
    page = client.post(url, {"note": note}, follow=True)
    return [str(message) for message in page.context["messages"]]


def test_a_note_that_came_too_late_can_be_copied(client, project):
    project.pause(by=UserFactory(), note="等天气")

    (told,) = take(client, project, "finish", "已为 60 户装灯。")

    assert told.endswith("您填的内容没有保存：“已为 60 户装灯。”")


def test_a_note_that_is_too_long_moves_nothing(client, project):
    (told,) = take(client, project, "finish", "长" * 600)

    project.refresh_from_db()
    assert (project.status, told.count("长")) == ("running", 500)
    assert told.startswith("完成情况和成效没有填好")


@pytest.mark.parametrize("note", ["", "  \n "])
def test_a_note_that_is_missing_is_asked_for(client, project, note):
    assert take(client, project, "finish", note) == ["请填写完成情况和成效后再“完成”。"]


@pytest.mark.parametrize(
    ("status", "foremost"), [("reviewing", ["定稿"]), ("collecting", ["发出通知"]), ("final", [])]
)
def test_the_button_that_leads_on_is_foremost(status, foremost):
    meeting = MeetingFactory(**({"final": True} if status == "final" else {"status": status}))
    steps = [step for step in meeting.STEPS if step.field == "status" and status in step.sources]

    buttons = step_buttons(meeting, steps, "alliances:meeting_step")

    assert [button.label for button in buttons if button.style == "primary"] == foremost
