from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.timezone import now

from alliances.models.terms import Terms, hash_of

if TYPE_CHECKING:
    from alliances.models.agreement import Agreement
    from alliances.models.alliance import Alliance
    from members.models import User

FIRST_REASON = "首次送各方确认"
CODE_LENGTH = 16
# Without what is mistaken for something else when it is typed from paper: 31 ** 16 codes.
CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """核验码: nobody guesses it."""
    return get_random_string(CODE_LENGTH, CODE_SIGNS)


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def of_code(self, alliance: Alliance, code: str) -> AgreementVersionQuerySet:
        """For whoever holds the paper."""
        rows = self.select_related("agreement__alliance")
        return rows.filter(agreement__alliance=alliance, code=code)

    def freeze(self, agreement: Agreement, *, by: User | None, reason: str) -> AgreementVersion:
        """Keeps the text as it is now, as the current version of its agreement; not stored yet."""
        terms = agreement.terms_now()
        text = terms.text
        return AgreementVersion(
            agreement=agreement,
            number=agreement.version,
            facts=terms.frozen(),
            text=text,
            text_hash=hash_of(text),
            reason=reason,
            frozen_by=by,
        )


class AgreementVersion(models.Model):
    """协议版本: a text that was sent round, as it was that day, under its SHA-256. Rows are only ever added."""

    agreement = models.ForeignKey(
        "alliances.Agreement", models.PROTECT, related_name="versions", verbose_name="协议"
    )
    number = models.PositiveIntegerField("版本")
    facts = models.JSONField("内容", help_text="见 alliances/models/terms.py 的 Terms")
    text = models.TextField("正文", help_text="校验值由它算出，一个字节也不能改。")
    text_hash = models.CharField("正文校验值", max_length=64)
    code = models.CharField("核验码", max_length=CODE_LENGTH, unique=True, default=new_code)
    reason = models.TextField("为什么有这一版", blank=True)
    # Nobody where the agreement came from a file.
    frozen_by = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", verbose_name="送出人"
    )
    frozen_at = models.DateTimeField("送出时间", default=now, editable=False)

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协议版本"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="agreement_version_once",
                fields=["agreement", "number"],
                violation_error_message="这一版已经留底。",
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    def get_absolute_url(self) -> str:
        return reverse("alliances:agreement_version", args=[self.agreement_id, self.number])

    @property
    def terms(self) -> Terms:
        return Terms.thawed(self.facts)

    def get_verify_path(self) -> str:
        return reverse("alliances:agreement_verify", args=[self.agreement.alliance.slug, self.code])

    @property
    def verify_url(self) -> str:
        """What the QR code of the paper leads to."""
        return f"{settings.SITE_URL}{self.get_verify_path()}"

    def matches(self, beginning: str) -> bool:
        """Whether the hash on somebody's paper, or its beginning, is that of the text which is kept."""
        return self.is_intact and self.text_hash.startswith(beginning)

    @property
    def is_intact(self) -> bool:
        """Whether the stored text is still the one that was hashed."""
        return hash_of(self.text) == self.text_hash
