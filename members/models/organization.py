from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from simple_history.models import HistoricalRecords

from members.models.edited import EditedModel
from members.permissions import Role
from officekit.search import SearchTextField, bigram_index
from officekit.text import label_of
from officekit.uploads import upload_path

if TYPE_CHECKING:
    from members.models.user import User


class Level(models.TextChoices):
    """七级责任体系, from the district down; a deployment uses as many levels as it has."""

    DISTRICT = "district", "区县委"
    STREET = "street", "街道党工委"
    COMMUNITY = "community", "社区党委"
    GRID = "grid", "片区（网格）党支部"
    COMPOUND = "compound", "小区功能型党支部"
    BUILDING = "building", "楼栋党小组"
    ENTRANCE = "entrance", "单元"
    UNIT = "unit", "共建单位"

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    @property
    def role(self) -> Role:
        fixed = {Level.DISTRICT: Role.SUPERVISOR, Level.STREET: Role.STREET, Level.UNIT: Role.UNIT}
        return fixed.get(self, Role.COMMUNITY)


class Sector(models.TextChoices):
    """单位性质, for co-building units."""

    GOVERNMENT = "government", "党政机关"
    INSTITUTION = "institution", "事业单位"
    SCHOOL = "school", "学校"
    HOSPITAL = "hospital", "医院"
    STATE = "state", "国有企业"
    PRIVATE = "private", "非公企业"
    ENTERPRISE = "enterprise", "企业"  # where it is not told of which kind
    SOCIAL = "social", "社会组织"
    PROPERTY = "property", "物业"
    MILITARY = "military", "部队"
    OTHER = "other", "其他"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def overseen_by(self, user: User) -> OrganizationQuerySet:
        """The user's organization and all below it in the tree."""
        return self.filter(path__startswith=user.organization.path)

    def own_of(self, user: User) -> OrganizationQuerySet:
        """Whose work is on the user's desk: a community does that of the bodies below it, a street only its own."""
        if user.role in {Role.STREET, Role.SUPERVISOR}:
            return self.filter(pk=user.organization_id)
        return self.overseen_by(user)

    def editable_by(self, user: User) -> OrganizationQuerySet:
        """A supervisor reads only; everybody else keeps the profiles of their own subtree."""
        return self.none() if user.role is Role.SUPERVISOR else self.overseen_by(user)

    def meant_by(self, text: str) -> OrganizationQuerySet:
        """The one of this name (with its parent's, where choosing fields show it so), else all that the words fit."""
        name, _, parent = text.strip().removesuffix("）").rpartition("（")
        named = self.filter(Q(name=text.strip()) | Q(name=name, parent__name=parent))
        return named if named.exists() else self.filter(search_text__has=text)

    def in_use(self) -> OrganizationQuerySet:
        return self.filter(is_active=True)

    def to_call(self) -> OrganizationQuerySet:
        """The streets that say how to reach them, for whoever cannot log in."""
        return self.filter(level=Level.STREET, is_active=True).exclude(phone="").order_by("pk")

    def members_of(self, alliance_id: int) -> OrganizationQuerySet:
        """Live members of an alliance, by their row of membership, in the order of the tiers."""
        return self.filter(memberships__alliance=alliance_id, memberships__stage="member").order_by(
            "memberships__tier__order", "pk"
        )

    def hosts_of(self, alliance_id: int) -> OrganizationQuerySet:
        """Those that call meetings and run projects: the street and its communities, not the units."""
        return self.members_of(alliance_id).exclude(level=Level.UNIT)

    def incomplete(self) -> OrganizationQuerySet:
        """Whose public page lacks what every visitor looks for."""
        return self.filter(Q(address="") | Q(phone="") | Q(intro=""))

    def communities(self) -> OrganizationQuerySet:
        return self.filter(level=Level.COMMUNITY)

    def units(self) -> OrganizationQuerySet:
        return self.filter(level=Level.UNIT)


