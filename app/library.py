"""Puts recordings on the list of episodes: which, asked of the person; what is in them, found in the background."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.paths import resource
from app.services import Services
from models.errors import KnownError
from models.ingest import Outcome, Step, find_recordings, ingest
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind

LANE = "open"


class Library(QObject):
    """``visited(path)`` when a search begins; ``refused(error)`` and ``told(kind, words)`` say what came of it."""

    visited = Signal(object)
    refused = Signal(object)
    told = Signal(object, str)

    def __init__(self, *, services: Services, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._window = window

    def choose_recording(self) -> None:
        """Ask for a recording and add it."""
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Open a recording"), "", tr("All files (*)"))
        if path:
            self.add(Path(path))

    def choose_folder(self) -> None:
        """Ask for a folder and add what is in it."""
        folder = QFileDialog.getExistingDirectory(self._window, tr("Add the recordings of a folder"))
        if folder:
            self.add(Path(folder))

    def add_demo(self) -> None:
        """The episodes that ship with the program."""
        self.add(resource("demo"))

    def add(self, path: Path) -> None:
        """Find the recordings under ``path``, put them on the list and open the first."""
        self.visited.emit(path.absolute())
        known = tuple(row.record for row in self._services.store.episodes())
        self._services.tasks.lane(LANE).submit(
            lambda: tuple(ingest(find_recordings(path), known)), self._added, on_error=self._not_added
        )

    def _added(self, steps: tuple[Step, ...]) -> None:
        records = [step.record for step in steps if step.record is not None]
        new = self._services.store.put_episodes(records)
        self._services.queue.refresh()
        damaged = next((step for step in steps if step.outcome is Outcome.DAMAGED), None)
        if damaged is not None and damaged.error is not None:
            self.refused.emit(damaged.error)
        elif not records:
            self.told.emit(NoticeKind.WARNING, tr("No recording that Rushes can read was found there"))
        elif new:
            words = tr("1 episode added") if new == 1 else tr("{n} episodes added", n=new)
            self.told.emit(NoticeKind.SUCCESS, words)
        if records:
            self._services.queue.open(records[0].id)

    def _not_added(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.refused.emit(error)
