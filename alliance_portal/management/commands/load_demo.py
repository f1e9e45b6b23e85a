from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from alliance_portal.demo import DEMO_FILE, scenes, working_logins
from alliance_portal.loading import LoadError, load_file
from alliances.models import Alliance


class Command(BaseCommand):
    help = "Loads the demo alliance where there is no alliance yet, and shows its logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Alliance.objects.exists():
            self.stdout.write("正在载入演示数据……")
            try:
                load_file(DEMO_FILE)
            except LoadError as error:
                raise CommandError(str(error)) from error
            scenes.play(Alliance.objects.get())
        logins = working_logins()
        if not logins:
            return
        table = Table("登录名", "密码", "角色", "单位", title="演示账号（对外开放前请停用）")
        for user, password in logins:
            role = f"{user.role.label}{'（可看审计）' if user.is_auditor else ''}"
            table.add_row(user.username, password, role, user.organization.label)
        Console(file=self.stdout).print(table)  # type: ignore[arg-type]
