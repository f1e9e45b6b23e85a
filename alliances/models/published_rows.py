"""Which records that can be made public a user sees, edits and decides on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from alliances.models.alliance import Alliance, alliances_of, in_alliance_run_by
from alliances.models.publication import WAITING, Publication, Scope
from members.permissions import Permission, Role
from officekit.queries import first_of_any

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User


class PublishedQuerySet(models.QuerySet):
    """Rows of an alliance, hosted by one of its organizations, some of them public."""

    def for_everybody(self) -> Self:
        """What anybody may see, of all alliances."""
        return self.filter(publication=Publication.PUBLISHED, scope=Scope.PUBLIC)

    def public(self, alliance: Alliance) -> Self:
        """What anybody may see on this alliance's pages."""
        return self.for_everybody().filter(alliance=alliance)

    def open_to_all(self) -> Self:
        """What anybody may see, of whatever alliance."""
        return self.filter(publication=Publication.PUBLISHED, scope=Scope.PUBLIC)

    def open_to(self, visitor: User | AnonymousUser) -> Self:
        """What this visitor may open: what anybody may, and with a login what is visible to it."""
        if not visitor.is_authenticated:
            return self.open_to_all()
        return self.filter(
            Q(pk__in=self.open_to_all().values("pk"))
            | Q(pk__in=self.visible_to(visitor).values("pk"))
        )

    def shared_with(self, user: User) -> Self:
        """Published to the member units or to everybody, in the user's alliances."""
        return self.filter(
            alliance__in=alliances_of(user),
            publication=Publication.PUBLISHED,
            scope__in=[Scope.MEMBERS, Scope.PUBLIC],
        )

    def hosted_by(self, user: User) -> Self:
        """The whole alliance for its street (and, to read, for the district above); else the user's subtree."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.filter(in_alliance_run_by(user))
        return self.filter(host__in=user.overseen)

    def editable_by(self, user: User) -> Self:
        return self.none() if user.role is Role.SUPERVISOR else self.hosted_by(user)

    def visible_to(self, user: User) -> Self:
        """For opening one record. Lists use one of the narrower sets, which an index serves."""
        return self.filter(
            Q(pk__in=self.hosted_by(user).values("pk"))
            | Q(pk__in=self.shared_with(user).values("pk"))
        )

    def own_of(self, user: User) -> Self:
        """Hosted by an organization whose work is on the user's desk."""
        return self.filter(host__in=user.working_for)

    def waiting(self) -> Self:
        """Waiting for a decision on publication."""
        return self.filter(publication__in=WAITING)

    def told(self) -> Any:
        """What a list over several kinds of records says of each; the kinds can be put together by union()."""
        name = "title" if hasattr(self.model, "title") else "name"
        return (
            self.order_by()
            .annotate(
                noun=Value(str(self.model._meta.verbose_name), models.CharField()),
                words=F(name),
                side=Coalesce(NullIf("host__short_name", Value("")), "host__name"),
            )
            .values("noun", "words", "side", "publication", "proposed_at")
        )

    def with_last_event(self) -> Self:
        """Each with `last_label` and `last_note`, of its newest event."""
        relation: Any = self.model._meta.get_field("events")
        events = relation.related_model._default_manager.filter(
            **{relation.field.name: OuterRef("pk")}
        ).order_by("-pk")
        return self.annotate(
            last_label=Subquery(events.values("label")[:1]),
            last_note=Subquery(events.values("note")[:1]),
        )

    def proposed_by_user(self, user: User) -> Self:
        """What became of this user's own proposals, the newest first."""
        return self.editable_by(user).filter(proposed_by=user).order_by("-proposed_at", "-pk")

    def proposed_to(self, user: User) -> Self:
        """Waiting for this user's decision, or handed back to them with a reason; the oldest first."""
        rows = self.editable_by(user)
        handed_back = rows.filter(
            publication=Publication.PRIVATE, proposed_by=user, proposed_at__isnull=False
        )
        parts = [handed_back]
        if user.can(Permission.PUBLICATION_DECIDE):
            parts.append(rows.waiting())
        return first_of_any(self, *parts, order=("proposed_at", "pk"))
