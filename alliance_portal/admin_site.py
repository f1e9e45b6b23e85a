from typing import Any

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from alliances.back_office import own_alliance
from members.back_office.scoped import ScopedAdmin
from members.back_office.site import StreetSite, staff
from members.models import AuditLog, Organization
from members.models.organization import OrganizationQuerySet

RECENT = 10

# The work of the street, in its own order: heading → model labels.
GROUPS = {
    "联盟": [
        "alliances.Alliance",
        "alliances.Membership",
        "alliances.Committee",
        "alliances.Regulation",
    ],
    "单位与人员": ["members.Organization", "members.Person", "members.Appointment"],
    "协议": ["alliances.Agreement"],
    "会议": ["alliances.Meeting"],
    "责任": ["alliances.Duty"],
    "项目": ["projects.Project", "projects.Update"],
    "四单": [
        "orders.ServiceOrder",
        "orders.OrderNotice",
        "orders.ServiceItem",
        "orders.OrderCategory",
        "orders.TimeLimit",
        "orders.RefusalReason",
        "orders.AnswerTemplate",
        "orders.AddressHint",
        "orders.OrderRules",
    ],
    "公开": ["alliances.Bulletin"],
    "设置": [
        "alliances.ProjectType",
        "alliances.MeetingKind",
        "alliances.AgreementTemplate",
        "alliances.BulletinColumn",
        "alliances.Holiday",
        "projects.Target",
        "members.User",
        "members.Delivery",
        "members.AuditLog",
    ],
}


class BackOffice(StreetSite):
    """街道管理后台: for the street's own staff."""

    site_header = "党建联盟 · 管理后台"
    site_title = "管理后台"
    index_title = "管理后台"
    empty_value_display = "—"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Pages that libraries bring along stay out: only ours know whose rows they show."""
        if admin_class and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    # One door for all: Django's own login would lead past the second factor, the lock and the audit log.

    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response: HttpResponse = account.logout(request)
        return response

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def get_urls(self) -> list[Any]:
        """Without Django's "view on site", which would look up any row of any table."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    # --- the index, by the work ---

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        return redirect("admin:index")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        entries = {
            entry["model"]._meta.label: entry
            for app in self._build_app_dict(request).values()
            for entry in app["models"]
        }
        index = reverse("admin:index")
        groups = (
            {
                "name": name,
                "app_label": f"group-{number}",
                "app_url": f"{index}#group-{number}",
                "has_module_perms": True,
                "models": [entries[label] for label in labels if label in entries],
            }
            for number, (name, labels) in enumerate(GROUPS.items(), 1)
        )
        return [group for group in groups if group["models"]]

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        recent = AuditLog.objects.filter(actor=staff(request)).order_by("-pk")[:RECENT]
        return super().index(request, {"recent": recent, **(extra_context or {})})

    # --- what the admin of the floors below asks ---

    def organizations_of(self, request: HttpRequest) -> OrganizationQuerySet:
        """The street's own tree, and member units of its alliance that stand elsewhere."""
        members = Organization.objects.filter(
            memberships__alliance=own_alliance(request), memberships__stage="member"
        )
        return Organization.objects.filter(
            Q(path__startswith=staff(request).organization.path) | Q(pk__in=members.values("pk"))
        )

    def content_changed(self, request: HttpRequest) -> None:
        if alliance := own_alliance(request):
            alliance.touch_public()
