"""Which projects a user sees, claims, reports on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from alliances.models import Agreement, Meeting, PublishedQuerySet
from members.models import Organization
from members.permissions import Role
from officekit.queries import LABEL, first_of_any, narrow
from projects.models.claim import Claim
from projects.models.status import ProjectStatus

if TYPE_CHECKING:
    from members.models import User


class ProjectQuerySet(PublishedQuerySet):
    def claimed_by(self, user: User) -> ProjectQuerySet:
        mine = Claim.objects.filter(organization__in=user.overseen)
        return self.filter(pk__in=mine.values("project"))

    def finished(self) -> ProjectQuerySet:
        """With a result to show, latest first."""
        return self.filter(finished_on__isnull=False).order_by("-finished_on", "-pk")

    def of_unit(self, organization: Organization) -> ProjectQuerySet:
        """Led or claimed by the organization."""
        return self.of_units([organization])

    def of_units(self, organizations: Iterable[Organization]) -> ProjectQuerySet:
        """Led or claimed by one of them."""
        claims = Claim.objects.filter(organization__in=organizations)
        return self.filter(Q(lead__in=organizations) | Q(pk__in=claims.values("project")))

    def led_by(self, user: User) -> ProjectQuerySet:
        return self.filter(lead__in=user.overseen)

    def claimable_by(self, user: User) -> ProjectQuerySet:
        """Open for claims in an alliance of the user, shared with its members, and hosted by somebody else."""
        shared = self.shared_with(user).filter(status=ProjectStatus.OPEN)
        return shared.exclude(host=user.organization_id)

    def offered_to(self, user: User) -> ProjectQuerySet:
        """Open for claims, and not claimed by the user's side yet; the newest first."""
        mine = Claim.objects.filter(project=OuterRef("pk"), organization__in=user.overseen)
        return self.claimable_by(user).filter(~Exists(mine)).order_by("-starts_on", "-pk")

    def without_news(self, user: User, since: date) -> ProjectQuerySet:
        """Running on the user's own desk, the last news before that day; the longest silent first."""
        own = user.working_for
        silent = self.filter(status=ProjectStatus.RUNNING, news_on__lt=since)
        hosted, led = silent.filter(host__in=own), silent.filter(lead__in=own)
        return first_of_any(self, hosted, led, order=("news_on", "pk"))

    def reportable_by(self, user: User) -> ProjectQuerySet:
        """Who may write progress: the host's side, the lead, and whoever claimed it."""
        if user.role is Role.SUPERVISOR:
            return self.none()
        return self.filter(
            Q(pk__in=self.hosted_by(user).values("pk"))
            | Q(pk__in=self.led_by(user).values("pk"))
            | Q(pk__in=self.claimed_by(user).values("pk"))
        )

    def visible_to(self, user: User) -> ProjectQuerySet:
        return self.filter(
            Q(pk__in=super().visible_to(user).values("pk"))
            | Q(pk__in=self.led_by(user).values("pk"))
            | Q(pk__in=self.claimed_by(user).values("pk"))
        )

    def for_list(self) -> ProjectQuerySet:
        return self.select_related("alliance", "type", "host", "lead")

    def listed(self) -> ProjectQuerySet:
        """What a line of the desk's list shows, and nothing else."""
        own = ("title", "starts_on", "status", "publication", "wanted", "progress", "partner_count")
        return narrow(self, *own, type=("name",), host=LABEL, lead=LABEL)

    def for_page(self) -> ProjectQuerySet:
        """What the public page of one shows of the project itself."""
        dates = ("starts_on", "due_on", "finished_on")
        texts = ("title", "summary", "body", "result", "place", "wanted")
        own = ("status", "progress", "resolution", "clause", *dates, *texts)
        return narrow(self, *own, type=("name",), host=("name",), lead=("name",))

    def with_public_origin(self) -> ProjectQuerySet:
        """Each with `origin`: the title of what it came from, where visitors may read that; else None.

        Not by joins: with four more tables PostgreSQL takes longer to plan the query than to run it.
        """
        meetings = Meeting.objects.for_everybody().filter(resolutions=OuterRef("resolution"))
        agreements = Agreement.objects.for_everybody().filter(clauses=OuterRef("clause"))
        return self.annotate(
            origin=Coalesce(
                Subquery(agreements.values("title")), Subquery(meetings.values("title"))
            )
        )
