"""凭受理编号和手机号后四位: how residents without an account show that an order is theirs.

What was shown is kept for half an hour in a signed cookie that only the pages of this one order get, and no script.
It ends early where the phone is corrected or wiped: its signature holds the fingerprint of the phone.
"""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now

from alliances.models import Alliance
from members.limits import Attempts
from officekit.crypto import decrypt, encrypt
from officekit.text import cn_datetime
from orders.models import ServiceOrder

COOKIE = "order"
SECONDS = 30 * 60
TAIL_LENGTH = 4


@dataclass(frozen=True)
class Try:
    """What came of one try: the order, or nothing; and how long to wait where too many were wrong."""

    order: ServiceOrder | None
    seconds_left: int = 0

    def problem(self, phone: str) -> str:
        """The same words for a code that nobody has, another tail, and an order that is wiped."""
        call = f"请打电话 {phone}。" if phone else "请打电话给社区或街道。"
        if not self.seconds_left:
            return f"编号和手机号后四位对不上，请对照回执再核对一遍。找不到回执，{call}"
        until = cn_datetime(now() + timedelta(seconds=self.seconds_left + 60))
        return f"对不上的次数太多了，请在{until}以后再试。着急的话，{call}"

    def mark(self, response: HttpResponse) -> HttpResponse:
        """The page that says so."""
        response.status_code = 429 if self.seconds_left else 422
        if self.seconds_left:
            response["Retry-After"] = str(self.seconds_left)
        return response


def attempt(request: HttpRequest, alliance: Alliance, code: str, tail: str) -> Try:
    """Looks for the order, counted. Whether there is no such code or another tail, nobody is told."""
    attempts = Attempts(request, "order_track", code)
    if not attempts.begin():
        return Try(None, attempts.seconds_left)
    order = ServiceOrder.objects.followed(alliance, code).first()
    if not _ends_with(order.follow_number or order.phone if order else _decoy(), tail):
        return Try(None)
    attempts.succeeded()
    return Try(order)


def shown(request: HttpRequest, alliance: Alliance, code: str) -> ServiceOrder | None:
    """The order whose proof this request brings."""
    if COOKIE not in request.COOKIES:
        return None
    order = ServiceOrder.objects.followed(alliance, code).first()
    if order is None:
        return None
    proof = request.get_signed_cookie(COOKIE, "", salt=_salt(order), max_age=SECONDS)
    return order if proof == order.code else None


def keep(response: HttpResponse, order: ServiceOrder, alliance: Alliance) -> None:
    """From now on for half an hour."""
    response.set_signed_cookie(
        COOKIE,
        order.code,
        salt=_salt(order),
        max_age=SECONDS,
        path=_path(alliance, order.code),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def end(response: HttpResponse, alliance: Alliance, code: str) -> None:
    response.delete_cookie(COOKIE, path=_path(alliance, code), samesite="Lax")


def _path(alliance: Alliance, code: str) -> str:
    return reverse("orders:order_story", args=[alliance.slug, code])


def _salt(order: ServiceOrder) -> str:
    return f"orders.proof {order.pk} {order.contact_key}"


def _ends_with(phone: str, tail: str) -> bool:
    digits = "".join(sign for sign in phone if sign.isdecimal())[-TAIL_LENGTH:]
    return len(digits) == TAIL_LENGTH and compare_digest(digits.encode(), tail.encode())


def _decoy() -> str:
    """A phone that nobody has; reading it takes as long as reading one that somebody has."""
    return decrypt(encrypt("", context=COOKIE), context=COOKIE)
