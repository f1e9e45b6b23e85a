from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.timezone import now

from alliances.models.agenda import AgendaItem, Fourfold
from alliances.models.alliance import Alliance
from alliances.models.meeting_status import OPEN_AGENDA, MeetingStatus
from alliances.models.topic_event import TopicEvent
from alliances.models.topic_status import TOPIC_STEPS, TopicStatus
from members.models import Level, Message, MessageKind, Organization, StepError, StepModel
from members.permissions import Permission, Role
from officekit.search import SearchTextField, bigram_index
from officekit.uploads import upload_path

if TYPE_CHECKING:
    from alliances.models.meeting import Meeting
    from members.models import User


class TopicQuerySet(models.QuerySet["Topic"]):
    def decidable_by(self, user: User) -> TopicQuerySet:
        """Those that lie with a body of the user's side; with any body of the alliance for its street."""
        if not user.can(Permission.MEETING_RECORD):
            return self.none()
        if user.role is Role.STREET:
            return self.filter(alliance__in=Alliance.objects.run_by(user))
        return self.filter(body__in=user.overseen)

    def proposed_by_side_of(self, user: User) -> TopicQuerySet:
        return self.filter(proposer__in=user.overseen)

    def withdrawable_by(self, user: User) -> TopicQuerySet:
        return self.none() if user.role is Role.SUPERVISOR else self.proposed_by_side_of(user)

    def waiting_with(self, user: User) -> TopicQuerySet:
        """On the user's own desk to be decided, the longest waiting first."""
        mine = self.filter(status=TopicStatus.PROPOSED, body__in=user.working_for)
        return mine.select_related("proposer", "body").order_by("proposed_at", "pk")

    def visible_to(self, user: User) -> TopicQuerySet:
        """The proposer's side, the body that has it and those that had it; the whole alliance for its street."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.filter(alliance__in=Alliance.objects.run_by(user))
        mine = user.overseen
        passed_through = TopicEvent.objects.filter(body__in=mine)
        return self.filter(
            Q(pk__in=self.filter(body__in=mine).values("pk"))
            | Q(pk__in=self.filter(proposer__in=mine).values("pk"))
            | Q(pk__in=passed_through.values("topic"))
        )

    def waits_already(self, proposer: Organization, **same: Any) -> bool:
        """Whether this proposer's same topic is not decided yet."""
        return self.filter(proposer=proposer, status=TopicStatus.PROPOSED, **same).exists()

    def mergeable_with(self, topic: Topic) -> TopicQuerySet:
        """Others of the same body that wait, or stand on an agenda that is still open."""
        waiting = Q(status=TopicStatus.PROPOSED)
        planned = Q(status=TopicStatus.ACCEPTED, meeting__status__in=OPEN_AGENDA)
        return (
            self.filter(waiting | planned, body=topic.body_id).exclude(pk=topic.pk).order_by("-pk")
        )

    def on_agenda(self) -> TopicQuerySet:
        return self.filter(status=TopicStatus.ACCEPTED)

    def for_list(self) -> TopicQuerySet:
        return self.select_related(
            "alliance", "body", "proposer", "meeting", "merged_into", "agenda_item"
        )


