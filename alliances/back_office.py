"""What the admin pages of this floor and the one above have in common: rows of one alliance."""

from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelChoiceField
from django.http import HttpRequest

from alliances.models import Alliance
from members.back_office.scoped import ScopedAdmin
from members.back_office.site import staff
from members.back_office.steps import StepAdmin


def own_alliance(request: HttpRequest) -> Alliance | None:
    """The alliance of the staff member's street; asked for once a request."""
    if not hasattr(request, "own_alliance"):
        request.own_alliance = Alliance.objects.run_by(staff(request)).first()  # type: ignore[attr-defined]
    return request.own_alliance  # type: ignore[attr-defined, no-any-return]


class OwnedAdmin(ScopedAdmin):
    """Pages of rows that belong to one alliance: the own one, filled in without asking."""

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        alliance = own_alliance(request)
        rows: models.QuerySet = self.model._default_manager.all()
        # By its key: one value, so that an index answers filter and order together.
        return rows.filter(alliance=alliance.pk) if alliance else rows.none()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return own_alliance(request) is not None and super().has_add_permission(request)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "alliance":
            kwargs |= {"widget": forms.HiddenInput(), "initial": own_alliance(request)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class OwnedStepAdmin(OwnedAdmin, StepAdmin):
    """The same for records with steps."""


PUBLICATION: tuple[str, Any] = (
    "公开",
    {
        "fields": (
            "scope",
            "publication",
            ("proposed_by", "proposed_at"),
            ("approved_by", "approved_at"),
            ("published_by", "published_at"),
        )
    },
)
DECIDED: list[str] = [
    "proposed_by",
    "proposed_at",
    "approved_by",
    "approved_at",
    "published_by",
    "published_at",
]


class PublishedAdmin(OwnedStepAdmin):
    """Pages of records that can be made public: not edited on their way there."""

    readonly_fields = DECIDED
    autocomplete_fields = [
        "host",
    ]

    def is_open(self, record: Any) -> bool:
        return not record.is_locked

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        # Before the first save there is nothing to be said of its publication but the scope.
        return sets if obj else [entry for entry in sets if entry is not PUBLICATION]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        alliance = own_alliance(request)
        host = {"host": alliance.anchor_id} if alliance else {}
        return {**host, **super().get_changeform_initial_data(request)}
