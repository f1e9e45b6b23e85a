"""代录: who takes an order down, in whose words, for whom, and what they take home."""

import io
from uuid import uuid4

import pytest
from django.urls import reverse
from PIL import Image

from members.models import AuditLog
from orders import proof
from orders.models import ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    OrderFactory,
    OrganizationFactory,
    ServiceItemFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.racing import losers

pytestmark = pytest.mark.django_db
NEW = reverse("orders:order_record")
WORDS = "我一个人住，灯坏了够不着，想请人来换。"


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def category(alliance):
    return OrderCategoryFactory(alliance=alliance, name="维修改造")


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


@pytest.fixture
def typed(community, category):
    return {
        "channel": "phone",
        "words": WORDS,
        "category": category.pk,
        "host": community.pk,
        "address": "示例巷 11 号院 2 单元",
        "name": "示例阿姨",
        "phone": "138 0000 1234",
        "consent": "on",
        "submission": str(uuid4()),
    }


def errors(client, typed, **changes):
    response = client.post(NEW, typed | changes)
    assert response.status_code == 422
    return {name: list(words) for name, words in response.context["form"].errors.items()}


def test_order_is_taken_down_in_the_callers_words(client, secretary, typed, community):
    response = client.post(NEW, typed | {"urgency": "emergency", "title": "换楼道灯"})

    order = ServiceOrder.objects.get()
    assert response.url == reverse("orders:order_paper", args=[order.pk])
    assert (order.words, order.channel, order.urgency) == (WORDS, "phone", "emergency")
    assert (order.title, order.host, order.phone) == ("换楼道灯", community, "13800001234")
    event = order.events.get()
    assert (event.label, event.by, event.office) == ("电话代录", secretary, community)
    assert event.note == "已口头告知个人信息处理说明（第 1 版），居民同意。"
    assert AuditLog.objects.get(action="create").detail == "代录"


def test_receipt_says_what_to_tell_and_prints(client, secretary, typed):
    page = client.post(NEW, typed, follow=True)

    order = ServiceOrder.objects.get()
    assert order.shown_code in page.text
    assert "138****1234" in page.text
    assert "13800001234" not in page.text
    assert "data-print" in page.text
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_second_click_leads_to_the_same_receipt(client, secretary, typed):
    answers = {client.post(NEW, typed).url for _ in range(2)}

    assert len(answers) == ServiceOrder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_are_one_order(client, secretary, typed):
    def click():
        other = type(client)()
        other.force_login(secretary)
        assert other.post(NEW, typed).status_code == 302

    assert losers(click, click) == []
    assert ServiceOrder.objects.count() == 1


def test_landline_is_a_contact(client, secretary, typed):
    client.post(NEW, typed | {"phone": "0351-2000067"})

    assert ServiceOrder.objects.get().phone == "0351-2000067"


def test_without_a_phone_a_number_is_agreed_on(client, rf, secretary, typed, alliance):
    client.post(NEW, typed | {"phone": "", "follow_number": "８６ 42"})

    order = ServiceOrder.objects.get()
    page = client.get(reverse("orders:order_paper", args=[order.pk])).text
    client.logout()
    track = reverse("orders:order_track", args=[alliance.slug])
    found = client.post(track, {"code": order.code, "tail": "8642"})
    assert (order.phone, order.follow_number) == ("", "8642")
    assert "编号和商定的四位数字" in page
    assert "电话后四位" not in page
    assert (found.status_code, len(order.follow_number)) == (302, proof.TAIL_LENGTH)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"phone": ""}, {"phone"}),
        ({"phone": "", "follow_number": "12"}, {"follow_number"}),
        ({"phone": "", "follow_number": "1234", "address": ""}, {"address"}),
        ({"phone": "123"}, {"phone"}),
        ({"consent": ""}, {"consent"}),
        ({"channel": "web"}, {"channel"}),
        ({"category": ""}, {"category"}),
        ({"category": "0"}, {"category"}),
        ({"words": "灯"}, {"words"}),
        ({"words": "我的身份证号 11010519491231002X，请帮忙"}, {"words"}),
        ({"title": "给示例阿姨换灯"}, {"title"}),
        ({"title": "联系 13800001234"}, {"title"}),
        ({"host": "0"}, {"host"}),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, secretary, typed, changes, where):
    assert set(errors(client, typed, **changes)) == where
    assert not ServiceOrder.objects.exists()


def test_empty_form_is_answered(client, secretary):
    assert client.post(NEW, {}).status_code == 422
    assert client.get(NEW).status_code == 200


