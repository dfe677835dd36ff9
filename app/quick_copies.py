"""Quick copies of the open episode's videos: found, used while the hand moves, made in the background where wished."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.asking import QuickCopy
from app.copy_job import CopyJob, find_copy, run_copy_job
from app.player import Player
from app.processes import Errand, Lost
from app.recording import OpenedEpisode
from app.tasks import Tasks
from models.episode import StreamKind
from models.errors import KnownError
from models.privacy import Privacy
from models.readers.place import is_remote, place

LOG = logging.getLogger(__name__)
LANE = "copies"
SETTING = "quick_copies"
_REST_MS = 1500
_ASK_MS = 500


class QuickCopies(QObject):
    """``changed(on)`` when the person wishes them or no longer.

    No copy is made, and none is used, of an episode that hides something from somebody, whose pictures are to be
    deleted by a day, or whose recording lies elsewhere (``media`` holds those fetched from there): a copy on this disk
    would outlive what was promised.
    """

    changed = Signal(bool)

    def __init__(
        self,
        *,
        player: Player,
        tasks: Tasks,
        folder: Path,
        privacy: Callable[[], Privacy],
        media: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._tasks = tasks
        self._folder = folder
        self._media = media
        self._privacy = privacy
        self._opened: OpenedEpisode | None = None
        self._looked: set[str] = set()
        self._wanted: list[CopyJob] = []
        self._errand: Errand[CopyJob, str] | None = None
        self.on = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._look)
        self._clock = QTimer(self, interval=_ASK_MS)
        self._clock.timeout.connect(self._ask)
        player.settled.connect(self._rest.start)

    def open(self, opened: OpenedEpisode) -> None:
        """Another episode; what is being made for the one before is given up."""
        self.close()
        self._opened = opened

    def set_on(self, on: bool) -> None:
        """Make and use them, or do neither."""
        self.on = on
        if on:
            self._rest.start()
        else:
            self._give_up()
        self.changed.emit(on)

    def set_privacy(self, _privacy: Privacy) -> None:
        """What may be kept of the open episode has changed."""
        if not self._may_keep:
            self._give_up()

    def close(self) -> None:
        """Stop what is under way."""
        self._opened = None
        self._give_up()

    @property
    def is_making(self) -> bool:
        """Whether a copy is being made."""
        return self._errand is not None

    @property
    def _may_keep(self) -> bool:
        privacy, opened = self._privacy(), self._opened
        return (
            opened is not None
            and not privacy.hides_something
            and not privacy.retain_until
            and not is_remote(place(opened.record.path))
            and not (self._media is not None and Path(opened.record.path).is_relative_to(self._media))
        )

    def _give_up(self) -> None:
        self._rest.stop()
        self._clock.stop()
        self._tasks.lane(LANE).forget()
        self._looked.clear()
        self._wanted.clear()
        self._player.drop_copies()
        if self._errand is not None:
            self._errand.close()
            self._errand = None

    def _look(self) -> None:
        """Once everybody rests: is there a copy of each video, or would one be of use?"""
        opened = self._opened
        if not self.on or opened is None or not self._may_keep:
            return
        if self._player.hand_moves or self._player.clock.playing:
            self._rest.start()
            return
        for name, info in opened.infos.items():
            if info.kind is StreamKind.VIDEO and info.count and name not in self._looked:
                self._looked.add(name)
                self._find(CopyJob(opened.record, name, self._folder))

    def _find(self, job: CopyJob) -> None:
        self._tasks.lane(LANE).submit(
            lambda: find_copy(job), lambda found: self._found(job, found), on_known=_note
        )

    def _found(self, job: CopyJob, found: QuickCopy | bool) -> None:
        if not isinstance(found, bool):
            self._player.give_copy(job.stream, found)
        elif found:
            self._wanted.append(job)
            self._begin()

    def _begin(self) -> None:
        if self._errand is None and self._wanted:
            self._errand = Errand(run_copy_job, self._wanted[0])
            self._clock.start()

    def _ask(self) -> None:
        answer = None if self._errand is None else self._errand.answer()
        if self._errand is None or answer is None:
            return
        self._errand.close()
        self._errand = None
        self._clock.stop()
        job = self._wanted.pop(0)
        if isinstance(answer, Lost):
            LOG.warning("no quick copy of %s: %s %s", job.stream, answer.why, answer.detail)
        elif answer:
            LOG.warning("%s", answer)
        else:
            self._find(job)
        self._begin()


def _note(error: KnownError) -> None:
    LOG.warning("no quick copy: %s", error)
