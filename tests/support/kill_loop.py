"""Kill a working process at a random moment and see what it had promised until then.

The process is forked from a warm server, so that a loop of many kills takes seconds. It runs a function
``work(reporter, *arguments)`` that announces each key and each receipt:

    def label(reporter: Reporter, directory: str) -> None:
        store = LabelStore.open(...)
        for number in itertools.count(1):
            reporter.key(number)              # the parent kills after one of these, at any moment until about the next
            receipt = store.commit(...)
            reporter.saved(str(receipt.number))   # a promise: from here on it must never be lost

``mark_transactions`` runs in the child before the work: a byte in shared memory says whether the process is between
BEGIN IMMEDIATE and the return of COMMIT. It outlives the process, so the parent learns where the kill fell.
"""

import mmap
import multiprocessing
import os
import random
import signal
import sqlite3
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

PRELOADED = (
    "__main__",
    "tests.support.kill_loop",
    "models.storage.label_store",
    "tests.support.desk",
    "tests.support.kill_window",
)
_FIRST_PACE_S = 0.020
_PACES = 50
_PATIENCE_S = 60.0


class Trace:
    """One byte that two processes see: 1 inside a transaction, 0 outside."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(b"\0")
        with path.open("r+b") as file:
            self._byte = mmap.mmap(file.fileno(), 1)

    @property
    def inside(self) -> bool:
        """Whether a transaction is open, or was when its process ended."""
        return self._byte[0] == 1

    @inside.setter
    def inside(self, value: bool) -> None:
        self._byte[0] = int(value)

    def close(self) -> None:
        """Let the memory go."""
        self._byte.close()


class Reporter:
    """The child's voice; what it said is in the pipe even if the next instruction never runs."""

    def __init__(self, connection: Pipe) -> None:
        self._connection = connection

    def key(self, number: int) -> None:
        """A key goes down now."""
        self._connection.send_bytes(f"key {number}".encode())

    def saved(self, receipt: str) -> None:
        """An edit was acknowledged; call it only after whoever promises it has said so."""
        self._connection.send_bytes(f"saved {receipt}".encode())


Work = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Killed:
    """``saved`` are the receipts in their order; ``inside`` says whether the kill fell inside a transaction."""

    saved: tuple[str, ...]
    inside: bool


def mark_transactions(trace: Trace, *, statement_s: float = 0.0) -> None:
    """Keep ``trace`` for every engine of this process; each statement takes ``statement_s`` longer.

    Only transactions that write count: a kill while something is read proves nothing.
    """

    def begin(connection: Connection) -> None:
        trace.inside = trace.inside or bool(connection.get_execution_options().get("rushes_write", False))

    def slow(*_arguments: object) -> None:
        if trace.inside:
            time.sleep(statement_s)

    class Marked(sqlite3.Connection):
        """An edit goes straight to the driver; no event fires after COMMIT has returned, the moment that counts."""

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            trace.inside = trace.inside or sql == "BEGIN IMMEDIATE"
            slow()
            return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
            slow()
            return super().executemany(sql, parameters)

        def commit(self) -> None:
            slow()
            super().commit()
            trace.inside = False

        def rollback(self) -> None:
            super().rollback()
            trace.inside = False

    def connect(_dialect: object, _record: object, _arguments: object, options: dict[str, Any]) -> None:
        options["factory"] = Marked

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", slow)
    event.listen(Engine, "do_connect", connect)


def kill_loop(
    work: Work, *arguments: Any, kills: int, directory: Path, seed: int = 0, statement_s: float = 0.004
) -> Iterator[Killed]:
    """Start and kill ``work`` again and again, each time after another key and another delay.

    Args:
        work: importable function, called as ``work(reporter, *arguments)``; must not return by itself.
        arguments: picklable.
        kills: how often.
        directory: for the trace.
        seed: decides keys and delays.
        statement_s: how much longer each statement inside a transaction takes.
    """
    chance = random.Random(seed)
    paces_s = deque([_FIRST_PACE_S], maxlen=_PACES)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    for number in range(kills):
        trace_path = directory / f"trace-{number}"
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(
            target=_child, args=(work, writer, str(trace_path), statement_s, *arguments), daemon=True
        )
        process.start()
        writer.close()
        with reader:
            saved = _until_key(reader, chance.randint(1, 6), paces_s)
            time.sleep(chance.uniform(0, statistics.median(paces_s)))
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
            saved += _rest(reader)
        ended_by = process.exitcode
        process.close()
        assert ended_by == -signal.SIGKILL, f"the child ended by itself: {ended_by}"
        trace = Trace(trace_path)
        yield Killed(tuple(saved), trace.inside)
        trace.close()


def _child(work: Work, writer: Pipe, trace_path: str, statement_s: float, *arguments: Any) -> None:
    mark_transactions(Trace(Path(trace_path)), statement_s=statement_s)
    work(Reporter(writer), *arguments)


def _until_key(reader: Pipe, key: int, paces_s: deque[float]) -> list[str]:
    """What was saved until then; ``paces_s`` takes the times from one key to the next, which load stretches."""
    saved = []
    last_s: float | None = None
    while True:
        assert reader.poll(_PATIENCE_S), "the child says nothing"
        word, _, rest = reader.recv_bytes().decode().partition(" ")
        if word == "saved":
            saved.append(rest)
            continue
        now_s = time.monotonic()
        if last_s is not None:
            paces_s.append(now_s - last_s)
        last_s = now_s
        if int(rest) == key:
            return saved


def _rest(reader: Pipe) -> list[str]:
    saved = []
    try:
        while True:
            word, _, rest = reader.recv_bytes().decode().partition(" ")
            if word == "saved":
                saved.append(rest)
    except EOFError:
        return saved
