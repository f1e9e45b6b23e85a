"""Addresses of an alliance's public pages, with their filters."""

from urllib.parse import urlencode

from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

from alliances.models import Alliance


def public_url(page: str, alliance: Alliance, **query: object) -> str:
    """`query` values may be lists: each gets a parameter of its own."""
    try:
        address = reverse(page, args=[alliance.slug])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query, doseq=True)}" if query else address


def record_url(page: str, slug: str, pk: int) -> str:
    try:
        return reverse(page, args=[slug, pk])
    except NoReverseMatch:
        return ""
