"""The street's settings of orders, and its look at them."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from members.models import AuditLog
from members.permissions import GRANTS, Permission, Role
from orders.models import OrderRules, ServiceOrder
from tests.back_office import street
from tests.factories import CommunityFactory, OrderCategoryFactory, OrderFactory

pytestmark = pytest.mark.django_db

PHONE, HOME = "13800001234", "2 单元 301"


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def url(model, page, *args):
    return reverse(f"admin:orders_{model}_{page}", args=args)


def table(response):
    content = BytesIO(b"".join(response))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


# --- settings ---


def save_rules(staff, rules, **changes):
    data = {
        "alliance": rules.alliance_id,
        "is_open": "on",
        "verify_workdays": 3,
        "reopen_days": 30,
        "objection_days": 3,
        "keep_months": 12,
        "privacy_notice": rules.privacy_notice,
        **changes,
    }
    response = staff.post(url("orderrules", "change", rules.pk), data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    return OrderRules.objects.get(pk=rules.pk)


def test_another_privacy_notice_raises_its_version(staff, own):
    rules = own.records["orderrules"]

    same = save_rules(staff, rules, reopen_days=20)
    other = save_rules(staff, rules, privacy_notice="新的说明（示例）")

    assert (same.reopen_days, same.privacy_version) == (20, 1)
    assert (other.privacy_notice, other.privacy_version) == ("新的说明（示例）", 2)


def test_rules_are_there_once(staff, own):
    assert staff.get(url("orderrules", "add")).status_code == 403

    own.records["orderrules"].delete()

    assert staff.get(url("orderrules", "add")).status_code == 200


def test_words_with_an_unknown_placeholder_are_refused(staff, own):
    data = {"alliance": own.alliance.pk, "name": "新用语", "occasion": "take", "order": 1}

    response = staff.post(url("answertemplate", "add"), {**data, "words": "请打{电话}。"})

    assert response.context["adminform"].form.errors["words"] == [
        "{电话} 认不出来，只能用 {事项}、{编号}、{社区}、{单位}、{期限}。"
    ]


def test_limits_say_their_unit(staff, own):
    page = staff.get(url("timelimit", "changelist")).content.decode()

    assert ("1 个工作日" in page, "7 个工作日" in page) == (True, True)


def test_settings_in_use_are_not_deleted(staff, own):
    category = own.records["ordercategory"]

    response = staff.get(url("ordercategory", "delete", category.pk))

    assert "服务订单" in response.content.decode()
    assert type(category).objects.filter(pk=category.pk).exists()


def test_menu_of_the_index_has_the_four_orders(staff):
    groups = staff.get(reverse("admin:index")).context["app_list"]

    found = {group["name"]: [row["object_name"] for row in group["models"]] for group in groups}
    assert found["四单"] == [
        *("ServiceOrder", "OrderNotice", "ServiceItem", "OrderCategory", "TimeLimit"),
        *("RefusalReason", "AnswerTemplate", "AddressHint", "OrderRules"),
    ]


# --- orders ---


def test_order_is_shown_without_what_is_personal_and_cannot_be_changed(staff, own):
    order = own.records["serviceorder"]
    order.assistants.add(own.unit)
    order.add(f"请打我的电话 {PHONE}")
    order.events.create(step="progress", label="报进展", by=own.staff, office=own.anchor)
    order.events.create(step="escalate", label="上报街道")

    response = staff.get(url("serviceorder", "change", order.pk))
    page = response.content.decode()

    assert ("138****1234" in page, PHONE in page, HOME in page, order.name in page) == (
        *(True, False),
        *(False, False),
    )
    assert ("居民补充" in page, own.staff.name in page, "系统" in page) == (True, True, True)
    assert staff.post(url("serviceorder", "change", order.pk), {"title": "改"}).status_code == 403


@pytest.mark.parametrize("typed", ["{code}", "{shown}", "{low}"])
def test_order_is_found_by_its_code_as_people_type_it(staff, own, typed):
    order = own.records["serviceorder"]
    OrderFactory(alliance=own.alliance, host=own.anchor)
    words = {"code": order.code, "shown": order.shown_code, "low": order.shown_code.lower()}

    response = staff.get(url("serviceorder", "changelist"), {"q": typed.format(**words)})

    assert [row.pk for row in response.context["cl"].result_list] == [order.pk]


def test_order_is_found_by_the_words_of_its_title(staff, own):
    OrderFactory(alliance=own.alliance, host=own.anchor, title="楼道灯不亮")

    response = staff.get(url("serviceorder", "changelist"), {"q": "不亮"})

    assert [row.title for row in response.context["cl"].result_list] == ["楼道灯不亮"]


def test_orders_are_filtered_by_receiver_and_month(staff, own):
    OrderFactory(alliance=own.alliance, host=own.anchor)
    listed = url("serviceorder", "changelist")

    month = staff.get(listed, {"created_at__period": "2026-11"})
    host = staff.get(listed, {"host__id__exact": own.unit.pk})

    assert (len(month.context["cl"].result_list), host.status_code) == (
        ServiceOrder.objects.filter(created_at__year=2026, created_at__month=11).count(),
        200,
    )


def test_export_has_no_contacts(staff, own):
    OrderFactory(alliance=own.alliance, host=own.anchor, title="=1+1")

    heading, *rows = table(staff.get(url("serviceorder", "export")))

    assert {"称呼", "联系电话", "详细地址", "居民怎么说"} & set(heading) == set()
    assert (PHONE in str(rows), HOME in str(rows)) == (False, False)
    assert "'=1+1" in [row[heading.index("事项")] for row in rows]


def test_contacts_are_exported_with_a_reason_that_is_written_down(staff, own):
    address = url("serviceorder", "personal_export")

    page = staff.get(address)
    heading, *rows = table(staff.post(address, {"reason": "回访抽查"}))

    assert "会记入审计日志" in page.content.decode()
    assert [row[heading.index("联系电话")] for row in rows] == [PHONE]
    (entry,) = AuditLog.objects.filter(action="export")
    assert entry.detail == "服务订单 1 行；含完整联系方式，原因：回访抽查"


def test_contacts_need_the_permission(staff, own, monkeypatch):
    without = GRANTS[Role.STREET] - {Permission.ORDER_EXPORT_CONTACT}
    monkeypatch.setitem(GRANTS, Role.STREET, without)

    page = staff.get(url("serviceorder", "changelist")).content.decode()
    refused = staff.post(url("serviceorder", "personal_export"), {"reason": "好奇"})

    assert ("含联系方式" in page, refused.status_code) == (False, 403)


def test_another_streets_category_is_no_choice(staff, own):
    other = OrderCategoryFactory(name="乙桥类别")
    data = {"alliance": own.alliance.pk, "category": other.pk, "title": "理发", "order": 1}

    response = staff.post(url("serviceitem", "add"), data)

    assert list(response.context["adminform"].form.errors) == ["category"]


def test_an_address_leads_to_a_community_of_the_own_street(staff, own):
    unit = own.unit
    community = CommunityFactory(parent=own.anchor, name="甲柳社区")
    data = {"alliance": own.alliance.pk, "name": "示例巷"}

    refused = staff.post(url("addresshint", "add"), {**data, "community": unit.pk})
    staff.post(url("addresshint", "add"), {**data, "community": community.pk})
    found = staff.get(url("addresshint", "changelist"), {"q": "例巷"})

    assert list(refused.context["adminform"].form.errors) == ["community"]
    (hint,) = found.context["cl"].result_list
    assert (hint.name, hint.community) == ("示例巷", community)
    assert staff.get(url("addresshint", "delete", hint.pk)).status_code == 200
