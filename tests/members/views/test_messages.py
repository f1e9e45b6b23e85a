import pytest
from django.urls import reverse

from members.models import AuditLog, Delivery, Message, MessageAddress, MessageChoice
from tests.factories import MessageAddressFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, SETTINGS = reverse("members:message_list"), reverse("members:message_settings")


@pytest.fixture
def user(client, settings):
    settings.EMAIL_READY, settings.WEBHOOK_CHANNELS = True, ["wecom"]
    user = UserFactory()
    client.force_login(user)
    return user


def menu_entry(response):
    return next(item for item in response.context["desk_nav"] if item.label == "消息")


@pytest.mark.parametrize("count", [1, 3])
def test_message_list_query_count(client, user, count, django_assert_num_queries):
    rows = MessageFactory.create_batch(count, user=user)

    with django_assert_num_queries(10):
        response = client.get(LIST)

    assert response.context["page"].rows == rows[::-1]


def test_list_shows_own_messages_and_what_of_them_is_unread(client, user):
    read = MessageFactory(user=user, read_at="2026-11-23T00:00Z")
    unread = MessageFactory(user=user)
    MessageFactory()

    everything, rest = client.get(LIST), client.get(LIST, {"tab": "unread"})

    assert everything.context["page"].rows == [unread, read]
    assert rest.context["page"].rows == [unread]
    assert (menu_entry(rest).count, menu_entry(rest).counted) == ("1", "条未读")


def test_unread_messages_are_nothing_that_waits_to_be_done(client, user):
    before = client.get(reverse("desk")).context["waiting"]
    MessageFactory(user=user)

    assert client.get(reverse("desk")).context["waiting"] == before


def test_opening_a_message_reads_it_and_leads_to_the_thing(client, user):
    message = MessageFactory(user=user, url="/desk/duties/7/?from=message")

    response = client.get(message.get_absolute_url())

    assert response["Location"] == "/desk/duties/7/?from=message"
    assert Message.objects.get().read_at


def test_a_message_about_nothing_leads_back_to_the_list(client, user):
    message = MessageFactory(user=user, url="")

    assert client.get(message.get_absolute_url())["Location"] == LIST


def test_all_are_read_as_far_as_the_page_showed_them(client, user):
    MessageFactory(user=user)
    page = client.get(LIST)
    later = MessageFactory(user=user)

    response = client.post(
        reverse("members:message_read_all"), {"last": page.context["newest_unread"]}, follow=True
    )

    assert list(Message.objects.unread()) == [later]
    assert [str(told) for told in response.context["messages"]] == ["1 条消息已标为已读。"]


@pytest.mark.parametrize("last", ["", "x", "-1", "９", "9" * 30])
def test_marking_without_a_place_changes_nothing(client, user, last):
    MessageFactory(user=user)

    response = client.post(reverse("members:message_read_all"), {"last": last}, follow=True)

    assert Message.objects.unread().count() == 1
    assert [told.level_tag for told in response.context["messages"]] == ["error"]


# --- settings ---


def post(client, **values):
    """As the page sends it: what is shown, and what was changed."""
    form = client.get(SETTINGS).context["form"]
    shown = {name: field.initial for name, field in form.fields.items() if field.initial}
    return client.post(SETTINGS, {**shown, **values})


def test_channel_that_the_portal_is_not_set_up_for_is_shown_as_such(client, user, settings):
    settings.EMAIL_READY = False

    page = client.get(SETTINGS)

    assert [bool(channel.fields) for channel in page.context["channels"]] == [
        False,
        True,
        False,
        False,
    ]
    assert page.content.decode().count("未配置") == 3


def test_new_address_is_stored_encrypted_shown_masked_and_tried(client, user):
    post(client, email_address="shili@example.cn")

    page = client.get(SETTINGS).content.decode()
    assert MessageAddress.objects.of(user) == {"email": "shili@example.cn"}
    assert "s***@example.cn" in page
    assert "shili@example.cn" not in page.replace("例如 shili@example.cn", "")
    assert Delivery.objects.get().message.title == "已开通邮件提醒"
    assert AuditLog.objects.filter(detail="消息接收地址").count() == 1


def test_choices_are_stored_for_each_kind(client, user):
    MessageAddressFactory(user=user)

    post(client, email_duty="never", email_reminder="at_once")
    post(client, email_duty="daily")

    kept = MessageChoice.objects.of(user)
    assert (kept["email", "duty"], kept["email", "reminder"]) == ("daily", "at_once")
    assert {str(row) for row in MessageChoice.objects.all()} >= {"邮件 责任事项"}
    assert str(MessageAddress.objects.get()) == "邮件"
    assert not Message.objects.exists()


def test_address_is_replaced_and_removed(client, user):
    MessageAddressFactory(user=user)

    post(client, email_address="another@example.cn")
    replaced = MessageAddress.objects.of(user)
    post(client, email_remove="on")

    assert replaced == {"email": "another@example.cn"}
    assert MessageAddress.objects.of(user) == {}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"email_address": "不是邮箱"}, "email_address"),
        ({"wecom_address": "json://127.0.0.1/"}, "wecom_address"),
        ({"email_address": "a@example.cn", "email_remove": "on"}, "email_remove"),
        ({"email_duty": "hourly"}, "email_duty"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(client, user, values, wrong):
    MessageAddressFactory(user=user)

    response = post(client, **values)

    assert list(response.context["form"].errors) == [wrong]
    assert MessageAddress.objects.of(user) == {"email": "shili@example.cn"}
    assert not MessageChoice.objects.exists()


def test_robot_is_stored_by_its_key_alone(client, user):
    key = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab12-cd34"

    post(client, wecom_address=key)

    assert MessageAddress.objects.of(user) == {"wecom": "wecombot://ab12-cd34/"}
    assert "机器人 …cd34" in client.get(SETTINGS).content.decode()
