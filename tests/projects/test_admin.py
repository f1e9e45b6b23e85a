"""Projects in the back office; and files, which bulletins share with them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alliances.models import Bulletin
from projects.models import Project, Update
from tests.back_office import street
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def project_page(project, kind="change", *more):
    return reverse(f"admin:projects_project_{kind}", args=[project.pk, *more])


def test_project_is_finished_by_its_button(staff, own):
    project = own.records["project"]

    staff.post(project_page(project, "step", "finish"), {"note": "停车难解决了"})

    project.refresh_from_db()
    assert (project.status, project.result, project.progress) == ("done", "停车难解决了", 100)


@pytest.mark.parametrize(
    ("fields", "editable"),
    [
        ({"running": True}, True),
        ({"status": "cancelled"}, False),
        ({"public": True}, False),
    ],
)
def test_project_is_edited_while_it_runs_and_is_not_public(staff, own, fields, editable):
    project = ProjectFactory(alliance=own.alliance, **fields)

    response = staff.get(project_page(project))

    assert response.context["has_change_permission"] is editable


def test_street_decides_which_progress_the_public_sees(staff, own):
    update = own.records["update"]
    url = reverse("admin:projects_update_changelist")
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": update.pk}

    staff.post(url, data | {"form-0-is_public": "on", "_save": "保存"})

    own.alliance.refresh_from_db()
    assert Update.objects.get(pk=update.pk).is_public is True
    assert own.alliance.public_version == 1


@pytest.mark.parametrize("term", ["停车", "tcxm"])
def test_project_is_found(staff, own, term):
    wanted = ProjectFactory(alliance=own.alliance, title="停车项目")

    response = staff.get(reverse("admin:projects_project_changelist"), {"q": term})

    assert list(response.context["cl"].result_list) == [wanted]


@pytest.mark.parametrize("status", ["running", "verified", "nonsense"])
def test_status_filter_takes_any_value(staff, own, status):
    response = staff.get(reverse("admin:projects_project_changelist"), {"status__exact": status})

    expected = list(Project.objects.filter(alliance=own.alliance, status=status))
    assert list(response.context["cl"].result_list) == expected


@pytest.mark.parametrize(
    ("content", "errors"), [(PDF, []), (b"MZ not a document", ["file"]), (b"", ["file"])]
)
def test_uploads_are_judged_by_their_content(staff, own, content, errors):
    bulletin = own.records["bulletin"]
    url = reverse("admin:alliances_bulletin_change", args=[bulletin.pk])
    data = {
        "alliance": own.alliance.pk,
        "column": bulletin.column_id,
        "title": "带附件",
        "body": "正文",
        "dated_on": "2026-11-01",
        "host": own.anchor.pk,
        "scope": "public",
        "events-TOTAL_FORMS": 0,
        "events-INITIAL_FORMS": 0,
        "file": SimpleUploadedFile("附件.pdf", content),
    }

    response = staff.post(url, data)

    if errors:
        assert list(response.context["adminform"].form.errors) == errors
        assert response.context["adminform"].form["title"].value() == "带附件"
    else:
        assert response.status_code == 302
        saved = Bulletin.objects.get(pk=bulletin.pk)
        assert (bool(saved.file), saved.title) == (True, "带附件")
        again = staff.get(url).content.decode()
        link = reverse("alliances:bulletin_file", args=[saved.pk])
        assert (f'href="{link}"' in again, saved.file.name in again) == (True, False)


def test_file_of_a_locked_record_is_opened_through_the_view_that_checks_its_scope(staff, own):
    bulletin = own.records["bulletin"]
    bulletin.file.save("附件.pdf", SimpleUploadedFile("附件.pdf", PDF))
    bulletin.propose(by=own.staff)

    text = staff.get(
        reverse("admin:alliances_bulletin_change", args=[bulletin.pk])
    ).content.decode()

    link = reverse("alliances:bulletin_file", args=[bulletin.pk])
    assert (f'href="{link}"' in text, bulletin.file.name in text) == (True, False)
    assert b"".join(staff.get(link)) == PDF


def test_photo_of_a_report_is_opened_from_its_project(staff, own):
    update = own.records["update"]
    Update.objects.filter(pk=update.pk).update(photo="projects/update/a.png")

    page = reverse("admin:projects_project_change", args=[update.project_id])
    text = staff.get(page).content.decode()

    assert f'href="{reverse("projects:update_file", args=[update.pk])}"' in text
