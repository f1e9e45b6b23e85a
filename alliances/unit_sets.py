"""From which organizations one chooses where: the same for a form and for what looks units up while one types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from alliances.models import Alliance, Meeting, Membership
from alliances.rosters import nameable_in
from members.forms.units import Units
from members.models import Organization, User


def own(user: User) -> Units:
    """Those whose people and profiles the user keeps."""
    rows = Organization.objects.editable_by(user).in_use().select_related("parent")
    return Units(rows.order_by("path"), of="own")


def partners(alliance: Alliance) -> Units:
    """Who may sign, lead and claim."""
    rows = alliance.partners().select_related("parent")
    return Units(rows, of="partners", alliance=alliance.pk)


def successors(alliance: Alliance) -> Units:
    """Who may go on with a resident's order: the same, and the district."""
    above = Q(pk=alliance.anchor.parent_id)
    rows = Organization.objects.filter(Q(pk__in=alliance.partners().values("pk")) | above)
    return Units(
        rows.select_related("parent").order_by("path"), of="successors", alliance=alliance.pk
    )


def obliged(user: User) -> Units:
    """Whom the user may give a duty."""
    rows = Membership.objects.organizations_for(user).select_related("parent")
    return Units(rows, of="obliged")


def nameable(
    alliance: Alliance, host: Organization, day: date, attending: Iterable[Organization] = ()
) -> Units:
    """Whom the minutes of a meeting may name: who is expected at it, and whoever can be made responsible."""
    named = {unit.pk: unit for unit in [*attending, *nameable_in(alliance, host, day)]}
    where = {"alliance": alliance.pk, "host": host.pk}
    return Units(named.values(), of="nameable", day=day.isoformat(), **where)


def invitable(meeting: Meeting) -> Units:
    """Whom one may invite to a meeting."""
    return nameable(meeting.alliance, meeting.host, localdate(meeting.starts_at))


def seen(user: User) -> Units:
    """Whom the user meets in the lists of the desk."""
    members = Membership.objects.live().filter(alliance__in=Alliance.objects.of_user(user))
    rows = Organization.objects.filter(pk__in=members.values("organization"))
    rows |= Organization.objects.overseen_by(user)
    return Units(rows.select_related("parent").order_by("path"), of="seen")
