"""The local store of one person: labels, outbox and undo in one SQLite file, each edit one transaction.

What ``commit`` returned a receipt for is on the disk and survives the end of the process and of the power.
Edits come from one thread; the other calls may come from a second: SQLite orders the writers, and an edit of a
document that sync changed meanwhile is refused instead of overwriting it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import uuid_utils
from filelock import FileLock
from sqlalchemy import Connection, Engine, func, select

from models.episode import EpisodeRecord
from models.errors import BugError, StoreError
from models.labelling.apply import Applied
from models.labelling.changes import ChangeSet
from models.labelling.document import Document, empty_document
from models.labelling.history import History, Step
from models.phases import Taxonomy
from models.privacy import Privacy
from models.review import Role, State
from models.storage import documents, episodes, meta, outbox, replay
from models.storage.conflict_calls import ConflictCalls
from models.storage.database import open_engine, reading, transaction, writing
from models.storage.location import Mount, refuse_network_share
from models.storage.migrate import migrate
from models.storage.ownership import take
from models.storage.rows import LABEL_FILE, EpisodeRow
from models.storage.tables import OUTBOX
from models.storage.values import Answer, Conflict, Page, Receipt

FILE_NAME = LABEL_FILE
_NOT_SAVED = "The edit was not saved: {why}"
_NOT_TAKEN = "What the catalog sent could not be stored: {why}"


class LabelStore(ConflictCalls):
    """Open with ``LabelStore.open``; close it, or use it as a context manager."""

    def __init__(self, engine: Engine, lock: FileLock, *, user: str, role: Role, device_id: str) -> None:
        self._engine = engine
        self._lock = lock
        self._door = engine.connect()
        self.user = user
        self.role = role
        self.device_id = device_id
        self._shown: dict[str, tuple[Document, str]] = {}
        """Last edited documents with their heads, true at the end of each transaction: spares an edit the reading."""

    @classmethod
    def open(
        cls, directory: Path, *, user: str, role: Role, now_ns: int, mounts: Iterable[Mount] | None = None
    ) -> "LabelStore":
        """Create or open ``directory/labels.sqlite`` and own it.

        Args:
            directory: of this user alone; made where it is missing.
            user: whose labels these are; a file belongs to one user for ever.
            role: what the user does here, written into every edit.
            now_ns: wall clock, for a new file's date.
            mounts: in place of the machine's own mount table.

        Raises:
            StoreError: a network share, another process, a newer or a foreign file, another user's file, no room.
        """
        refuse_network_share(directory, mounts)
        try:
            directory.mkdir(parents=True, exist_ok=True)
            lock = take(directory)
        except OSError as error:
            raise StoreError(
                "{directory} cannot be written: {why}", directory=directory, why=error.strerror
            ) from error
        path = directory / FILE_NAME
        engine = open_engine(path)
        try:
            migrate(engine, path)
            device_id = _identify(engine, path, user=user, now_ns=now_ns)
        except BaseException:
            engine.dispose()
            lock.release()
            raise
        return cls(engine, lock, user=user, role=role, device_id=device_id)

    def close(self) -> None:
        """Give the file free; a second call does nothing."""
        self._door.close()
        self._engine.dispose()
        self._lock.release()

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

    def commit(
        self,
        applied: Applied,
        *,
        before: Document,
        now_ns: int,
        step: Step = Step.EDIT,
        resolves: Iterable[str] = (),
    ) -> Receipt:
        """Store an edit: labels, outbox and undo in one transaction, on the disk when this returns.

        Args:
            applied: what ``apply`` answered to a command on ``before``.
            before: the document that the person saw.
            now_ns: wall clock, for people only.
            step: whether the command came from a stack of the history.
            resolves: ids of refused change-sets that the person settled with this edit.

        Raises:
            StoreError: no room, a damaged file, or sync changed the labels meanwhile; nothing is stored, ``before``
                or a fresh ``load`` is what stands.
        """
        resolved = tuple(resolves)
        if not applied.changes and not resolved:
            raise BugError("an edit without changes needs no receipt")
        try:
            with transaction(self._door, _NOT_SAVED):
                parent = self._parent(self._door, before)
                changeset = self._changeset(applied, parent=parent, now_ns=now_ns, resolves=resolved)
                number = _store(self._door, applied, changeset, step)
                self._shown[before.episode_id] = (applied.document, changeset.id)
        except BaseException:
            self._shown.pop(before.episode_id, None)
            raise
        return Receipt(number, changeset.id)

    def last_receipt(self) -> int:
        """Number of the last acknowledged edit, 0 before the first."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(OUTBOX.c.local_seq))).scalar() or 0

    def put_episodes(self, records: Sequence[EpisodeRecord]) -> int:
        """Add or renew episodes; how many are new."""
        with writing(self._engine, "The episodes were not stored: {why}") as connection:
            return episodes.put(connection, records)

    def episodes(
        self, *, state: State | None = None, text: str = "", task: str = "", annotator: str = ""
    ) -> list[EpisodeRow]:
        """The list, by name. ``text`` is looked for in name, task, robot, id and note; the others must match."""
        with reading(self._engine) as connection:
            return episodes.rows(connection, state=state, text=text, task=task, annotator=annotator)

    def row(self, episode_id: str) -> EpisodeRow | None:
        """The line of one episode in the list."""
        with reading(self._engine) as connection:
            return episodes.row(connection, episode_id)

    def episode(self, episode_id: str) -> EpisodeRecord | None:
        """The record of that id."""
        with reading(self._engine) as connection:
            return episodes.find(connection, episode_id)

    def counts(self) -> dict[State, int]:
        """Episodes by state; every state is there."""
        with reading(self._engine) as connection:
            return episodes.counts(connection)

    def pending(self, limit: int = 50) -> list[ChangeSet]:
        """The next change-sets to push, oldest first."""
        with reading(self._engine) as connection:
            return outbox.pending(connection, limit)

    def pending_count(self) -> int:
        """How many change-sets wait to be pushed."""
        with reading(self._engine) as connection:
            return outbox.pending_count(connection)

    def conflicts(self, episode_id: str | None = None) -> list[Conflict]:
        """Refused work that waits for a person, of one episode or of all."""
        with reading(self._engine) as connection:
            return outbox.conflicts(connection, episode_id)

    def record_answers(self, answers: Sequence[Answer]) -> tuple[str, ...]:
        """Write the catalog's answers down; ids of the episodes whose document changed by it."""
        with writing(self._engine, _NOT_TAKEN) as connection:
            touched = replay.take_answers(connection, answers)
            self._shown.clear()
        return touched

    def cursor(self) -> int:
        """Number of the last entry of the catalog's log that was taken, 0 before the first."""
        with reading(self._engine) as connection:
            return meta.cursor(connection)

    def apply_page(self, page: Page) -> tuple[str, ...]:
        """Take a pulled page and move the cursor; ids of the episodes whose document changed by it.

        Entries at or below the cursor were taken before and are passed over.

        Raises:
            StoreError: the page leaves entries out or does not fit; nothing is taken, the cursor stays.
        """
        with writing(self._engine, _NOT_TAKEN) as connection:
            cursor = meta.cursor(connection)
            fresh = [entry for entry in page.entries if entry.seq > cursor]
            if [entry.seq for entry in fresh] != list(range(cursor + 1, cursor + 1 + len(fresh))):
                raise StoreError("The catalog left out changes after number {cursor}", cursor=cursor)
            touched = replay.take_entries(connection, fresh)
            meta.put(connection, {"cursor": cursor + len(fresh)})
            self._shown.clear()
        return touched

    def catalog_identity(self) -> tuple[str, int] | None:
        """Id and epoch of the catalog that this file syncs with, None before the first."""
        with reading(self._engine) as connection:
            catalog_id, epoch = meta.get(connection, "catalog_id"), meta.get(connection, "catalog_epoch")
        return None if catalog_id is None else (catalog_id, int(epoch or 0))

    def bind_catalog(self, catalog_id: str, epoch: int) -> None:
        """Remember the catalog; from then on only this one, in whatever epoch.

        Raises:
            StoreError: the file syncs with another catalog.
        """
        with writing(self._engine, _NOT_TAKEN) as connection:
            bound = meta.get(connection, "catalog_id")
            if bound not in {None, catalog_id}:
                raise StoreError(
                    "These labels belong to the catalog {bound}, this one is {other}; nothing was sent",
                    bound=bound,
                    other=catalog_id,
                )
            meta.put(connection, {"catalog_id": catalog_id, "catalog_epoch": epoch})

    def _parent(self, connection: Connection, before: Document) -> str:
        """Head that ``before`` stands on; refuses where the stored document is another by now."""
        shown = self._shown.get(before.episode_id)
        if shown is None:
            stored = documents.read(connection, before.episode_id)
            shown = (before, "") if stored is None else (stored.document, stored.head)
        if shown[0] != before:
            raise StoreError(
                "The edit was not saved: the labels of this episode changed meanwhile, look again"
            )
        return shown[1]

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


def _store(connection: Connection, applied: Applied, changeset: ChangeSet, step: Step) -> int:
    """Everything that one edit writes; its number."""
    documents.write(connection, applied.document, applied.changes, head=changeset.id)
    number = outbox.put(connection, changeset)
    if changeset.resolves:
        outbox.resolve(connection, changeset.resolves, by=changeset.id)
    if applied.undoable and applied.changes:
        documents.keep_history(connection, applied, step, number=number)
    return number


def _identify(engine: Engine, path: Path, *, user: str, now_ns: int) -> str:
    with reading(engine) as connection:
        owner, device_id = meta.get(connection, "user"), meta.get(connection, "device_id")
    if owner not in {None, user}:
        raise StoreError(
            "{path} holds the labels of {owner}, not of {user}", path=path, owner=owner, user=user
        )
    if device_id is not None:
        return device_id
    made = str(uuid_utils.uuid7(nanoseconds=max(now_ns, 0)))
    with writing(engine, "The label file cannot be written: {why}") as connection:
        meta.put(connection, {"user": user, "device_id": made, "created_ns": now_ns})
    return made
