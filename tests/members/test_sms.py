import logging

import pytest
import requests
from django.core.checks import run_checks

from members.sms import SmsError, check_backend, send_sms

PHONE = "13800001111"


@pytest.fixture
def service(monkeypatch, settings):
    """The street's SMS service; its requests are kept."""

    class Service:
        status, error, asked = 202, None, []

    def post(url, **kwargs):
        known.asked.append((url, kwargs))
        if known.error:
            raise known.error
        response = requests.Response()
        response.status_code = known.status
        return response

    known = Service()
    known.asked = []
    monkeypatch.setattr(requests, "post", post)
    settings.SMS_BACKEND = "members.sms.HttpBackend"
    settings.SMS_URL, settings.SMS_TOKEN = "https://sms.example.cn/send", "example-token"
    return known


class Broken:
    def send(self, phone, text):
        raise ValueError("no credit left")


def test_text_message_goes_through_the_backend_of_the_settings(sent_sms):
    send_sms(PHONE, "您的点单已受理。")

    assert sent_sms == [(PHONE, "您的点单已受理。")]


@pytest.mark.parametrize("phone", ["", "0351-2000067", "12345", "138****1111", "+8613800001111"])
def test_what_is_no_mobile_number_is_not_tried(phone, sent_sms):
    with pytest.raises(SmsError, match="不是手机号码"):
        send_sms(phone, "您的点单已受理。")

    assert sent_sms == []


def test_console_tells_what_would_leave_but_not_to_whom(settings, caplog):
    settings.SMS_BACKEND = "members.sms.ConsoleBackend"

    with caplog.at_level(logging.INFO, "members.sms"):
        send_sms(PHONE, "LX-7K3-M9Q-HDJ 已受理，问 13800002222")

    assert caplog.messages == [
        "短信（没有真的发出） 138********：LX-7K3-M9Q-HDJ 已受理，问 138****2222"
    ]


def test_service_is_asked_over_https_with_its_token_and_without_following_elsewhere(service):
    send_sms(PHONE, "您的点单已受理。")

    ((url, sent),) = service.asked
    assert url == "https://sms.example.cn/send"
    assert sent == {
        "json": {"phone": PHONE, "text": "您的点单已受理。"},
        "headers": {"Authorization": "Bearer example-token"},
        "timeout": 10,
        "allow_redirects": False,
    }


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (403, None, "短信服务没有接收（403）"),
        (302, None, "短信服务没有接收（302）"),
        (200, requests.ConnectionError(f"sms.example.cn {PHONE}"), "连接不上短信服务"),
        (200, requests.Timeout(), "连接不上短信服务"),
        (200, requests.exceptions.InvalidURL(), "连接不上短信服务"),
    ],
)
def test_refusal_is_told_without_number_and_address(service, status, error, told):
    service.status, service.error = status, error

    with pytest.raises(SmsError) as caught:
        send_sms(PHONE, "您的点单已受理。")

    assert str(caught.value) == told


def test_whatever_a_backend_raises_is_an_sms_error(settings, caplog):
    settings.SMS_BACKEND = f"{__name__}.Broken"

    with pytest.raises(SmsError, match="详见系统日志"):
        send_sms(PHONE, "您的点单已受理。")

    assert "no credit left" in caplog.text


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"SMS_BACKEND": "members.sms.ConsoleBackend"}, []),
        ({"SMS_BACKEND": "members.sms.HttpBackend", "SMS_URL": "https://sms.example.cn"}, []),
        ({"SMS_BACKEND": "members.sms.HttpBackend", "SMS_URL": "http://sms.example.cn"}, ["members.E003"]),
        ({"SMS_BACKEND": "members.sms.HttpBackend", "SMS_URL": ""}, ["members.E003"]),
        ({"SMS_BACKEND": "members.sms.NoBackend"}, ["members.E001"]),
        ({"SMS_BACKEND": "nowhere.Backend"}, ["members.E001"]),
        ({"SMS_BACKEND": "console"}, ["members.E001"]),
        ({"SMS_BACKEND": ""}, ["members.E001"]),
        ({"SMS_BACKEND": "members.sms.SmsError"}, ["members.E002"]),
    ],
)  # fmt: skip
def test_check_refuses_a_backend_that_could_not_send(settings, own, told):
    for name, value in own.items():
        setattr(settings, name, value)

    assert [error.id for error in check_backend()] == told
    assert [error.id for error in run_checks() if error.id.startswith("members.")] == told
