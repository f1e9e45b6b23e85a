from datetime import datetime, time, timedelta

import pytest
from django.utils.timezone import make_aware

from officekit.jobs import Job


def at(text):
    return make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("every", "first", "moment", "turn"),
    [
        (timedelta(minutes=1), time.min, "2026-11-23 08:31:59", "2026-11-23 08:31"),
        (timedelta(minutes=5), time.min, "2026-11-23 08:34:59", "2026-11-23 08:30"),
        (timedelta(hours=1), time(0, 20), "2026-11-23 09:10", "2026-11-23 08:20"),
        (timedelta(days=1), time(7, 30), "2026-11-23 07:30", "2026-11-23 07:30"),
        (timedelta(days=1), time(7, 30), "2026-11-23 07:29:59", "2026-11-22 07:30"),
    ],
)
def test_turn_begins_where_the_clock_says(every, first, moment, turn):
    job = Job(name="a", label="示例", every=every, at=first, work=lambda moment: 0)

    assert job.turn(at(moment)) == at(turn)
