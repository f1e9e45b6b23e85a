import json
import smtplib
from datetime import UTC, date, datetime

import pytest
import requests
from django.core import mail

from members import robots
from members.models import Delivery, Digest, MessageAddress
from members.outside import deliver
from tests.factories import DeliveryFactory, MessageAddressFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROBOTS = {
    "wecom": ("wecombot://abcdef-1234/", "qyapi.weixin.qq.com"),
    "dingtalk": ("dingtalk://SECabcdef1234@abcdef1234/", "oapi.dingtalk.com"),
    "feishu": ("feishu://abcdef-1234/", "open.feishu.cn"),
}


@pytest.fixture(autouse=True)
def outside(settings):
    settings.EMAIL_READY = True
    settings.SITE_URL = "https://portal.example.cn"


def to_send(channel="email", address="shili@example.cn", **fields):
    message = MessageFactory(title="新的责任事项：示例", body="11月30日前办结。")
    MessageAddressFactory(user=message.user, channel=channel, address=address)
    return DeliveryFactory(**{"message": message, "channel": channel, "next_try_at": NOW} | fields)


@pytest.fixture
def answer(monkeypatch):
    """What the robot's service answers; its requests are kept."""

    class Service:
        status, body, asked = 200, b'{"errcode": 0}', []

    def post(url, **kwargs):
        service.asked.append((url, kwargs))
        response = requests.Response()
        response.status_code, response._content = service.status, service.body
        return response

    service = Service()
    service.asked = []
    monkeypatch.setattr(robots.requests, "post", post)
    return service


def test_mail_says_it_in_plain_text_and_in_html_with_a_link_to_the_very_thing():
    delivery = to_send()

    assert deliver(delivery, NOW) is True

    (letter,) = mail.outbox
    url = f"https://portal.example.cn/desk/messages/{delivery.message.pk}/"
    assert (letter.to, letter.subject) == (["shili@example.cn"], "【党建联盟】新的责任事项：示例")
    assert letter.body.startswith(f"新的责任事项：示例\n11月30日前办结。\n查看：{url}\n")
    assert f'<a href="{url}">新的责任事项：示例</a>' in letter.alternatives[0].content
    assert Delivery.objects.get().state == "sent"


def test_digest_is_one_mail_with_every_message(monkeypatch):
    monkeypatch.setattr("members.outside.MAIL_LINES", 2)
    user = MessageAddressFactory().user
    for number in range(3):
        DeliveryFactory(message=MessageFactory(user=user, title=f"第{number}件"), state="held")
    Digest.objects.gather(user.pk, date(2026, 11, 23), datetime(2099, 1, 1, tzinfo=UTC))

    deliver(Delivery.objects.get(message=None), datetime(2099, 1, 1, tzinfo=UTC))

    (letter,) = mail.outbox
    assert letter.subject == "【党建联盟】11月23日消息汇总，共 3 条"
    assert [f"第{number}件" in letter.body for number in range(3)] == [True, True, False]
    assert "另有 1 条，请登录后查看：https://portal.example.cn/desk/messages/" in letter.body


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (smtplib.SMTPRecipientsRefused({"shili@example.cn": (550, b"no")}), "邮件服务器不接受这个收件地址"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "邮件服务器不接受本系统的账号"),
        (smtplib.SMTPDataError(554, b"no"), "邮件服务器拒绝了这封邮件"),
        (ConnectionRefusedError("smtp.example.cn"), "连接不上邮件服务器"),
        (ValueError("shili@example.cn"), "发送时出错，详见系统日志"),
    ],
)  # fmt: skip
def test_a_mail_that_fails_waits_and_says_why_without_the_address(monkeypatch, problem, told):
    delivery = to_send()

    def refuse(*args):
        raise problem

    monkeypatch.setattr("members.outside.EmailMultiAlternatives.send", refuse)

    assert deliver(delivery, NOW) is False

    kept = Delivery.objects.get()
    assert (kept.state, kept.tries, kept.last_error) == ("waiting", 1, told)
    assert kept.next_try_at > NOW


def test_nothing_is_sent_twice():
    delivery = to_send()
    stale = Delivery.objects.get()

    assert [deliver(delivery, NOW), deliver(stale, NOW)] == [True, False]
    assert len(mail.outbox) == 1


def test_who_left_or_took_the_address_back_is_told_nothing():
    gone = to_send()
    gone.user.is_active = False
    gone.user.save()
    without = to_send()
    MessageAddress.objects.filter(user=without.user).delete()

    assert [deliver(gone, NOW), deliver(without, NOW)] == [False, False]
    assert (mail.outbox, Delivery.objects.count()) == ([], 0)


def test_a_channel_that_was_taken_from_the_portal_is_told_as_the_reason(settings):
    delivery = to_send()
    settings.EMAIL_READY = False

    deliver(delivery, NOW)

    assert Delivery.objects.get().last_error == "本系统现在没有开通这种提醒方式"


@pytest.mark.parametrize("channel", ROBOTS)
def test_robot_says_it_in_its_group(channel, answer):
    address, host = ROBOTS[channel]
    delivery = to_send(channel, address)

    assert deliver(delivery, NOW) is True

    ((url, sent),) = answer.asked
    page = f"https://portal.example.cn/desk/messages/{delivery.message.pk}/"
    words = f"新的责任事项：示例\n11月30日前办结。\n查看：{page}"
    assert url.startswith(f"https://{host}/")
    said = json.loads(sent["data"])
    assert (said.get("text") or said["content"]) == {
        "feishu": {"text": words},
    }.get(channel, {"content": words})
    assert sent["allow_redirects"] is False


def test_robot_of_a_digest_says_a_few_lines_and_how_many_more(answer):
    user = UserFactory()
    MessageAddressFactory(user=user, channel="wecom", address=ROBOTS["wecom"][0])
    for _ in range(12):
        message = MessageFactory(user=user, title="长" * 120)
        DeliveryFactory(message=message, channel="wecom", state="held")
    Digest.objects.gather(user.pk, date(2026, 11, 23), datetime(2099, 1, 1, tzinfo=UTC))

    deliver(Delivery.objects.get(message=None), datetime(2099, 1, 1, tzinfo=UTC))

    ((_, sent),) = answer.asked
    said = json.loads(sent["data"])["text"]["content"]
    assert said.count("\n· ") == 10
    assert "另有 2 条。" in said
    assert len(said.encode()) < 2048


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'),
        (200, b'{"code": 19001}'),
        (200, b"<html>"),
        (200, b"[]"),
    ],
)
def test_robot_that_refuses_is_not_taken_for_delivered(status, body, answer):
    answer.status, answer.body = status, body

    deliver(to_send("wecom", ROBOTS["wecom"][0]), NOW)

    kept = Delivery.objects.get()
    assert (kept.state, kept.tries) == ("waiting", 1)
    assert kept.last_error == "对方没有接收，请检查机器人是否还在、安全设置是否允许"


@pytest.mark.parametrize("address", ["json://127.0.0.1/", "wecombot://", "mailto://a:b@example.cn"])
def test_no_other_service_is_ever_asked(address, answer):
    deliver(to_send("wecom", address), NOW)

    assert answer.asked == []
    assert Delivery.objects.get().state == "waiting"
