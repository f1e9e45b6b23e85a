"""Which orders a user has, and how an order comes about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.utils.timezone import now

from alliances.models import Alliance
from alliances.models.alliance import in_alliance_run_by
from members.models import StepError
from members.permissions import Role
from officekit.codes import read_code
from officekit.crypto import blind_index
from officekit.queries import LABEL, narrow
from officekit.redaction import redact_homes
from officekit.text import excerpt
from orders.models.limits import limits_of
from orders.models.settings import OrderRules
from orders.models.status import (
    AWAITING,
    DONE,
    IN_WORK,
    NOT_TAKING,
    OPEN,
    RUNNING,
    TO_DISPATCH,
    WITH_LEAD,
    OrderStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.base import File

    from members.models import Organization, User
    from members.models.user import Places
    from orders.models.order import ServiceOrder
    from orders.models.settings import OrderCategory

# So long an order may be the same matter as a new one.
RECENT = timedelta(days=180)
TITLE_LENGTH = 24
# A new code meets an old one once in billions of orders.
CODE_TRIES = 5


class ServiceOrderQuerySet(models.QuerySet["ServiceOrder"]):
    # --- whose they are ---

    def received_by(self, user: User) -> ServiceOrderQuerySet:
        """The whole alliance for its street; else what the user's subtree has received."""
        if user.role is Role.SUPERVISOR:
            return self.none()
        if user.role is Role.STREET:
            return self.filter(in_alliance_run_by(user))
        return self.filter(host__in=user.overseen)

    def dispatchable_by(self, user: User) -> ServiceOrderQuerySet:
        """Whom the user may send them to, refuse, merge, verify: units do none of it."""
        return self.none() if user.role is Role.UNIT else self.received_by(user)

    def led_by(self, user: User) -> ServiceOrderQuerySet:
        """Sent to an organization of the user's side, or worked on by it."""
        return self.filter(lead__in=user.overseen)

    def workable_by(self, user: User) -> ServiceOrderQuerySet:
        """Theirs to accept, return, work on, finish; the street may on anybody's behalf."""
        if user.role is Role.SUPERVISOR:
            return self.none()
        if user.role is Role.STREET:
            return self.filter(in_alliance_run_by(user))
        return self.led_by(user)

    def transferable_by(self, user: User) -> ServiceOrderQuerySet:
        """Theirs to hand over to another body: received or worked on by a community or street."""
        if user.role in {Role.UNIT, Role.SUPERVISOR}:
            return self.none()
        return self.filter(
            Q(pk__in=self.received_by(user).values("pk")) | Q(pk__in=self.led_by(user).values("pk"))
        )

    def assisted_by(self, user: User) -> ServiceOrderQuerySet:
        return self._with_assistant(user.overseen)

    def visible_to(self, user: User) -> ServiceOrderQuerySet:
        """For opening one order. Lists use one of the narrower sets, which an index serves."""
        if user.role is Role.SUPERVISOR:
            return self.none()
        return self.filter(
            Q(pk__in=self.received_by(user).values("pk"))
            | Q(pk__in=self.led_by(user).values("pk"))
            | Q(pk__in=self.assisted_by(user).values("pk"))
        )

    def contact_open_to(self, user: User) -> ServiceOrderQuerySet:
        """Whose contact the user may see in full: who received it until it is closed, the lead while it works on it."""
        received = self.received_by(user).filter(closed_at__isnull=True)
        at_work = self.led_by(user).filter(status__in=WITH_LEAD)
        known = self.filter(wiped_on__isnull=True)
        return known.filter(Q(pk__in=received.values("pk")) | Q(pk__in=at_work.values("pk")))

    def receipted_by(self, user: User) -> ServiceOrderQuerySet:
        """Whose receipt the user may print: received by their side, or taken down by themselves for another."""
        placed: Any = self.model._meta.get_field("events").related_model
        own = placed.objects.filter(step="place", by=user).values("order")
        received = self.dispatchable_by(user).values("pk")
        return self.filter(Q(pk__in=own) | Q(pk__in=received))

    def parts_of(self, order: ServiceOrder, user: User) -> set[str]:
        """What of the work on this order is the user's: work, move, name, contact. One query."""
        own = self.filter(pk=order.pk)
        sets = {
            "work": own.workable_by(user),
            "move": own.transferable_by(user),
            "name": own.dispatchable_by(user),
            "contact": own.contact_open_to(user),
        }
        first, *others = (
            rows.annotate(part=Value(name)).values_list("part", flat=True)
            for name, rows in sets.items()
        )
        return set(first.union(*others))

    def _with_assistant(self, organizations: Places) -> ServiceOrderQuerySet:
        links: Any = self.model.assistants.through
        helping = links.objects.filter(organization__in=organizations)
        return self.filter(pk__in=helping.values("serviceorder"))

    # --- what waits ---

    def open(self) -> ServiceOrderQuerySet:
        return self.filter(status__in=OPEN)

    def to_dispatch(self, user: User) -> ServiceOrderQuerySet:
        """New on the user's own desk, the soonest due first."""
        own = self.filter(host__in=user.working_for, status__in=TO_DISPATCH)
        return own.order_by("answer_due", "pk")

    def to_coordinate(self, user: User) -> ServiceOrderQuerySet:
        """Handed up to the street, the soonest due first."""
        if user.role is not Role.STREET:
            return self.none()
        up = self.filter(in_alliance_run_by(user), status=OrderStatus.ESCALATED)
        return up.order_by("answer_due", "pk")

    def to_answer(self, user: User) -> ServiceOrderQuerySet:
        """Sent to the user's own side: to be accepted or returned."""
        sent = self.filter(lead__in=user.working_for, status=OrderStatus.DISPATCHED)
        return sent.order_by("answer_due", "pk")

    def to_work_on(self, user: User) -> ServiceOrderQuerySet:
        own = self.filter(lead__in=user.working_for, status=OrderStatus.WORKING)
        return own.order_by("resolve_due", "pk")

    def to_verify(self, user: User) -> ServiceOrderQuerySet:
        own = self.filter(host__in=user.working_for, status=OrderStatus.FINISHED)
        return own.order_by("answer_due", "pk")

    def mergeable_with(self, order: ServiceOrder) -> ServiceOrderQuerySet:
        """The other orders of the alliance that it may go into, or that may go into it."""
        rows = self.filter(alliance=order.alliance_id).exclude(pk=order.pk)
        return rows.exclude(status__in=NOT_TAKING)

    def at_work(self, user: User) -> ServiceOrderQuerySet:
        """What the user's own side does now, also where the clock stops meanwhile."""
        return self.filter(lead__in=user.working_for, status__in=IN_WORK)

    def late(self, moment: datetime) -> ServiceOrderQuerySet:
        """Not done, and past the limit for being done."""
        return self.filter(status__in=RUNNING, resolve_due__lt=moment)

    def silent(self, moment: datetime) -> ServiceOrderQuerySet:
        """Whose answer was due before then."""
        return self.filter(status__in=AWAITING, answer_due__lt=moment).order_by("answer_due", "pk")

    def similar_to(
        self, host: Organization, category: OrderCategory, moment: datetime
    ) -> ServiceOrderQuerySet:
        """What was lately ordered there of the same kind and not refused or withdrawn, the newest first."""
        near = self.filter(host=host, category=category, status__in=OPEN | DONE)
        return near.filter(created_at__gte=moment - RECENT).order_by("-created_at")

    def found_by(self, text: str) -> ServiceOrderQuerySet:
        """By the whole code, as it stands on a receipt, else by words."""
        try:
            return self.filter(code=read_code(text))
        except ValidationError:
            return self.filter(search_text__has=text)

    # --- what pages read ---

    def public(self, alliance: Alliance) -> ServiceOrderQuerySet:
        """What stands on the alliance's board: every order, of each only what tells of nobody."""
        return self.filter(alliance=alliance)

    def with_shown_title(self) -> ServiceOrderQuerySet:
        """Each with `shown_title`, of its published result; else None."""
        results: Any = self.model._meta.get_field("shown_result").related_model
        published = results.objects.for_everybody().filter(order=OuterRef("pk"))
        return self.annotate(shown_title=Subquery(published.values("title")[:1]))

    def for_desk(self) -> ServiceOrderQuerySet:
        """With all that the page of one shows of what it points to."""
        return self.select_related(
            "alliance__anchor", "host", "category", "item", "responsible", "lead", "refusal"
        )

    def listed(self) -> ServiceOrderQuerySet:
        """What a line of the desk's list shows, and nothing else."""
        own = ("code", "title", "area", "status", "urgency", "created_at", "answer_due")
        more = ("resolve_due", "channel", "reopened", "escalations")
        return narrow(
            self,
            *own,
            *more,
            category=("name",),
            host=LABEL,
            lead=LABEL,
            alliance=("order_prefix", "anchor"),
        )

    def followed(self, alliance: Alliance, code: str) -> ServiceOrderQuerySet:
        """What a resident may follow by its code, with all that its page shows; nobody can once it is wiped."""
        into = [f"merged_into__{name}" for name in ("host", "responsible", "lead", "refusal")]
        into.append("shown_result")
        own = self.filter(alliance=alliance, code=code, wiped_on__isnull=True)
        return own.for_desk().select_related("merged_into__category", "merged_into__item", *into)

    def to_wipe(self, alliances: list[int], before: datetime) -> ServiceOrderQuerySet:
        """Closed before then, what they were merged into as well: the longest closed first, keys and turns alone."""
        rows = self.filter(wiped_on__isnull=True, closed_at__lt=before)
        alone = Q(merged_into__isnull=True) | Q(merged_into__closed_at__lt=before)
        # + 0: not by the index of the alliance, which leads through all orders it has ever had.
        theirs = rows.alias(street=F("alliance_id") + 0).filter(alone, street__in=alliances)
        return theirs.order_by("closed_at", "pk").only("turn")

    # --- how one comes about ---

    def place(
        self,
        *,
        by: User | None = None,
        submission: UUID | None = None,
        photos: Iterable[File] = (),
        **facts: Any,
    ) -> ServiceOrder:
        """点单, by a resident or (代录) by staff: stored once, however often the same form is sent.

        `facts` are alliance, host, category, words, and whatever else a resident says. StepError where the
        alliance takes no orders.
        """
        for _ in range(CODE_TRIES):
            known = self.filter(submission=submission).first() if submission else None
            if known:
                return known
            try:
                with transaction.atomic():
                    return self._place(by, submission, photos, facts)
            except IntegrityError:
                # The same form, sent at the same moment; else a code that exists.
                continue
        raise StepError("暂时没有办法登记，请稍后再提交一次。")

    def _place(
        self, by: User | None, submission: UUID | None, photos: Iterable[File], facts: Any
    ) -> ServiceOrder:
        alliance, category, item = facts["alliance"], facts["category"], facts.get("item")
        urgency = facts.get("urgency") or category.urgency
        moment = facts.pop("created_at", None) or now()
        limits = limits_of(alliance, category, urgency, item)
        order = self.create(
            **{"submission": submission} if submission else {},
            **facts
            | {
                "urgency": urgency,
                "title": facts.get("title") or title_of(item, facts["words"]),
                "responsible": facts["host"],
                "created_at": moment,
                "consented_at": moment,
                "consent_version": OrderRules.objects.of(alliance).privacy_version,
                "contact_key": blind_index(facts.get("phone", "")),
                "answer_due": limits.answer_due(moment),
                "resolve_due": limits.resolve_due(moment),
            },
        )
        order.begin(by=by, photos=photos)
        return order


def title_of(item: Any, words: str) -> str:
    """What staff call it until they give it a better name: the service, or how the resident begins."""
    return str(item) if item else excerpt(redact_homes(words), TITLE_LENGTH)
