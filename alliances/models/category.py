from __future__ import annotations

from django.db import models

from alliances.models.alliance import Alliance, alliances_of
from members.models import User
from members.permissions import Role


class CategoryQuerySet(models.QuerySet):
    def active(self) -> CategoryQuerySet:
        return self.filter(is_active=True)

    def offered(self, alliance: Alliance) -> CategoryQuerySet:
        """What one chooses from on the public pages of the alliance."""
        return self.active().filter(alliance=alliance)

    def of_user(self, user: User) -> CategoryQuerySet:
        """The settings of the alliances that the user belongs to."""
        return self.filter(alliance__in=alliances_of(user))

    def editable_by(self, user: User) -> CategoryQuerySet:
        if user.role is not Role.STREET:
            return self.none()
        return self.filter(alliance__in=Alliance.objects.run_by(user))


class Category(models.Model):
    """Abstract 设置: a named, ordered choice that every alliance keeps for itself."""

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="%(class)ss", verbose_name="联盟"
    )
    name = models.CharField("名称", max_length=30)
    order = models.PositiveSmallIntegerField("次序", default=0)
    is_active = models.BooleanField("在用", default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(class)s_name_once",
                fields=["alliance", "name"],
                violation_error_message="本联盟已有同名的一项。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProjectType(Category):
    """项目类型: the 五联 by default; agreements' clauses and projects fall under one of them."""

    class Icon(models.TextChoices):
        FLAG = "flag", "旗帜"
        HEART = "heart", "爱心"
        MUSIC = "music-note-beamed", "音乐"
        SHIELD = "shield-check", "盾牌"
        TREE = "tree", "树木"
        PEOPLE = "people", "人群"
        STAR = "star", "星形"

    icon = models.CharField("图标", max_length=24, choices=Icon, default=Icon.STAR)
    summary = models.CharField("说明", max_length=80, blank=True)

    class Meta(Category.Meta):
        verbose_name = verbose_name_plural = "项目类型"
