"""Work in several processes, and the only file that makes processes: one job at a time for each, none can hurt another.

A job that takes too long or kills its process is given up and told; a new process takes its place. No toolkit is
imported here: the command line uses it as it is.
"""

import contextlib
import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_STOP_S = 2.0


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a job has no result: ``hang`` after the time it was given, ``crash`` with the exit code, or ``bug``."""

    why: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a job says of itself while it is under way."""

    value: Any


@dataclass(slots=True)
class _Worker(Generic[Job]):
    """A process, and what it works on since when."""

    process: Any
    connection: Connection
    job: Job | None = None
    deadline_s: float = field(default=float("inf"))


def run_in_processes(
    function: Callable[[Job], Result],
    jobs: Iterable[Job],
    *,
    workers: int,
    patience_s: float,
    memory_nbytes: int | None = None,
) -> Iterator[tuple[Job, Result | Lost]]:
    """Each job with its result, in the order in which they get done.

    Args:
        function: picklable; runs in the processes.
        jobs: picklable, taken as processes become free.
        workers: how many processes.
        patience_s: how long one job may take.
        memory_nbytes: how much address space a process may use beyond what it begins with, where the system can
            bound it.
    """
    pool = _Pool(function, memory_nbytes)
    waiting = iter(jobs)
    try:
        for _ in range(workers):
            if not pool.give_next(waiting, patience_s):
                break
        while pool.busy:
            for worker, answer in pool.answers():
                job = worker.job
                assert job is not None
                pool.settle(worker, lost=isinstance(answer, Lost) and answer.why != "bug")
                pool.give_next(waiting, patience_s)
                yield job, answer
    finally:
        pool.close()


class Errand(Generic[Job, Result]):
    """One job in a process of its own that is asked now and then whether it is done, and given up at any moment.

    ``said`` is the last that the job told of itself, None before.

    Args:
        function: picklable; runs in the process.
        job: picklable.
        speaks: ``function(job, tell)`` may tell something picklable now and then.
    """

    def __init__(self, function: Callable[..., Result], job: Job, *, speaks: bool = False) -> None:
        self.said: Any = None
        self._pool = _Pool(function, None, speaks=speaks)
        self._pool.give_next(iter((job,)), float("inf"))

    def answer(self) -> Result | Lost | None:
        """None while it is under way."""
        worker = self._pool.busy[0]
        while wait([worker.connection], timeout=0):
            found: Result | Lost | _Said = self._pool.answer_of(worker)
            if not isinstance(found, _Said):
                return found
            self.said = found.value
        return None

    def close(self) -> None:
        """End the process, whatever it does."""
        self._pool.close()


class _Pool:
    def __init__(
        self, function: Callable[..., Any], memory_nbytes: int | None, *, speaks: bool = False
    ) -> None:
        self._function = function
        self._speaks = speaks
        self._memory_nbytes = memory_nbytes
        # A fresh interpreter: neither open files nor threads of this process get into it.
        self._context = multiprocessing.get_context("spawn")
        self._idle: list[_Worker[Any]] = []
        self.busy: list[_Worker[Any]] = []

    def give_next(self, waiting: Iterator[Any], patience_s: float) -> bool:
        """Begin the next job; False where none is left."""
        for job in waiting:
            worker = self._idle.pop() if self._idle else self._start()
            worker.job, worker.deadline_s = job, time.monotonic() + patience_s
            self.busy.append(worker)
            with contextlib.suppress(OSError):
                # A process that died meanwhile is found out when its answer is waited for.
                worker.connection.send(job)
            return True
        return False

    def answers(self) -> Iterator[tuple[_Worker[Any], Any]]:
        """Answers that are there, and jobs that are to be given up; waits until there is one."""
        left_s = min(worker.deadline_s for worker in self.busy) - time.monotonic()
        ready = wait([worker.connection for worker in self.busy], timeout=max(0.0, left_s))
        now_s = time.monotonic()
        for worker in list(self.busy):
            if worker.connection in ready:
                yield worker, self.answer_of(worker)
            elif now_s > worker.deadline_s:
                yield worker, Lost("hang")

    @staticmethod
    def answer_of(worker: _Worker[Any]) -> Any:
        """What it sends, or how it ended."""
        try:
            return worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join(_STOP_S)
            return Lost("crash", str(worker.process.exitcode))

    def settle(self, worker: _Worker[Any], *, lost: bool) -> None:
        """A worker is free again, or gone."""
        self.busy.remove(worker)
        worker.job, worker.deadline_s = None, float("inf")
        if lost:
            _end(worker)
        else:
            self._idle.append(worker)

    def close(self) -> None:
        """End all processes, whatever they do."""
        for worker in (*self._idle, *self.busy):
            _end(worker)

    def _start(self) -> _Worker[Any]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._function, self._memory_nbytes, self._speaks), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _end(worker: _Worker[Any]) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join(_STOP_S)


def _serve(
    connection: Connection, function: Callable[..., Any], memory_nbytes: int | None, speaks: bool
) -> None:
    """In the process: answer jobs until the other side is gone. Ctrl+C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory_nbytes is not None:
        _bound_memory(memory_nbytes)
    ears = (lambda value: connection.send(_Said(value)),) if speaks else ()
    while True:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Any = function(job, *ears)
        except Exception:
            answer = Lost("bug", traceback.format_exc(limit=-8))
        try:
            connection.send(answer)
        except OSError:
            return


def _bound_memory(nbytes: int) -> None:
    """Where the system has such limits (not on Windows)."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - Unix only

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (nbytes, hard))
