"""Who is expected at a meeting, and who usually comes."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from alliances.models import Alliance, MeetingKind, Membership
from members.models import Appointment, Level, Organization, Post

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


def nameable_in(alliance: Alliance, host: Organization, day: date) -> list[Organization]:
    """Whom minutes may name as responsible: the host with its subtree's bodies, the street, and the members."""
    members = Membership.objects.filter(alliance=alliance).on(day)
    bodies = Organization.objects.filter(path__startswith=host.path).exclude(level=Level.UNIT)
    wanted = Q(pk__in=members.values("organization")) | Q(pk__in=bodies.values("pk"))
    return list(
        Organization.objects.filter(wanted | Q(pk=alliance.anchor_id)).order_by("level", "name")
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
