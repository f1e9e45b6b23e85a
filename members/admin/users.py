import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from axes.utils import reset as reset_lockout
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from members.back_office.scoped import ScopedAdmin
from members.back_office.site import staff
from members.models import AuditAction, AuditLog, User
from members.permissions import Permission

# Without letters and digits that look alike: somebody will read it out over the phone.
ALPHABET = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY2346789"
PASSWORD_LENGTH = 14


def one_time_password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def give_password(user: User) -> str:
    """A password for the first login only."""
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    return password


@dataclass(frozen=True)
class Deed:
    """Something done to an account by a button, after one more question."""

    label: str
    question: str
    do: Callable[[User], str | None]


def _reset_password(user: User) -> str:
    password = give_password(user)
    user.save(update_fields=["password", "must_change_password"])
    reset_lockout(username=user.username)
    return password


def _unlock(user: User) -> None:
    reset_lockout(username=user.username)


def _reset_second_factor(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


DEEDS = {
    "reset-password": Deed(
        "重置密码", "原来的密码马上作废，会显示一个只能用来首次登录的密码。", _reset_password
    ),
    "unlock": Deed("解除锁定", "连续输错密码被锁定的账号可以马上再试。", _unlock),
    "reset-2fa": Deed(
        "解除两步验证",
        "本人的验证器不再有效，以后只凭密码登录，请先核实身份。",
        _reset_second_factor,
    ),
}


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """账号 of the own street and of everybody below it."""

    list_display = ["username", "name", "organization", "role_label", "is_active", "last_login"]
    list_filter = ["is_active", "must_change_password", "is_auditor", "organization__level"]
    list_select_related = [
        "organization",
    ]
    search_fields = [
        "username",
    ]
    search_help_text = "登录名、姓名或所属组织。"
    ordering = [
        "username",
    ]
    sortable_by = [
        "username",
    ]
    autocomplete_fields = ["organization", "person"]
    fixed_fields = [
        "username",
    ]
    readonly_fields = ["must_change_password", "last_login", "password_changed_at", "created_at"]
    fieldsets = [
        (None, {"fields": ("username", "name", "organization", "person")}),
        ("权限", {"fields": ("is_active", "is_auditor")}),
        (
            "登录情况",
            {"fields": ("must_change_password", "last_login", "password_changed_at", "created_at")},
        ),
    ]

    @admin.display(description="角色")
    def role_label(self, user: User) -> str:
        return user.role.label

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        return User.objects.overseen_by(staff(request))

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        named = Q(username__icontains=term) | Q(name__icontains=term)
        return rows.filter(named | Q(organization__search_text__has=term))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An auditor's account is kept by auditors: else anybody could log in as one."""
        guarded = obj is not None and obj.is_auditor and obj != request.user
        allowed = not guarded or staff(request).can(Permission.AUDIT_VIEW)
        return allowed and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        if obj == request.user:
            return [*fields, "organization", "is_active", "is_auditor"]
        return fields if staff(request).can(Permission.AUDIT_VIEW) else [*fields, "is_auditor"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[:2]

    def choices_of_organization(self, request: HttpRequest) -> models.QuerySet:
        return self.site.organizations_of(request).overseen_by(staff(request))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.one_time_password = give_password(obj)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> Any:
        return self._show_password(request, obj, obj.one_time_password)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.deed_view)
        deed = path("<path:object_id>/do/<slug:name>/", view, name=self.url_name("deed"))
        return [deed, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        user = context.get("original")
        if user and self._may_act(request, user):
            context["record_links"] = [
                {
                    "label": deed.label,
                    "url": reverse(f"admin:{self.url_name('deed')}", args=[user.pk, name]),
                }
                for name, deed in DEEDS.items()
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def deed_view(self, request: HttpRequest, object_id: str, name: str) -> Any:
        user = self.get_object(request, unquote(object_id))
        deed = DEEDS.get(name)
        if user is None or deed is None or not self._may_act(request, user):
            return self.missing(request, object_id)
        if request.method != "POST":
            context = {"deed": deed, "object": user, "back": self.change_url(user)}
            return self.render(request, "admin/user_deed.html", f"{deed.label}：{user}", context)
        password = deed.do(user)
        AuditLog.write(AuditAction.CHANGE, user, request=request, detail=deed.label)
        if password:
            return self._show_password(request, user, password)
        messages.success(request, f"“{deed.label}”已办好。")
        return redirect(self.change_url(user))

    def _may_act(self, request: HttpRequest, user: User) -> bool:
        """One's own password and second factor are changed at the account's own pages."""
        return user != request.user and self.has_change_permission(request, user)

    def _show_password(self, request: HttpRequest, user: User, password: str) -> Any:
        context = {"object": user, "password": password, "back": self.change_url(user)}
        return self.render(request, "admin/user_password.html", f"首次登录密码：{user}", context)
