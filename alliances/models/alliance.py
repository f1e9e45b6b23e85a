from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from members.models import Level, Organization
from members.permissions import Role

if TYPE_CHECKING:
    from members.models import User

# First path segments that belong to the portal itself.
RESERVED_SLUGS = frozenset(
    {"accounts", "admin", "api", "desk", "elder", "files", "healthz", "media", "sitemap", "static"}
)


def validate_slug_free(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}”是系统保留的网址，请换一个。")


class Version(NamedTuple):
    """What the public pages of an alliance are made of, until `touch_public()`."""

    alliance: int
    number: int


class AllianceQuerySet(models.QuerySet["Alliance"]):
    def run_by(self, user: User) -> AllianceQuerySet:
        """The street's own alliance; for a supervisor those of the streets below."""
        if user.role is Role.STREET:
            return self.filter(anchor=user.organization_id)
        if user.role is Role.SUPERVISOR:
            return self.filter(anchor__path__startswith=user.organization.path)
        return self.none()

    def of_user(self, user: User) -> AllianceQuerySet:
        """The alliances that the user runs, oversees, or whose live member their organization is or stands below."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.run_by(user)
        return self.filter(pk__in=self._joined_by(user.organization).values("pk"))

    def for_overview(self) -> AllianceQuerySet:
        """Each with its counted tiers and its snapshots: `formula()` and the figures ask nothing more."""
        return self.prefetch_related(
            "figure_snapshots",
            models.Prefetch("tiers", Tier.objects.counted(), to_attr="counted_tiers"),
        )

    def showing(self, organization: Organization) -> AllianceQuerySet:
        """Those whose public pages may show this organization: its street's, and those it is a member of."""
        ancestry = organization.path.strip("/").split("/")
        joined = Alliance.objects.filter(memberships__organization=organization).values("pk")
        return self.filter(Q(anchor__code__in=ancestry) | Q(pk__in=joined))

    def touch_public(self) -> None:
        """Makes every cached public page of these alliances stale."""
        self.update(public_version=F("public_version") + 1)

    def home_of(self, user: User) -> Alliance | None:
        """The one in which the user writes something new."""
        return self.of_user(user).order_by("pk").first()

    def _joined_by(self, organization: Organization) -> AllianceQuerySet:
        ancestry = organization.path.strip("/").split("/")
        return Alliance.objects.filter(
            memberships__stage="member", memberships__organization__code__in=ancestry
        )


