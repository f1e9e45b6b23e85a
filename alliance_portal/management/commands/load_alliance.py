from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance_portal.loading import LoadError, Report, load_file

MAX_SHOWN = 200


class Command(BaseCommand):
    help = "Loads one alliance with everything in it from a file (docs/alliance-file.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            report = load_file(file)
        except LoadError as error:
            raise CommandError(_told(error)) from error
        self.stdout.write(_summary(report))
        for username, password in report.passwords.items():
            self.stdout.write(
                f"{username} 的一次性密码：{password}（只显示这一次，首次登录须修改）"
            )


def _told(error: LoadError) -> str:
    lines = [str(problem) for problem in error.problems[:MAX_SHOWN]]
    if len(error.problems) > MAX_SHOWN:
        lines.append("……")
    return "\n".join([f"文件有 {len(error.problems)} 处错误，什么都没有载入。", *lines])


def _summary(report: Report) -> str:
    created, changed = sum(report.created.values()), sum(report.changed.values())
    lines = [f"新增 {created} 条，修改 {changed} 条（{created} created, {changed} changed）。"]
    lines += [f"  {name}：新增 {count}" for name, count in report.created.items()]
    lines += [f"  {name}：修改 {count}" for name, count in report.changed.items()]
    if report.kept:
        lines.append("在系统里已继续办理，保持不动：")
        lines += [f"  {told}" for told in report.kept]
    return "\n".join(lines)
