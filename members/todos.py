"""What waits for a user in this app."""

from django.urls import reverse

from members.models import Organization, User
from members.permissions import Permission
from officekit.figures import Todo, TodoSource


def sources(user: User) -> list[TodoSource]:
    if not user.can(Permission.PROFILE_EDIT):
        return []
    rows = Organization.objects.filter(pk=user.organization_id).incomplete()
    return [TodoSource(section="profile", rows=rows, tell=_tell)]


def _tell(organization: Organization) -> Todo:
    return Todo(
        kind="profile",
        label="资料",
        title="补充本单位资料",
        detail=f"还没有填：{'、'.join(organization.gaps)}",
        due=None,
        url=reverse("members:profile_edit"),
        action="去补充",
    )
