from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db import models
from django.http import HttpRequest

from members.models import Organization, User
from members.models.organization import OrganizationQuerySet


def staff(request: HttpRequest) -> User:
    """Who works here: the site lets nobody else in."""
    return cast(User, request.user)


class ScopedAutocomplete(AutocompleteJsonView):
    """Offers what the form behind it would accept."""

    def get_queryset(self) -> models.QuerySet:
        rows: models.QuerySet = super().get_queryset()
        site = cast(AdminSite, self.admin_site)
        page = site._registry.get(self.source_field.model)
        choices = getattr(page, f"choices_of_{self.source_field.name}", None)
        return rows.filter(pk__in=choices(self.request).values("pk")) if choices else rows


class StreetSite(AdminSite):
    """What the admin of every floor asks of its site; floors above members know the fuller answers."""

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return ScopedAutocomplete.as_view(admin_site=self)(request)

    def organizations_of(self, request: HttpRequest) -> OrganizationQuerySet:
        """The organizations that this staff member sees and may choose."""
        return Organization.objects.overseen_by(staff(request))

    def content_changed(self, request: HttpRequest) -> None:
        """Something that public pages may show was saved or deleted."""
