"""What is usual: the range of approved episodes of the same task behind the plots of the open one."""

import contextlib
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.background_reads import load_signal
from app.queue import Queue
from app.session import Session
from app.tasks import Tasks
from models.alignment.envelope import (
    LEAST_EPISODES,
    Course,
    Envelope,
    band_on,
    envelope_of,
    sampled,
    template_of,
)
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.labelling.document import Document
from models.readers import open_episode
from models.review import State
from widgets.i18n import tr
from widgets.signal_view import SignalView
from widgets.view_frame import ViewFrame

LANE = "envelope"
MOST = 12
SIGNAL_NBYTES = 64 << 20

_Labelled = tuple[tuple[EpisodeRecord, Document], ...]


class UsualRange(QObject):
    """Switched by the person; ``told(words)`` where there is nothing to show, and why.

    An envelope is read once for a task and stream as long as the same episodes are approved.
    """

    told = Signal(str)

    def __init__(
        self, *, session: Session, queue: Queue, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._queue, self._tasks = session, queue, tasks
        self._views: dict[str, SignalView] = {}
        self._known: dict[tuple[str, ...], Envelope | None] = {}
        self._approved: tuple[EpisodeRecord, ...] = ()
        self._approved_for = ""
        self.on = False
        session.changed.connect(lambda *_: self._look())
        queue.listing.counted.connect(lambda *_: self._look())

    def attach(self, views: Mapping[str, ViewFrame]) -> None:
        """The views of the open episode."""
        self._views = {name: view for name, view in views.items() if isinstance(view, SignalView)}

    def toggle(self) -> None:
        """Show what is usual, or no longer."""
        self.on = not self.on
        if self.on:
            self._look(tell=True)
        else:
            self._show()

    def _look(self, *, tell: bool = False) -> None:
        """Find the approved episodes of the task of the open one, in the background; then show."""
        record = self._session.record
        if not self.on or record is None:
            self._show()
            return
        if record.id != self._approved_for:
            self._approved_for, self._approved = record.id, ()
        self._queue.neighbours.siblings(
            record, (State.APPROVED,), MOST, lambda found: self._found(record, found, tell=tell)
        )

    def _found(self, record: EpisodeRecord, found: list[EpisodeRecord], *, tell: bool) -> None:
        if record.id != self._approved_for or not self.on:
            return
        self._approved = tuple(found)
        document = self._session.document
        if tell and len(found) < LEAST_EPISODES:
            self.told.emit(tr("{n} approved episodes of this task; the usual range needs 3", n=len(found)))
        elif tell and (document is None or not document.track.phases):
            self.told.emit(tr("The usual range is laid over the phases; cut them first"))
        self._show()

    def refresh(self) -> None:
        """A plot has its samples."""
        self._show()

    def _show(self) -> None:
        record, document = self._session.record, self._session.document
        for name, view in self._views.items():
            if not self.on or record is None or document is None or view.pyramid is None:
                view.set_bands({})
                continue
            approved = self._approved
            key = (name, *(each.id for each in approved))
            if key in self._known:
                self._give(view, self._known[key], document)
            elif len(approved) >= LEAST_EPISODES:
                self._read(name, key, tuple((each, self._session.labels_of(each)) for each in approved))

    def _read(self, name: str, key: tuple[str, ...], approved: _Labelled) -> None:
        self._tasks.lane(LANE).submit(
            lambda: _envelope(name, approved), lambda found: self._keep(key, found), key=name
        )

    def _keep(self, key: tuple[str, ...], found: Envelope | None) -> None:
        self._known[key] = found
        self._show()

    @staticmethod
    def _give(view: SignalView, envelope: Envelope | None, document: Document) -> None:
        if envelope is None:
            view.set_bands({})
            return
        bands = {name: band_on(envelope, name, document.track) for name in envelope.channels}
        view.set_bands({name: band for name, band in bands.items() if band is not None})


def _envelope(stream: str, approved: _Labelled) -> Envelope | None:
    """Read on the lane; episodes that cannot be read, or have other channels, are left out."""
    template = template_of([document.track for _, document in approved])
    if template is None:
        return None
    channels: tuple[str, ...] = ()
    courses = []
    for record, document in approved:
        with contextlib.suppress(KnownError), open_episode(record.path, record.inner_id) as episode:
            if stream not in episode.streams:
                continue
            signal = load_signal(episode.streams[stream], SIGNAL_NBYTES)
            channels = channels or signal.info.channels
            course = Course(
                signal.info.channels, signal.pyramid.stamps_ns, signal.pyramid.values, document.track
            )
            found = sampled(course, template) if course.channels == channels else None
            if found is not None:
                courses.append(found)
    return envelope_of(channels, template, courses)
