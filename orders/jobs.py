"""What falls due in this app."""

from datetime import timedelta

from officekit import photos
from officekit.jobs import Job

JOBS = (
    Job(
        name="pending-photos",
        label="清理没有提交的照片",
        every=timedelta(days=1),
        work=photos.drop_old,
    ),
)
