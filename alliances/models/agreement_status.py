from django.db import models
from django.db.models import Q

from members.models import Step
from members.permissions import Permission


class AgreementStatus(models.TextChoices):
    """草拟 → 待确认 → 已签订 → 履行中 → 到期 | 续签 | 终止."""

    DRAFT = "draft", "草拟"
    CONFIRMING = "confirming", "待确认"
    SIGNED = "signed", "已签订"
    IN_FORCE = "in_force", "履行中"
    EXPIRED = "expired", "已到期"
    RENEWED = "renewed", "已续签"
    TERMINATED = "terminated", "已终止"


# Signed by all, and neither over nor ended.
BINDING = (AgreementStatus.SIGNED, AgreementStatus.IN_FORCE)

# Nobody has signed for good yet.
UNSIGNED = Q(status__in=[AgreementStatus.DRAFT, AgreementStatus.CONFIRMING])

AGREEMENT_STEPS = (
    Step(
        "send",
        "送各方确认",
        {AgreementStatus.DRAFT},
        AgreementStatus.CONFIRMING,
        Permission.AGREEMENT_DRAFT,
    ),
    Step(
        "revise",
        "收回修改",
        {AgreementStatus.CONFIRMING},
        AgreementStatus.DRAFT,
        Permission.AGREEMENT_DRAFT,
        asks="修改的原因",
        note_required=True,
    ),
    # Taken by the last party's signature, not by a button.
    Step(
        "complete",
        "各方签订完毕",
        {AgreementStatus.CONFIRMING},
        AgreementStatus.SIGNED,
        Permission.AGREEMENT_SIGN,
        quick=False,
    ),
    Step(
        "start",
        "开始履行",
        {AgreementStatus.SIGNED},
        AgreementStatus.IN_FORCE,
        Permission.AGREEMENT_DRAFT,
    ),
    Step(
        "expire",
        "到期结束",
        {AgreementStatus.IN_FORCE},
        AgreementStatus.EXPIRED,
        Permission.AGREEMENT_DRAFT,
    ),
    # Taken when the agreement that renews this one starts.
    Step(
        "renew",
        "续签",
        {AgreementStatus.IN_FORCE, AgreementStatus.EXPIRED},
        AgreementStatus.RENEWED,
        Permission.AGREEMENT_DRAFT,
        quick=False,
    ),
    Step(
        "terminate",
        "终止",
        {AgreementStatus.SIGNED, AgreementStatus.IN_FORCE},
        AgreementStatus.TERMINATED,
        Permission.AGREEMENT_DRAFT,
        asks="终止的原因",
        note_required=True,
    ),
)
