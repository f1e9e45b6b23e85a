import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.timezone import now

from alliance_portal.jobs import Outcome, new_worker, run_due


class Command(BaseCommand):
    help = "办理到期的事：提醒、汇总、到期、周期责任、消息送达、统计。由定时器每分钟启动一次；加 --every 则一直运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="秒", help="每隔多少秒找一次")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        worker, stop = new_worker(), threading.Event()

        def end(*_: object) -> None:
            stop.set()
            worker.running = False

        if every:
            # The task that is under way is finished first.
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, end)
        while not stop.is_set():
            self._tell(run_due(worker, now()))
            close_old_connections()
            if not every or stop.wait(every):
                return

    def _tell(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.done is None:
                self.stderr.write(f"{outcome.label}：没有办成，稍后再试，原因见日志。")
            elif outcome.done:
                self.stdout.write(f"{outcome.label}：{outcome.done}")
