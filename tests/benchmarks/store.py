"""An edit made durable: labels, outbox and undo in one transaction, and the journal's line.

The list may be thrown away, so its line is written after that, before the window goes on: the second row has it, too.
The limit is what a log with a commit costs: two writes of 4 KB one after the other at the end of a file, each followed
by fdatasync, on the same file system. Goal: within 1.5 times that. The store has seen some hundred edits before, as
in the middle of a day's work; now and then one pays for the checkpoint of SQLite's log, which the p95 may show.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from models.labelling.apply import Applied, apply
from models.labelling.commands import Command, MoveBoundary, SetGrade, SetNote
from models.labelling.document import Document
from models.storage.label_store import LabelStore
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.support.desk import Desk
from tests.support.labels import NOW_NS, TAXONOMY, at_s, cut

PAGE = bytes(4096)
_EDITS_BEFORE = 300
_LEAST = 200
"""A disk is too uneven for fewer."""


class Edits:
    """A labelled episode, and one edit after another; only the commit is timed."""

    def __init__(self, directory: Path) -> None:
        self._desk = Desk(directory)
        self.store: LabelStore = self._desk.store
        codes = [label.code for label in TAXONOMY.phases]
        self._desk.do(*(cut(1.5 * (n + 1), code) for n, code in enumerate(codes[1:6])))
        self._before: Document = self._desk.document()
        self._applied: Applied | None = None
        self._count = 0

    def prepare(self, _number: int) -> None:
        self.store.show_edits()
        if self._applied is not None:
            self._before = self._applied.document
        self._count += 1
        self._applied = apply(self._before, self._command(), taxonomy=TAXONOMY, role=self._desk.role)

    def commit(self, _number: int) -> None:
        assert self._applied is not None
        self.store.commit(self._applied, before=self._before, now_ns=NOW_NS)

    def commit_and_show(self, number: int) -> None:
        self.commit(number)
        self.store.show_edits()

    def _command(self) -> Command:
        second = self._before.track.phases[2]
        return (
            MoveBoundary(second.id, at_s(3.0 + 0.01 * (self._count % 40 + 1))),
            SetNote(f"note {self._count}"),
            SetGrade(TAXONOMY.grades[self._count // 3 % 2].code),
        )[self._count % 3]


class TwoWrites:
    """The limit."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)

    def write(self, _number: int) -> None:
        for _ in range(2):
            os.write(self._file, PAGE)
            os.fdatasync(self._file)

    def close(self) -> None:
        os.close(self._file)


@contextmanager
def _edit(stage: Stage, *, shown: bool = False) -> Iterator[Contest]:
    stage.work.mkdir(parents=True, exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="store-", dir=stage.work))
    edits, limit = Edits(directory / "ann"), TwoWrites(directory / "pages")
    for number in range(_EDITS_BEFORE):
        edits.prepare(number)
        edits.commit(number)
    try:
        run = edits.commit_and_show if shown else edits.commit
        yield Contest(Side(run, before=edits.prepare), limit=Side(limit.write))
    finally:
        edits.store.close()
        limit.close()
        shutil.rmtree(directory)


MEASURES = (
    Measure("edit made durable", "ratio_to_limit <= 1.5", timed(_edit, least=_LEAST)),
    Measure(
        "edit made durable and shown in the list",
        "ratio_to_limit <= 2",
        timed(partial(_edit, shown=True), least=_LEAST),
    ),
)
