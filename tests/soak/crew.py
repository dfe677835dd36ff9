"""Several processes that work at one job: each is handed a seed, and says what came of it in a line of JSON."""

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.soak.counters import Outcome
from tests.support.data import ROOT

Told = Callable[[int, Outcome], None]


class Worker:
    """A process of ``command``, which reads seeds and answers; one that died is started anew for the next seed."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None

    def run(self, seed: int) -> Outcome:
        """The outcome of a seed; a process that died over it is a failure."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{seed}\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            self._process = None
            return Outcome({}, (f"the process ended by itself: {process.wait()}",))
        told = json.loads(line)
        return Outcome(told["counts"], tuple(told["failures"]))

    def close(self) -> None:
        """Let it end after its last seed."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()


def run_crew(arguments: list[str], *, jobs: int, seeds: Iterator[int], until_s: float, told: Told) -> None:
    """Hand ``seeds`` out to ``jobs`` processes until a time of the monotonic clock; each has one at least.

    ``told`` hears of one outcome at a time, in the order in which they come.
    """
    lock = threading.Lock()

    def work(_: int) -> None:
        worker = Worker([sys.executable, "-m", "tests.soak", *arguments])
        try:
            for round_ in itertools.count():
                if round_ and time.monotonic() >= until_s:
                    return
                with lock:
                    seed = next(seeds, None)
                if seed is None:
                    return
                outcome = worker.run(seed)
                with lock:
                    told(seed, outcome)
        finally:
            worker.close()

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(work, range(jobs)))


def serve(run: Callable[[int], Outcome]) -> None:
    """The side of the process: answer each seed until there are no more. What the job prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        outcome = run(int(line))
        answers.write(json.dumps({"counts": outcome.counts, "failures": outcome.failures}) + "\n")
        answers.flush()
