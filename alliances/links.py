"""Addresses of an alliance's public pages, with their filters."""

from urllib.parse import urlencode

from django.urls import reverse

from alliances.models import Alliance


def public_url(page: str, alliance: Alliance, **query: object) -> str:
    address = reverse(page, args=[alliance.slug])
    return f"{address}?{urlencode(query)}" if query else address
