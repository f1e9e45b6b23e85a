from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import models
from django.utils.timezone import now

if TYPE_CHECKING:
    from members.models.user import User


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def renew(self, user: User) -> str:
        """A new secret address; the old one stops at once. Answers the token, which is kept nowhere."""
        token = secrets.token_urlsafe(24)
        self.update_or_create(user=user, defaults={"digest": _digest(token), "created_at": now()})
        return token

    def user_at(self, token: str) -> User | None:
        """Whose calendar it is; None for a wrong token, or for somebody who may no longer log in."""
        found = self.filter(digest=_digest(token), user__is_active=True)
        feed = found.select_related("user__organization").first()
        return feed.user if feed else None


class CalendarFeed(models.Model):
    """日历订阅: the secret address of one user's meetings, known only by the digest of its token."""

    user = models.OneToOneField(
        "members.User", models.CASCADE, related_name="calendar_feed", verbose_name="账号"
    )
    digest = models.CharField("密文", max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("生成时间", default=now, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return str(self.user)


def _digest(token: str) -> str:
    """Plain SHA-256: a token of 192 random bits needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
