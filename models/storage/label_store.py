"""The local store of one person: labels, outbox and undo in one SQLite file, each edit one transaction.

What ``commit`` returned a receipt for is on the disk and survives the end of the process and of the power.
Edits come from one thread; the other calls may come from a second: SQLite orders the writers, and an edit of a
document that sync changed meanwhile is refused instead of overwriting it.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import uuid_utils
from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import BugError, StoreError
from models.labelling.apply import Applied
from models.labelling.changes import ChangeSet
from models.labelling.document import Document, empty_document
from models.labelling.history import History, Step
from models.privacy import Privacy
from models.review import Role
from models.storage import documents, list_facts, outbox, withdrawing
from models.storage.conflict_calls import ConflictCalls
from models.storage.database import reading, straight
from models.storage.documents import Stored
from models.storage.edit import Edit
from models.storage.journal import FOLDER
from models.storage.list_calls import ListCalls
from models.storage.location import Mount
from models.storage.opening import open_owned
from models.storage.rows import LABEL_FILE
from models.storage.store_base import UNLISTED_MOST, Edited, Shown
from models.storage.sync_calls import SyncCalls
from models.storage.values import Receipt
from models.taxonomy import Taxonomy

FILE_NAME = LABEL_FILE
_NOT_SAVED = "The edit was not saved: {why}"
_NOT_IN_JOURNAL = "The edit was not saved, the journal cannot be written: {why}"


class LabelStore(ListCalls, SyncCalls, ConflictCalls):
    """Open with ``LabelStore.open``; close it, or use it as a context manager."""

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        user: str,
        role: Role,
        now_ns: int,
        mounts: Iterable[Mount] | None = None,
        journal_folder: Path | None = None,
    ) -> "LabelStore":
        """Create or open the store in ``directory`` and own it.

        A damaged label file is made anew from its last copy and the journal, or from the journal alone; ``notices``
        tells it. What the journal alone has is done again: the process ended before anybody was told whether it was
        saved.

        Args:
            directory: of this user alone; made where it is missing.
            user: whose labels these are; a file belongs to one user for ever.
            role: what the user does here, written into every edit.
            now_ns: wall clock, for a new file's date and the copy of the day.
            mounts: in place of the machine's own mount table.
            journal_folder: on another disk if there is one; ``journal`` in the directory for None.

        Raises:
            StoreError: a network share, another process, a newer or a foreign file, another user's file, no room.
        """
        opened = open_owned(
            directory,
            user=user,
            role=role,
            now_ns=now_ns,
            journal_folder=journal_folder or directory / FOLDER,
            mounts=mounts,
        )
        try:
            store = cls(opened)
        except BaseException:
            opened.close()
            raise
        store.look_after(now_ns)
        return store

    def __enter__(self) -> "LabelStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, record: EpisodeRecord, taxonomy: Taxonomy) -> Document:
        """The labels of an episode; an empty document of ``taxonomy`` where nobody labelled it."""
        with reading(self._engine) as connection:
            stored = documents.read(connection, record.id)
        if stored is None:
            return empty_document(
                episode_id=record.id,
                time_range=record.range,
                taxonomy_id=taxonomy.id,
                taxonomy_version=taxonomy.version,
            )
        return stored.document

    def privacy(self, episode_id: str) -> Privacy:
        """What was said of an episode that may have no labels yet."""
        with reading(self._engine) as connection:
            stored = documents.read(connection, episode_id)
        return Privacy() if stored is None else stored.document.privacy

    def history(self, episode_id: str) -> History:
        """What can be undone and redone, as it stood after the last receipt."""
        with reading(self._engine) as connection:
            return documents.read_history(connection, episode_id)

    def prepare(self, applied: Applied, *, before: Document, now_ns: int, step: Step = Step.EDIT) -> Edit:
        """What ``commit`` may be given of an edit of thousands of changes: ``get_ready`` writes its texts in parts.

        Raises:
            StoreError: as ``commit``.
        """
        with reading(self._engine) as connection:
            now = self._now(connection, before)
            number = self._next_number(connection)
        changeset = self._changeset(applied, parent=now.head, now_ns=now_ns, resolves=())
        return Edit(applied, changeset, step, now, number)

    def commit(
        self,
        applied: Applied,
        *,
        before: Document,
        now_ns: int,
        step: Step = Step.EDIT,
        resolves: Iterable[str] = (),
        prepared: Edit | None = None,
    ) -> Receipt:
        """Store an edit: labels, outbox and undo in one transaction, on the disk when this returns.

        The store shows it in the list at once; to another reader of the list ``show_edits`` does.

        Args:
            applied: what ``apply`` answered to a command on ``before``.
            before: the document that the person saw.
            now_ns: wall clock, for people only.
            step: whether the command came from a stack of the history.
            resolves: ids of refused change-sets that the person settled with this edit.
            prepared: of the same edit without ``resolves``; made anew where something else is stored by now.

        Raises:
            StoreError: no room, a damaged file, or sync changed the labels meanwhile; nothing is stored, ``before``
                or a fresh ``load`` is what stands.
        """
        resolved = tuple(resolves)
        if not applied.changes and not resolved:
            raise BugError("an edit without changes needs no receipt")
        length = None
        try:
            with straight(self._straight, _NOT_SAVED):
                now = self._now(self._door, before)
                made = prepared
                if made is None or made.before != now or resolved:
                    changeset = self._changeset(applied, parent=now.head, now_ns=now_ns, resolves=resolved)
                    made = Edit(applied, changeset, step, now)
                number = self._next_number(self._door)
                length = self._journal.length()
                self._journal.begin(made.line(number))
                made.store(self._straight, number)
                waiting = list_facts.waiting(self._straight, before.episode_id) if resolved else None
                self._journal.sync()
                self._shown[before.episode_id] = made.shown()
            self._number = number
            self._made.keep(made.made())
        except BaseException as error:
            self._number = None
            self._shown.pop(before.episode_id, None)
            if length is not None:
                self._journal.cut_back(length)
            if isinstance(error, OSError):
                raise StoreError(_NOT_IN_JOURNAL, why=error.strerror) from error
            raise
        self._unlisted.append(Edited(before, applied.document, number, waiting))
        if len(self._unlisted) >= UNLISTED_MOST:
            self.show_edits()
        return Receipt(number, made.changeset.id)

    def last_receipt(self) -> int:
        """Number of the last acknowledged edit, 0 before the first."""
        with reading(self._engine) as connection:
            return outbox.last_number(connection)

    def _next_number(self, connection: Connection) -> int:
        return 1 + (outbox.last_number(connection) if self._number is None else self._number)

    def _now(self, connection: Connection, before: Document) -> Shown:
        """What ``before`` stands on; refuses where the stored document is another by now."""
        episode_id = before.episode_id
        shown = self._shown.get(episode_id)
        if shown is None:
            if withdrawing.is_withdrawn(connection, episode_id):
                raise StoreError("The edit was not saved: this episode was withdrawn")
            stored = documents.read(connection, episode_id)
            site = self._site_of(connection, episode_id)
            if stored is None:
                empty = empty_document(episode_id=episode_id, time_range=before.range)
                stored = Stored(before, "", empty, "")
            known = stored if stored.head else replace(stored, site=site)
            shown = Shown(stored.document, stored.head, site, catalog=known)
        if shown.document != before:
            raise StoreError(
                "The edit was not saved: the labels of this episode changed meanwhile, look again"
            )
        return shown

    def _changeset(
        self, applied: Applied, *, parent: str, now_ns: int, resolves: tuple[str, ...]
    ) -> ChangeSet:
        return ChangeSet(
            id=str(uuid_utils.uuid7(nanoseconds=max(now_ns, 0))),
            episode_id=applied.document.episode_id,
            parent=parent,
            author=self.user,
            role=self.role.value,
            made_at_ns=now_ns,
            changes=applied.changes,
            resolves=resolves,
        )
