"""The rows of 责任事项 that a user has, and how duties come about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from alliances.models.alliance import in_alliance_run_by
from alliances.models.clause import Clause, next_date, period_end
from alliances.models.duty_note import DutyEvent
from alliances.models.duty_status import UNFINISHED, DutyStatus
from alliances.models.news import tell
from alliances.models.resolution import Resolution
from members.models import Organization
from members.permissions import Role
from officekit.queries import LABEL, narrow

if TYPE_CHECKING:
    from alliances.models.agreement import Agreement
    from alliances.models.clause import Clause
    from alliances.models.duty import Duty
    from alliances.models.meeting import Meeting
    from members.models import User
    from members.models.user import Places


class DutyQuerySet(models.QuerySet["Duty"]):
    def owed_by(self, user: User) -> DutyQuerySet:
        """Led by an organization of the user's subtree."""
        return self.filter(lead__in=user.overseen)

    def led_by(self, user: User) -> DutyQuerySet:
        """On the user's own desk to be done."""
        return self.filter(lead__in=user.working_for)

    def assisted_by(self, user: User) -> DutyQuerySet:
        return self._with_assistant(user.overseen)

    def helped_by(self, user: User) -> DutyQuerySet:
        """On the user's own desk to help with."""
        return self._with_assistant(user.working_for)

    def _with_assistant(self, organizations: Places) -> DutyQuerySet:
        links: Any = self.model.assistants.through
        helping = links.objects.filter(organization__in=organizations)
        return self.filter(pk__in=helping.values("duty"))

    def set_by_side_of(self, user: User) -> DutyQuerySet:
        """Those the user may verify or send back: the whole alliance for its street, else the subtree's own."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.filter(in_alliance_run_by(user))
        return self.filter(host__in=user.overseen)

    def of_side(self, user: User) -> DutyQuerySet:
        """All that the user's side has to do with: the whole alliance, or what a community and those below set and owe."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.set_by_side_of(user)
        return self.filter(Q(host__in=user.overseen) | Q(lead__in=user.overseen))

    def verifiable_by(self, user: User) -> DutyQuerySet:
        return self.none() if user.role is Role.SUPERVISOR else self.set_by_side_of(user)

    def pursued_by(self, user: User) -> DutyQuerySet:
        """The user's to carry on: they can lead to projects."""
        return self.verifiable_by(user).exclude(status=DutyStatus.CLOSED)

    def reportable_by(self, user: User) -> DutyQuerySet:
        """The lead reports; the street may do so on anybody's behalf."""
        if user.role is Role.STREET:
            return self.set_by_side_of(user)
        return self.none() if user.role is Role.SUPERVISOR else self.owed_by(user)

    def visible_to(self, user: User) -> DutyQuerySet:
        """For opening one record. Lists use one of the narrower sets, which an index serves."""
        return self.filter(
            Q(pk__in=self.set_by_side_of(user).values("pk"))
            | Q(pk__in=self.owed_by(user).values("pk"))
            | Q(pk__in=self.assisted_by(user).values("pk"))
        )

    def unfinished(self) -> DutyQuerySet:
        return self.filter(status__in=UNFINISHED)

    def overdue(self, today: date) -> DutyQuerySet:
        return self.unfinished().filter(due_on__lt=today)

    def owed(self) -> DutyQuerySet:
        """Without those that were closed."""
        return self.exclude(status=DutyStatus.CLOSED)

    def extended(self) -> DutyQuerySet:
        return self.filter(original_due_on__isnull=False)

    def asking(self) -> DutyQuerySet:
        """For more time; not answered yet."""
        extensions: Any = self.model._meta.get_field("extensions").related_model
        return self.filter(pk__in=extensions.objects.asked().values("duty"))

    def pressing(self, last_day: date) -> DutyQuerySet:
        """Unfinished and due until that day, or sent back: each with `last_step`, the name of its newest event."""
        events = DutyEvent.objects.moves().filter(duty=OuterRef("pk")).order_by("-pk")
        last: dict[str, Any] = {"last_step": Subquery(events.values("step")[:1])}
        rows = self.unfinished().annotate(**last)
        return rows.filter(Q(due_on__lte=last_day) | Q(last_step="send_back"))

    def to_verify(self, user: User) -> DutyQuerySet:
        """Reported done, and set by the user's own organization; the longest waiting first."""
        own = self.filter(status=DutyStatus.DONE, host__in=user.working_for)
        return own.order_by("done_at", "pk")

    def set_already(self, host: Organization, **same: Any) -> bool:
        """Whether this host has set the same by hand, and it is not finished."""
        by_hand = self.unfinished().filter(resolution__isnull=True, clause__isnull=True)
        return by_hand.filter(host=host, **same).exists()

    def for_list(self) -> DutyQuerySet:
        return self.with_source().select_related("alliance", "lead", "host")

    def listed(self) -> DutyQuerySet:
        """What a line of the desk's list shows, and nothing else."""
        own = ("title", "due_on", "original_due_on", "status")
        return narrow(self.with_source(), *own, lead=LABEL, host=LABEL)

    def with_source(self) -> DutyQuerySet:
        """Each with `source_title`, of the meeting or agreement it comes from; None if set by hand.

        Not by joins: with four more tables PostgreSQL takes longer to plan the query than to run it.
        """
        agreed = Resolution.objects.filter(pk=OuterRef("resolution")).order_by()
        signed = Clause.objects.filter(pk=OuterRef("clause")).order_by()
        title: Any = Coalesce(
            Subquery(agreed.values("meeting__title")), Subquery(signed.values("agreement__title"))
        )
        return self.annotate(source_title=title)

    def of_agreement(self, agreement: Agreement) -> DutyQuerySet:
        """Owed under its clauses."""
        rows = self.filter(clause__agreement=agreement).order_by("due_on", "pk")
        return rows.select_related("alliance", "host", "lead")

    def of_minutes(self, meeting: Meeting) -> DutyQuerySet:
        """With all that a correction of the minutes compares."""
        rows = self.filter(resolution__meeting=meeting)
        return rows.select_related("alliance", "host", "lead", "resolution__lead").prefetch_related(
            "assistants", "resolution__assistants"
        )

    def create_for_resolutions(self, meeting: Meeting, *, by: User) -> None:
        """One duty for each resolution of minutes just made final that has none yet."""
        resolutions = meeting.resolutions.standing().filter(duty__isnull=True)
        news = []
        for resolution in resolutions.select_related("lead").prefetch_related("assistants"):
            duty = self.create(
                alliance_id=meeting.alliance_id,
                host=meeting.host,
                lead=resolution.lead,
                title=resolution.text[:100],
                detail=resolution.text,
                due_on=resolution.due_on,
                resolution=resolution,
                set_by=by,
            )
            duty.assistants.set(resolution.assistants.all())
            news.append(duty.first_news(resolution.assistants.all()))
        tell(news, but=by)

    def create_for_clauses(self, agreement: Agreement, *, by: User) -> None:
        """The first occurrence of every clause that has a due date or a rhythm, and somebody who owes it."""
        owed = agreement.clauses.exclude(due_on__isnull=True, rhythm="").exclude(party=None)
        duties = [
            self._create_for(
                clause,
                clause.due_on
                or min(period_end(agreement.starts_on, clause.rhythm), agreement.ends_on),
                by=by,
            )
            for clause in owed.select_related("agreement__host", "party__organization")
        ]
        tell((duty.first_news([]) for duty in duties), but=by)

    @transaction.atomic
    def create_occurrence(self, clause: Clause, today: date) -> None:
        """The one of the period in which today lies. What was missed before is not made up for."""
        last_day = min(period_end(today, clause.rhythm), clause.agreement.ends_on)
        self._create_for(clause, last_day).tell_set(by=None)

    def _create_for(self, clause: Clause, due_on: date, *, by: User | None = None) -> Duty:
        """Needs a clause that a party owes."""
        lead: Any = clause.party
        return self.create(
            alliance_id=clause.agreement.alliance_id,
            host=clause.agreement.host,
            lead=lead.organization,
            title=clause.text[:100],
            detail=clause.text,
            due_on=due_on,
            clause=clause,
            set_by=by,
        )

    def to_repeat(self, today: date) -> DutyQuerySet:
        """The newest ones of those that were set by hand with a rhythm, once their day is over."""
        rows = self.exclude(rhythm="").exclude(status=DutyStatus.CLOSED)
        rows = rows.filter(followed_by__isnull=True, lead__is_active=True)
        rows = rows.filter(Q(repeats_until__isnull=True) | Q(repeats_until__gte=today))
        over = Q(original_due_on__isnull=True, due_on__lt=today) | Q(original_due_on__lt=today)
        return rows.filter(over).select_related("host", "lead").order_by("pk")

    @transaction.atomic
    def repeat(self, duty: Duty, today: date) -> bool:
        """下一期, due from today on; False where the series ends before that."""
        due_on = next_date(duty.agreed_due_on, duty.rhythm)
        while due_on < today:
            due_on = next_date(due_on, duty.rhythm)
        if duty.repeats_until and due_on > duty.repeats_until:
            return False
        same = ("alliance_id", "host", "lead", "title", "detail", "rhythm", "repeats_until")
        values = {name: getattr(duty, name) for name in same}
        following = self.create(**values, due_on=due_on, follows=duty, set_by=duty.set_by)
        following.assistants.set(duty.assistants.all())
        following.tell_set(by=None)
        return True
