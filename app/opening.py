"""Opening an episode: its recording is looked for near and far, and its labels do not wait for it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.absent import absent_episode
from app.media_home import MediaHome
from app.recording import OpenedEpisode, open_described
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.media.locate import AbsentRecordingError, locate, places_of
from models.media.mapping import is_url

LANE, FAR_LANE = "open", "open far"
NEAR_MS, FAR_MS = 5000, 1000


class Opening(QObject):
    """``opened(OpenedEpisode)``, without its recording first where that takes long, and again when it comes.

    ``still_absent(record, error)`` when more is known of why it does not come; ``refused(error)`` where it is here and
    cannot be read. What is asked over a protocol has a lane of its own, so that a server that hangs delays nobody else.
    """

    opened = Signal(object)
    still_absent = Signal(object, object)
    refused = Signal(object)

    def __init__(self, *, tasks: Tasks, home: Callable[[], MediaHome], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._home = home
        self._record: EpisodeRecord | None = None
        self._shown_absent = False
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._lose_patience)

    def open(self, record: EpisodeRecord, site: str, readers_nbytes: int) -> None:
        """Find a recording and open it; the one asked for before is given up."""
        self._record, self._shown_absent = record, False
        self._patience.start(NEAR_MS)
        home = self._home()
        self._tasks.lane(LANE).submit(
            lambda: open_found(record, site, home, readers_nbytes, far=False),
            self._come,
            on_known=lambda error: self._not_near(record, site, readers_nbytes, error),
            key="open",
        )

    def forget(self) -> None:
        """Nothing is awaited any more."""
        self._record = None
        self._patience.stop()

    def _not_near(self, record: EpisodeRecord, site: str, readers_nbytes: int, error: KnownError) -> None:
        if record is not self._record:
            return
        home = self._home()
        if not isinstance(error, AbsentRecordingError) or not _may_be_far(record, site, home):
            self._failed(record, error)
            return
        self._patience.start(FAR_MS)
        self._tasks.lane(FAR_LANE).submit(
            lambda: open_found(record, site, home, readers_nbytes, far=True),
            self._come,
            on_known=lambda error: self._failed(record, error),
            key="open",
        )

    def _come(self, opened: OpenedEpisode) -> None:
        if self._record is None or opened.record.id != self._record.id:
            opened.episode.close()
            return
        self.forget()
        self.opened.emit(opened)

    def _failed(self, record: EpisodeRecord, error: KnownError) -> None:
        if record is not self._record:
            return
        if self._shown_absent:
            self.still_absent.emit(record, error)
        elif isinstance(error, AbsentRecordingError):
            self.opened.emit(absent_episode(record, error))
        else:
            self.refused.emit(error)
        self.forget()

    def _lose_patience(self) -> None:
        if self._record is not None:
            self._shown_absent = True
            why = AbsentRecordingError("The recording of {name} has not come yet", name=self._record.name)
            self.opened.emit(absent_episode(self._record, why))


def open_found(
    record: EpisodeRecord, site: str, home: MediaHome, readers_nbytes: int, *, far: bool
) -> OpenedEpisode:
    """The episode from wherever its recording can be read; its record says where that is.

    Raises:
        AbsentRecordingError: nowhere.
        KnownError: it is there and cannot be read.
    """
    return open_described(found(record, site, home, far=far), readers_nbytes)


def found(record: EpisodeRecord, site: str, home: MediaHome, *, far: bool = True) -> EpisodeRecord:
    """The record with the path at which the recording can be read.

    Raises:
        AbsentRecordingError: nowhere.
    """
    try:
        where = locate(record, home.whereabouts(record, site), home.cache, far=False)
    except AbsentRecordingError:
        if not far:
            raise
        home.ask_catalog(record, site)
        where = locate(record, home.whereabouts(record, site), home.cache)
    return record if where == record.path else replace(record, path=where)


def _may_be_far(record: EpisodeRecord, site: str, home: MediaHome) -> bool:
    return bool(home.catalog_url) or any(
        is_url(place) for place in places_of(record.path, home.whereabouts(record, site))
    )
