from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils.timezone import now

from officekit import photos
from orders.jobs import JOBS


def test_photos_that_were_never_sent_are_cleaned_up():
    token = photos.keep(ContentFile(b"x", "a.jpg"))
    job = {job.name: job for job in JOBS}["pending-photos"]

    assert job.work(now() + timedelta(days=3)) == 1
    assert photos.known([token]) == []
