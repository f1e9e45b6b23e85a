"""Excel lists of projects."""

from alliances.resources import PUBLICATION
from members.back_office.exports import Column

PROJECTS = (
    Column("项目名称", "title"),
    Column("类型", "type__name"),
    Column("一句话说明", "summary"),
    Column("主办", "host__name"),
    Column("牵头单位", "lead__name"),
    Column("认领单位", "claims__organization__name", many=True),
    Column("地点", "place"),
    Column("开始日期", "starts_on"),
    Column("计划完成", "due_on"),
    Column("完成日期", "finished_on"),
    Column("进度（%）", "progress"),
    Column("状态", "status"),
    Column("成效", "result"),
    *PUBLICATION,
)
