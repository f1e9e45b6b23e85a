"""公开: propose → review (secrecy check) → approve → publish, or withdraw. One machine for all that is made public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from alliances.models.alliance import Alliance
from members.models import Organization, Step, StepError, StepModel
from members.permissions import Permission

if TYPE_CHECKING:
    from members.models import User


class Publication(models.TextChoices):
    """未提出 → 提出 → 审核 → 批准 → 公开 | 撤回."""

    PRIVATE = "private", "未公开"
    PROPOSED = "proposed", "待审核"
    REVIEWED = "reviewed", "待批准"
    APPROVED = "approved", "待公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回"


WAITING = (Publication.PROPOSED, Publication.REVIEWED, Publication.APPROVED)
# Not on its way to the public, nor there: see PublishedModel.is_locked.
UNLOCKED = Q(publication__in=[Publication.PRIVATE, Publication.WITHDRAWN])


class Scope(models.TextChoices):
    """公开范围."""

    INTERNAL = "internal", "内部"
    MEMBERS = "members", "成员单位"
    PUBLIC = "public", "社会"


_DECIDE = Permission.PUBLICATION_DECIDE

PUBLICATION_STEPS = (
    Step(
        "propose",
        "提出公开",
        {Publication.PRIVATE, Publication.WITHDRAWN},
        Publication.PROPOSED,
        Permission.PUBLICATION_PROPOSE,
        "publication",
    ),
    Step(
        "review",
        "审核通过",
        {Publication.PROPOSED},
        Publication.REVIEWED,
        _DECIDE,
        "publication",
        asks="保密审查意见",
    ),
    Step("approve", "批准", {Publication.REVIEWED}, Publication.APPROVED, _DECIDE, "publication"),
    Step("publish", "公开", {Publication.APPROVED}, Publication.PUBLISHED, _DECIDE, "publication"),
    Step(
        "hand_back",
        "退回修改",
        set(WAITING),
        Publication.PRIVATE,
        _DECIDE,
        "publication",
        asks="退回的原因",
        note_required=True,
    ),
    Step(
        "withdraw",
        "撤回公开",
        {Publication.PUBLISHED},
        Publication.WITHDRAWN,
        _DECIDE,
        "publication",
        asks="撤回的原因",
        note_required=True,
    ),
)


class PublishedModel(StepModel):
    """Abstract: a record of one alliance and one host that can be made public.

    Subclasses put PUBLICATION_STEPS into STEPS; their `publishable` says from which state on they may be proposed.
    """

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="%(class)ss", verbose_name="联盟"
    )
    host = models.ForeignKey(
        Organization, models.PROTECT, related_name="hosted_%(class)ss", verbose_name="主办"
    )
    publication = models.CharField(
        "公开状态", max_length=12, choices=Publication, default=Publication.PRIVATE
    )
    scope = models.CharField("公开范围", max_length=12, choices=Scope, default=Scope.PUBLIC)
    proposed_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="提出人",
    )
    proposed_at = models.DateTimeField("提出时间", null=True, editable=False)
    approved_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="批准人",
    )
    approved_at = models.DateTimeField("批准时间", null=True, editable=False)
    published_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="公开人",
    )
    published_at = models.DateTimeField("公开时间", null=True, editable=False)
    if TYPE_CHECKING:

        def get_public_url(self) -> str:
            """The page where anybody reads the record."""

    class Meta:
        abstract = True
        indexes = [
            # What somebody proposed, and what of it came back.
            models.Index(
                name="%(class)s_proposed", fields=["proposed_by", "publication", "proposed_at"]
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_published_fully",
                condition=~Q(publication=Publication.PUBLISHED)
                | Q(
                    approved_by__isnull=False, approved_at__isnull=False, published_at__isnull=False
                ),
                violation_error_message="公开的内容必须有批准人和公开时间。",
            ),
        ]

    @property
    def publishable(self) -> bool:
        """Whether the record itself is ready to be proposed."""
        return True

    @property
    def is_locked(self) -> bool:
        """On its way to the public, or there: the content is not edited without taking it back first."""
        return self.publication in {*WAITING, Publication.PUBLISHED}

    @property
    def is_public(self) -> bool:
        return self.publication == Publication.PUBLISHED and self.scope == Scope.PUBLIC

    def steps_for(self, user: User) -> list[Step]:
        return [
            step
            for step in super().steps_for(user)
            if (step.name != "propose" or self.publishable)
            and not self._is_own_approval(step, user)
        ]

    def propose(self, *, by: User, note: str = "") -> None:
        """提出公开, to the scope that stands on the record."""
        if not self.publishable:
            raise StepError("还没有办完，不能提出公开。")
        self._take("propose", by=by, note=note, scope=self.scope, proposed_by=by, proposed_at=now())

    def review(self, *, by: User, note: str = "") -> None:
        """审核通过, with the secrecy check."""
        self._take("review", by=by, note=note)

    def approve(self, *, by: User, note: str = "") -> None:
        """批准: by somebody else than the proposer, unless the alliance allows it."""
        if self._is_own_approval(self.step("approve"), by):
            raise StepError("提出人不能批准自己的公开申请，请由另一位同事批准。")
        self._take("approve", by=by, note=note, approved_by=by, approved_at=now())

    def publish(self, *, by: User, note: str = "") -> None:
        """公开."""
        self._take("publish", by=by, note=note, published_by=by, published_at=now())

    def hand_back(self, *, by: User, note: str) -> None:
        """退回修改."""
        self._take("hand_back", by=by, note=note)

    def withdraw(self, *, by: User, note: str) -> None:
        """撤回公开: the history stays."""
        self._take("withdraw", by=by, note=note)

    def _take(self, name: str, *, by: User | None, note: str = "", **changes: Any) -> None:
        was_public = self.is_public
        super()._take(name, by=by, note=note, **changes)
        if was_public or self.is_public:
            self.alliance.touch_public()

    def _is_own_approval(self, step: Step, user: User) -> bool:
        own = step.name == "approve" and self.proposed_by_id == user.pk
        return own and not self.alliance.allows_self_approval


def public_index(name: str, *order: str) -> models.Index:
    """Serves the public list: equality on the three, then the order of the list."""
    return models.Index(name=name, fields=["alliance", "publication", "scope", *order])
