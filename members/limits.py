"""How often one address may ask for what could be guessed."""

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest

from members.addresses import client_address


def is_within(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Whether this address has done it at most so often in the current window; counted in the shared cache."""
    window = int(time.time()) // seconds
    place = f"{action} {client_address(request)} {window}"
    key = f"limit-{hashlib.sha256(place.encode()).hexdigest()}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:
        return True  # dropped from the cache meanwhile
