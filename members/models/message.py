from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from members.models.channel import MessageKind, Timing
from members.models.delivery import Delivery
from members.models.organization import Organization
from members.models.user import User
from officekit.text import excerpt

TITLE_LENGTH = 120
AT_ONCE = 500


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, user: User) -> MessageQuerySet:
        return self.filter(user=user)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)

    def newest(self) -> int:
        """The key of the newest one, 0 for none."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0

    def tell(
        self,
        organizations: Iterable[Organization],
        *,
        sender: Organization,
        kind: MessageKind,
        key: str,
        title: str,
        body: str = "",
        url: str = "",
        but: User | None = None,
    ) -> int:
        """To those who speak for these organizations, except `but`, who has just done it; see `send`."""
        reached = User.objects.speaking_for(organizations)
        users = {user for group in reached.values() for user in group} - {but}
        return self.send(users, sender=sender, kind=kind, key=key, title=title, body=body, url=url)

    def send(
        self,
        users: Iterable[User],
        *,
        sender: Organization,
        kind: MessageKind,
        key: str,
        title: str,
        body: str = "",
        url: str = "",
    ) -> int:
        """One message to each of these users; how many had not got it before.

        `key` names the occasion ("duty:12:set"): with the same key nobody is told twice, whatever crashes and
        whoever races. It belongs to the caller's transaction: what is rolled back was never sent.
        Title and body name things, never people's phones or addresses: they leave the portal. `url` is a path
        of ours, to the very thing; its page checks for itself who may see it.
        """
        return self.post(
            Message(user=user, sender=sender, kind=kind, key=key, title=title, body=body, url=url)
            for user in users
        )

    def post(self, messages: Iterable[Message]) -> int:
        """The same for messages of different words, in a fixed number of queries for each 500."""
        waiting, made = iter(messages), 0
        while some := list(islice(waiting, AT_ONCE)):
            made += self._post_some({(message.key, message.user_id): message for message in some})
        return made

    @transaction.atomic
    def _post_some(self, wanted: dict[tuple[str, int], Message]) -> int:
        """The unique key decides a race; both then make the same deliveries, of which each also exists once."""
        for message in self._stored(wanted):
            del wanted[message.key, message.user_id]
        for message in wanted.values():
            message.title = excerpt(message.title, TITLE_LENGTH)
        # In one order whoever makes them, so that two makers wait for each other only once.
        rows = [wanted[place] for place in sorted(wanted)]
        Message.objects.bulk_create(rows, ignore_conflicts=True)
        Delivery.objects.plan(list(self._stored(wanted)))
        return len(wanted)

    def _stored(self, wanted: dict[tuple[str, int], Message]) -> Iterator[Message]:
        if not wanted:
            return
        keys, users = {key for key, _ in wanted}, {user for _, user in wanted}
        for message in self.filter(key__in=keys, user__in=users):
            if (message.key, message.user_id) in wanted:
                yield message

    def mark_read(self, last: int) -> int:
        """The unread ones up to the one with this key: what arrived since the page was shown stays unread."""
        return self.unread().filter(pk__lte=last).update(read_at=now())

    def purge(self, before: datetime) -> int:
        """Deletes those that were read before then, with their deliveries."""
        old = self.filter(read_at__lt=before)
        done = 0
        while chunk := list(old.values_list("pk", flat=True)[:AT_ONCE]):
            self.filter(pk__in=chunk).delete()
            done += len(chunk)
        return done


class Message(models.Model):
    """消息 to one user about one thing: on the desk, and as the user has chosen also outside."""

    user = models.ForeignKey(
        "members.User", models.CASCADE, related_name="received_messages", verbose_name="收件人"
    )
    sender = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="发出组织"
    )
    kind = models.CharField("类型", max_length=12, choices=MessageKind)
    key = models.CharField("事由", max_length=80, help_text="同一事由只给同一人发一次。")
    title = models.CharField("标题", max_length=TITLE_LENGTH)
    body = models.TextField("内容", blank=True)
    url = models.CharField("去处", max_length=200, blank=True)
    created_at = models.DateTimeField("发出时间", default=now, editable=False)
    read_at = models.DateTimeField("阅读时间", null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(name="message_by_user", fields=["user", "-id"]),
            models.Index(
                name="message_unread", fields=["user", "-id"], condition=Q(read_at__isnull=True)
            ),
            models.Index(name="message_by_sender", fields=["sender", "-id"]),
            models.Index(name="message_read_at", fields=["read_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="message_once",
                fields=["key", "user"],
                violation_error_message="这件事已经给这个人发过消息。",
            ),
            # A browser takes //host and /\host for another site.
            models.CheckConstraint(
                name="message_url_is_own",
                condition=Q(url="")
                | Q(url__startswith="/") & ~Q(url__startswith="//") & ~Q(url__startswith="/\\"),
                violation_error_message="消息只能指向本站的页面。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Marks it read, and leads to the thing itself."""
        return reverse("members:message_open", args=[self.pk])

    @property
    def usual_timing(self) -> Timing:
        return MessageKind(self.kind).usual_timing

    def mark_read(self) -> None:
        Message.objects.filter(pk=self.pk).unread().update(read_at=now())