class Alliance(models.Model):
    """党建联盟: one street's alliance and what its pages say of themselves."""

    slug = models.SlugField(
        "网址名",
        max_length=40,
        unique=True,
        validators=[validate_slug_free],
        help_text="公开页面的网址：/网址名/",
    )
    name = models.CharField("全称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    brand = models.CharField("品牌", max_length=20, blank=True, help_text="例如 红盟同心。")
    anchor = models.OneToOneField(
        Organization, models.PROTECT, related_name="alliance", verbose_name="街道党工委"
    )
    headline = models.CharField(
        "首页标语", max_length=60, blank=True, help_text="可用 / 分成两行。"
    )
    motto = models.CharField("宗旨", max_length=80, blank=True, help_text="用顿号分开。")
    pattern = models.CharField("格局", max_length=80, blank=True)
    district = models.CharField("所在区县", max_length=30, blank=True)
    order_prefix = models.CharField(
        "编号前缀",
        max_length=6,
        validators=[RegexValidator(r"^[A-Z]{1,6}\Z", "编号前缀是 1 到 6 个大写字母。")],
        help_text="居民点单编号的开头，例如 LX。",
    )
    host_name = models.CharField("主办单位", max_length=60)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    office_hours = models.CharField("接听时间", max_length=60, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    icp_number = models.CharField("ICP 备案号", max_length=40, blank=True)
    police_number = models.CharField("公安备案号", max_length=40, blank=True)
    carriers = models.TextField("工作载体", blank=True, help_text="一行一项，例如 红色网格驿站。")
    allows_self_approval = models.BooleanField(
        "提出人可以批准自己的公开申请", default=False, help_text="人手少的街道可以打开。"
    )
    public_version = models.PositiveBigIntegerField("公开内容版本", default=0, editable=False)

    history = HistoricalRecords(table_name="h_alliance", excluded_fields=["public_version"])
    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联盟"
        constraints = [
            models.UniqueConstraint(
                name="alliance_prefix_once",
                fields=["order_prefix"],
                violation_error_message="这个编号前缀已有联盟使用。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("alliance_home", args=[self.slug])

    def clean(self) -> None:
        if self.anchor_id and self.anchor.level != Level.STREET:
            raise ValidationError({"anchor": "联盟必须设在街道党工委。"})

    def formula(self) -> str:
        """“1+9+N”, computed from the tiers and their live members."""
        tiers = getattr(self, "counted_tiers", None) or self.tiers.counted()
        return "+".join(tier.shown for tier in tiers)

    def partners(self) -> models.QuerySet[Organization]:
        """Who may sign, lead and claim in this alliance: its street and its live members."""
        members = Q(memberships__alliance=self, memberships__stage="member")
        found = Organization.objects.filter(members | Q(pk=self.anchor_id), is_active=True)
        return found.distinct().order_by("path")

    def touch_public(self) -> None:
        """Makes every cached public page of this alliance stale: called wherever public content changes."""
        Alliance.objects.filter(pk=self.pk).touch_public()

    @property
    def version(self) -> Version:
        return Version(self.pk, self.public_version)

    @property
    def motto_line(self) -> str:
        return " · ".join(part for part in self.motto.split("、") if part)

    @property
    def headline_lines(self) -> list[str]:
        return [line.strip() for line in self.headline.split("/") if line.strip()]

    @property
    def carrier_list(self) -> list[str]:
        return [line.strip() for line in self.carriers.splitlines() if line.strip()]


def version_of(slug: str) -> Version | None:
    """What stands behind a public address now. Plain SQL: every visitor's request asks this first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, public_version FROM alliances_alliance WHERE slug = %s", [slug])
        found = cursor.fetchone()
    return Version(*found) if found else None


class TierQuerySet(models.QuerySet["Tier"]):
    def counted(self) -> TierQuerySet:
        """In order, each with `members_count`, its live members."""
        live = Q(memberships__stage="member", memberships__left_on__isnull=True)
        return self.annotate(members_count=models.Count("memberships", filter=live)).order_by(
            "order"
        )


class Tier(models.Model):
    """联盟层级: one summand of the formula, shown as its live member count or as a letter."""

    class Shows(models.TextChoices):
        COUNT = "count", "成员数"
        LETTER = "letter", "字母"

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="tiers", verbose_name="联盟"
    )
    members_count: int  # from counted()

    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("名称", max_length=20)
    shows = models.CharField("显示", max_length=8, choices=Shows, default=Shows.COUNT)
    letter = models.CharField("字母", max_length=2, blank=True)

    objects = TierQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联盟层级"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="tier_order_once",
                fields=["alliance", "order"],
                violation_error_message="同一联盟里层级的次序不能重复。",
            ),
            models.CheckConstraint(
                name="tier_letter_iff_shown",
                condition=Q(shows="letter") ^ Q(letter=""),
                violation_error_message="显示字母的层级要填字母，显示成员数的层级不填。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown(self) -> str:
        """Needs a tier from `counted()`."""
        return self.letter or str(self.members_count)


def alliances_of(user: User) -> list[int]:
    """The numbers of the user's alliances, to look rows up by: see `User.overseen`."""
    known: dict[str, list[int]] = user.found_out
    if "alliances" not in known:
        known["alliances"] = list(Alliance.objects.of_user(user).values_list("pk", flat=True))
    return known["alliances"]


def in_alliance_run_by(user: User) -> Q:
    """Of rows with an `alliance`, those of the one that a street runs, or of all below a supervisor.

    A street's with `=`, not `in`: then an index also gives the rows in the order of a list, and none is sorted.
    """
    run = Alliance.objects.run_by(user).values("pk")
    return Q(alliance=run[:1]) if user.role is Role.STREET else Q(alliance__in=run)
