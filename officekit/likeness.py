"""Whether two Chinese texts speak of the same thing: by the pairs of signs that tell something."""

from __future__ import annotations

import re

# Signs of grammar: a pair with one of them tells nothing of the matter.
GRAMMAR = (
    "的了是在我你您他她它们不没有就都和也还要能可个这那吗呢吧把被给让从对与及或等很太请想会着过"
)
# What everybody writes of everything here.
COMMON = frozenset(
    {
        *("服务", "社区", "居民", "活动", "工作", "单位", "开展", "提供", "参加", "组织"),
        *("家里", "时候", "希望", "问题", "解决", "现在", "今天", "昨天", "帮忙", "帮助"),
        *("师傅", "谢谢", "一下", "一次", "一直", "已经", "什么", "怎么", "附近", "每周"),
    }
)
# Overlapping, so that every pair of neighbours is looked at.
PAIR = re.compile(f"(?=((?:(?![{GRAMMAR}])[\u3400-\u9fff]){{2}}))")


def telling_pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese signs that say what a text is about."""
    return frozenset(PAIR.findall(text)) - COMMON
