"""Which agreements a user sees, and in what order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from alliances.models.agreement_status import BINDING, UNSIGNED, AgreementStatus
from alliances.models.party import Party
from alliances.models.published_rows import PublishedQuerySet
from members.models import Organization
from officekit.queries import LABEL, first_of_any, narrow

if TYPE_CHECKING:
    from alliances.models.ceremony import Ceremony
    from members.models import User


class AgreementQuerySet(PublishedQuerySet):
    def with_party(self, user: User) -> AgreementQuerySet:
        """Those to which an organization of the user is a party, once the draft has been sent round."""
        mine = Party.objects.filter(organization__in=user.overseen)
        return self.filter(pk__in=mine.values("agreement")).exclude(status=AgreementStatus.DRAFT)

    def pursued_by(self, user: User) -> AgreementQuerySet:
        """Binding, and the user's to carry on: its clauses can lead to projects."""
        return self.editable_by(user).filter(status__in=BINDING)

    def of_party(self, organization: Organization) -> AgreementQuerySet:
        parties = Party.objects.filter(organization=organization)
        return self.filter(pk__in=parties.values("agreement")).order_by("-starts_on", "-pk")

    def ending(self, user: User, last_day: date) -> AgreementQuerySet:
        """In force until that day at most, hosted by the user's own organization or with it as a party."""
        mine = user.working_for
        ending = self.filter(status=AgreementStatus.IN_FORCE, ends_on__lte=last_day)
        sides = Party.objects.filter(organization__in=mine)
        hosted, joined = (
            ending.filter(host__in=mine),
            ending.filter(pk__in=sides.values("agreement")),
        )
        return first_of_any(self, hosted, joined, order=("ends_on", "pk"))

    def close_to(self, user: User) -> AgreementQuerySet:
        """Hosted by the user's side or with it as a party: what is between the parties is theirs to read."""
        return self.filter(
            Q(pk__in=self.hosted_by(user).values("pk"))
            | Q(pk__in=self.with_party(user).values("pk"))
        )

    def open_to_ceremony(self, ceremony: Ceremony) -> AgreementQuerySet:
        """Of the same alliance, not signed, and at no other ceremony."""
        free = Q(ceremony__isnull=True) | Q(ceremony=ceremony.pk)
        unsigned = self.filter(UNSIGNED, free, alliance=ceremony.alliance_id)
        return unsigned.order_by("starts_on", "pk")

    def visible_to(self, user: User) -> AgreementQuerySet:
        return self.filter(
            Q(pk__in=super().visible_to(user).values("pk"))
            | Q(pk__in=self.with_party(user).values("pk"))
        )

    def for_list(self) -> AgreementQuerySet:
        return self.select_related("alliance", "host").prefetch_related("parties__organization")

    def for_page(self) -> AgreementQuerySet:
        """What the public page of one shows of the agreement itself; the rest stands in its text."""
        days = ("signed_on", "starts_on", "ends_on")
        return self.only(
            "title", "preamble", "status", "version", "text_hash", "ceremony", "renews", *days
        )

    def listed(self) -> AgreementQuerySet:
        """What a line of the desk's list shows, and nothing else."""
        parties = narrow(Party.objects.order_by("order", "pk"), "agreement", organization=LABEL)
        rows = self.only("title", "starts_on", "ends_on", "status")
        return rows.prefetch_related(Prefetch("parties", parties))
