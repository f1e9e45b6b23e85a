from typing import Any

from django.core.management.base import BaseCommand

from alliance_portal.figures import refresh_all


class Command(BaseCommand):
    help = "马上重新统计各联盟的公开数据；平时由 work_due 每分钟统计。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"统计完毕，{refresh_all()} 个联盟的数据有变化。")
