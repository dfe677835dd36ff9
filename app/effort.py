"""Counts active seconds and key strokes at the open episode, for the person and whom they hand it to."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from app import figures_file
from app.session import Session
from models.effort import Effort, Watch
from models.figures import Stay
from models.labelling.document import Document

_HAPPENS = {
    QEvent.Type.ShortcutOverride,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
}
_SECOND_MS = 1000


class EffortTimer(QObject):
    """``told(Effort)`` once a second while the window is active: what the open episode took since it was opened.

    A key is one when the system sends it to a window of ours; one that is held is one.
    """

    told = Signal(object)

    def __init__(
        self,
        *,
        session: Session,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._folder, self._clock = session, folder, clock
        self._watch = Watch()
        self._episode_id = self._task = ""
        session.changed.connect(self._document_changed)
        self._seconds = QTimer(self)
        self._seconds.setInterval(_SECOND_MS)
        self._seconds.timeout.connect(self._tell)
        self._seconds.start()
        qapp = QGuiApplication.instance()
        assert isinstance(qapp, QGuiApplication)
        qapp.focusWindowChanged.connect(self._focus_changed)
        self._focus_changed(QGuiApplication.focusWindow())

    @property
    def effort(self) -> Effort:
        """Of the open episode since it was opened."""
        return self._watch.effort

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """What the system sends to a window of ours; nothing is kept from anybody."""
        if event.type() in _HAPPENS and self._episode_id:
            key = isinstance(event, QKeyEvent) and not event.isAutoRepeat()
            self._watch = self._watch.happened(self._clock(), is_key=key)
        return False

    def close(self) -> None:
        """Write the stay that ends with the window."""
        qapp = QGuiApplication.instance()
        if isinstance(qapp, QGuiApplication):
            qapp.focusWindowChanged.disconnect(self._focus_changed)
        self._seconds.stop()
        self._leave()

    def _document_changed(self, document: Document, _changes: object, initiator: str) -> None:
        if initiator == "open" and document.episode_id != self._episode_id:
            self._leave()
            record = self._session.record
            self._episode_id, self._task = document.episode_id, record.task if record else ""
            self._watch = Watch().happened(self._clock()) if QGuiApplication.focusWindow() else Watch()
            self._tell()

    def _leave(self) -> None:
        watch = self._watch.stopped(self._clock())
        if self._episode_id and watch.effort.keys:
            stay = Stay(self._episode_id, watch.effort, self._task, int(time.time()))
            figures_file.append_stay(self._folder, stay)
        self._episode_id, self._watch = "", Watch()

    def _focus_changed(self, window: QWindow | None) -> None:
        """Another window of ours has the keys, or none has."""
        if window is None:
            self._watch = self._watch.stopped(self._clock())
        else:
            window.installEventFilter(self)

    def _tell(self) -> None:
        self._watch = self._watch.at(self._clock())
        if self._episode_id:
            self.told.emit(self._watch.effort)
