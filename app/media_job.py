"""Fetching one episode in a process of its own, behind everything else that this machine does."""

import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from app.media_home import FetchJob
from models.media.offline import Progress, Taken, Taking, take_along

_KINDNESS = 10
_TELL_S = 0.2


def run_fetch_job(job: FetchJob, tell: Callable[[tuple[int, int]], None]) -> Taken:
    """What came of it; what was begun by a process that was ended is gone on with the next time.

    ``tell`` hears a few times a second how many bytes are here, and of how many.
    """
    with suppress(psutil.Error):
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else _KINDNESS)
    job.home.ask_catalog(job.record, job.site)
    known = job.home.whereabouts(job.record, job.site)
    taking = Taking(job.record, known, job.privacy, pin=job.pin)
    return take_along(taking, job.home.cache, job.home.shelf, _seldom(tell))


def _seldom(tell: Callable[[tuple[int, int]], None]) -> Progress:
    due_s = 0.0

    def hear(here: int, whole: int) -> None:
        nonlocal due_s
        now_s = time.monotonic()
        if now_s >= due_s:
            due_s = now_s + _TELL_S
            tell((here, whole))

    return hear
