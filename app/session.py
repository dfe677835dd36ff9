"""The only door for edits: a command goes in, the store acknowledges it, one signal tells everybody."""

from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from app.turns import Turns
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.labelling.apply import Applied, applying
from models.labelling.commands import Command, Restore, TakePhases, TakeTracks
from models.labelling.document import Document
from models.labelling.history import History, Step
from models.labelling.settle import settle
from models.storage.label_store import LabelStore
from models.taxonomy import Taxonomy

MANY = 200
"""An edit of so many changes takes more than a frame: it is made, written, stored and told in turns of the event
loop."""


class Session(QObject):
    """Labels of the open episode.

    ``changed(document, changes, initiator)`` follows every edit after it is durable, and every pull that touched the
    episode; ``saved(receipt)`` follows every acknowledged edit; ``refused(error)`` says why nothing happened. An edit
    of ``MANY`` changes is on its way when ``dispatch`` returns: whoever asks for the document, or edits it, finishes it
    first, undo and redo wait for it, and where it is refused, ``changed`` says with "refused" that all is as it was.
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
        self._document: Document | None = None
        self._history = History()
        self._turns: Iterator[bool] | None = None
        self._moves: deque[Step] = deque()
        self._later = Turns(self, after_paint=True)

    @property
    def document(self) -> Document | None:
        """The labels of the open episode, None without one."""
        self._catch_up()
        return self._document

    @property
    def is_busy(self) -> bool:
        """Whether an edit is on its way: what only shows the labels can wait until it is told."""
        return self._turns is not None

    def open(self, record: EpisodeRecord) -> Document:
        """Take the labels of an episode from the store.

        Raises:
            StoreError: the store cannot be read.
        """
        self._catch_up()
        document = self.store.load(record, self.taxonomy)
        self.record, self._document = record, document
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
        self.record = self._document = None
        self._history = History()

    def dispatch(self, command: Command, initiator: str = "") -> bool:
        """Apply, store, tell. Returns whether the edit was acknowledged, or is on its way; ``refused`` says why not."""
        return self._commit(command, Step.EDIT, initiator)

    def dispatch_made(self, steps: Iterator[Command | None]) -> None:
        """The same of a command that itself takes long to make: the last of ``steps``, each in a turn of its own."""
        before = self.document
        if before is None:
            return

        def turns() -> Iterator[bool]:
            for command in steps:
                yield False
                if command is not None:
                    yield from self._done(command, before, Step.EDIT, "", in_turns=True)

        self._begin(turns())

    def undo(self) -> bool:
        """Dispatch the inverse of the last edit of this episode, once that is done where it is on its way."""
        return self._move(Step.UNDO)

    def redo(self) -> bool:
        """Dispatch the inverse of the last undo, as ``undo``."""
        return self._move(Step.REDO)

    def _move(self, step: Step) -> bool:
        if self._turns is not None:
            self._moves.append(step)
            return True
        found = self._history.undo() if step is Step.UNDO else self._history.redo()
        return found is not None and self._commit(found[0], step, step.value)

    def settle(self, result: Document, resolves: tuple[str, ...]) -> bool:
        """Store what a person made of a conflict, and that it settles ``resolves``; as ``dispatch``."""
        before = self.document
        if before is None:
            return False
        try:
            applied = settle(before, result, taxonomy=self.taxonomy, role=self.store.role)
        except KnownError as error:
            self.refused.emit(error)
            return False
        return self._finish(self._stored(applied, before, Step.EDIT, "conflict", resolves=resolves))

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        self._catch_up()
        return self._history.undo() is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit to make again."""
        self._catch_up()
        return self._history.redo() is not None

    def reload(self, touched: tuple[str, ...]) -> None:
        """Read the open episode again after a pull that changed it; its undo history is gone."""
        self._catch_up()
        if self.record is not None and self.record.id in touched:
            self._document = self.store.load(self.record, self.taxonomy)
            self._history = self.store.history(self.record.id)
            self.changed.emit(self._document, (), "sync")

    def _commit(self, command: Command, step: Step, initiator: str) -> bool:
        before = self.document
        if before is None:
            return False
        in_turns = _size(command) >= MANY
        turns = self._done(command, before, step, initiator, in_turns=in_turns)
        if not in_turns:
            return self._finish(turns)
        self._begin(turns)
        return True

    def _begin(self, turns: Iterator[bool]) -> None:
        self._turns = turns
        self._later.later(self, self._go_on)

    def _done(
        self, command: Command, before: Document, step: Step, initiator: str, *, in_turns: bool
    ) -> Iterator[bool]:
        """Apply it, then as ``_stored``."""
        steps = applying(before, command, taxonomy=self.taxonomy, role=self.store.role)
        try:
            while (applied := next(steps)) is None:
                yield False
        except KnownError as error:
            self._refuse(error, before, in_turns=in_turns)
            return
        if applied.changes:
            yield False
            yield from self._stored(applied, before, step, initiator, in_turns=in_turns)

    def _stored(
        self,
        applied: Applied,
        before: Document,
        step: Step,
        initiator: str,
        *,
        resolves: tuple[str, ...] = (),
        in_turns: bool = False,
    ) -> Iterator[bool]:
        """Write its texts, store it, and last tell it, so that nobody who hears of it finds an edit on its way: after
        each part whether the store has acknowledged it.
        """
        try:
            now_ns = self._now_ns()
            made = self.store.prepare(applied, before=before, now_ns=now_ns, step=step) if in_turns else None
            for _ in () if made is None else made.get_ready():
                yield False
            receipt = self.store.commit(
                applied, before=before, now_ns=now_ns, step=step, resolves=resolves, prepared=made
            )
        except KnownError as error:
            self._refuse(error, before, in_turns=in_turns)
            return
        self.store.show_edits()
        self._document = applied.document
        if applied.undoable and applied.changes:
            self._history = self._history.after(step, applied.inverse)
        yield True
        self.changed.emit(applied.document, applied.changes, initiator)
        self.saved.emit(receipt)

    def _refuse(self, error: KnownError, before: Document, *, in_turns: bool) -> None:
        """Where ``dispatch`` has answered already, who took it for done looks again; what was to follow it does not."""
        self._moves.clear()
        self.refused.emit(error)
        if in_turns:
            self.changed.emit(before, (), "refused")

    def _go_on(self) -> None:
        """The next turn of the edit that is being stored; nothing else touches the session while it lasts."""
        turns, self._turns = self._turns, None
        if turns is None:
            return
        if next(turns, None) is None:
            self._move_on()
        else:
            self._turns = turns
            self._later.later(self, self._go_on)

    def _catch_up(self) -> None:
        """Finish the edit that is being stored, and those that wait for it: what follows stands on them."""
        turns, self._turns = self._turns, None
        while turns is not None:
            self._finish(turns)
            self._move_on()
            turns, self._turns = self._turns, None

    def _move_on(self) -> None:
        while self._moves and self._turns is None:
            self._move(self._moves.popleft())

    @staticmethod
    def _finish(turns: Iterator[bool]) -> bool:
        """Whether the edit was acknowledged."""
        return any([*turns])


def _size(command: Command) -> int:
    """How many changes it may come to."""
    match command:
        case Restore(changes):
            return len(changes)
        case TakePhases(phases):
            return len(phases)
        case TakeTracks(tracks):
            return sum(map(_size, tracks))
        case _:
            return 1
