"""Addresses of an alliance's public pages, with their filters; and the projects that something led to."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse

from alliances.models import Alliance, Clause, Duty, Resolution
from members.models import User


def public_url(page: str, alliance: Alliance, **query: object) -> str:
    address = reverse(page, args=[alliance.slug])
    return f"{address}?{urlencode(query)}" if query else address


def owed_under(user: User) -> Prefetch:
    """To load the duties of clauses, as far as the user may open them, as `shown_duties`."""
    duties = Duty.objects.visible_to(user).select_related("lead").order_by("due_on", "pk")
    return Prefetch("duties", queryset=duties, to_attr="shown_duties")


def led_to(source: type[Clause | Resolution], user: User, path: str = "projects") -> Prefetch:
    """To load the projects that sources led to, as far as the user may open them.

    Projects stand above this app, but know for themselves who may see them.
    """
    projects: Any = source._meta.get_field("projects").related_model
    return Prefetch(path, queryset=projects.objects.visible_to(user).order_by("pk"))
