"""我要点单 and 投诉建议: the menu, the form and the preview."""

import re

import pytest
from django.urls import reverse

from orders.models import AddressHint, ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    ServiceItemFactory,
    community_of,
    unit_of,
)
from tests.orders.filling import WORDS, Resident, errors_of

pytestmark = pytest.mark.django_db


# --- the menu ---


@pytest.mark.parametrize("item_count", [1, 3])
def test_menu_shows_what_is_offered(client, alliance, item_count, django_assert_num_queries):
    category = OrderCategoryFactory(alliance=alliance, name="维修改造")
    unit = unit_of(alliance, short_name="示例物业")
    items = [
        ServiceItemFactory(alliance=alliance, category=category, provider=unit, workdays=3)
        for _ in range(item_count)
    ]
    ServiceItemFactory(alliance=alliance, category=category, title="停了的", is_active=False)

    with django_assert_num_queries(3):
        page = client.get(reverse("orders:service_list", args=[alliance.slug]))

    assert page.text.count("点这项") == item_count
    assert all(f"?item={item.pk}" in page.text for item in items)
    assert "示例物业提供" in page.text
    assert "3 个工作日内办好" in page.text
    assert "停了的" not in page.text


def test_empty_menu_leads_to_the_form(client, alliance):
    page = client.get(reverse("orders:service_list", args=[alliance.slug]))

    assert "服务菜单还在整理" in page.text
    assert reverse("orders:order_new", args=[alliance.slug]) in page.text


# --- the form ---


def test_form_offers_categories_and_communities_of_the_alliance_alone(resident):
    other = AllianceFactory()
    OrderCategoryFactory(alliance=other, name="别处的类别")
    community_of(other, short_name="别处的社区")

    page = resident.open().text

    assert "维修改造" in page
    assert "示例社区" in page
    assert "别处的" not in page


def test_form_is_kept_by_nobody(resident):
    assert "no-cache" in resident.open()["Cache-Control"]


def test_service_of_the_menu_is_chosen_and_kept(resident, alliance):
    item = ServiceItemFactory(alliance=alliance, category=resident.category, title="换灯泡")

    page = resident.open(f"?item={item.pk}")
    resident.send("send")

    assert "您选了“换灯泡”" in page.text
    assert ServiceOrder.objects.get().item == item


def test_service_is_dropped_with_another_category(resident, alliance):
    other = OrderCategoryFactory(alliance=alliance, name="健康义诊")
    item = ServiceItemFactory(alliance=alliance, category=other, title="量血压")

    resident.open(f"?item={item.pk}")
    resident.send("send")

    order = ServiceOrder.objects.get()
    assert (order.category, order.item) == (resident.category, None)


@pytest.mark.parametrize("item", ["abc", "0", "999999999999999999999", "-1"])
def test_nonsense_for_a_service_is_no_service(resident, item):
    assert "您选了" not in resident.open(f"?item={item}").text


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("category", None, "请选择一类服务"),
        ("category", "abc", "这一类现在不能点了"),
        ("item", "abc", "这项服务现在不能点了"),
        ("words", "", "请写下您遇到的情况"),
        ("words", "灯坏", "写得太短了"),
        ("words", "灯" * 1001, "最多 1000 个字"),
        ("words", "我的身份证 140105195001011234，灯坏了", "像是身份证号码"),
        ("community", "", "请选择社区"),
        ("community", "999999", "请在列出的社区里选择"),
        ("address", "示" * 81, "地址最多 80 个字"),
        ("name", "示" * 21, "称呼最多 20 个字"),
        ("phone", "", "请留一个电话"),
        ("phone", "12345", "手机号码应为 11 位"),
        ("consent", None, "请先阅读个人信息处理说明"),
        ("notice", "7", "个人信息处理说明刚刚更新"),
        ("notice", "abc", "整数"),
    ],
)
def test_error_says_what_to_do_and_keeps_what_was_typed(resident, field, value, error):
    resident.open()

    response = resident.send("send", **{field: value})

    assert response.status_code == 422
    assert error in str(errors_of(response))
    assert field == "words" or WORDS in response.text
    assert field == "address" or "示例巷 11 号院 2 单元" in response.text
    assert not ServiceOrder.objects.exists()


