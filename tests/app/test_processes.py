"""One bad job hurts no other: a hang, a crash and a bug are told, and every other job gets its answer."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest

from app.processes import Errand, Lost, run_in_processes

PATIENCE_S = 60.0


def work(job: int) -> int:
    match job:
        case -1:
            time.sleep(3600)
        case -2:
            os.kill(os.getpid(), signal.SIGKILL)
        case -3:
            raise ZeroDivisionError("told")
        case -4:
            return len(bytearray(1 << 40))
    return job * job


def run(jobs: list[int], *, workers: int = 2, patience_s: float = PATIENCE_S) -> dict[int, int | Lost]:
    return dict(run_in_processes(work, jobs, workers=workers, patience_s=patience_s, memory_nbytes=8 << 30))


def test_every_job_is_answered_once():
    jobs = list(range(40))
    answers = list(run_in_processes(work, jobs, workers=3, patience_s=PATIENCE_S))
    assert Counter(job for job, _ in answers) == Counter(jobs)
    assert all(answer == job * job for job, answer in answers)


def test_no_jobs_start_no_process():
    assert run([]) == {}


@pytest.mark.parametrize(("bad", "why"), [(-2, "crash"), (-3, "bug"), (-4, "bug")])
def test_a_bad_job_is_told_and_the_others_go_on(bad: int, why: str):
    answers = run([1, bad, 2, 3, 4])
    lost = answers.pop(bad)
    assert isinstance(lost, Lost)
    assert lost.why == why
    assert answers == {1: 1, 2: 4, 3: 9, 4: 16}


def test_a_job_that_never_ends_is_given_up():
    # Long enough for a process to start on a busy machine, short enough for a test.
    answers = run([-1, 5, 6], patience_s=15.0)
    assert answers == {-1: Lost("hang"), 5: 25, 6: 36}


def test_who_stops_listening_leaves_no_process_behind():
    running = run_in_processes(work, range(10_000), workers=2, patience_s=PATIENCE_S)
    next(running)
    running.close()
    import multiprocessing

    assert multiprocessing.active_children() == []


def test_an_errand_is_done_beside_and_asked_for():
    errand = Errand(work, 7)
    try:
        while (answer := errand.answer()) is None:
            time.sleep(0.01)
        assert answer == 49
    finally:
        errand.close()


def count_to(number: int, tell: Callable[[int], None]) -> int:
    for one in range(number):
        tell(one)
    return number


def test_an_errand_tells_how_far_it_is():
    errand = Errand(count_to, 3, speaks=True)
    try:
        assert errand.said is None
        while (answer := errand.answer()) is None:
            time.sleep(0.01)
        assert (errand.said, answer) == (2, 3)
    finally:
        errand.close()


def test_an_errand_can_be_given_up():
    errand = Errand(work, -1)
    assert errand.answer() is None
    began_s = time.monotonic()
    errand.close()
    assert time.monotonic() - began_s < PATIENCE_S


def test_an_errand_that_dies_says_so():
    errand = Errand(work, -2)
    try:
        while (answer := errand.answer()) is None:
            time.sleep(0.01)
        assert answer == Lost("crash", str(-signal.SIGKILL))
    finally:
        errand.close()
