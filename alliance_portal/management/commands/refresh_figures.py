import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from alliance_portal.figures import refresh_all


class Command(BaseCommand):
    help = "重新统计各联盟的公开数据；加 --every 则一直运行，每隔这些秒统计一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="秒", help="每隔多少秒统计一次")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        stop = threading.Event()
        if every:
            # The count that is under way is finished first.
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_: stop.set())
        while True:
            changed = refresh_all()
            self.stdout.write(f"统计完毕，{changed} 个联盟的数据有变化。")
            if not every:
                return
            close_old_connections()
            if stop.wait(every):
                return
