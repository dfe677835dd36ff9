"""The only door for edits: a command goes in, the store acknowledges it, one signal tells everybody."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from models.labelling.commands import Approve, Command, SendBack, Submit, Withdraw
from models.labelling.document import Document
from models.labelling.history import History
from models.phases import Taxonomy
from models.storage.label_store import LabelStore
from models.storage.values import EpisodeRecord

MOVES = (Submit, Withdraw, Approve, SendBack)


class Session(QObject):
    """Labels of the open episode.

    ``changed(document, changes, initiator)`` follows every edit after it is durable, and every pull that touched
    the episode; ``saved(receipt)`` follows every acknowledged edit; ``refused(error)`` says why nothing happened.
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

    def open(self, record: EpisodeRecord) -> Document:
        """Take the labels of an episode from the store.

        Raises:
            StoreError: the store cannot be read.
        """
        document = self.store.load(record, self.taxonomy)
        self.record, self.document = record, document
        self._history = self.store.history(record.id)
        self.changed.emit(document, (), "open")
        return document

    def close(self) -> None:
        """No episode."""
        self.record = self.document = None
        self._history = History()

    def dispatch(self, command: Command, initiator: str = "") -> bool:
        """Apply, store, tell. Returns whether the edit was acknowledged; otherwise ``refused`` says why."""
        return self._commit(command, initiator, History.record)

    def undo(self) -> bool:
        """Dispatch the inverse of the last edit of this episode."""
        step = self._history.undo()
        return step is not None and self._commit(step[0], "undo", lambda _, inverse: step[1].undone(inverse))

    def redo(self) -> bool:
        """Dispatch the inverse of the last undo."""
        step = self._history.redo()
        return step is not None and self._commit(step[0], "redo", lambda _, inverse: step[1].redone(inverse))

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
        if self.record is not None and self.record.id in touched:
            self.document = self.store.load(self.record, self.taxonomy)
            self._history = self.store.history(self.record.id)
            self.changed.emit(self.document, (), "sync")