class PathField(models.CharField):
    """The codes from the root to this row, "/yingze/liuxiang/": derived from `parent` when the row is saved."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        organization = model_instance
        parent = organization.parent  # type: ignore[attr-defined]
        path = f"{parent.path if parent else '/'}{organization.code}/"  # type: ignore[attr-defined]
        setattr(organization, self.attname, path)
        return path


class Organization(EditedModel):
    """党组织 or 共建单位: one node of the tree."""

    code = models.CharField(
        "编码",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", "编码只能用小写字母、数字和连字符。")],
        help_text="小写字母、数字和连字符，例如 liuxiang-kainan。建好后不再改。",
    )
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=12, blank=True, help_text="用在图上和窄列里。")
    level = models.CharField("层级", max_length=12, choices=Level)
    sector = models.CharField("单位性质", max_length=12, choices=Sector, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = PathField("路径", max_length=300, unique=True, editable=False)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("公开电话", max_length=30, blank=True, help_text="办公电话，会公开。")
    office_hours = models.CharField("办公时间", max_length=60, blank=True)
    intro = models.TextField("简介", blank=True)
    offers = models.TextField("能提供的服务", blank=True, help_text="一行一项。")
    superior = models.CharField("主管单位", max_length=60, blank=True)
    party_members = models.PositiveIntegerField("党员数", null=True, blank=True)
    volunteers = models.PositiveIntegerField("志愿者数", null=True, blank=True)
    registered_members = models.PositiveIntegerField("报到在职党员数", null=True, blank=True)
    photo = models.ImageField("照片", upload_to=upload_path, blank=True)
    is_active = models.BooleanField("在用", default=True)
    search_text = SearchTextField(sources=("name", "short_name", "address", "offers"))

    history = HistoricalRecords(
        table_name="h_organization", excluded_fields=["search_text", "path", "edits"]
    )
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位与党组织"
        indexes = [bigram_index("organization_search")]
        constraints = [
            models.CheckConstraint(
                name="organization_path_closed",
                condition=Q(path__startswith="/", path__endswith="/"),
                violation_error_message="路径必须以 / 开头和结尾。",
            ),
            models.CheckConstraint(
                name="organization_sector_of_unit",
                condition=Q(level=Level.UNIT) | Q(sector=""),
                violation_error_message="只有共建单位才填单位性质。",
            ),
            models.UniqueConstraint(
                name="organization_name_once",
                fields=["parent", "name"],
                violation_error_message="同一上级下已有同名的单位。",
            ),
            models.UniqueConstraint(
                name="organization_root_once",
                fields=["name"],
                condition=Q(parent__isnull=True),
                violation_error_message="已有同名的顶层组织。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.parent and Level(self.parent.level).rank >= Level(self.level).rank:
            raise ValidationError({"parent": "上级的层级必须高于本级，请重新选择上级。"})

    @transaction.atomic
    def move_to(self, parent: Organization | None) -> None:
        """调整隶属: puts this organization, with all below it, under another parent."""
        if parent and parent.path.startswith(self.path):
            raise ValidationError({"parent": "不能隶属于自己或自己的下级。"})
        old_path = self.path
        self.parent = parent
        self.full_clean()
        self.save()
        below = Organization.objects.filter(path__startswith=old_path).exclude(pk=self.pk)
        below.update(path=Concat(Value(self.path), Substr("path", len(old_path) + 1)))

    @property
    def label(self) -> str:
        return label_of(self.short_name, self.name)

    @property
    def role(self) -> Role:
        return Level(self.level).role

    @property
    def is_unit(self) -> bool:
        return self.level == Level.UNIT

    @property
    def gaps(self) -> list[str]:
        """What `incomplete()` misses, by its Chinese name."""
        wanted = {"address": "地址", "phone": "公开电话", "intro": "简介"}
        return [label for name, label in wanted.items() if not getattr(self, name)]

    @property
    def offer_list(self) -> list[str]:
        return [line.strip() for line in self.offers.splitlines() if line.strip()]
