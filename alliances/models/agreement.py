from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.timezone import localdate
from simple_history.models import HistoricalRecords

from alliances.models.agreement_rows import AgreementQuerySet
from alliances.models.agreement_status import AGREEMENT_STEPS, AgreementStatus
from alliances.models.agreement_version import FIRST_REASON, AgreementVersion
from alliances.models.clause import Clause
from alliances.models.duty import Duty
from alliances.models.news import News, tell
from alliances.models.party import Party
from alliances.models.publication import (
    PUBLICATION_STEPS,
    PublishedModel,
    public_index,
)
from alliances.models.renewal import follow_up
from alliances.models.terms import Terms, terms_of
from members.models import EditedModel, Event, MessageKind, Step, StepError
from officekit.search import SearchTextField, bigram_index

if TYPE_CHECKING:
    from members.models import User


class Agreement(EditedModel, PublishedModel):
    """共驻共建协议书: parties with rights and obligations, clauses under the project types, and a term."""

    title = models.CharField("名称", max_length=100)
    preamble = models.TextField("前言", blank=True)
    starts_on = models.DateField("生效日期")
    ends_on = models.DateField("到期日期")
    status = models.CharField(
        "状态", max_length=12, choices=AgreementStatus, default=AgreementStatus.DRAFT
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    text_hash = models.CharField("正文校验值", max_length=64, blank=True, editable=False)
    signed_on = models.DateField("签订日期", null=True, editable=False)
    renews = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
        verbose_name="续签自",
    )
    ceremony = models.ForeignKey(
        "alliances.Ceremony",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="agreements",
        verbose_name="签约仪式",
    )
    search_text = SearchTextField(sources=("title", "preamble"))

    STEPS = (*AGREEMENT_STEPS, *PUBLICATION_STEPS)
    EDITABLE = Q(status=AgreementStatus.DRAFT)

    history = HistoricalRecords(
        table_name="h_agreement", excluded_fields=["search_text", "edits", "ceremony"]
    )
    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共驻共建协议书"
        indexes = [
            *PublishedModel.Meta.indexes,
            public_index("agreement_public", "-starts_on", "-id"),
            models.Index(name="agreement_by_host", fields=["host", "-starts_on", "-id"]),
            models.Index(name="agreement_by_alliance", fields=["alliance", "-starts_on", "-id"]),
            models.Index(
                name="agreement_to_sign",
                fields=["starts_on"],
                condition=Q(status=AgreementStatus.CONFIRMING),
            ),
            bigram_index("agreement_search"),
        ]
        constraints = [
            *PublishedModel.Meta.constraints,
            models.CheckConstraint(
                name="agreement_dates_in_order",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="到期日期必须晚于生效日期。",
            ),
            models.CheckConstraint(
                name="agreement_signed_has_date",
                condition=Q(status__in=["draft", "confirming"], signed_on__isnull=True)
                | (~Q(status__in=["draft", "confirming"]) & Q(signed_on__isnull=False)),
                violation_error_message="签订以后才有签订日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliances:desk_agreement_detail", args=[self.pk])

    def get_public_url(self) -> str:
        return reverse("alliances:agreement_detail", args=[self.alliance.slug, self.pk])

    @property
    def publishable(self) -> bool:
        return self.status not in {AgreementStatus.DRAFT, AgreementStatus.CONFIRMING}

    @property
    def is_editable(self) -> bool:
        return self.status == AgreementStatus.DRAFT

    def steps_for(self, user: User) -> list[Step]:
        """Without those whose day has not come."""
        today = localdate()
        early = {"start": self.starts_on > today, "expire": self.ends_on >= today}
        return [step for step in super().steps_for(user) if not early.get(step.name)]

    @transaction.atomic
    def write(self, parties: Iterable[Party], clauses: Iterable[Clause], *, by: User) -> None:
        """Stores a new draft with its parties and clauses."""
        self._history_user = by
        self.save()
        self._write_rows(parties, clauses)

    @transaction.atomic
    def rewrite(
        self,
        base: int,
        fields: Iterable[str],
        parties: Iterable[Party],
        clauses: Iterable[Clause],
        *,
        by: User,
    ) -> None:
        """Stores the page of a draft on top of `base`; StaleError where somebody was quicker."""
        self.save_on_top(base, fields, by=by)
        self.parties.all().delete()
        self._write_rows(parties, clauses)

    def _write_rows(self, parties: Iterable[Party], clauses: Iterable[Clause]) -> None:
        """Anew: nothing hangs on the rows of a draft. A clause names its party among `parties`."""
        for order, party in enumerate(parties):
            party.agreement, party.order = self, order
            party.save()
        for order, clause in enumerate(clauses):
            clause.agreement, clause.order = self, order
            clause.party = clause.party  # takes the key that the party has just got
            clause.save()

    @transaction.atomic
    def send(self, *, by: User, note: str = "") -> None:
        """送各方确认: from here on the text is frozen under its SHA-256."""
        self.lock()
        if self.parties.count() < 2 or not self.clauses.exists():
            raise StepError("至少要有两方和一条约定，才能送各方确认。")
        version = AgreementVersion.objects.freeze(self, by=by, reason=self._reason())
        self._take("send", by=by, note=note, text_hash=version.text_hash)
        version.save()

    def _reason(self) -> str:
        """Why there is another version: what the last 收回修改 said."""
        revised = self.events.filter(step="revise").order_by("-pk")
        return revised.values_list("note", flat=True).first() or FIRST_REASON

    @transaction.atomic
    def revise(self, *, by: User, note: str) -> None:
        """收回修改: a new version, all confirmations are void."""
        self.lock()
        if self.parties.filter(signed_at__isnull=False).exists():
            raise StepError("已有一方签字，不能再修改；如需变动，请终止后另签。")
        self._take("revise", by=by, note=note, text_hash="", version=F("version") + 1)
        self.parties.update(confirmed_at=None, confirmed_by=None, confirmed_from=None)

    @transaction.atomic
    def complete_if_signed(self, *, by: User) -> bool:
        """Moves to 已签订 once the last party has signed, and sets a duty for every clause that falls due."""
        if self.parties.filter(signed_at__isnull=True).exists():
            return False
        last = self.parties.aggregate(day=Max("signed_on"))["day"]
        self._take("complete", by=by, signed_on=last or localdate())
        Duty.objects.create_for_clauses(self, by=by)
        return True

    @transaction.atomic
    def start(self, *, by: User | None, note: str = "") -> None:
        """开始履行, from the start date on. What it renews ends here as 已续签."""
        if self.starts_on > localdate():
            raise StepError("还没到生效日期，届时再开始履行。")
        self._take("start", by=by, note=note)
        if self.renews and self.renews.status in self.step("renew").sources:
            self.renews._take("renew", by=by, note=f"续签为《{self.title}》")

    @transaction.atomic
    def renew(self, *, by: User) -> Agreement:
        """续签: a draft for the term that follows, with the same parties and clauses.

        This agreement stays as it is until its successor starts.
        """
        self.lock()
        if self.status not in self.step("renew").sources:
            raise StepError("只有履行中或已到期的协议可以续签。")
        if Agreement.objects.filter(renews=self).exists():
            raise StepError("这份协议已经起草了续签文本。")
        successor, parties, clauses = follow_up(self)
        successor.write(parties, clauses, by=by)
        return successor

    def lock(self) -> Agreement:
        """Takes the row until the transaction ends: text, confirmations and signatures change one at a time."""
        return Agreement.objects.select_for_update().get(pk=self.pk)

    def expire(self, *, by: User | None, note: str = "") -> None:
        """到期结束, after the last day."""
        if self.ends_on >= localdate():
            raise StepError("还没到期；如需提前结束，请用“终止”。")
        self._take("expire", by=by, note=note)

    @transaction.atomic
    def terminate(self, *, by: User, note: str) -> None:
        """终止, with the reason: what is still owed under it is closed, and all sides are told."""
        self._take("terminate", by=by, note=note)
        for duty in Duty.objects.unfinished().of_agreement(self):
            duty.lock()  # whoever reports it done at this moment was either quicker, or is told
            if duty.is_unfinished:
                duty.close(by=by, note=f"协议终止：{note}")
        sides = [party.organization for party in self.parties.select_related("organization")]
        news = News(
            about=self,
            receivers=list({unit.pk: unit for unit in [self.host, *sides]}.values()),
            occasion="terminate",
            title=f"《{self.title}》已终止",
            body=f"原因：{note}。没有办完的责任事项随之终止。",
            kind=MessageKind.AGREEMENT,
        )
        tell([news], but=by)

    def terms_now(self) -> Terms:
        """As the rows say it, whatever was sent round."""
        return terms_of(self)

    def stands_on(self, version: AgreementVersion) -> bool:
        """Whether this is the text that was sent round and not taken back."""
        return bool(self.text_hash) and version.number == self.version

    def standing_version(self) -> AgreementVersion | None:
        """None for a draft."""
        return self.versions.filter(number=self.version).first() if self.text_hash else None

    def terms(self) -> Terms:
        """The frozen text where there is one, else the draft."""
        version = self.standing_version()
        return version.terms if version else self.terms_now()

    def days_left(self, today: date) -> int:
        return (self.ends_on - today).days


class AgreementEvent(Event):
    """协议办理记录."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="events", verbose_name="协议"
    )

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "协议办理记录"
