"""Recordings that are fetched ahead: one after the other, each in a process of its own, stopped at any moment."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.media_home import FetchJob, MediaHome
from app.media_job import run_fetch_job
from app.processes import Errand, Lost
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.media.forget import forget_cached, may_keep
from models.media.offline import Outcome, Taken
from models.privacy import Privacy
from models.storage.label_store import LabelStore

LANE = "offline"
_ASK_MS = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` have been seen to, ``here`` of them are on this machine; ``name`` is under way.

    Of it ``nbytes`` have come of ``whole_nbytes``, 0 before that is known.
    """

    done: int
    total: int
    here: int
    name: str
    nbytes: int = 0
    whole_nbytes: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """Why the recording of an episode does not come, or not from everywhere."""

    name: str
    error: KnownError


class Offline(QObject):
    """``changed(Progress or None)``, None at rest; ``arrived(record)`` for each that is here; ``ended(Progress)``;
    ``missed(Missed)`` says why one does not come, before ``ended``, and ``refused(error)`` what else went wrong;
    ``released(count)``; ``removed(name)`` for a copy that may not stay.
    """

    changed = Signal(object)
    arrived = Signal(object)
    ended = Signal(object)
    missed = Signal(object)
    refused = Signal(object)
    released = Signal(int)
    removed = Signal(str)

    def __init__(
        self,
        *,
        tasks: Tasks,
        home: Callable[[], MediaHome],
        store: LabelStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._home = home
        self._store = store
        self._may_not_stay: set[str] = set()
        self._waiting: deque[tuple[EpisodeRecord, bool]] = deque()
        self._errand: Errand[FetchJob, Taken] | None = None
        self._record: EpisodeRecord | None = None
        self._done = self._here = 0
        self._clock = QTimer(self, interval=_ASK_MS)
        self._clock.timeout.connect(self._ask)

    @property
    def progress(self) -> Progress | None:
        """What is under way, None at rest."""
        if self._record is None:
            return None
        total = self._done + 1 + len(self._waiting)
        said = None if self._errand is None else self._errand.said
        return Progress(self._done, total, self._here, self._record.name, *(said or (0, 0)))

    def take(self, records: Iterable[EpisodeRecord]) -> None:
        """Fetch these in order and keep them until they are released."""
        known = {record.id for record, pinned in self._waiting if pinned}
        self._waiting.extend((record, True) for record in records if record.id not in known)
        self._begin()

    def fetch(self, record: EpisodeRecord) -> None:
        """Fetch one next; it may go again when room is needed."""
        self._waiting.appendleft((record, False))
        self._begin()

    def stop(self) -> None:
        """End what is under way; what came stays, what was begun is gone on with the next time."""
        before = self.progress
        self._end_errand()
        self._waiting.clear()
        self._rest(before)

    def release(self) -> None:
        """Let all offline copies go when room is needed."""
        cache = self._home().cache
        self._tasks.lane(LANE).submit(cache.release, self.released.emit, on_known=self.refused.emit)

    def set_privacy(self, episode_id: str, privacy: Privacy) -> None:
        """Remove the copy of what may not lie here any more; said again it costs nothing."""
        if may_keep(privacy):
            self._may_not_stay.discard(episode_id)
            return
        if episode_id in self._may_not_stay:
            return
        self._may_not_stay.add(episode_id)
        record = self._store.episode(episode_id)
        if record is None or not record.fingerprint:
            return
        cache = self._home().cache
        self._tasks.lane(LANE).submit(
            lambda: forget_cached(record.fingerprint, cache),
            lambda nbytes: self.removed.emit(record.name) if nbytes else None,
            on_known=self.refused.emit,
        )

    def close(self) -> None:
        """Stop and say nothing more."""
        self._end_errand()
        self._waiting.clear()

    def _begin(self) -> None:
        if self._errand is None and self._waiting:
            self._record, pin = self._waiting.popleft()
            privacy, site = self._store.privacy(self._record.id), self._store.site_of(self._record.id)
            job = FetchJob(self._home(), self._record, privacy, site, pin)
            self._errand = Errand(run_fetch_job, job, speaks=True)
            self._clock.start()
        self.changed.emit(self.progress)

    def _ask(self) -> None:
        if self._errand is None or self._record is None:
            return
        before = self._errand.said
        answer = self._errand.answer()
        if answer is None:
            if self._errand.said != before:
                self.changed.emit(self.progress)
            return
        record = self._record
        self._end_errand()
        self._done += 1
        if isinstance(answer, Lost):
            why = f"{answer.why} {answer.detail.strip().splitlines()[-1:]}"
            error = KnownError("The recording of {name} was not fetched: {why}", name=record.name, why=why)
            self.missed.emit(Missed(record.name, error))
        else:
            self._take(record, answer)
        last = Progress(self._done, self._done + len(self._waiting), self._here, record.name)
        if self._waiting:
            self._begin()
        else:
            self._rest(last)

    def _take(self, record: EpisodeRecord, taken: Taken) -> None:
        for error in (*taken.told, *((taken.error,) if taken.error is not None else ())):
            self.missed.emit(Missed(taken.name, error))
        if taken.outcome in (Outcome.HERE, Outcome.FETCHED):
            self._here += 1
            self.arrived.emit(record)

    def _rest(self, last: Progress | None) -> None:
        self._done = self._here = 0
        self.changed.emit(None)
        if last is not None:
            self.ended.emit(last)

    def _end_errand(self) -> None:
        self._clock.stop()
        if self._errand is not None:
            self._errand.close()
        self._errand = self._record = None
