"""Who is expected at a meeting, and who usually comes."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from alliances.models import Alliance, MeetingKind, Membership
from members.models import Appointment, Level, Organization, Post, User

# Who calls joint meetings.
HOST_LEVELS = [Level.STREET, Level.COMMUNITY, Level.GRID, Level.COMPOUND]

# Who comes for an organization, where both posts are held.
CONTACT_POSTS = [Post.LIAISON, Post.SECRETARY]


def expected_at(
    alliance: Alliance, host: Organization, kind: MeetingKind | None, day: date
) -> list[Organization]:
    """应到: the members on that day whom this kind of meeting of this host concerns, in the order of the tiers."""
    members = Membership.objects.filter(alliance=alliance).on(day)
    community = _community_of(host)
    below: QuerySet[Organization] = Organization.objects.none()
    if community and (kind is None or kind.level != MeetingKind.MeetingLevel.STREET):
        members = members.filter(communities=community)
        below = _lower_bodies(community, kind)
    bodies = list(below.order_by("path").exclude(pk=host.pk))
    seen = {host.pk, *(body.pk for body in bodies)}
    listed = [membership.organization for membership in members.for_list()]
    return bodies + [unit for unit in listed if unit.pk not in seen]


def bodies_open_to(user: User) -> QuerySet[Organization]:
    """To whose joint meetings the user may bring a topic: their street, the communities they serve, their own side."""
    own = Organization.objects.own_of(user)
    served = Membership.objects.live().filter(organization__in=own).values("communities")
    above = user.organization.path.strip("/").split("/")
    wanted = (
        Q(alliance__in=Alliance.objects.of_user(user))
        | Q(pk__in=served)
        | Q(code__in=above, level=Level.COMMUNITY)
        | Q(pk__in=Organization.objects.overseen_by(user).values("pk"))
    )
    return Organization.objects.filter(wanted, is_active=True, level__in=HOST_LEVELS).order_by(
        "path"
    )


def alliance_of(body: Organization, user: User) -> Alliance | None:
    """The alliance of the user's in whose street this body stands."""
    codes = body.path.strip("/").split("/")
    return Alliance.objects.of_user(user).filter(anchor__code__in=codes).first()


def nameable_in(alliance: Alliance, host: Organization, day: date) -> list[Organization]:
    """Whom minutes may name as responsible: the host with its subtree's bodies, the street, and the members."""
    members = Membership.objects.filter(alliance=alliance).on(day)
    bodies = Organization.objects.filter(path__startswith=host.path).exclude(level=Level.UNIT)
    wanted = Q(pk__in=members.values("organization")) | Q(pk__in=bodies.values("pk"))
    return list(
        Organization.objects.filter(wanted | Q(pk=alliance.anchor_id))
        .select_related("parent")
        .order_by("level", "name")
    )


def contact_names(organizations: list[Organization], day: date) -> dict[int, str]:
    """The liaison of each organization on that day, else its secretary."""
    held = Appointment.objects.on(day).filter(
        organization__in=organizations, post__in=CONTACT_POSTS
    )
    names: dict[int, str] = {}
    for appointment in sorted(
        held.select_related("person"), key=lambda row: (CONTACT_POSTS.index(Post(row.post)), row.pk)
    ):
        names.setdefault(appointment.organization_id, appointment.person.name)
    return names


def _community_of(host: Organization) -> Organization | None:
    if host.level == Level.COMMUNITY:
        return host
    ancestry = host.path.strip("/").split("/")
    return Organization.objects.filter(code__in=ancestry, level=Level.COMMUNITY).first()


def _lower_bodies(community: Organization, kind: MeetingKind | None) -> QuerySet[Organization]:
    """The community's own bodies one step below it; for a compound's meeting, all of its compounds."""
    active = Organization.objects.filter(is_active=True).exclude(level=Level.UNIT)
    if kind and kind.level == MeetingKind.MeetingLevel.COMPOUND:
        return active.filter(path__startswith=community.path, level=Level.COMPOUND)
    return active.filter(parent=community)