def test_service_of_the_menu_says_its_category(client, secretary, typed, alliance, category):
    item = ServiceItemFactory(alliance=alliance, category=category, title="换灯")

    client.post(NEW, typed | {"category": "", "item": item.pk})

    order = ServiceOrder.objects.get()
    assert (order.item, order.category, order.title) == (item, category, "换灯")


def test_complaint_is_the_streets_and_its_receipt_still_prints(client, secretary, typed, alliance):
    complaint = OrderCategoryFactory(alliance=alliance, is_complaint=True)

    page = client.post(NEW, typed | {"category": complaint.pk}, follow=True)

    order = ServiceOrder.objects.get()
    assert order.host == alliance.anchor
    assert page.status_code == 200
    assert "打开这一单" not in page.text
    assert client.get(order.get_absolute_url()).status_code == 404


def test_community_takes_down_for_itself_and_the_street_for_any(
    client, secretary, typed, alliance, community
):
    other = community_of(alliance)
    assert set(errors(client, typed, host=other.pk)) == {"host"}
    client.force_login(UserFactory(organization=alliance.anchor))

    client.post(NEW, typed | {"host": other.pk})
    client.post(NEW, typed | {"host": alliance.anchor.pk, "submission": str(uuid4())})

    hosts = ServiceOrder.objects.order_by("pk").values_list("host", flat=True)
    assert list(hosts) == [other.pk, alliance.anchor_id]


def test_whoever_works_below_a_community_takes_down_for_it(client, typed, community):
    grid = OrganizationFactory(level="grid", parent=community)
    client.force_login(UserFactory(organization=grid))

    page = client.post(NEW, typed, follow=True)

    assert ServiceOrder.objects.get().host == community
    assert page.status_code == 200


@pytest.fixture
def known(alliance, community, category):
    return OrderFactory(
        alliance=alliance, host=community, category=category, title="换灯", words=WORDS
    )


@pytest.fixture
def now_on_the_day(time_machine):
    time_machine.move_to("2026-11-24 10:00:00+08:00", tick=False)


def test_what_may_be_the_same_is_shown_before_it_is_stored(
    client, now_on_the_day, secretary, typed, known
):
    page = client.post(NEW, typed)
    count = ServiceOrder.objects.count()
    done = client.post(NEW, typed | {"anyway": "1"})

    assert "可能是同一件事" in page.text
    assert WORDS in page.text
    assert (count, done.status_code, ServiceOrder.objects.count()) == (1, 302, 2)


def test_the_same_matter_is_taken_down_into_the_other(
    client, now_on_the_day, secretary, typed, known
):
    for _ in range(2):
        client.post(NEW, typed | {"merge": known.pk})

    order = ServiceOrder.objects.exclude(pk=known.pk).get()
    assert (order.status, order.merged_into) == ("merged", known)


def test_other_that_takes_nothing_any_more_is_told(
    client, now_on_the_day, secretary, typed, known, monkeypatch
):
    monkeypatch.setattr("orders.alike.NOT_TAKING", set())
    ServiceOrder.objects.filter(pk=known.pk).update(status="withdrawn", closed_at=known.created_at)

    page = client.post(NEW, typed | {"merge": known.pk})

    assert page.status_code == 409
    assert "请选择另一单" in page.text
    assert ServiceOrder.objects.count() == 1


def photo():
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "JPEG")
    out.seek(0)
    out.name = "a.jpg"
    return out


def test_photos_outlast_an_error(client, secretary, typed):
    page = client.post(NEW, typed | {"consent": "", "photos": [photo()]})
    kept = page.context["form"].kept

    client.post(NEW, typed | {"kept": kept})

    assert ServiceOrder.objects.get().photos.count() == 1


def test_wrong_photos_are_told(client, secretary, typed):
    many = errors(client, typed, photos=[photo() for _ in range(5)])

    assert set(many) == {"photos"}


def test_units_take_nothing_down(client, alliance, community):
    client.force_login(UserFactory(organization=unit_of(alliance, community)))

    assert client.get(NEW).status_code == 403


def test_without_an_alliance_there_is_nothing_to_take_down(client):
    client.force_login(UserFactory(organization=OrganizationFactory(level="community")))

    assert client.get(NEW).status_code == 404


def test_receipt_of_another_is_not_found(client, secretary, alliance):
    order = OrderFactory(alliance=alliance)

    assert client.get(reverse("orders:order_paper", args=[order.pk])).status_code == 404


def test_form_asks_the_same_few_questions(
    client, secretary, alliance, community, category, django_assert_num_queries
):
    client.get(NEW)
    ServiceItemFactory.create_batch(3, alliance=alliance, category=category)

    with django_assert_num_queries(7):
        client.get(NEW)
