"""What keeps programs off the forms that residents fill in without a login, and does not get into people's way.

In the normal case nobody sees any of it: a field that only a program fills in, the moment at which the form was
shown, and limits for one address and one contact. Where an address or the whole site draws many refusals, the form
asks one more question in words (members/riddles.py). Works without JavaScript and without a picture; what was typed
is always kept. All that is counted stands in the shared cache.

::

    ORDER = Guarded("order", by_address=30, by_contact=5)        # beside the view

    class OrderForm(GuardedForm):                                # members/forms/guarded.py
        contact_field = "phone"

    guard = Guard(request, ORDER, phone=alliance.phone)
    form = OrderForm(request.POST or None, guard=guard)
    if url := form.stored_before():                              # a double click
        return redirect(url)
    if form.is_valid() and "send" in request.POST and form.count():
        order = actions.place(…)
        form.stored(order.receipt_url)
        return redirect(order.receipt_url)                       # form.not_stored("…") where that failed
    return guard.answer(render(request, "orders/order_new.html", {"form": form}))

A page before the sending (预览) posts the same hidden fields again and counts nothing; only `count()` does.
"""

import time
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from members.addresses import client_network
from members.limits import DAY, HOUR, Limit, come_again
from members.riddles import Riddle, riddle_of

# Nobody fills in a form so quickly; and after a day it is shown anew.
MIN_SECONDS = 3
MAX_SECONDS = DAY
# So far may the clocks of our machines lie apart.
SKEW_SECONDS = 60
# Whoever stores a sending longer than this has died over it.
SAVING_SECONDS = 60
USED_SECONDS = MAX_SECONDS + SKEW_SECONDS

# So many refused sendings of one address, or of all, make it suspicious for a while.
REFUSED = 5
REFUSED_BY_ALL = 60
REFUSED_SECONDS = 10 * 60
SUSPECT_SECONDS = HOUR
ATTACK_SECONDS = 30 * 60
ALL = "all"

AGAIN = "提交没有成功，请再点一次提交。"
STALE = "这一页打开得太久了，请再点一次提交。"
SAVING = "刚才已经点过提交，正在保存。请等几秒再点一次，不会重复。"
USED = "这张表刚才已经提交过一次。确实还要再交一份，请再点一次提交。"
ASKED = "刚才提交的人太多，请先回答这道题，再点一次提交。"
WRONG = "答得不对，请回答这道新的题，再点一次提交。"


@dataclass(frozen=True)
class Guarded:
    """One thing that visitors may send, and how often: from one address, and with one contact (a phone)."""

    action: str
    by_address: int
    by_contact: int
    seconds: int = HOUR

    @property
    def limits(self) -> tuple[Limit, Limit]:
        return (
            Limit(f"{self.action} address", self.by_address, self.seconds),
            Limit(f"{self.action} contact", self.by_contact, self.seconds),
        )


@dataclass(frozen=True)
class Sent:
    """What came back in the guard's own fields, and the contact that the form holds ("" for none)."""

    token: str = ""
    trap: str = ""
    answer: str = ""
    contact: str = ""
    words: str = ""  # a fingerprint of all that was typed


class Use(NamedTuple):
    """What became of a form that was sent."""

    words: str
    at: int
    url: str = ""


