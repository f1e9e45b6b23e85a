"""短信: the way to a resident's phone, through whatever service the street has (SMS_BACKEND)."""

from __future__ import annotations

import logging
from typing import Protocol

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from officekit.personal import MOBILE
from officekit.redaction import redact

logger = logging.getLogger(__name__)

HTTP = "members.sms.HttpBackend"
TIMEOUT = 10
SHOWN = 3


class SmsError(Exception):
    """With the reason in Chinese, which names neither number nor text."""


class SmsBackend(Protocol):
    """What SMS_BACKEND names: returns when the service has taken the message, raises SmsError otherwise."""

    def send(self, phone: str, text: str) -> None: ...


class ConsoleBackend:
    """Sends nothing: says in the log what would have left."""

    def send(self, phone: str, text: str) -> None:
        # Without the last four digits: with a receipt's number, which the text may name, they open an order.
        shown = phone[:SHOWN] + "*" * (len(phone) - SHOWN)
        logger.info("短信（没有真的发出） %s：%s", shown, redact(text))


class HttpBackend:
    """Posts {"phone": …, "text": …} to SMS_URL with SMS_TOKEN; any answer but 2xx is a refusal."""

    def send(self, phone: str, text: str) -> None:
        import requests  # noqa: PLC0415 -- takes a while to load

        try:
            answer = requests.post(
                settings.SMS_URL,
                json={"phone": phone, "text": text},
                headers={"Authorization": f"Bearer {settings.SMS_TOKEN}"},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise SmsError("连接不上短信服务") from error
        if answer.status_code // 100 != 2:
            raise SmsError(f"短信服务没有接收（{answer.status_code}）")


def send_sms(phone: str, text: str) -> None:
    """One try; SmsError says why it failed, whatever the backend has done."""
    if not MOBILE.fullmatch(phone):
        raise SmsError("不是手机号码，收不到短信")
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    try:
        backend.send(phone, text)
    except SmsError:
        raise
    except Exception as error:
        logger.exception("sms")
        raise SmsError("发送短信时出错，详见系统日志") from error


def check_backend(**options: object) -> list[CheckMessage]:
    """At the start, not when the first message is to leave."""
    try:
        backend = import_string(settings.SMS_BACKEND)
    except ImportError as error:
        return [_error(f"SMS_BACKEND can't be imported: {error}", 1)]
    if not callable(getattr(backend, "send", None)):
        return [_error(f"{settings.SMS_BACKEND} has no method send(phone, text).", 2)]
    if settings.SMS_BACKEND == HTTP and not settings.SMS_URL.startswith("https://"):
        return [_error("SMS_URL must be an https:// address.", 3)]
    return []


def _error(message: str, number: int) -> Error:
    return Error(
        message, hint="See the table of settings in README.md.", id=f"members.E{number:03}"
    )
