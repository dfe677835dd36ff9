"""The only door for edits: a command goes in, the store acknowledges it, one signal tells everybody."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from models.episode import EpisodeRecord
from models.errors import KnownError
from models.labelling.apply import Applied, apply
from models.labelling.commands import Command
from models.labelling.document import Document
from models.labelling.history import History, Step
from models.labelling.settle import settle
from models.storage.label_store import LabelStore
from models.storage.values import Receipt
from models.taxonomy import Taxonomy

MANY = 200
"""An edit of so many changes takes most of a frame to be stored; who shows them has the turn after it."""


class Session(QObject):
    """Labels of the open episode.

    ``changed(document, changes, initiator)`` follows every edit after it is durable, in the next turn where the changes
    are ``MANY``, and every pull that touched the episode; ``saved(receipt)`` follows every acknowledged edit;
    ``refused(error)`` says why nothing happened.
    """

    changed = Signal(object, object, str)
    saved = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        *,
        store: LabelStore,
        taxonomy: Taxonomy,
        now_ns: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.taxonomy = taxonomy
        self._now_ns = now_ns
        self.record: EpisodeRecord | None = None
        self.document: Document | None = None
        self._history = History()
        self._untold: Callable[[], None] | None = None

    def open(self, record: EpisodeRecord) -> Document:
        """Take the labels of an episode from the store.

        Raises:
            StoreError: the store cannot be read.
        """
        self._catch_up()
        document = self.store.load(record, self.taxonomy)
        self.record, self.document = record, document
        self._history = self.store.history(record.id)
        self.changed.emit(document, (), "open")
        return document

    def labels_of(self, record: EpisodeRecord) -> Document:
        """The labels of another episode, to be looked at only.

        Raises:
            StoreError: the store cannot be read.
        """
        return self.store.load(record, self.taxonomy)

    def close(self) -> None:
        """No episode."""
        self._catch_up()
        self.record = self.document = None
        self._history = History()

    def dispatch(self, command: Command, initiator: str = "") -> bool:
        """Apply, store, tell. Returns whether the edit was acknowledged; otherwise ``refused`` says why."""
        return self._commit(command, Step.EDIT, initiator)

    def undo(self) -> bool:
        """Dispatch the inverse of the last edit of this episode."""
        step = self._history.undo()
        return step is not None and self._commit(step[0], Step.UNDO, "undo")

    def redo(self) -> bool:
        """Dispatch the inverse of the last undo."""
        step = self._history.redo()
        return step is not None and self._commit(step[0], Step.REDO, "redo")

    def settle(self, result: Document, resolves: tuple[str, ...]) -> bool:
        """Store what a person made of a conflict, and that it settles ``resolves``; as ``dispatch``."""
        self._catch_up()
        before = self.document
        if before is None:
            return False
        try:
            applied = settle(before, result, taxonomy=self.taxonomy, role=self.store.role)
            receipt = self.store.commit(applied, before=before, now_ns=self._now_ns(), resolves=resolves)
        except KnownError as error:
            self.refused.emit(error)
            return False
        self._tell(applied, receipt, Step.EDIT, "conflict")
        return True

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return self._history.undo() is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit to make again."""
        return self._history.redo() is not None

    def reload(self, touched: tuple[str, ...]) -> None:
        """Read the open episode again after a pull that changed it; its undo history is gone."""
        self._catch_up()
        if self.record is not None and self.record.id in touched:
            self.document = self.store.load(self.record, self.taxonomy)
            self._history = self.store.history(self.record.id)
            self.changed.emit(self.document, (), "sync")

    def _commit(self, command: Command, step: Step, initiator: str) -> bool:
        self._catch_up()
        before = self.document
        if before is None:
            return False
        try:
            applied = apply(before, command, taxonomy=self.taxonomy, role=self.store.role)
            if not applied.changes:
                return False
            receipt = self.store.commit(applied, before=before, now_ns=self._now_ns(), step=step)
        except KnownError as error:
            self.refused.emit(error)
            return False
        self._tell(applied, receipt, step, initiator)
        return True

    def _tell(self, applied: Applied, receipt: Receipt, step: Step, initiator: str) -> None:
        self.store.show_edits()
        self.document = applied.document
        if applied.undoable and applied.changes:
            self._history = self._history.after(step, applied.inverse)

        def told() -> None:
            self.changed.emit(applied.document, applied.changes, initiator)
            self.saved.emit(receipt)

        self._untold = told
        if len(applied.changes) < MANY:
            self._catch_up()
        else:
            QTimer.singleShot(0, self, self._catch_up)

    def _catch_up(self) -> None:
        """Tell of the edit that waits for its turn."""
        if self._untold is not None:
            told, self._untold = self._untold, None
            told()
