import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import localtime, now
from django_tasks_db.models import DBTaskResult

from alliance_portal import jobs
from members.models import Delivery, Digest
from officekit.jobs import Job
from tests.factories import DeliveryFactory, MessageAddressFactory, MessageFactory

pytestmark = pytest.mark.django_db

# A Monday morning after the digests' hour.
MORNING = "2026-11-23 09:00:20+08:00"

WORK_DUE = "alliance_portal.management.commands.work_due"

# Dies without a word, as after kill -9 or a power cut, once everything is written and before it is kept.
DIES = """
import os, signal, sys
import django
django.setup()
import time_machine
from members.models import delivery

def gather_and_die(rows, digest, until):
    gather(rows, digest, until)
    os.kill(os.getpid(), signal.SIGKILL)

gather = delivery.DigestQuerySet._gather
delivery.DigestQuerySet._gather = gather_and_die
with time_machine.travel(sys.argv[1]):
    from django.core.management import call_command
    call_command("work_due")
"""


@pytest.fixture(autouse=True)
def _same_connection(monkeypatch):
    """A worker looks after its connection between two tasks; here it is the test's own, in a transaction."""
    for module in ("django_tasks_db.management.commands.db_worker", WORK_DUE):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)


@pytest.fixture
def ran(monkeypatch):
    """Only one job, every hour, that says when it ran; set ran.problem to let it fail."""

    class Ran(list):
        problem = None

    def work(moment):
        calls.append(moment)
        if calls.problem:
            raise calls.problem
        return len(calls)

    calls = Ran()
    job = Job(name="example", label="示例任务", every=timedelta(hours=1), work=work)
    monkeypatch.setattr(jobs, "JOBS", (job,))
    return calls


def run():
    return jobs.run_due(jobs.new_worker(), now())


def test_names_of_jobs_are_unique():
    assert len({job.name for job in jobs.JOBS}) == len(jobs.JOBS)


def test_job_runs_once_in_each_turn(ran, time_machine):
    time_machine.move_to(MORNING)

    outcomes = [run(), run()]
    time_machine.shift(timedelta(hours=1))
    outcomes.append(run())

    assert outcomes == [
        [jobs.Outcome("示例任务", 1)],
        [],
        [jobs.Outcome("示例任务", 2)],
    ]


def test_jobs_run_in_the_order_they_are_written_in(monkeypatch):
    order = []

    def job(name):
        def work(moment):
            order.append(name)
            return 0

        return Job(name=name, label=name, every=timedelta(hours=1), work=work)

    monkeypatch.setattr(jobs, "JOBS", tuple(job(name) for name in "cab"))

    run()

    assert order == ["c", "a", "b"]


@pytest.mark.filterwarnings("ignore")
def test_failed_turn_is_tried_again_after_a_pause_and_not_for_ever(ran, time_machine):
    time_machine.move_to(MORNING)
    ran.problem = RuntimeError("示例")

    first, at_once = run(), run()
    for _ in range(jobs.ATTEMPTS + 2):
        time_machine.shift(jobs.PAUSE + timedelta(seconds=1))
        run()

    assert first == [jobs.Outcome("示例任务", None)]
    assert at_once == []
    assert len(ran) == jobs.ATTEMPTS


def test_turn_of_a_silent_worker_is_put_in_anew(ran, time_machine):
    time_machine.move_to(MORNING)
    jobs.put_due(now())
    DBTaskResult.objects.get().claim("a worker that died")

    run()
    soon = len(ran)
    time_machine.shift(jobs.SILENCE + timedelta(seconds=1))
    run()

    assert (soon, len(ran)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_a_turn_once(ran):
    def work(_):
        try:
            for _ in range(5):
                run()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))

    assert len(ran) == 1
    assert DBTaskResult.objects.count() == 1


def test_old_records_of_the_queue_go(time_machine):
    time_machine.move_to(MORNING)
    run()
    before = DBTaskResult.objects.count()
    time_machine.shift(jobs.KEPT + timedelta(days=1))

    outcomes = run()

    assert jobs.Outcome("清理任务记录", before) in outcomes


def test_command_says_what_was_done_and_what_was_not(ran, capsys, time_machine):
    time_machine.move_to(MORNING)

    call_command("work_due")
    done = capsys.readouterr().out
    time_machine.shift(timedelta(hours=1))
    ran.problem = RuntimeError("示例")
    call_command("work_due")

    assert done == "示例任务：1\n"
    assert "示例任务：没有办成，稍后再试，原因见日志。" in capsys.readouterr().err


# --- a message on its whole way ---


@pytest.fixture
def held(settings):
    settings.EMAIL_READY = True
    user = MessageAddressFactory().user
    created = localtime().fromisoformat("2026-11-22 12:00:00+08:00")
    message = MessageFactory(user=user, created_at=created)
    return DeliveryFactory(message=message, state="held")


@pytest.mark.parametrize(
    ("moment", "letters"),
    [
        ("2026-11-22 12:00+08:00", 0),  # a Sunday
        ("2026-11-23 08:29+08:00", 0),
        ("2026-11-23 08:30+08:00", 1),
        ("2026-11-23 23:00+08:00", 1),  # the worker came late
    ],
)
def test_digest_leaves_on_working_days_from_its_hour_on(held, moment, letters, time_machine):
    time_machine.move_to(moment)

    run()
    run()

    assert len(mail.outbox) == letters


def test_what_is_said_after_the_hour_of_digests_waits_for_the_next_day(held, time_machine):
    held.message.created_at = localtime().fromisoformat("2026-11-23 08:31:00+08:00")
    held.message.save()

    time_machine.move_to("2026-11-23 09:00+08:00")
    run()
    today = len(mail.outbox)
    time_machine.move_to("2026-11-24 09:00+08:00")
    run()

    assert (today, len(mail.outbox)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_work_of_a_process_that_was_killed_is_done_by_the_next_run_once(held, time_machine):
    url = os.environ.get("DATABASE_URL", "")
    name = connection.settings_dict["NAME"]
    is_file = connection.vendor == "sqlite"
    url = f"sqlite:///{name}" if is_file else f"{url.rpartition('/')[0]}/{name}"

    killed = subprocess.run(
        [sys.executable, "-c", DIES, MORNING],
        check=False,
        cwd=portal.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "alliance_portal.settings"},
    )

    left = (killed.returncode, Digest.objects.count(), Delivery.objects.get().state)
    time_machine.move_to("2026-11-23 09:20:20+08:00")
    run()
    run()

    assert left == (-9, 0, "held")
    assert (Digest.objects.count(), len(mail.outbox)) == (1, 1)
