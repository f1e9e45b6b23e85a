"""What an alliance starts with where its file does not say otherwise."""

from collections.abc import Collection
from typing import Any

from alliance_portal.loading.order_defaults import (
    ANSWER_TEMPLATES,
    ORDER_CATEGORIES,
    REFUSAL_REASONS,
    time_limits,
)

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
    {
        "name": "居民议事厅（有事大家说）",
        "level": "community",
        "notice_days": 3,
        "rhythm": "month",
        "hears_residents": True,
    },
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

SHARED_PREAMBLE = """为加强党建引领基层治理，发挥各方所长，共同服务居民，各方在平等自愿的基础上，商定共驻共建事项如下。
各方对在合作中知悉的居民个人信息负有保密义务。"""
COMMUNITY_DUTIES = """每季度向乙方通报社区需求和共建进展。
为乙方开展活动提供场地和组织协助。"""
UNIT_DUTIES = """明确一名联络员，参加联席会议。
按约定的数量和周期办好各项共建事项。"""

AGREEMENT_TEMPLATES: list[dict[str, Any]] = [
    {
        "name": "社区与单位共驻共建",
        "title": "共驻共建协议书",
        "preamble": SHARED_PREAMBLE,
        "sides": [
            {
                "label": "甲方",
                "rights": "了解乙方各项约定的落实情况。",
                "obligations": COMMUNITY_DUTIES,
            },
            {
                "label": "乙方",
                "rights": "使用社区党群服务阵地开展组织生活。",
                "obligations": UNIT_DUTIES,
            },
        ],
        "clauses": [
            {
                "type": "党建联创",
                "text": "联合开展主题党日",
                "quantity": 1,
                "unit": "次",
                "rhythm": "quarter",
            },
            {
                "type": "公益联办",
                "side": "乙方",
                "text": "组织志愿者走访帮扶困难家庭",
                "quantity": 1,
                "unit": "次",
                "rhythm": "quarter",
            },
            {
                "type": "活动联谊",
                "text": "共同举办节日文体活动",
                "quantity": 2,
                "unit": "场",
                "rhythm": "year",
            },
            {
                "type": "治理联防",
                "side": "乙方",
                "text": "派员参加平安巡防",
                "quantity": 1,
                "unit": "次",
                "rhythm": "month",
            },
            {
                "type": "环境联抓",
                "side": "甲方",
                "text": "组织环境整治，乙方派员参加",
                "quantity": 1,
                "unit": "次",
                "rhythm": "month",
            },
        ],
    },
    {
        "name": "社区、单位、物业三方共建",
        "title": "三方共建协议书",
        "preamble": SHARED_PREAMBLE,
        "sides": [
            {"label": "甲方", "obligations": COMMUNITY_DUTIES},
            {"label": "乙方", "obligations": UNIT_DUTIES},
            {"label": "丙方", "obligations": "为小区内的共建活动提供场地、水电和秩序维护。"},
        ],
        "clauses": [
            {
                "type": "治理联防",
                "text": "三方碰头会商小区治理问题",
                "quantity": 1,
                "unit": "次",
                "rhythm": "month",
            },
            {
                "type": "环境联抓",
                "side": "丙方",
                "text": "清理楼道堆物和飞线充电",
                "quantity": 1,
                "unit": "次",
                "rhythm": "month",
            },
            {
                "type": "公益联办",
                "side": "乙方",
                "text": "进小区开展便民服务",
                "quantity": 1,
                "unit": "次",
                "rhythm": "quarter",
            },
        ],
    },
    {"name": "单项合作", "title": "共建合作协议书", "preamble": SHARED_PREAMBLE, "months": 6},
]


def agreement_templates(types: Collection[str]) -> list[dict[str, Any]]:
    """The usual ones, without clauses under types that the alliance does not have."""
    return [
        {
            **template,
            "clauses": [row for row in template.get("clauses", []) if row["type"] in types],
        }
        for template in AGREEMENT_TEMPLATES
    ]


def completed(data: dict[str, Any]) -> dict[str, Any]:
    """A file with the settings that it leaves out."""
    full = {
        "project_types": PROJECT_TYPES,
        "meeting_kinds": MEETING_KINDS,
        "bulletin_columns": BULLETIN_COLUMNS,
        "order_categories": ORDER_CATEGORIES,
        "refusal_reasons": REFUSAL_REASONS,
        "answer_templates": ANSWER_TEMPLATES,
        "order_rules": {},
        **data,
    }
    return {
        "agreement_templates": agreement_templates(_names(full["project_types"])),
        "time_limits": time_limits(_names(full["order_categories"])),
        **full,
    }


def _names(rows: Any) -> set[str]:
    """Of a section that may have any shape yet."""
    found = rows if isinstance(rows, list) else []
    return {str(row.get("name")) for row in found if isinstance(row, dict)}
