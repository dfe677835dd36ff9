"""What the catalog says goes into the store a little at each turn of the event loop, so that keys are answered."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.lull import Lull
from models.catalog.sync import SyncRun
from models.catalog.sync_steps import PullRequest, PushRequest, RegisterRequest
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.storage.label_store import LabelStore
from models.storage.values import Answer, EntryKind, LogEntry, Page

TURN_S = 0.008
LEAST = 2


class PageTaking(QObject):
    """``touched(ids)`` after each part that changed labels, ``listed()`` after a page that told of episodes.

    ``withdrawn(records)`` are episodes that are gone, as they were known until then.
    """

    touched = Signal(object)
    listed = Signal()
    withdrawn = Signal(object)

    def __init__(self, *, store: LabelStore, lull: Lull, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._lull = lull
        self._at_once = LEAST

    def take(
        self,
        run: SyncRun,
        request: PullRequest,
        page: Page,
        *,
        done: Callable[[], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """Give ``page``, the answer to ``request``, to ``run``; ``done`` or ``failed`` is called at the end."""
        part = replace(page, entries=page.entries[: self._at_once])
        rest = replace(page, entries=page.entries[self._at_once :])
        begun_s = time.monotonic()
        try:
            self._take_part(run, request, part)
        except KnownError as error:
            failed(error)
            return
        self._pace(len(part.entries), time.monotonic() - begun_s)
        if rest.entries:
            self.later(lambda: self.take(run, request, rest, done=done, failed=failed))
            return
        if any(entry.kind is EntryKind.EPISODE for entry in page.entries):
            self.listed.emit()
        self.later(done)

    def take_answers(
        self,
        run: SyncRun,
        request: PushRequest,
        answers: Sequence[Answer],
        *,
        done: Callable[[], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """The same of what the catalog answered to a push."""
        self._in_turns((run.take(*part) for part in request.parts(answers)), done, failed)

    def take_registered(
        self,
        run: SyncRun,
        request: RegisterRequest,
        new: int,
        *,
        done: Callable[[], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """The same of episodes that the catalog knows now, ``new`` of them since this request."""
        self._in_turns(self._registered(run, request, new), done, failed)

    def _registered(self, run: SyncRun, request: RegisterRequest, new: int) -> Iterator[tuple[str, ...]]:
        for part, count in request.parts(new):
            for _ in self._store.decide_large(record.id for record in part.episodes):
                yield ()
            yield run.take(part, count)

    def _in_turns(
        self,
        parts: Iterator[tuple[str, ...]],
        done: Callable[[], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        try:
            touched = next(parts, None)
        except KnownError as error:
            failed(error)
            return
        if touched is None:
            done()
            return
        if touched:
            self.touched.emit(touched)
        self.later(lambda: self._in_turns(parts, done, failed))

    def later(self, then: Callable[[], None]) -> None:
        """In the next turn that no key has, unless it stops."""
        self._lull.later(self, then)

    def stop(self) -> None:
        """Take no further part; what was taken stays, the rest is asked for again."""
        self._lull.drop(self)

    def _take_part(self, run: SyncRun, request: PullRequest, part: Page) -> None:
        gone = self._known(entry for entry in part.entries if entry.kind is EntryKind.WITHDRAWN)
        touched = run.take(request, part)
        if touched:
            self.touched.emit(touched)
        if gone:
            self.withdrawn.emit(gone)

    def _known(self, entries: Iterable[LogEntry]) -> tuple[EpisodeRecord, ...]:
        records = (self._store.episode(entry.episode_id) for entry in entries)
        return tuple(record for record in records if record is not None)

    def _pace(self, count: int, took_s: float) -> None:
        """As many at once as fit into a turn; not many more than proved to fit."""
        if count == self._at_once:
            fitting = round(count * TURN_S / max(took_s, 1e-4))
            self._at_once = min(max(fitting, LEAST), 2 * count)
