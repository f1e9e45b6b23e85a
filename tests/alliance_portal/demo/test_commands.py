from io import StringIO
from itertools import chain

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from alliance_portal.demo.second import second_alliance
from alliance_portal.loading import load_data
from alliances.models import Agreement, Alliance, Bulletin, Duty, Extension, Meeting, Publication
from alliances.models import MeetingStatus as Status
from members.models import Organization, Sector, User
from officekit.codes import new_code
from orders.models import OrderEvent, ServiceOrder
from projects.models import Project, ProjectStatus

pytestmark = pytest.mark.django_db
PASSWORD = "Hongmeng-2026"


def run(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def test_demo_tells_the_facts_and_fills_every_state():
    told = run("load_demo")

    alliance = Alliance.objects.get()
    assert (alliance.name, alliance.formula()) == ("柳巷街道“1+9+N”党建联盟", "1+9+N")
    assert alliance.anchor.registered_members == 338
    units = Organization.objects.filter(memberships__stage="member").units()
    assert units.count() == 46
    assert set(units.values_list("sector", flat=True)) == set(Sector.values)
    hotel, centre = (
        Organization.objects.get(code="shanxi-hotel"),
        User.objects.get(username="xinshidai"),
    )
    assert (hotel.party_members, centre.organization.volunteers) == (68, 3000)
    assert set(Meeting.objects.values_list("status", flat=True)) == set(Status.values)
    assert Project.objects.values("type", "status").distinct().count() >= 20
    assert set(Project.objects.values_list("status", flat=True)) == set(ProjectStatus.values)
    assert set(Agreement.objects.values_list("status", flat=True)) == {
        *("draft", "confirming", "signed", "in_force", "expired", "renewed", "terminated")
    }
    assert Bulletin.objects.values("column").annotate(n=Count("pk")).count() == 7
    assert set(Bulletin.objects.values_list("publication", flat=True)) == set(Publication.values)
    cases = Project.objects.filter(title__in=["农行宿舍漏水", "后铁匠巷11号院停车"])
    assert list(cases.values_list("status", "publication")) == [("verified", "published")] * 2
    assert told.count(PASSWORD) == User.objects.count() == 8
    assert User.objects.get(username="kainan").check_password(PASSWORD)
    again = run("load_alliance", "alliance_portal/demo/liuxiang.json")
    assert again.startswith("新增 0 条，修改 0 条（0 created, 0 changed）。\n")
    # What the demo has gone on with is left alone.
    assert all(extension.duty.title in again for extension in Extension.objects.all())


def test_demo_leaves_another_alliance_alone():
    load_data(second_alliance(2, 2))

    assert run("load_demo") == ""
    assert [alliance.slug for alliance in Alliance.objects.all()] == ["shili2"]


def test_bad_file_is_told_and_not_loaded(tmp_path):
    path = tmp_path / "bad.json"
    path.write_text('{"format": "alliance/1"}')

    with pytest.raises(CommandError, match=r"文件有 4 处错误，什么都没有载入。"):
        run("load_alliance", str(path))


def test_create_login_shows_a_password_that_must_be_changed():
    load_data(second_alliance(2, 2))

    told = run("create_login", "new", organization="shili2-community-1", name="示例甲")

    user = User.objects.get(username="new")
    password = told.split("一次性密码：")[1].split("（")[0]
    assert (user.must_change_password, user.check_password(password)) == (True, True)
    with pytest.raises(CommandError, match="没有编码为“nowhere”的单位。"):
        run("create_login", "newer", organization="nowhere", name="示例乙")
    with pytest.raises(CommandError, match="这个登录名已有人使用"):
        run("create_login", "new", organization="shili2", name="示例丙")


@pytest.mark.parametrize("seed", [1, 2])
def test_large_data_set_has_its_proportions(seed):
    run("demo", rows=40, seed=seed)
    run("demo", rows=20, seed=seed)

    models = (Project, ServiceOrder, Duty, Meeting, Bulletin, Agreement)
    assert [model.objects.count() for model in models] == [60, 60, 12, 6, 6, 3]
    assert OrderEvent.objects.values("order").distinct().count() == 60
    project = Project.objects.first()
    made = project.search_text
    project.save()
    assert project.search_text == made
    assert project.claims.count() == project.partner_count


def test_large_data_set_is_the_same_for_the_same_seed():
    run("demo", rows=20, seed=7)
    run("demo", rows=20, seed=7)

    titles = list(Project.objects.order_by("pk").values_list("title", flat=True))
    assert titles[:20] == titles[20:]


def test_large_data_set_draws_again_what_an_order_has_already(monkeypatch):
    run("demo", rows=20)
    taken = ServiceOrder.objects.first().code
    drawn = chain([taken, taken], iter(new_code, None))
    monkeypatch.setattr("alliance_portal.demo.order_rows.new_code", lambda: next(drawn))

    run("demo", rows=20)

    assert ServiceOrder.objects.count() == 40


def test_large_data_set_needs_rows():
    with pytest.raises(CommandError, match="--rows 要大于 0。"):
        run("demo", rows=0)