class Guard:
    """The guard of one request. `phone` is told to whoever has to wait: another way that is open."""

    def __init__(self, request: HttpRequest, guarded: Guarded, *, phone: str = "") -> None:
        self.guarded = guarded
        self.phone = phone
        self.status_code = 200
        self.seconds_left = 0
        self.token = ""
        self._address = client_network(request)
        self._signer = signing.Signer(salt=f"members.guard {guarded.action}")
        self.renew()

    # --- what the form shows ---

    def renew(self, *, waited: bool = False) -> None:
        """Another token and question; `waited` where the person has been on the page long enough."""
        shown = int(time.time()) - (MIN_SECONDS if waited else 0)
        self.token = self._signer.sign(f"{get_random_string(16)}.{shown}")

    @property
    def riddle(self) -> Riddle:
        return riddle_of(self.token)

    @cached_property
    def is_suspicious(self) -> bool:
        """Whether this address, or the whole site, has drawn many refusals lately."""
        return bool(cache.get_many([_flag(whose) for whose in (ALL, self._address) if whose]))

    # --- what came back ---

    def problem(self, sent: Sent) -> str:
        """What stands against taking it; "" if nothing does."""
        return self._of_token(sent) or self._of_limits(sent.contact)

    def riddle_problem(self, sent: Sent) -> str:
        """What is wrong with the answer to the question, if one has to be answered."""
        if not self.is_suspicious or self.riddle.is_answered_by(sent.answer):
            return ""
        if not sent.answer.strip():
            return ASKED
        self._use("")
        self.refuse()
        self.renew(waited=True)
        return WRONG

    def count(self, contact: str, words: str = "") -> str:
        """Takes one sending off the limits, once for each form that was shown. What stands against it, or ""."""
        if not self._use(words):
            return self._of_use(words) or self._failed(SAVING)
        for limit, whose in zip(self.guarded.limits, (self._address, contact), strict=True):
            if whose and not limit.take(whose):
                self.renew(waited=True)
                return self._over(limit)
        return ""

    def release(self) -> None:
        """It was not stored after all: the form that is shown again may be sent at once."""
        cache.delete(self._used_key)
        self.fail()

    def stored(self, words: str, url: str) -> None:
        """It led here: the same, sent again by a double click, leads here too."""
        cache.set(self._used_key, Use(words, int(time.time()), url), USED_SECONDS)

    def stored_before(self, token: str, words: str) -> str:
        """Where the very same form led; "" where it led nowhere yet."""
        if self._age(token) is None:
            return ""
        use: Use | None = cache.get(_used(token))
        return use.url if use and use.words == words else ""

    def refuse(self) -> None:
        """Remembers that this was no good, against the address and for the whole site."""
        self.fail()
        for whose, most, seconds in (
            (self._address, REFUSED, SUSPECT_SECONDS),
            (ALL, REFUSED_BY_ALL, ATTACK_SECONDS),
        ):
            if whose and not Limit("refused", most, REFUSED_SECONDS).take(whose):
                cache.set(_flag(whose), 1, seconds)
                self.__dict__.pop("is_suspicious", None)

    def fail(self) -> None:
        """The form is shown again."""
        self.status_code = max(self.status_code, 422)

    def answer(self, response: HttpResponse) -> HttpResponse:
        """The page with the form: its status, and kept by nobody, since its token is for one visitor."""
        response.status_code = self.status_code
        response["Cache-Control"] = "private, no-cache"
        if self.seconds_left:
            response["Retry-After"] = str(self.seconds_left)
        return response

    # --- how it is found out ---

    def _of_token(self, sent: Sent) -> str:
        age = self._age(sent.token)
        if age is None:
            self.refuse()
            return self._failed(AGAIN)
        if not -SKEW_SECONDS <= age <= MAX_SECONDS:
            self.renew(waited=True)
            return self._failed(STALE)
        self.token = sent.token
        if used := self._of_use(sent.words):
            return used
        if sent.trap or age < MIN_SECONDS:
            self.refuse()
            return self._failed(AGAIN)
        return ""

    def _of_limits(self, contact: str) -> str:
        for limit, whose in zip(self.guarded.limits, (self._address, contact), strict=True):
            if whose and limit.is_full(whose):
                return self._over(limit)
        return ""

    def _age(self, token: str) -> int | None:
        """How long ago the form was shown; None where the token is not one of ours."""
        try:
            shown = self._signer.unsign(token).rpartition(".")[2]
        except signing.BadSignature:
            return None
        return int(time.time()) - int(shown)

    def _of_use(self, words: str) -> str:
        use: Use | None = cache.get(self._used_key)
        if use is None:
            return ""
        young = int(time.time()) - use.at < SAVING_SECONDS
        if words and use.words == words and young and not use.url:
            return self._failed(SAVING)
        self.renew(waited=True)
        return self._failed(USED)

    @property
    def _used_key(self) -> str:
        return _used(self.token)

    def _use(self, words: str) -> bool:
        """Whether this token was not used before; atomic."""
        return cache.add(self._used_key, Use(words, int(time.time())), USED_SECONDS)

    def _failed(self, words: str) -> str:
        self.fail()
        return words

    def _over(self, limit: Limit) -> str:
        self.refuse()
        self.status_code = 429
        self.seconds_left = limit.seconds_left
        whose = "这个联系方式" if limit == self.guarded.limits[1] else "从您这个网络"
        return f"{whose}近来提交得太多，{come_again(self.seconds_left, self.phone)}"


def _used(token: str) -> str:
    return f"guard-used-{salted_hmac('members.guard', token).hexdigest()}"


def _flag(whose: str) -> str:
    return f"guard-flag-{salted_hmac('members.guard', whose).hexdigest()}"
