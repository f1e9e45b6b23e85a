"""Due work: what the apps declare in their jobs.py, put into the queue once for each turn, and worked off.

The queue (django-tasks) gives each task to one worker and remembers how it went. That nothing happens twice does not
rest on it: a worker may die at any place, and its turn is then put in anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.utils.crypto import get_random_string
from django.utils.timezone import now
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from alliance_portal.figures import refresh_all
from alliances import jobs as alliances
from members import jobs as members
from officekit.jobs import Job
from orders import jobs as orders

# After these, a turn whose worker is silent, or that failed, is put in anew.
SILENCE, PAUSE, ATTEMPTS = timedelta(minutes=15), timedelta(minutes=5), 5
KEPT = timedelta(days=3)
TURNS = UUID("3f2f4f5e-7d0f-4c8e-9a58-5d6f3f1f0b11")


def _refresh_figures(moment: datetime) -> int:
    return refresh_all()


def _prune(moment: datetime) -> int:
    """The queue's own memory."""
    return DBTaskResult.objects.filter(enqueued_at__lt=moment - KEPT).delete()[0]


# In the order of one run: what an earlier job has made, a later one sends.
JOBS = (
    *alliances.JOBS,
    *orders.JOBS,
    *members.JOBS,
    Job(name="figures", label="统计数据", every=timedelta(minutes=1), work=_refresh_figures),
    Job(name="prune", label="清理任务记录", every=timedelta(days=1), work=_prune),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one job in a run; `done` is None where it failed."""

    label: str
    done: int | None


@task()
def work(name: str) -> int:
    """What the queue runs."""
    return _by_name()[name].work(now())


def _by_name() -> dict[str, Job]:
    return {job.name: job for job in JOBS}


def put_due(moment: datetime) -> dict[UUID, Job]:
    """Puts every job into the queue whose turn is not in it yet; the queue's primary key lets only one do so."""
    attempts = {_id(job, moment, number): job for job in JOBS for number in range(ATTEMPTS)}
    known = DBTaskResult.objects.in_bulk(list(attempts))
    missing: list[DBTaskResult] = [
        DBTaskResult(
            pk=pk,
            task_path=work.module_path,
            args_kwargs={"args": [job.name], "kwargs": {}},
            priority=-JOBS.index(job),
            queue_name=work.queue_name,
            backend_name=work.backend,
            run_after=moment,
        )
        for job in JOBS
        for pk in _next_attempt(job, moment, known)
    ]
    DBTaskResult.objects.bulk_create(missing, ignore_conflicts=True)
    return attempts


def _id(job: Job, moment: datetime, number: int) -> UUID:
    return uuid5(TURNS, f"{job.name} {job.turn(moment).isoformat()} {number}")


def _next_attempt(job: Job, moment: datetime, known: dict[UUID, DBTaskResult]) -> Iterator[UUID]:
    """The first attempt of this turn, or the one after an attempt that came to nothing."""
    for number in range(ATTEMPTS):
        pk = _id(job, moment, number)
        if pk not in known:
            yield pk
            return
        if not _came_to_nothing(known[pk], moment):
            return


def _came_to_nothing(result: DBTaskResult, moment: datetime) -> bool:
    if result.status == TaskResultStatus.RUNNING:
        return bool(result.started_at and result.started_at < moment - SILENCE)
    failed = result.status == TaskResultStatus.FAILED
    return bool(failed and result.finished_at and result.finished_at < moment - PAUSE)


def new_worker() -> Worker:
    """Works the queue off and ends."""
    return Worker(
        queue_names=[work.queue_name],
        interval=0.1,
        batch=True,
        backend_name=work.backend,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def run_due(worker: Worker, moment: datetime) -> list[Outcome]:
    """Puts in what is due, works it off, and says what became of it."""
    attempts = put_due(moment)
    worker.run()
    mine = DBTaskResult.objects.filter(pk__in=list(attempts), finished_at__gte=moment).order_by(
        "-priority"
    )
    failed = TaskResultStatus.FAILED
    return [
        Outcome(attempts[row.pk].label, None if row.status == failed else row.return_value)
        for row in mine
    ]
