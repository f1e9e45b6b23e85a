from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from alliances.back_office import own_alliance
from alliances.models import Alliance, Tier
from members.back_office.inlines import ScopedInline
from members.back_office.scoped import ScopedAdmin
from members.back_office.site import staff
from members.models import Organization


class TierInline(ScopedInline):
    model = Tier
    fields = ["order", "title", "shows", "letter"]


@admin.register(Alliance)
class AllianceAdmin(ScopedAdmin):
    """联盟: the street's own one, with the tiers that make its formula."""

    list_display = ["name", "brand", "shown_formula", "anchor"]
    list_select_related = [
        "anchor",
    ]
    search_fields = [
        "name",
    ]
    fixed_fields = ["slug", "anchor"]
    readonly_fields = [
        "shown_formula",
    ]
    inlines = [
        TierInline,
    ]
    fieldsets = [
        (None, {"fields": ("name", "short_name", "brand", "slug", "anchor", "shown_formula")}),
        ("首页", {"fields": ("headline", "motto", "pattern", "district", "carriers")}),
        ("联系方式", {"fields": ("host_name", "phone", "office_hours", "address")}),
        (
            "其他",
            {"fields": ("order_prefix", "icp_number", "police_number", "allows_self_approval")},
        ),
    ]

    @admin.display(description="格式")
    def shown_formula(self, alliance: Alliance) -> str:
        return alliance.formula() if alliance.pk else "—"

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        return Alliance.objects.run_by(staff(request))

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(name__icontains=term)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A street has one alliance."""
        return own_alliance(request) is None and super().has_add_permission(request)

    def choices_of_anchor(self, request: HttpRequest) -> models.QuerySet:
        return Organization.objects.filter(pk=staff(request).organization_id)
