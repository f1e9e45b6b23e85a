from django.db import models

from members.models import Step
from members.permissions import Permission


class ProjectStatus(models.TextChoices):
    """提出 → 待认领 → 实施中 → 已完成 → 已评估; 暂停, 取消."""

    PROPOSED = "proposed", "提出"
    OPEN = "open", "待认领"
    RUNNING = "running", "实施中"
    DONE = "done", "已完成"
    VERIFIED = "verified", "已评估"
    PAUSED = "paused", "已暂停"
    CANCELLED = "cancelled", "已取消"


# Not finished yet, so that its plan can still change.
OPEN_ENDED = (
    ProjectStatus.PROPOSED,
    ProjectStatus.OPEN,
    ProjectStatus.RUNNING,
    ProjectStatus.PAUSED,
)

PROJECT_STEPS = (
    Step(
        "open", "开放认领", {ProjectStatus.PROPOSED}, ProjectStatus.OPEN, Permission.PROJECT_MANAGE
    ),
    Step(
        "run",
        "开始实施",
        {ProjectStatus.PROPOSED, ProjectStatus.OPEN},
        ProjectStatus.RUNNING,
        Permission.PROJECT_MANAGE,
    ),
    Step(
        "finish",
        "完成",
        {ProjectStatus.RUNNING},
        ProjectStatus.DONE,
        Permission.PROJECT_MANAGE,
        asks="完成情况和成效",
        note_required=True,
    ),
    Step(
        "assess",
        "评估",
        {ProjectStatus.DONE},
        ProjectStatus.VERIFIED,
        Permission.PROJECT_MANAGE,
        asks="评估意见",
        note_required=True,
    ),
    Step(
        "pause",
        "暂停",
        {ProjectStatus.OPEN, ProjectStatus.RUNNING},
        ProjectStatus.PAUSED,
        Permission.PROJECT_MANAGE,
        asks="暂停的原因",
        note_required=True,
    ),
    Step(
        "resume", "恢复", {ProjectStatus.PAUSED}, ProjectStatus.RUNNING, Permission.PROJECT_MANAGE
    ),
    Step(
        "cancel",
        "取消",
        {ProjectStatus.PROPOSED, ProjectStatus.OPEN, ProjectStatus.RUNNING, ProjectStatus.PAUSED},
        ProjectStatus.CANCELLED,
        Permission.PROJECT_MANAGE,
        asks="取消的原因",
        note_required=True,
    ),
)
