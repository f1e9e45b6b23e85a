"""What an alliance starts with where its file does not say otherwise."""

from typing import Any

PROJECT_TYPES: list[dict[str, Any]] = [
    {"name": "党建联创", "icon": "flag", "summary": "组织共建、党课同上、阵地共用"},
    {"name": "公益联办", "icon": "heart", "summary": "帮扶困难群众，办好民生实事"},
    {"name": "活动联谊", "icon": "music-note-beamed", "summary": "节日活动、文体交流、邻里联欢"},
    {"name": "治理联防", "icon": "shield-check", "summary": "平安巡防、矛盾调解、小区治理"},
    {"name": "环境联抓", "icon": "tree", "summary": "创城创卫、环境整治、绿化美化"},
]

# The agenda of a quarterly joint meeting: results, statements, plan, hand-over.
QUARTERLY_AGENDA = """通报{上季度}议定事项落实情况（{落实情况}）
成员单位发言
讨论{下季度}共建工作计划
轮值交接：{本季轮值}交{下季轮值}"""

MEETING_KINDS: list[dict[str, Any]] = [
    {
        "name": "街道联席会议",
        "level": "street",
        "notice_days": 5,
        "rhythm": "quarter",
        "standing_items": QUARTERLY_AGENDA,
    },
    {"name": "社区联席会议", "level": "community", "notice_days": 3, "rhythm": "month"},
    {"name": "小区（院落）议事会", "level": "compound", "notice_days": 3, "rhythm": "month"},
    {"name": "居民议事厅（有事大家说）", "level": "community", "notice_days": 3, "rhythm": "month"},
    {"name": "联络员例会", "level": "street", "notice_days": 3, "rhythm": "month"},
    {"name": "即时协商", "level": "community", "notice_days": 0},
    {"name": "群众评议会", "level": "community", "notice_days": 5, "rhythm": "half_year"},
    {"name": "物业管理会", "level": "compound", "notice_days": 3, "rhythm": "quarter"},
    {"name": "业主委员会", "level": "compound", "notice_days": 7, "rhythm": "quarter"},
    {"name": "单位联席会议", "level": "street", "notice_days": 5, "rhythm": "half_year"},
]

BULLETIN_COLUMNS: list[dict[str, Any]] = [
    {"name": "党务", "slug": "party"},
    {"name": "法律", "slug": "law"},
    {"name": "文体", "slug": "culture"},
    {"name": "卫生健康", "slug": "health"},
    {"name": "就业创业", "slug": "jobs"},
    {"name": "金融", "slug": "finance"},
    {"name": "公共安全", "slug": "safety"},
]
