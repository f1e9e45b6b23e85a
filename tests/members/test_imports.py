"""People and their posts from Excel."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from members.imports import PersonImport
from members.models import Appointment, AuditLog, Person
from tests.back_office import street
from tests.factories import AppointmentFactory, CommunityFactory, PersonFactory
from tests.importing import confirm, outcomes, preview, problems, table, told

pytestmark = pytest.mark.django_db

URL = reverse("admin:members_person_import")


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def other():
    return street("乙桥", "yiqiao")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def line(**changes):
    return {"姓名": "王示例", "所在单位": "甲柳单位"} | changes


POST = {"任职": "联络员", "任职日期": date(2026, 3, 1)}


def shown(client, *rows):
    return preview(client, URL, PersonImport, *rows)


def imported(client, *rows):
    return told(confirm(client, URL, shown(client, *rows)))


def posts_of(person):
    found = person.appointments.order_by("started_on")
    return [(row.post, row.organization.name, row.started_on, row.ended_on) for row in found]


# --- what is made ---


def test_person_is_made_with_an_encrypted_phone_a_post_and_history(staff, own):
    messages = imported(staff, line(职务="主任", 电话=13900000000, 备注="示例", **POST))

    person = Person.objects.get(name="王示例")
    assert messages == ["已导入：新增 1 行。"]
    assert (person.organization, person.title, person.phone) == (own.unit, "主任", "13900000000")
    assert (person.phone_index != "", person.note) == (True, "示例")
    assert posts_of(person) == [("liaison", "甲柳单位", date(2026, 3, 1), None)]
    for kept in (person.history.get(), person.appointments.get().history.get()):
        assert (kept.history_user, kept.history_change_reason) == (own.staff, "Excel 导入")
    assert AuditLog.objects.get(action="import").detail == "人员与任职：新增 1 行"


def test_several_rows_of_one_person_are_several_posts(staff, own):
    community = CommunityFactory(parent=own.anchor, name="甲柳社区", code="jialiu-1")

    former = {"任职": "网格员", "任职日期": "2025-01-01", "离任日期": "2025-12-31"}
    imported(staff, line(职务="主任", **POST), line(任职组织="jialiu-1", **former))

    person = Person.objects.get(name="王示例")
    assert posts_of(person) == [
        ("grid_worker", community.name, date(2025, 1, 1), date(2025, 12, 31)),
        ("liaison", "甲柳单位", date(2026, 3, 1), None),
    ]


def test_known_person_is_brought_up_to_date_and_empty_cells_change_nothing(staff, own):
    person = own.records["person"]
    Person.objects.filter(pk=person.pk).update(note="原来的")

    response = shown(staff, line(姓名="甲柳某", 电话="139 0000 0000", 职务="书记"))
    confirm(staff, URL, response)

    person.refresh_from_db()
    assert (outcomes(response), response.context["rows"][0].changed) == (
        {"修改": 1},
        ["职务", "电话"],
    )
    assert (person.phone, person.title, person.note) == ("13900000000", "书记", "原来的")
    assert person.edits == 1
    assert Person.objects.filter(search_text__has="书记").get() == person


def test_phone_stays_where_only_the_title_changes(staff, own):
    imported(staff, line(姓名="甲柳某", 职务="书记"))

    assert Person.objects.get(name="甲柳某").phone == "13800000000"


def test_new_post_of_a_known_person_is_added(staff, own):
    response = shown(staff, line(姓名="甲柳某", **POST))
    confirm(staff, URL, response)

    assert response.context["rows"][0].changed == ["增加任职"]
    assert [post for post, *_ in posts_of(own.records["person"])] == ["secretary", "liaison"]


def test_same_table_again_changes_nothing(staff, own):
    row = line(电话="13900000000", 职务="主任", **POST)
    imported(staff, row)

    again = shown(staff, row)

    assert (outcomes(again), again.context["form"]) == ({"不变": 1}, None)


def test_post_that_was_held_before_is_taken_up_again(staff, own):
    AppointmentFactory(
        person=own.records["person"], post="liaison", started_on="2024-01-01", ended_on="2025-01-01"
    )

    imported(staff, line(姓名="甲柳某", **POST))

    assert Appointment.objects.filter(post="liaison").count() == 2


# --- what is refused ---


@pytest.mark.parametrize(
    ("changes", "heading", "message"),
    [
        ({"姓名": None}, "姓名", "没有填写"),
        ({"所在单位": "没有的单位"}, "所在单位", "没有找到“没有的单位”"),
        ({"电话": "12345"}, "电话", "11 位"),
        ({"电话": "=1+1"}, "电话", "数字"),
        ({"任职": "部长"}, "任职", "没有“部长”，只能填：书记、主任、"),
        ({"任职": "书记"}, "任职日期", "填了任职，请填任职日期。"),
        ({"任职日期": "2026-01-01"}, "任职", "填了任职日期，请把任职也填上"),
        ({"任职组织": "甲柳单位"}, "任职", "填了任职组织"),
        (POST | {"离任日期": "2026-01-01"}, "离任日期", "不能早于任职日期"),
        (POST | {"任职日期": "2222-01-01"}, "任职日期", "还没有到"),
    ],
)
def test_row_is_refused_with_its_place_and_what_to_do(staff, own, changes, heading, message):
    ((number, column, text),) = problems(shown(staff, line(姓名="好的"), line() | changes))

    assert (number, column, message in text) == (3, heading, True)


@pytest.mark.parametrize(
    ("changes", "heading", "message"),
    [
        (POST | {"任职": "书记"}, "任职日期", "此人从 2026-01-01 起已在任这一职务"),
        (
            {"任职": "书记", "任职日期": "2026-01-01", "离任日期": "2026-02-01"},
            "离任日期",
            "这一任职后台已有，离任日期不同",
        ),
    ],
)
def test_post_that_is_held_already_is_refused(staff, own, changes, heading, message):
    ((_, column, text),) = problems(shown(staff, line(姓名="甲柳某") | changes))

    assert (column, message in text) == (heading, True)


def test_rows_that_contradict_each_other_are_refused(staff, own):
    rows = [line(电话="13900000000", **POST), line(电话="13900000001"), line(**POST)]

    found = problems(shown(staff, *rows))

    assert [(number, heading) for number, heading, _ in found] == [(3, "电话"), (4, "任职")]


def test_namesakes_are_not_guessed(staff, own):
    PersonFactory.create_batch(2, name="王示例", organization=own.unit)

    assert "几位同名的人" in problems(shown(staff, line()))[0][2]


def test_organizations_of_one_name_need_their_code(staff, own):
    for code in ("jialiu-1", "jialiu-2"):
        parent = CommunityFactory(parent=own.anchor)
        CommunityFactory(parent=parent, name="一单元", code=code, level="entrance")

    by_name = problems(shown(staff, line(所在单位="一单元")))
    by_code = shown(staff, line(所在单位="jialiu-2"))

    assert by_name[0][2] == "有 2 个组织都叫“一单元”，请改填编码。"
    assert outcomes(by_code) == {"新增": 1}


# --- other streets ---


@pytest.mark.parametrize("heading", ["所在单位", "任职组织"])
@pytest.mark.parametrize("name", ["乙桥单位", "yiqiao-unit"])
def test_other_streets_unit_is_refused_as_if_it_were_not_there(staff, own, other, heading, name):
    foreign = problems(shown(staff, line(**POST) | {heading: name}))
    unknown = problems(shown(staff, line(**POST) | {heading: "没有这个"}))

    assert foreign[0][2].replace(name, "") == unknown[0][2].replace("没有这个", "")
    assert Person.objects.filter(organization=other.unit).count() == 1


def test_template_names_no_other_streets_unit(staff, own, other):
    content = b"".join(staff.get(reverse("admin:members_person_import_template")))

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    offered = str(book.get_sheet_by_name("可选值").to_python())
    assert ("甲柳单位" in offered, "乙桥" in offered) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_preview_costs_the_same_for_any_number_of_rows(
    staff, own, count, django_assert_num_queries
):
    upload = table(PersonImport, *(line(姓名=f"王{n}", **POST) for n in range(count)))
    staff.get(URL)

    with django_assert_num_queries(5):
        response = staff.post(URL, {"file": upload})

    assert outcomes(response) == {"新增": count}