class Topic(StepModel):
    """议题征集: what a member wants the next meeting of a body to discuss."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="topics", verbose_name="联盟"
    )
    body = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="topics_received",
        verbose_name="提交给",
        help_text="由它召集的下一次会议讨论。",
    )
    proposer = models.ForeignKey(
        Organization, models.PROTECT, related_name="topics_proposed", verbose_name="提出单位"
    )
    title = models.CharField("议题", max_length=100)
    fourfold = models.CharField(
        "四共", max_length=12, choices=Fourfold, default=Fourfold.DELIBERATE
    )
    detail = models.TextField("情况说明", blank=True)
    file = models.FileField("附件", upload_to=upload_path, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=TopicStatus, default=TopicStatus.PROPOSED
    )
    meeting = models.ForeignKey(
        "alliances.Meeting",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="topics",
        verbose_name="列入的会议",
    )
    # Empty again when the item is struck from the sheet: then the topic was not dealt with.
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="topics",
        verbose_name="议程",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name="并入",
    )
    proposed_at = models.DateTimeField("提出时间", default=now, editable=False)
    proposed_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="提出人",
    )
    search_text = SearchTextField(sources=("title", "detail"))

    STEPS = TOPIC_STEPS

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议题征集"
        indexes = [
            models.Index(name="topic_by_body", fields=["body", "status", "-id"]),
            models.Index(name="topic_by_proposer", fields=["proposer", "-id"]),
            models.Index(name="topic_by_alliance", fields=["alliance", "-id"]),
            bigram_index("topic_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="topic_accepted_has_meeting",
                condition=Q(status=TopicStatus.ACCEPTED) ^ Q(meeting__isnull=True),
                violation_error_message="列入议程的议题要有会议。",
            ),
            models.CheckConstraint(
                name="topic_merged_has_target",
                condition=Q(status=TopicStatus.MERGED) ^ Q(merged_into__isnull=True),
                violation_error_message="合并的议题要写明并入哪一个。",
            ),
            models.CheckConstraint(
                name="topic_not_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="议题不能并入自己。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliances:topic_detail", args=[self.pk])

    @transaction.atomic
    def accept(self, meeting: Meeting, *, by: User, note: str = "") -> None:
        """列入议程: becomes the last item of the meeting, in the proposer's name."""
        meeting.take_agenda()
        if meeting.host_id != self.body_id:
            raise StepError("这次会议不是由收到议题的组织召集的，请另选一次会议。")
        last = meeting.agenda_items.aggregate(n=Max("order"))["n"] or 0
        item = AgendaItem.objects.create(
            meeting=meeting,
            order=last + 1,
            title=self.title,
            fourfold=self.fourfold,
            proposer=self.proposer,
        )
        self._take("accept", by=by, note=note, meeting=meeting, agenda_item=item)

    @transaction.atomic
    def merge(self, target: Topic, *, by: User, note: str = "") -> None:
        """并入另一议题 of the same body, which is not merged itself; its own merged ones follow it."""
        # The target's row first: two topics merged into each other at once would be a circle.
        first, second = sorted([self.pk, target.pk])
        for pk in (first, second):
            Topic.objects.select_for_update(no_key=True).get(pk=pk)
        target.refresh_from_db()
        usable = {TopicStatus.PROPOSED, TopicStatus.ACCEPTED}
        if target.pk == self.pk or target.body_id != self.body_id or target.status not in usable:
            raise StepError("只能并入同一组织待受理或已列入的另一个议题，请重新选择。")
        self._take("merge", by=by, note=note or f"并入“{target.title}”", merged_into=target)
        self.merged.update(merged_into=target)

    def escalate(self, body: Organization, *, by: User, note: str) -> None:
        """提交上级会议: 小区 → 社区 → 街道."""
        if not self.uppers().filter(pk=body.pk).exists():
            raise StepError("只能提交给上级组织的联席会议，请重新选择。")
        self._move("escalate", f"提交{body.label}", body, by=by, note=note)

    def pass_down(self, body: Organization, *, by: User, note: str) -> None:
        """转下级组织."""
        if not self.lowers().filter(pk=body.pk).exists():
            raise StepError("只能转给下级组织，请重新选择。")
        self._move("pass_down", f"转{body.label}", body, by=by, note=note)

    def _move(self, step: str, words: str, body: Organization, *, by: User, note: str) -> None:
        if not note.strip():
            raise StepError("请填写理由。")
        self._take(step, by=by, note=f"{words}：{note.strip()}", body=body)

    def hand_back(self, *, by: User, note: str) -> None:
        """退回."""
        self._take("hand_back", by=by, note=note)

    @transaction.atomic
    def release(self, *, by: User | None, note: str) -> None:
        """移出议程: the topic waits for another meeting."""
        meeting, item = self.meeting, self.agenda_item
        is_open = meeting is not None and meeting.status in OPEN_AGENDA
        if item and not is_open and meeting and meeting.status != MeetingStatus.CANCELLED:
            raise StepError("会议已经召开，这个议题在纪要里，不能再移出。")
        self._take("release", by=by, note=note, meeting=None, agenda_item=None)
        if meeting and item and is_open:
            meeting.take_agenda()
            item.delete()

    def withdraw(self, *, by: User, note: str = "") -> None:
        """撤回, by the proposer."""
        self._take("withdraw", by=by, note=note)

    @transaction.atomic
    def _take(self, name: str, *, by: User | None, note: str = "", **changes: Any) -> None:
        """The proposer hears of every step that somebody else takes, a new body that it has a topic."""
        super()._take(name, by=by, note=note, **changes)
        if "body" in changes:
            self.tell_body(by=by)
        if name != "withdraw":
            words = f"议题“{self.title}”：{self.step(name).label}"
            self._tell(self.proposer, words, by=by, body=note)

    def tell_body(self, *, by: User | None) -> None:
        """To whoever decides: there is a topic to take in."""
        words = f"{self.proposer.label}提了一个议题：{self.title}"
        self._tell(self.body, words, by=by, body=self.get_fourfold_display())

    def _tell(self, receiver: Organization, words: str, *, by: User | None, body: str) -> None:
        Message.objects.tell(
            [receiver],
            sender=self.body,
            kind=MessageKind.MEETING,
            key=f"topic:{self.pk}:{self.events.count()}:{receiver.pk}",
            title=words,
            body=body,
            url=self.get_absolute_url(),
            but=by,
        )

    def _seen(self) -> dict[str, Any]:
        return {"body": self.body_id}

    def _event_facts(self) -> dict[str, Any]:
        return {"body_id": self.body_id}

    def uppers(self) -> models.QuerySet[Organization]:
        """The bodies above that hold joint meetings, the nearest first: the community, then the alliance's street."""
        codes = self.body.path.strip("/").split("/")[:-1]
        above = Organization.objects.filter(
            code__in=codes, level__in=[Level.COMMUNITY, Level.STREET]
        )
        return above.order_by("-path")

    def lowers(self) -> models.QuerySet[Organization]:
        """The bodies below that hold joint meetings."""
        below = Organization.objects.filter(
            path__startswith=self.body.path,
            level__in=[Level.COMMUNITY, Level.COMPOUND],
            is_active=True,
        )
        return below.exclude(pk=self.body_id).order_by("path")

    @property
    def result_label(self) -> str:
        """已列入 becomes 已议 once the minutes are final. Needs a topic from `for_list()`."""
        if self.status == TopicStatus.ACCEPTED and self.meeting:
            if self.meeting.minutes_number is None:
                return "已列入"
            return "已议" if self.agenda_item_id else "未议"
        return str(self.get_status_display())
