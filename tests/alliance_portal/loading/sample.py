"""A small alliance file with one of everything."""

from copy import deepcopy

PUBLISHED = [
    {"step": "propose", "at": "2026-03-02", "by": "east"},
    {"step": "review", "at": "2026-03-03T09:30", "by": "street", "note": "不涉密"},
    {"step": "approve", "at": "2026-03-03T10:30", "by": "street"},
    {"step": "publish", "at": "2026-03-03T11:00", "by": "street"},
]
DONE = [
    {"step": "begin", "at": "2026-02-10", "by": "school"},
    {"step": "report_done", "at": "2026-02-20", "by": "school", "note": "已办完"},
    {"step": "verify", "at": "2026-02-21", "by": "street"},
]
SAMPLE = {
    "format": "alliance/1",
    "organizations": [
        {
            "code": "street",
            "name": "示例街道党工委",
            "level": "street",
            "people": [
                {
                    "name": "示例甲",
                    "phone": "13800000000",
                    "posts": [{"post": "secretary", "started_on": "2025-01-01"}],
                }
            ],
            "logins": [
                {"username": "street", "name": "示例甲", "person": "示例甲", "is_auditor": True}
            ],
        },
        {
            "code": "east",
            "name": "示例东社区党委",
            "level": "community",
            "parent": "street",
            "logins": [{"username": "east", "name": "示例乙", "password": "Shili-mima-2026"}],
        },
        {
            "code": "school",
            "name": "示例小学党支部",
            "level": "unit",
            "sector": "school",
            "parent": "street",
            "offers": ["操场开放", "课后托管"],
            "party_members": 12,
            "logins": [{"username": "school", "name": "示例丙"}],
        },
    ],
    "alliance": {
        "slug": "shili",
        "name": "示例街道党建联盟",
        "short_name": "示例联盟",
        "anchor": "street",
        "order_prefix": "SL",
        "host_name": "示例街道党工委",
    },
    "tiers": [
        {"order": 1, "title": "街道党工委"},
        {"order": 2, "title": "社区党委"},
        {"order": 3, "title": "共建单位", "letter": "N"},
    ],
    "targets": [{"year": 2026, "figure": "projects-finished", "goal": 10}],
    "memberships": [
        {"organization": "street", "tier": 1, "joined_on": "2026-01-01"},
        {"organization": "east", "tier": 2, "joined_on": "2026-01-01"},
        {
            "organization": "school",
            "tier": 3,
            "communities": ["east"],
            "joined_on": "2026-01-01",
            "how_found": "走访发现",
        },
    ],
    "committees": [
        {
            "organization": "street",
            "name": "党建协调委员会",
            "seats": [{"person": "street/示例甲", "post": "chair", "started_on": "2025-01-01"}],
        }
    ],
    "regulations": [
        {"name": "联席会议制", "in_force_from": "2026-01-01", "steps": PUBLISHED},
    ],
    "agreements": [
        {
            "title": "示例协议",
            "host": "east",
            "starts_on": "2026-02-01",
            "ends_on": "2026-12-31",
            "parties": [
                {"organization": "east", "label": "甲方"},
                {"organization": "school", "label": "乙方"},
            ],
            "clauses": [
                {
                    "key": "clause-1",
                    "type": "公益联办",
                    "party": "school",
                    "text": "每季度托管一次",
                    "rhythm": "quarter",
                    "duties": [{"due_on": "2026-03-31", "steps": DONE}],
                }
            ],
            "steps": [
                {"step": "send", "at": "2026-01-10", "by": "east"},
                {"step": "confirm", "at": "2026-01-11", "by": "east", "party": "east"},
                {"step": "confirm", "at": "2026-01-11", "by": "school", "party": "school"},
                {
                    "step": "sign",
                    "at": "2026-01-12",
                    "by": "east",
                    "party": "east",
                    "signatory": "示例乙",
                },
                {
                    "step": "sign",
                    "at": "2026-01-12",
                    "by": "school",
                    "party": "school",
                    "signatory": "示例丙",
                },
                {"step": "complete", "at": "2026-01-12", "by": "school"},
                {"step": "start", "at": "2026-02-01", "by": "east"},
            ],
        }
    ],
    "meetings": [
        {
            "kind": "社区联席会议",
            "host": "east",
            "title": "示例联席会议",
            "starts_at": "2026-02-02T14:30",
            "place": "党群服务中心",
            "recorded_afterwards": True,
            "attendances": [
                {"organization": "school", "person": "示例丙", "status": "present"},
                {"guest": "resident", "person": "示例丁", "status": "present"},
            ],
            "agenda": [
                {
                    "title": "停车",
                    "fourfold": "decide",
                    "proposer": "school",
                    "discussion": "讨论",
                    "resolutions": [
                        {
                            "key": "parking",
                            "text": "划定车位",
                            "lead": "school",
                            "assistants": ["east"],
                            "due_on": "2026-03-01",
                            "duty": {
                                "steps": DONE,
                                "notes": [{"text": "已开工", "by": "school", "at": "2026-02-11"}],
                            },
                        }
                    ],
                }
            ],
            "minutes_number": 1,
            "steps": [{"step": "finalize", "at": "2026-02-04", "by": "east"}, *PUBLISHED],
        }
    ],
    "duties": [
        {
            "key": "material",
            "title": "更新资料",
            "lead": "school",
            "due_on": "2026-11-30",
            "set_at": "2026-11-01",
            "set_by": "street",
        }
    ],
    "projects": [
        {
            "type": "治理联防",
            "host": "east",
            "title": "示例停车",
            "lead": "school",
            "starts_on": "2026-02-10",
            "due_on": "2026-03-31",
            "resolution": "parking",
            "claims": [
                {
                    "organization": "school",
                    "at": "2026-02-09T10:00",
                    "by": "school",
                    "contributions": [
                        {
                            "kind": "labour",
                            "quantity": 4,
                            "unit": "人次",
                            "given_on": "2026-02-12",
                        }
                    ],
                }
            ],
            "updates": [
                {"organization": "school", "text": "过半", "progress": 50, "at": "2026-02-15"}
            ],
            "steps": [
                {"step": "open", "at": "2026-02-08", "by": "east"},
                {"step": "run", "at": "2026-02-10", "by": "east"},
                {"step": "finish", "at": "2026-02-28", "by": "east", "note": "车位划好了"},
                *PUBLISHED,
            ],
        }
    ],
    "bulletins": [
        {
            "column": "law",
            "title": "示例资讯",
            "body": "正文",
            "dated_on": "2026-03-01",
            "steps": PUBLISHED[:2],
        }
    ],
}


def sample():
    return deepcopy(SAMPLE)