def test_choices_of_another_alliance_are_errors(resident):
    other = AllianceFactory()
    item = ServiceItemFactory(alliance=other)
    resident.open()

    response = resident.send(
        "send", category=item.category.pk, item=item.pk, community=community_of(other).pk
    )

    assert set(errors_of(response)) == {"category", "item", "community"}


def test_without_community_and_address_one_of_them_is_asked_for(resident):
    resident.open()

    response = resident.send("send", community="unknown", address="")

    assert errors_of(response) == {"address": ["不清楚是哪个社区的话，请写下地址，我们来找。"]}


@pytest.mark.parametrize(
    "changes",
    [
        {"submission": "x" * 5000},
        {"submission": ""},
        {"kept": "../../etc/passwd"},
        {"kept": "a:b"},
        {"drop": "%00"},
        {"follow": "-1"},
        {"name": "<script>alert(1)</script>"},
        {"words": "'; DROP TABLE orders_serviceorder; -- 灯坏了"},
        {"guard_token": "x" * 5000},
        {"memo": "http://example.com"},
    ],
)
def test_hostile_input_is_answered(resident, changes):
    resident.open()

    response = resident.send("preview", **changes)

    assert response.status_code in {200, 422}
    assert "<script>alert" not in response.text


def test_program_that_fills_in_the_trap_places_nothing(resident):
    resident.open()

    assert resident.send("send", memo="http://example.com").status_code == 422
    assert not ServiceOrder.objects.exists()


# --- the preview ---


def test_preview_says_who_answers_when_and_what_is_public(resident):
    resident.open()

    response = resident.send("preview")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "2026年11月24日前有人答复您" in response.text
    assert "一般 2026年12月2日前办好" in response.text
    public = re.search(r"<dt>会公开</dt>\s*<dd>(.*?)</dd>", response.text, re.DOTALL)[1]
    assert "示例社区" in public
    assert "示例阿姨" not in public
    assert not ServiceOrder.objects.exists()


def test_preview_carries_everything_to_the_sending(resident):
    resident.open()
    resident.read(resident.send("preview"))

    response = resident.client.post(resident.url, resident.hidden | {"send": ""})

    order = ServiceOrder.objects.get()
    assert response.status_code == 302
    assert (order.words, order.name, order.phone) == (WORDS, "示例阿姨", "13800001234")
    assert (order.address, order.host) == ("示例巷 11 号院 2 单元", resident.community)
    assert (order.consent_version, order.channel) == (1, "web")


def test_back_shows_the_form_with_everything(resident):
    resident.open()
    resident.read(resident.send("preview"))

    response = resident.client.post(resident.url, resident.hidden | {"back": ""})

    assert response.templates[0].name == "orders/order_new.html"
    assert WORDS in response.text
    assert "error-summary" not in response.text
    assert re.search(r'name="consent"[^>]*checked', response.text)


def test_preview_suggests_the_community_of_the_address(resident, alliance):
    right = community_of(alliance, short_name="铁匠巷社区")
    AddressHint.objects.create(alliance=alliance, name="示例巷", community=right)
    resident.open()

    response = resident.send("preview")
    resident.read(response)
    resident.send("send", community=right.pk)

    assert "这里像是属于铁匠巷社区" in response.text
    order = ServiceOrder.objects.get()
    assert (order.host, order.area) == (right, "示例巷")


def test_unknown_community_is_found_by_the_address(resident, alliance):
    AddressHint.objects.create(alliance=alliance, name="示例巷", community=resident.community)

    resident.place(community="unknown")

    assert ServiceOrder.objects.get().host == resident.community


def test_unknown_community_of_an_unknown_address_goes_to_the_street(resident, alliance):
    resident.place(community="unknown")

    assert ServiceOrder.objects.get().host == alliance.anchor


def test_preview_warns_of_a_card_number_and_lets_it_pass(resident):
    resident.open()

    response = resident.send("preview", words="水卡号 6222020200112233445 读不出来")

    assert response.status_code == 200
    assert "“6222020200112233445”像是银行卡号" in response.text


def test_alliance_without_communities_takes_orders_for_its_street(client, clock, alliance):
    resident = Resident(client, clock, alliance)
    alliance.memberships.all().delete()

    page = resident.open()
    resident.send("send", community="unknown")

    assert "不清楚是哪个社区" in page.text
    assert ServiceOrder.objects.get().host == alliance.anchor
