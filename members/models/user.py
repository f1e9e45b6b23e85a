from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from simple_history.models import HistoricalRecords

from members.models.organization import Level, Organization
from members.models.person import Person
from members.permissions import GRANTS, Permission, Role

if TYPE_CHECKING:
    from datetime import datetime

    from members.models.organization import OrganizationQuerySet

# Organizations to look rows up by.
Places: TypeAlias = "list[int] | OrganizationQuerySet"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str, **fields: Any) -> User:
        """A login that works. Accounts made by staff must change their password at the first login."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def overseen_by(self, user: User) -> models.QuerySet[User]:
        return self.filter(organization__path__startswith=user.organization.path)

    def speaking_for(self, organizations: Iterable[Organization]) -> dict[int, list[User]]:
        """By organization, who is told what concerns it: its users, or those of the nearest body above that has any.

        The district only reads along and is told nothing. One query for all.
        """
        lines = {place.pk: place.path.strip("/").split("/") for place in organizations}
        found: dict[str, list[User]] = {}
        users = self.filter(
            is_active=True,
            organization__code__in={code for line in lines.values() for code in line},
        ).exclude(organization__level=Level.DISTRICT)
        for user in users.select_related("organization").order_by("pk"):
            found.setdefault(user.organization.code, []).append(user)
        return {
            pk: next((found[code] for code in reversed(line) if code in found), [])
            for pk, line in lines.items()
        }


class User(AbstractBaseUser):
    """账号: one login, belonging to one organization. The role follows from the organization's level."""

    username = models.CharField(
        "登录名",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "这个登录名已有人使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=30)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="users", verbose_name="所属组织"
    )
    person = models.OneToOneField(
        Person, models.SET_NULL, null=True, blank=True, related_name="login", verbose_name="人员"
    )
    is_active = models.BooleanField("启用", default=True)
    is_auditor = models.BooleanField("可看审计日志", default=False)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("上次改密码", null=True, editable=False)
    created_at = models.DateTimeField("开通时间", auto_now_add=True)

    history = HistoricalRecords(
        table_name="h_user", excluded_fields=["password", "last_login", "password_changed_at"]
    )
    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name

    def can(self, permission: Permission) -> bool:
        if permission is Permission.AUDIT_VIEW:
            return self.is_auditor and self.role is Role.STREET
        return permission in GRANTS[self.role]

    @cached_property
    def overseen(self) -> Places:
        """The user's organization and those below it, to look rows up by.

        By their numbers where they are few: of a set that it has to look up first, PostgreSQL cannot tell how many
        rows it has, and reads the whole table.
        """
        if self.organization.is_unit:
            return [self.organization_id]  # the lowest level
        below = Organization.objects.overseen_by(self)
        is_wide = self.role in {Role.STREET, Role.SUPERVISOR}
        return below if is_wide else list(below.values_list("pk", flat=True))

    @property
    def working_for(self) -> Places:
        """Whose work is on the user's desk, to look rows up by."""
        is_wide = self.role in {Role.STREET, Role.SUPERVISOR}
        return [self.organization_id] if is_wide else self.overseen

    @cached_property
    def found_out(self) -> dict[str, Any]:
        """What the apps above look up of this user once, as long as this object lives: a request."""
        return {}

    def keep_password(self, at: datetime) -> None:
        """Called once the user has chosen a password of their own."""
        User.objects.filter(pk=self.pk).update(must_change_password=False, password_changed_at=at)
        self.must_change_password, self.password_changed_at = False, at

    @property
    def role(self) -> Role:
        return self.organization.role

    @property
    def is_staff(self) -> bool:
        """Django's word for whoever may enter the admin."""
        return self.is_active and self.can(Permission.BACK_OFFICE)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
