import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.models import Organization, User


class Command(BaseCommand):
    help = "Creates a login with a one-time password, which must be changed at the first login."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--organization", required=True, help="code of the organization")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--auditor", action="store_true", help="may read the audit log")

    def handle(
        self,
        *args: Any,
        username: str,
        organization: str,
        name: str,
        auditor: bool,
        **options: Any,
    ) -> None:
        home = Organization.objects.filter(code=organization).first()
        if home is None:
            raise CommandError(f"没有编码为“{organization}”的单位。")
        password = secrets.token_urlsafe(12)
        try:
            user = User.objects.create_user(
                username, password, name=name, organization=home, is_auditor=auditor
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(
            f"已为{home}开通账号 {user.username}（{user.role.label}）。\n"
            f"一次性密码：{password}（只显示这一次，首次登录须修改）"
        )
