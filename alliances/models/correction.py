"""更正: final minutes are opened again with a reason; both texts remain, and the duties follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.timezone import now

from alliances.models.duty import Duty
from alliances.models.meeting_status import MeetingStatus
from alliances.models.minutes_version import MinutesVersion
from alliances.models.news import News, tell
from alliances.models.publication import WAITING, Publication, PublishedModel
from members.models import Message, MessageKind, Organization, Step, StepError
from members.permissions import Role
from officekit.text import cn_date

if TYPE_CHECKING:
    from alliances.minutes import Decision, Facts
    from members.models import User


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> CorrectionQuerySet:
        return self.filter(finished_at__isnull=True)

    def finished(self) -> CorrectionQuerySet:
        return self.filter(finished_at__isnull=False)

    def with_earlier_text(self) -> Iterator[tuple[Correction, Facts]]:
        """Of one meeting, the newest first, each with the final minutes that it replaced; two queries."""
        from alliances.frozen import thawed  # noqa: PLC0415 -- it is made of these models

        found = list(self.select_related("meeting", "begun_by", "finished_by").order_by("-pk"))
        versions = MinutesVersion.objects.filter(
            meeting__in={row.meeting_id for row in found},
            version__in={row.base_version for row in found},
        )
        texts = {row.version: row.facts for row in versions}
        for row in found:
            number = row.meeting.label_of_number(is_corrected=row is not found[-1])
            # The version may have been kept while they were still a draft.
            state: dict[str, Any] = {
                "number_label": number,
                "is_numbered": True,
                "is_correction": False,
            }
            yield row, replace(thawed(texts[row.base_version]), **state)


class Correction(models.Model):
    """更正 of final minutes: why, and which version of them it replaces. Open until the minutes are final again."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="corrections", verbose_name="会议"
    )
    reason = models.TextField("更正的原因")
    base_version = models.PositiveIntegerField("更正前的版本")
    # Only what visitors could read before; the street can hide it where it should never have been public.
    shows_earlier = models.BooleanField("对外显示原文", default=False)
    begun_at = models.DateTimeField("开始时间", default=now, editable=False)
    begun_by = models.ForeignKey(
        "members.User", models.PROTECT, editable=False, related_name="+", verbose_name="更正人"
    )
    finished_at = models.DateTimeField("生效时间", null=True, editable=False)
    finished_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="定稿人",
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "纪要更正"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="correction_one_open",
                fields=["meeting"],
                condition=Q(finished_at__isnull=True),
                violation_error_message="这份纪要正在更正。",
            ),
            models.CheckConstraint(
                name="correction_finished_pair",
                condition=Q(finished_at__isnull=True) ^ Q(finished_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    def earlier(self) -> Facts:
        """What the minutes said before."""
        [(_, facts)] = Correction.objects.filter(pk=self.pk).with_earlier_text()
        return facts

    def show_earlier(self, shows: bool) -> None:
        """对外显示原文, or not."""
        Correction.objects.filter(pk=self.pk).update(shows_earlier=shows)
        self.refresh_from_db()
        self.meeting.alliance.touch_public()

    def finish(self, *, by: User) -> None:
        """The minutes are final again: new resolutions become duties, the others follow what was changed.

        A duty that was reported or verified stays as it is: it was done.
        """
        Correction.objects.filter(pk=self.pk).update(finished_at=now(), finished_by=by)
        before = {row.pk: row for item in self.earlier().items for row in item.decisions}
        note = f"纪要更正：{self.reason}"
        for duty in Duty.objects.of_minutes(self.meeting).unfinished():
            resolution: Any = duty.resolution
            if resolution.agenda_item_id is None:
                duty.close(by=by, note=note)
            elif was := before.get(resolution.pk):
                _follow(duty, was, by=by, note=note)
        Duty.objects.create_for_resolutions(self.meeting, by=by)


def _follow(duty: Duty, was: Decision, *, by: User, note: str) -> None:
    """What the correction changed of the resolution changes in its duty, and nothing else of it."""
    resolution: Any = duty.resolution
    changes: dict[str, Any] = {}
    words = []
    if resolution.text != was.text:
        changes |= {"title": resolution.text[:100], "detail": resolution.text}
        words.append(f"内容改为“{resolution.text}”")
    if was.lead != resolution.lead:
        changes["lead"] = resolution.lead
        words.append(f"牵头单位由{duty.lead.label}改为{resolution.lead.label}")
    if was.due_on != resolution.due_on:
        changes |= {"due_on": resolution.due_on, "original_due_on": None}
        words.append(f"期限由{cn_date(duty.due_on)}改为{cn_date(resolution.due_on)}")
    assistants = list(resolution.assistants.all())
    if set(was.assistants) != set(assistants):
        words.append(f"配合单位改为{_names(assistants)}")
    if words:
        _change(duty, changes, assistants, by=by, note=f"{'；'.join(words)}。{note}")


def _change(
    duty: Duty, changes: dict[str, Any], assistants: list[Organization], *, by: User, note: str
) -> None:
    """Told to whoever owed it before and to whoever owes it now."""
    told = {duty.lead, *duty.assistants.all(), *assistants}
    unfinished = Duty.objects.filter(pk=duty.pk).unfinished()
    if not unfinished.update(status=F("status"), **changes):
        raise StepError(f"“{duty.title}”刚刚有人报结或终止，请刷新后再定稿。")
    duty.assistants.set(assistants)
    duty.refresh_from_db()
    event = duty.events.create(
        step="follow", label="随纪要更正", source=duty.status, target="corrected", by=by, note=note
    )
    news = News(
        about=duty,
        receivers=sorted(told | {duty.lead}, key=lambda unit: unit.pk),
        occasion=f"follow:{event.pk}",
        title=f"纪要更正：{duty.title}",
        body=note,
    )
    tell([news], but=by)


def _names(units: Iterable[Organization]) -> str:
    return "、".join(unit.label for unit in units) or "没有"


class CorrectableMinutes(PublishedModel):
    """Abstract, for Meeting alone: its minutes are sent back in review, and corrected once they are final."""

    corrected_times = models.PositiveSmallIntegerField(
        "更正次数", default=0, db_default=0, editable=False
    )
    if TYPE_CHECKING:
        version: Any
        status: Any
        minutes_number: Any
        finalized_by_id: Any
        corrections: Any

    class Meta(PublishedModel.Meta):
        abstract = True

    @property
    def is_correcting(self) -> bool:
        """Numbered once, and open again."""
        return self.minutes_number is not None and self.status != MeetingStatus.FINAL

    def may_be_corrected_by(self, user: User) -> bool:
        return user.role is Role.STREET or user.pk == self.finalized_by_id

    def steps_for(self, user: User) -> list[Step]:
        fitting = {"correct": self.may_be_corrected_by(user), "abandon": self.is_correcting}
        return [step for step in super().steps_for(user) if fitting.get(step.name, True)]

    @transaction.atomic
    def reopen(self: Any, *, by: User, note: str) -> None:
        """退回修改: what was sent back is kept, so that the next review shows what was done about it."""
        self._take("reopen", by=by, note=note)
        MinutesVersion.objects.keep(self)
        event = self.events.latest("pk")
        Message.objects.tell(
            [self.host],
            sender=by.organization,
            kind=MessageKind.MEETING,
            key=f"meeting:{self.pk}:reopen:{event.pk}",
            title=f"纪要退回修改：{self.title}",
            body=event.note,
            url=self.get_absolute_url(),
            but=by,
        )

    def _event_facts(self) -> dict[str, Any]:
        return {"version": self.version}

    @transaction.atomic
    def correct(self: Any, *, by: User, note: str) -> None:
        """更正: opens the minutes again. What is public, or on its way there, is taken back first."""
        if not self.may_be_corrected_by(by):
            raise StepError("只有定稿的人和街道可以更正。请与他们联系。")
        was_public, why = self.is_public, f"纪要更正：{note}"
        if note.strip() and self.publication in WAITING:
            self.hand_back(by=by, note=why)
        elif note.strip() and self.publication == Publication.PUBLISHED:
            self.withdraw(by=by, note=why)
        self._take("correct", by=by, note=note)
        MinutesVersion.objects.keep(self)
        self.corrections.create(
            reason=note.strip(), base_version=self.version, shows_earlier=was_public, begun_by=by
        )

    @transaction.atomic
    def abandon(self: Any, *, by: User, note: str = "") -> None:
        """不更正了: the minutes say what they said before."""
        correction = self.corrections.open().first()
        if correction is None:
            raise StepError("这份纪要没有在更正。请刷新后再看。")
        if self.says_other_than(correction):
            raise StepError("更正的内容已经存过。请把它们改回原来的样子，或者定稿让更正生效。")
        self._take("abandon", by=by, note=note)
        correction.delete()

    def says_other_than(self: Any, correction: Correction) -> bool:
        from alliances.minutes import facts_of  # noqa: PLC0415 -- it is made of these models

        return bool(facts_of(self).content != correction.earlier().content)

    def finish_correction(self: Any, correction: Correction, *, by: User) -> None:
        """Called when the minutes have become final again."""
        if not self.says_other_than(correction):
            raise StepError("和更正前一样，没有改动。请修改后再定稿，或者点“不更正了”。")
        type(self).objects.filter(pk=self.pk).update(corrected_times=F("corrected_times") + 1)
        self.refresh_from_db()
        correction.finish(by=by)
