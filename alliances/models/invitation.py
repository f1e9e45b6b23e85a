from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from alliances.models.meeting_status import MeetingStatus
from members.models import Organization, StepError
from members.permissions import Permission

if TYPE_CHECKING:
    from alliances.models.meeting import Meeting
    from members.models import User


class Answer(models.TextChoices):
    ATTEND = "attend", "参加"
    EXCUSED = "excused", "请假"
    PROXY = "proxy", "代参"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def of_user(self, user: User) -> InvitationQuerySet:
        """Those of the organizations whose work is on the user's desk."""
        if not user.can(Permission.MEETING_ANSWER):
            return self.none()
        return self.filter(organization__in=user.working_for)

    def answerable_by(self, user: User) -> InvitationQuerySet:
        """The invited unit's own, and all of a meeting that the user calls: some answer by telephone."""
        called = self.filter(meeting__in=self._meetings.editable_by(user).values("pk"))
        return self.filter(
            Q(pk__in=self.of_user(user).values("pk")) | Q(pk__in=called.values("pk"))
        )

    def open(self) -> InvitationQuerySet:
        """Sent out, and the meeting is still to begin."""
        coming = self._meetings.filter(status=MeetingStatus.CALLED, starts_at__gt=now())
        return self.filter(sent_at__isnull=False, meeting__in=coming.values("pk"))

    @property
    def _meetings(self) -> Any:
        meeting: Any = self.model._meta.get_field("meeting").related_model
        return meeting.objects

    def unanswered(self) -> InvitationQuerySet:
        return self.filter(answer="")

    def waiting_for(self, user: User) -> InvitationQuerySet:
        """To be answered by the user, the next meeting first; whoever calls it comes anyway."""
        waiting = self.of_user(user).open().unanswered().exclude(organization=F("meeting__host"))
        return waiting.select_related("meeting", "organization").order_by(
            "meeting__starts_at", "pk"
        )

    def read(self, *, by: User) -> None:
        """The notice was opened; the first time counts."""
        fresh = self.of_user(by).filter(sent_at__isnull=False, read_at__isnull=True)
        fresh.update(read_at=now(), read_by=by)

    def ask_again(self) -> None:
        """Nobody has read or answered what is new."""
        nobody = {"read_at": None, "read_by": None, "answered_at": None, "answered_by": None}
        self.update(answer="", proxy_name="", **nobody)

    def for_list(self) -> InvitationQuerySet:
        return self.select_related("organization", "read_by", "answered_by").order_by("pk")


class Invitation(models.Model):
    """会议邀请: one expected unit of a planned meeting, whether it has read the notice, and its answer."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="invitations", verbose_name="会议"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="invitations", verbose_name="应到单位"
    )
    # The meeting's sequence when this unit was last asked: an answer to an older notice is refused.
    asked = models.PositiveIntegerField("第几次通知", default=0, editable=False)
    sent_at = models.DateTimeField("通知时间", null=True, editable=False)
    read_at = models.DateTimeField("阅读时间", null=True, editable=False)
    read_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="阅读人",
    )
    answer = models.CharField("答复", max_length=8, choices=Answer, blank=True)
    proxy_name = models.CharField("代参人", max_length=30, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    answered_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="答复人",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议邀请"
        indexes = [
            models.Index(name="invitation_by_unit", fields=["organization", "meeting"]),
            models.Index(
                name="invitation_unanswered", fields=["organization"], condition=Q(answer="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="invitation_once",
                fields=["meeting", "organization"],
                violation_error_message="这个单位已在应到名单里。",
            ),
            models.CheckConstraint(
                name="invitation_read_after_sent",
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False, sent_at__isnull=False),
                violation_error_message="发出以后才有阅读人和阅读时间。",
            ),
            models.CheckConstraint(
                name="invitation_answer_is_signed",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (
                    ~Q(answer="")
                    & Q(
                        answered_at__isnull=False,
                        answered_by__isnull=False,
                        sent_at__isnull=False,
                    )
                ),
                violation_error_message="答复要有答复人和答复时间。",
            ),
            models.CheckConstraint(
                name="invitation_proxy_is_named",
                condition=Q(answer=Answer.PROXY) ^ Q(proxy_name=""),
                violation_error_message="代参要写代参人姓名，其他答复不写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.label}"

    @property
    def label(self) -> str:
        """参加, 请假, 代参（姓名）, 未答复."""
        if not self.answer:
            return "未答复"
        name = f"（{self.proxy_name}）" if self.proxy_name else ""
        return f"{self.get_answer_display()}{name}"

    @property
    def seen(self) -> str:
        """What a page shows of it: an answer given on top of something else is refused."""
        return f"{self.asked}:{self.answer}:{self.proxy_name}"

    def reply(self, answer: str, *, by: User, seen: str, proxy_name: str = "") -> None:
        """参加, 请假 or 代参, until the meeting begins; `seen` is what the page showed.

        One UPDATE both checks what `by` saw and answers, so that of two colleagues the later one is told.
        """
        proxy_name = proxy_name.strip() if answer == Answer.PROXY else ""
        if answer not in Answer.values:
            raise StepError("请在参加、请假、代参中选一个。")
        if answer == Answer.PROXY and not proxy_name:
            raise StepError("请填写代参人姓名，再点“代参”。")
        if (answer, proxy_name) == (self.answer, self.proxy_name):
            return  # sent twice
        # No join: PostgreSQL looks again at the columns of the row itself once a colleague is done with it.
        rows = Invitation.objects.open().filter(
            pk=self.pk, asked=self.asked, answer=self.answer, proxy_name=self.proxy_name
        )
        changes = {"answer": answer, "proxy_name": proxy_name}
        if seen != self.seen or not rows.update(**changes, answered_at=now(), answered_by=by):
            self.refresh_from_db()
            raise StepError(self._why_not(seen))
        self.refresh_from_db()

    def _why_not(self, seen: str) -> str:
        meeting: Meeting = self.meeting
        if meeting.status != MeetingStatus.CALLED:
            return f"会议{meeting.get_status_display()}，不用再答复。"
        if meeting.starts_at <= now():
            return "会议已经开始，不能再改答复。有变化请直接告诉召集单位。"
        if seen.partition(":")[0] != str(self.asked):
            return "会议刚刚改期，请看清新的时间、地点再答复。"
        return f"刚刚有人替本单位答复了“{self.label}”。要改，请再选一次。"
