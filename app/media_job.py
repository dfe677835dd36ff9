"""Fetching one episode in a process of its own, behind everything else that this machine does."""

from contextlib import suppress

import psutil

from app.media_home import FetchJob
from models.media.offline import Taken, Taking, take_along

_KINDNESS = 10


def run_fetch_job(job: FetchJob) -> Taken:
    """What came of it; what was begun by a process that was ended is gone on with the next time."""
    with suppress(psutil.Error):
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else _KINDNESS)
    job.home.ask_catalog(job.record, job.site)
    known = job.home.whereabouts(job.record, job.site)
    return take_along(Taking(job.record, known, job.privacy, pin=job.pin), job.home.cache, job.home.shelf)
