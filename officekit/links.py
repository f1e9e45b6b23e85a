"""Addresses of pages that may not be part of this deployment: then there is nothing to click, and no error."""

from typing import Protocol

from django.urls import NoReverseMatch, reverse


class HasPage(Protocol):
    def get_absolute_url(self) -> str: ...


def address(page: str, *args: object) -> str:
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""


def address_of(record: HasPage) -> str:
    try:
        return record.get_absolute_url()
    except NoReverseMatch:
        return ""
