"""How often one address, one phone or one code may do what could be guessed or flooded.

Each time takes a numbered place in the shared cache, by `add`, which is atomic in a database and in Redis:
`incr` is not in a database, where it also forgets how long a key was meant to live.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from members.addresses import client_network
from officekit.text import cn_datetime

HOUR = 60 * 60
DAY = 24 * HOUR

# Wrong guesses of what belongs to a code (the end of a phone), from one address and of one code.
WRONG_BY_ADDRESS = 20
WRONG_BY_CODE = 10
WRONG_BY_CODE_A_DAY = 30


@dataclass(frozen=True)
class Limit:
    """At most so often in one window of so many seconds; windows begin at round times."""

    action: str
    most: int
    seconds: int

    def take(self, whose: str | None) -> str:
        """The place in this window that is now taken; "" where none is left."""
        places = self._places(whose)
        taken = cache.get_many(places)
        free = (place for place in places if place not in taken)
        return next((place for place in free if cache.add(place, 1, self.seconds)), "")

    def is_full(self, whose: str | None) -> bool:
        return len(cache.get_many(self._places(whose))) >= self.most

    @property
    def seconds_left(self) -> int:
        """Until the next window begins."""
        return self.seconds - int(time.time()) % self.seconds

    def _places(self, whose: str | None) -> list[str]:
        """Keys that tell whoever reads the cache neither an address nor a phone."""
        window = int(time.time()) // self.seconds
        name = f"{self.action} {whose} {window} {self.seconds}"
        key = salted_hmac("members.limits", name, algorithm="sha256").hexdigest()
        return [f"limit-{key}-{number}" for number in range(self.most)]


def is_within(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Whether this address has done it at most so often in the current window."""
    return bool(Limit(action, most, seconds).take(client_network(request)))


def come_again(seconds: int, phone: str) -> str:
    """What is said to whoever has to wait; `phone` is another way that is open, "" where none is known."""
    until = cn_datetime(timezone.now() + timedelta(seconds=seconds + 60))
    call = f"请打电话 {phone}" if phone else "请直接打街道电话"
    return f"请在{until}以后再来。着急的话，{call}。"


class Attempts:
    """Tries of a code with its secret half. Only wrong ones count, for codes that exist and for those that don't.

    ::

        attempts = Attempts(request, "order_track", code)
        if not attempts.begin():
            ...  # 429: "查得太多了，" + come_again(attempts.seconds_left, phone)
        order = ...  # looked for by code and secret at once, so that neither tells of the other
        if order:
            attempts.succeeded()

    A try counts from its beginning, so that a hundred at one moment are not all of them the first.
    """

    def __init__(self, request: HttpRequest, action: str, code: str) -> None:
        name = f"{action} wrong"
        self._limits = (
            (Limit(f"{name} address", WRONG_BY_ADDRESS, HOUR), client_network(request)),
            (Limit(f"{name} code", WRONG_BY_CODE, HOUR), code),
            (Limit(f"{name} code", WRONG_BY_CODE_A_DAY, DAY), code),
        )
        self._taken: list[str] = []
        self.seconds_left = 0

    def begin(self) -> bool:
        """Whether one more may be tried; `seconds_left` says when, where it may not."""
        for limit, whose in self._limits:
            place = limit.take(whose)
            if not place:
                self.seconds_left = limit.seconds_left
                self.succeeded()  # what is not tried is no wrong try
                return False
            self._taken.append(place)
        return True

    def succeeded(self) -> None:
        """It was no wrong one: whoever knows the secret may come as often as they like."""
        cache.delete_many(self._taken)
        self._taken = []
