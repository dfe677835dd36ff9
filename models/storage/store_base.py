"""What every side of the store stands on."""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from models.episode import EpisodeRecord
from models.errors import StoreError
from models.labelling.document import Document
from models.storage import documents, list_facts, outbox, places, sites
from models.storage.database import Straight, reading, writing
from models.storage.documents import Stored
from models.storage.episode_list import EpisodeList
from models.storage.journal import Entry
from models.storage.list_file import throw_away
from models.storage.made import Made
from models.storage.opening import Opened, open_list_of

HELD_MOST = 5000
"""So many episodes at most are described in the label file until the list is known to hold them durably."""
UNLISTED_MOST = 50
"""So many edits at most wait until somebody looks at the list."""
_NOT_TAKEN = "What the catalog sent could not be stored: {why}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as it is stored, with its head and its site ("" for none decided).

    ``redoable`` is False where it is known that nothing can be redone. ``catalog`` has the catalog's state of it where
    that is known; its own document and head are those of then.
    """

    document: Document
    head: str
    site: str
    redoable: bool = True
    catalog: Stored | None = None

    @property
    def stored(self) -> Stored | None:
        """All that is stored of it, None where that must be read."""
        known = self.catalog
        return known and replace(known, document=self.document, head=self.head)


@dataclass(frozen=True, slots=True)
class Edited:
    """An acknowledged edit, for the list: see ``ListWriter.edited``."""

    before: Document
    after: Document
    number: int
    waiting: tuple[int, int] | None


class StoreBase:
    """An open store with its owner. ``user`` and ``role`` are written into every edit.

    ``notices`` is what a person should be told: of this opening first, of the list or the copies later.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._engine = opened.engine
        self._journal = opened.journal
        self._writer = open_list_of(opened)
        self._door = opened.engine.connect()
        self._straight = Straight(self._door)
        self._list = EpisodeList(opened.directory)
        self.directory = opened.directory
        self.user = opened.user
        self.role = opened.role
        self.device_id = opened.device_id
        self.notices = opened.notices
        self._held = 0
        self._unlisted: list[Edited] = []
        """Edits that the list does not show yet: it is written when they are acknowledged, not before."""
        self._shown: dict[str, Shown] = {}
        """Last edited documents, true at the end of each transaction: spares an edit the reading."""
        self._made = Made()
        self._number: int | None = None
        """Of the last edit; None where it must be read. No other process gives numbers, and none is given twice."""

    def open_list(self) -> EpisodeList:
        """The list of episodes for another thread; the caller closes it."""
        self.show_edits()
        return EpisodeList(self.directory)

    def close(self) -> None:
        """Give the files free; a second call does nothing."""
        self.show_edits()
        if self._held:
            with contextlib.suppress(StoreError, sqlite3.Error):
                self._settle_list()
        self._list.close()
        self._writer.close()
        self._door.close()
        self._opened.close()

    def _note(self, entries: Iterable[Entry]) -> None:
        """Into the journal with the next edit's wait for the disk; what is lost of it the catalog can tell again."""
        with contextlib.suppress(OSError):
            self._journal.append(entries, sync=False)

    def _note_durably(self, entries: Iterable[Entry]) -> None:
        try:
            self._journal.append(entries, sync=True)
        except OSError as error:
            raise StoreError("The journal cannot be written: {why}", why=error.strerror) from error

    @contextlib.contextmanager
    def _writing_both(self, template: str) -> Iterator[tuple[Connection, list[Entry]]]:
        """A transaction with entries that are durable in the journal before it is, and are taken back where it fails.

        Raises:
            StoreError: one of the two could not be written; neither is.
        """
        length: int | None = None
        try:
            with writing(self._engine, template) as connection:
                entries: list[Entry] = []
                yield connection, entries
                if entries:
                    length = self._journal.length()
                    self._journal.append(entries, sync=True)
        except BaseException as error:
            if length is not None:
                self._journal.cut_back(length)
            if isinstance(error, OSError):
                raise StoreError("The journal cannot be written: {why}", why=error.strerror) from error
            raise

    def _list_again(self, episode_ids: Iterable[str]) -> None:
        """Lines of the list after a change of the labels, which is durable already."""
        self.show_edits()
        ids = list(dict.fromkeys(episode_ids))
        if not ids:
            return
        try:
            with reading(self._engine) as connection:
                number = outbox.last_number(connection)
                self._writer.write(list_facts.facts_of(connection, ids), number=number)
            self._held += len(ids)
            if self._held > HELD_MOST:
                self._settle_list()
        except sqlite3.Error:
            self._renew_list()

    def show_edits(self) -> None:
        """Write the lines of the last edits into the list; those that a crash takes the next opening writes."""
        waiting, self._unlisted = self._unlisted, []
        try:
            unknown = [
                one.after.episode_id
                for one in waiting
                if not self._writer.edited(one.before, one.after, number=one.number, waiting=one.waiting)
            ]
        except sqlite3.Error:
            self._renew_list()
        else:
            if unknown:
                self._list_again(unknown)

    def _settle_list(self) -> None:
        self._writer.sync()
        with writing(self._engine, _NOT_TAKEN) as connection:
            places.let_go(connection)
        self._held = 0

    def _renew_list(self) -> None:
        """The list is damaged, or there is no room for it; it is made anew, now or at the next opening."""
        self._unlisted.clear()
        self._writer.close()
        self._list.close()
        try:
            throw_away(self.directory)
            self._writer = open_list_of(self._opened)
        except (OSError, sqlite3.Error, StoreError) as error:
            self.notices.append(StoreError("The list of episodes cannot be written: {why}", why=error))

    def _record(self, connection: Connection, episode_id: str) -> EpisodeRecord | None:
        """What is known of an episode, here or in the list."""
        found = places.find(connection, episode_id)
        if found is not None:
            return found
        try:
            row = self._writer.row(episode_id)
        except sqlite3.Error:
            return None
        return None if row is None else row.record

    def _site_of(self, connection: Connection, episode_id: str) -> str:
        """Site of an episode, "" where nobody decided."""
        site = documents.site_of(connection, episode_id)
        if site:
            return site
        record = self._record(connection, episode_id)
        return "" if record is None else record.site


def here(connection: Connection, site: str) -> list[str]:
    """The values of a ``site`` column that mean ``site``."""
    return [site, ""] if site == sites.default(connection) else [site]
