"""What waits for a user in this app."""

from django.db.models import Exists
from django.urls import reverse

from members.models import Delivery, Organization, User
from members.models.delivery import DeliveryState
from members.permissions import Permission
from officekit.figures import Todo, TodoSource


def sources(user: User) -> list[TodoSource]:
    if not user.can(Permission.PROFILE_EDIT):
        return []
    own = Organization.objects.filter(pk=user.organization_id)
    found = [TodoSource(section="profile", rows=own.incomplete(), tell=_tell)]
    if user.can(Permission.BACK_OFFICE):
        # One line however many they are: a mail server that is down fails them all.
        failed = Delivery.objects.failed().to_people_of(user.organization)
        rows = own.filter(Exists(failed))
        found.append(TodoSource(section="admin", rows=rows, tell=_tell_undelivered))
    return found


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


def _tell_undelivered(organization: Organization) -> Todo:
    failed = f"state__exact={DeliveryState.FAILED}"
    return Todo(
        kind="delivery",
        label="送达",
        title="有消息没有送达",
        detail="试过多次都没有发出去，请看原因，改好以后再试一次",
        due=None,
        url=f"{reverse('admin:members_delivery_changelist')}?{failed}",
        action="去看看",
    )
