"""Excel out of the lists of the back office."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.contrib import admin
from django.urls import reverse
from python_calamine import CalamineWorkbook

from members.back_office import exports
from members.back_office.exports import ExportAdmin
from members.models import AuditLog
from members.permissions import GRANTS, Permission, Role
from tests.back_office import add_lines, street
from tests.factories import DutyFactory, MembershipFactory, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db

PAGES = {
    model._meta.model_name: page
    for model, page in admin.site._registry.items()
    if isinstance(page, ExportAdmin)
}


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


def url(name, kind="export"):
    return reverse(f"admin:{PAGES[name].url_name(kind)}")


def table(response):
    """The cells of an answer that is an Excel file."""
    content = BytesIO(b"".join(response))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def exported(client, name, **filters):
    return table(client.get(url(name), filters))


def test_every_list_that_the_street_keeps_is_exported():
    assert sorted(PAGES) == [
        *("agreement", "appointment", "bulletin", "duty", "meeting"),
        *("membership", "organization", "person", "project", "regulation", "serviceorder"),
    ]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_export_has_the_rows_of_the_list_and_no_other_streets(staff, own, other, name):
    add_lines(own, 1)
    shown = staff.get(url(name, "changelist")).context["cl"].queryset

    heading, *rows = exported(staff, name)

    assert heading == [column.heading for column in PAGES[name].sheet if not column.personal]
    assert len(rows) == len(shown)
    assert "乙桥" not in str(rows)
    assert "甲柳" in str(rows)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_list_offers_its_export_with_its_filters(staff, own, name):
    page = staff.get(url(name, "changelist"), {"q": "甲柳", "p": "1"}).content.decode()

    assert f'href="{url(name)}?q=%E7%94%B2%E6%9F%B3"' in page


def test_export_follows_search_and_filter_and_is_recorded(staff, own):
    wanted = DutyFactory(alliance=own.alliance, lead=own.unit, title="清理楼道", status="doing")
    DutyFactory(alliance=own.alliance, lead=own.unit, title="清理绿地")

    _, *rows = exported(staff, "duty", q="清理", status__exact="doing")

    assert [row[0] for row in rows] == [wanted.title]
    entry = AuditLog.objects.get(action="export")
    assert (entry.actor, entry.detail) == (own.staff, "责任事项 1 行；q=清理&status__exact=doing")


def test_cells_are_dates_texts_labels_and_joined_names(staff, own):
    helper = UnitFactory(parent=own.anchor, name="甲柳配合单位")
    duty = own.records["duty"]
    duty.assistants.set([own.unit, helper])
    duty.due_on = date(2026, 12, 31)
    duty.save()

    heading, row = exported(staff, "duty")

    cells = dict(zip(heading, row, strict=True))
    assert (cells["完成期限"], cells["状态"]) == (date(2026, 12, 31), "未开始")
    assert sorted(cells["配合单位"].split("、")) == sorted([own.unit.name, helper.name])
    assert isinstance(cells["下达时间"], datetime)


def test_codes_stay_text_and_formulas_do_not_run(staff, own):
    UnitFactory(parent=own.anchor, name="=1+1", code="0012", phone="@SUM(A1)")

    heading, *rows = exported(staff, "organization", q="1+1")

    cells = dict(zip(heading, rows[0], strict=True))
    assert (cells["名称"], cells["编码"], cells["公开电话"]) == ("'=1+1", "0012", "'@SUM(A1)")


@pytest.mark.parametrize("count", [1, 3])
def test_export_costs_the_same_for_any_number_of_rows(staff, own, count, django_assert_num_queries):
    for _ in range(count):
        unit = UnitFactory(parent=own.anchor)
        MembershipFactory(alliance=own.alliance, tier=own.tier, organization=unit)
    staff.get(url("membership", "changelist"))

    with django_assert_num_queries(10):
        assert len(exported(staff, "membership")) == count + 2


def test_too_many_rows_are_refused_with_a_way_out(staff, own, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    UnitFactory(parent=own.anchor, name="第二个")

    response = staff.get(url("organization"), {"level__exact": "unit"}, follow=True)

    assert response.request["QUERY_STRING"] == "level__exact=unit"
    assert [str(message) for message in response.context["messages"]] == [
        "一次最多导出 1 行，请先筛选，再导出。"
    ]
    assert list(AuditLog.objects.filter(action="export")) == []


def test_wild_filter_leads_back_to_the_list(staff):
    wrong = staff.get(url("duty"), {"due_on__period": "2026-13"})

    assert wrong.headers["Location"] == f"{url('duty', 'changelist')}?e=1"
    assert staff.get(url("duty"), {"lead__phone__startswith": "0"}).status_code == 400


def test_export_is_for_street_staff(client, own):
    client.force_login(own.records["user"])

    assert client.get(url("duty"), follow=True).status_code == 403


# --- phones ---


def test_people_are_exported_without_phones(staff, own):
    rows = exported(staff, "person")

    assert "电话" not in rows[0]
    assert "13800000000" not in str(rows)


def test_phones_are_exported_with_a_reason_that_is_written_down(staff, own):
    PersonFactory(name="甲柳无电话", organization=own.unit)

    silent = staff.post(url("person", "personal_export"), {"reason": " "})
    heading, *rows = table(staff.post(url("person", "personal_export"), {"reason": "汛期值班通知"}))

    assert list(silent.context["form"].errors) == ["reason"]
    column = heading.index("电话")
    assert sorted(row[column] for row in rows) == ["", "13800000000"]
    details = [row.detail for row in AuditLog.objects.filter(action="export")]
    assert details == ["人员 2 行；含完整电话，原因：汛期值班通知"]


def test_phones_need_the_permission(staff, own, monkeypatch):
    without = GRANTS[Role.STREET] - {Permission.PHONE_VIEW}
    monkeypatch.setitem(GRANTS, Role.STREET, without)

    page = staff.get(url("person", "changelist")).content.decode()
    refused = staff.post(url("person", "personal_export"), {"reason": "好奇"})

    assert (url("person", "personal_export") in page, refused.status_code) == (False, 403)
