"""The demo alliance: a real street's facts, and inventions named 示例 around them."""

import json
from pathlib import Path
from typing import Any

from members.models import User

DEMO_FILE = Path(__file__).with_name("liuxiang.json")


def working_logins() -> list[tuple[User, str]]:
    """The demo's logins whose password nobody has changed, and that password."""
    data: dict[str, Any] = json.loads(DEMO_FILE.read_text(encoding="utf-8"))
    given = {
        login["username"]: (login["password"], organization["code"])
        for organization in data["organizations"]
        for login in organization.get("logins", [])
    }
    users = User.objects.filter(
        username__in=given,
        is_active=True,
        must_change_password=False,
        password_changed_at__isnull=True,
    )
    return [
        (user, given[user.username][0])
        for user in users.select_related("organization").order_by("organization__path", "username")
        if user.organization.code == given[user.username][1]
    ]
