"""Puts recordings on the list of episodes: which, asked of the person; what is in them, found in the background."""

import contextlib
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ingesting import looked
from app.paths import resource
from app.services import Services
from models.errors import KnownError, StoreError
from models.ingest import Looked, Step, find_recordings, jobs_for, steps_of
from models.readers.place import place
from models.storage.label_store import LabelStore
from widgets.address_dialog import AddressDialog
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind

LANE = "add"
FEW = 3
STEP_S = 0.3


class Library(QObject):
    """``visited(path)`` when a search begins; ``refused(error)`` and ``told(kind, words)`` say what came of it."""

    visited = Signal(object)
    refused = Signal(object)
    told = Signal(object, str)

    def __init__(self, *, services: Services, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._window = window
        self._lane = services.tasks.lane(LANE)
        self._adding: _Adding | None = None
        self._interrupted: list[Path] = []

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

    def choose_address(self) -> None:
        """Ask for a URL and add what is there."""
        dialog = AddressDialog(parent=self._window)
        dialog.chosen.connect(self._add_address)
        dialog.open()

    def _add_address(self, address: str) -> None:
        try:
            self.add(place(address))
        except KnownError as error:
            self.refused.emit(error)

    def add_demo(self) -> None:
        """The episodes that ship with the program."""
        self.add(resource("demo"))

    def add(self, path: Path) -> None:
        """Find the recordings under ``path``, put them on the list as they are read, and open the first.

        What is asked for last is read first; what it interrupts is taken up again behind it.
        """
        self.visited.emit(path.absolute())
        if self._adding is not None:
            self._lane.forget()
            self._adding.close()
            self._interrupted.append(self._adding.path)
        self._begin(path)

    def _begin(self, path: Path, *, opens: bool = True) -> None:
        adding = self._adding = _Adding(path, self._services.store, opens=opens)
        self._lane.submit(
            adding.plan, lambda _: self._go_on(adding), on_error=lambda error: self._not_added(adding, error)
        )

    def _go_on(self, adding: "_Adding") -> None:
        """The next few answers are waited for on the lane, so that the list fills while the rest is read."""
        if adding is self._adding:
            self._lane.submit(
                adding.next_steps,
                lambda steps: self._added(adding, steps),
                on_error=lambda error: self._not_added(adding, error),
            )

    def _added(self, adding: "_Adding", steps: tuple[Step, ...]) -> None:
        if adding is not self._adding:
            return
        if not steps:
            self._finish(adding)
            return
        records = [step.record for step in steps if step.record is not None]
        adding.new += self._services.store.put_episodes(records)
        with contextlib.suppress(StoreError):
            self._services.previews.put({s.record.id: s.preview for s in steps if s.record and s.preview})
        adding.damaged = adding.damaged or next((s.error for s in steps if s.error is not None), None)
        self._services.queue.refresh_soon()
        if records and not adding.opened:
            adding.opened = True
            self._services.queue.open(records[0].id)
        if steps[-1].recordings_total > FEW:
            done, total = steps[-1].recordings_done, steps[-1].recordings_total
            self.told.emit(
                NoticeKind.INFO, tr("Adding recordings: {done} of {total}", done=done, total=total)
            )
        self._go_on(adding)

    def _finish(self, adding: "_Adding") -> None:
        self._adding = None
        adding.close()
        self._services.queue.refresh()
        if adding.damaged is not None:
            self.refused.emit(adding.damaged)
        elif not adding.opened:
            self.told.emit(NoticeKind.WARNING, tr("No recording that Rushes can read was found there"))
        elif adding.new:
            words = tr("1 episode added") if adding.new == 1 else tr("{n} episodes added", n=adding.new)
            self.told.emit(NoticeKind.SUCCESS, words)
        self._resume()

    def _not_added(self, adding: "_Adding", error: Exception) -> None:
        if adding is not self._adding:
            return
        self._adding = None
        if not isinstance(error, KnownError):
            raise error
        self.refused.emit(error)
        self._resume()

    def _resume(self) -> None:
        if self._interrupted:
            self._begin(self._interrupted.pop(), opens=False)


class _Adding:
    """A plan under way. Its methods run on the lane; its values are read and set between them."""

    def __init__(self, path: Path, store: LabelStore, *, opens: bool) -> None:
        self.path = path
        self._store = store
        self._answers: Iterator[Looked] | None = None
        self._steps: Iterator[Step] = iter(())
        self.new = 0
        self.opened = not opens
        self.damaged: KnownError | None = None

    def plan(self) -> None:
        """Find what there is to read."""
        known = self._store.here()
        paths = find_recordings(self.path)
        # Of a few the list asks for itself, so that the first is open sooner.
        jobs = jobs_for(paths, known, previews=len(paths) > FEW)
        self._answers = looked(jobs)
        self._steps = steps_of(self._answers, known, total=len(jobs))

    def next_steps(self) -> tuple[Step, ...]:
        """What is known after the next moment; empty at the end."""
        until_s = time.monotonic() + STEP_S
        steps: list[Step] = []
        for step in self._steps:
            steps.append(step)
            if time.monotonic() > until_s:
                break
        return tuple(steps)

    def close(self) -> None:
        """End the processes that read; the generator may still be at work on the lane, then it ends by itself."""
        if isinstance(self._answers, Generator):
            with contextlib.suppress(ValueError):
                self._answers.close()
