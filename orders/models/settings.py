"""What a street sets for its orders: categories, reasons, words, limits, and the notice of privacy."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from alliances.models import Alliance, Category
from members.models import User
from members.permissions import Role
from officekit.deadlines import Limit, Span
from orders.models.status import Urgency
from orders.wording import HELP, check_placeholders


class RulesQuerySet(models.QuerySet):
    """Of a street's rules, which the street alone edits."""

    def editable_by(self, user: User) -> RulesQuerySet:
        if user.role is not Role.STREET:
            return self.none()
        return self.filter(alliance__in=Alliance.objects.run_by(user))


class OrderRulesQuerySet(RulesQuerySet):
    def of(self, alliance: Alliance) -> OrderRules:
        """The alliance's own, or the usual ones where it has set none."""
        own: Any = self.filter(alliance=alliance).first()
        rules: OrderRules = own or OrderRules(alliance=alliance)
        return rules


# What N16 wants to be told; the street may put it into its own words, which raises its version.
PRIVACY_NOTICE = """\
谁在收集：本街道党建联盟，由街道党工委主办。
为什么收集：为了联系您、办理您点的这一单，不作他用。
收集什么：您说的情况、所在社区、地址和一个联系电话。请不要填写身份证号和银行卡号。
谁能看到：受理的社区、街道，以及办理这一单的单位；每次查看完整电话都有记录。公开的结果不出现姓名、电话和门牌。
保存多久：办结满规定的月数后，电话、称呼和地址自动清除。
您的权利：凭受理编号和手机号后四位，可以随时查询、复制、更正或者删除您的个人信息。"""


class OrderCategory(Category):
    """服务类别: what a resident says first."""

    class Icon(models.TextChoices):
        WRENCH = "wrench-adjustable", "扳手"
        PULSE = "heart-pulse", "健康"
        PEOPLE = "people", "人群"
        CHAT = "chat-dots", "对话"
        TREE = "tree", "树木"
        SCHOOL = "mortarboard", "学士帽"
        SHIELD = "shield-check", "盾牌"
        MEGAPHONE = "megaphone", "喇叭"
        DOTS = "three-dots", "其他"

    icon = models.CharField("图标", max_length=24, choices=Icon, default=Icon.DOTS)
    summary = models.CharField("说明", max_length=80, blank=True)
    urgency = models.CharField(
        "通常的紧急程度", max_length=12, choices=Urgency, default=Urgency.NORMAL
    )
    is_complaint = models.BooleanField(
        "投诉建议", default=False, help_text="直接交街道办理，不经社区。"
    )

    class Meta(Category.Meta):
        verbose_name = verbose_name_plural = "服务类别"


class RefusalReason(Category):
    """不予受理的原因: shown openly, with words fit for the resident."""

    words = models.TextField(
        "给居民的话",
        validators=[check_placeholders],
        help_text=f"办理人可以在此基础上修改。{HELP}",
    )

    class Meta(Category.Meta):
        verbose_name = verbose_name_plural = "不予受理的原因"


class AnswerTemplate(Category):
    """答复用语: what is usually said to a resident at a step; a person reads it before it is sent."""

    class Occasion(models.TextChoices):
        ACCEPT = "accept", "受理"
        DISPATCH = "dispatch", "派单"
        UNDERTAKE = "undertake", "自己办"
        TAKE = "take", "接单"
        PROGRESS = "progress", "报进展"
        PAUSE = "pause", "暂停计时"
        FINISH = "finish", "办结"
        VERIFY = "verify", "核实"
        MERGE = "merge", "并单"

    occasion = models.CharField("用在", max_length=12, choices=Occasion)
    words = models.TextField("用语", validators=[check_placeholders], help_text=HELP)

    class Meta(Category.Meta):
        verbose_name = verbose_name_plural = "答复用语"


class TimeLimit(models.Model):
    """办理时限: by when somebody must answer, and by when it must be done."""

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="time_limits", verbose_name="联盟"
    )
    urgency = models.CharField("紧急程度", max_length=12, choices=Urgency)
    category = models.ForeignKey(
        OrderCategory,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="time_limits",
        verbose_name="服务类别",
        help_text="不填就用于这个紧急程度的所有类别。",
    )
    respond = models.PositiveSmallIntegerField(
        "响应时限", validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    respond_span = models.CharField("响应时限的单位", max_length=8, choices=Span)
    resolve = models.PositiveSmallIntegerField(
        "办结时限", validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    resolve_span = models.CharField("办结时限的单位", max_length=8, choices=Span)

    history = HistoricalRecords(table_name="h_timelimit")
    objects = RulesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理时限"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="timelimit_of_category_once",
                fields=["alliance", "urgency", "category"],
                violation_error_message="这个紧急程度和类别已有一条时限。",
            ),
            models.UniqueConstraint(
                name="timelimit_of_all_once",
                fields=["alliance", "urgency"],
                condition=Q(category__isnull=True),
                violation_error_message="这个紧急程度已有一条各类通用的时限。",
            ),
            models.CheckConstraint(
                name="timelimit_is_positive",
                condition=Q(respond__gte=1, resolve__gte=1),
                violation_error_message="时限至少是 1。",
            ),
        ]

    def __str__(self) -> str:
        kind = self.category or "各类"
        return f"{self.get_urgency_display()}（{kind}）"

    @property
    def response(self) -> Limit:
        return Limit(self.respond, Span(self.respond_span))

    @property
    def resolution(self) -> Limit:
        return Limit(self.resolve, Span(self.resolve_span))


class OrderRules(models.Model):
    """点单规则 of an alliance: whether orders are taken, what residents are told, how long things are kept."""

    alliance = models.OneToOneField(
        Alliance, models.CASCADE, related_name="order_rules", verbose_name="联盟"
    )
    is_open = models.BooleanField("开放网上点单", default=True)
    verify_workdays = models.PositiveSmallIntegerField(
        "核实时限（工作日）", default=3, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    reopen_days = models.PositiveSmallIntegerField(
        "可以重开的天数", default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    objection_days = models.PositiveSmallIntegerField(
        "晒单前可以提出异议的天数",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    keep_months = models.PositiveSmallIntegerField(
        "联系方式保留（办结后几个月）",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    privacy_version = models.PositiveSmallIntegerField("隐私说明的版本", default=1, editable=False)
    privacy_notice = models.TextField("个人信息处理说明", default=PRIVACY_NOTICE)

    history = HistoricalRecords(table_name="h_orderrules")
    objects = OrderRulesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "点单规则"
        constraints = [
            models.CheckConstraint(
                name="orderrules_are_positive",
                condition=Q(
                    verify_workdays__gte=1,
                    reopen_days__gte=1,
                    objection_days__gte=1,
                    keep_months__gte=1,
                ),
                violation_error_message="天数和月数至少是 1。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.alliance}的点单规则"

    def reword(self, notice: str) -> bool:
        """Puts the privacy notice into other words, under a version of its own: residents agreed to the earlier one."""
        if notice == self.privacy_notice:
            return False
        self.privacy_notice = notice
        self.privacy_version += 1
        return True
