from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from alliance_portal.demo.rows import make_rows, plan

NAMES = {
    "projects": "共建项目",
    "orders": "服务订单",
    "duties": "责任事项",
    "meetings": "会议",
    "bulletins": "资讯",
    "agreements": "协议",
}


class Command(BaseCommand):
    help = (
        "Adds a large random data set for benchmarks to the demo alliance and a second one: "
        "N projects, N orders, N/5 duties, N/10 meetings, N/10 bulletins, N/20 agreements, all with their child rows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, default=10_000, help="N, the number of projects")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same rows")

    def handle(self, *args: Any, rows: int, seed: int, **options: Any) -> None:
        if rows < 1:
            raise CommandError("--rows 要大于 0。")
        planned = plan(rows)
        console = Console(file=self.stdout)  # type: ignore[arg-type]
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
        started = monotonic()
        with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
            tasks = {
                name: progress.add_task(NAMES[name], total=n) for name, n in planned.items() if n
            }
            for name, made in make_rows(rows, seed):
                progress.advance(tasks[name], made)
        seconds, total = monotonic() - started, sum(planned.values())
        console.print(
            f"{total:,} 条主记录，用时 {seconds:.0f} 秒（每秒 {total / seconds:,.0f} 条）。"
        )
