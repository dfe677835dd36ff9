"""The side of the store that looks after its files: copies, pruning, what the law takes, and whether all is sound."""

import contextlib
import sqlite3
from collections.abc import Callable, Collection

from models.errors import StoreError
from models.storage import copies, journal_entries, meta, outbox, places, withdrawing
from models.storage.database import damage_mark, reading, writing
from models.storage.integrity import faults
from models.storage.journal import EDIT, Entry
from models.storage.rows import LABEL_FILE
from models.storage.store_base import StoreBase

KEPT_DAYS = 90
NS_PER_DAY = 86_400 * 10**9
_COPIED_AT_ONCE_NBYTES = 16 << 20
_NOT_WRITTEN = "The label file cannot be written: {why}"


class CareCalls(StoreBase):
    """Part of ``LabelStore``."""

    def begin_copy(self, now_ns: int) -> str | None:
        """Name of the copy that is due, None where this day, in UTC, has one; ``make_copy`` makes it.

        Call it after midnight too, on the thread of the edits.
        """
        if not copies.is_due(self.directory, now_ns):
            return None
        name = copies.next_name(self.directory, now_ns)
        self._note([{"kind": journal_entries.COPY, "name": name}])
        return name

    def make_copy(self, name: str) -> None:
        """On any thread; a second for each gigabyte or two.

        Raises:
            StoreError: no room; the older copies stay.
        """
        copies.make(self.directory, name)

    def check(self) -> tuple[str, ...]:
        """What SQLite finds wrong in the label file; the next opening makes a damaged one anew. On any thread.

        Raises:
            StoreError: it cannot be read.
        """
        path = self.directory / LABEL_FILE
        found = faults(path)
        if found:
            with contextlib.suppress(OSError):
                damage_mark(path).touch()
        return found

    def prune(self, before_ns: int) -> int:
        """Forget edits that the catalog applied and that were made before a time; how many.

        Keep at least twice as long as the catalog's backups are apart: only what is kept can be offered again.
        """
        with writing(self._engine, _NOT_WRITTEN) as connection:
            since_ns = int(meta.get(connection, "created_ns") or 0)
            gone = outbox.prune(connection, before_ns, since_ns)
        numbers, ids = {number for number, _ in gone}, {changeset_id for _, changeset_id in gone}
        if gone:
            self._keep_in_journal(
                lambda entry: (
                    not (
                        (entry["kind"] == EDIT and entry["number"] in numbers)
                        or (entry["kind"] == journal_entries.ANSWER and entry["id"] in ids)
                    )
                )
            )
        return len(gone)

    def look_after(self, now_ns: int) -> None:
        """What an opening does besides: the copy of the day of a file that is not large, and what a crash left over."""
        with reading(self._engine) as connection:
            gone = withdrawing.unerased(connection)
        if gone:
            self._erase(gone)
        with reading(self._engine) as connection:
            is_empty = not outbox.last_number(connection) and not places.has_any(connection)
        if is_empty or (self.directory / LABEL_FILE).stat().st_size > _COPIED_AT_ONCE_NBYTES:
            return
        name = self.begin_copy(now_ns)
        if name is not None:
            try:
                self.make_copy(name)
            except StoreError as error:
                self.notices.append(error)

    def _erase(self, episode_ids: Collection[str]) -> None:
        """Withdrawn episodes leave list, journal and copies. What fails is tried again at the next opening."""
        gone = set(episode_ids)
        with reading(self._engine) as connection:
            sites, number = withdrawing.sites_of(connection, gone), outbox.last_number(connection)
        try:
            self.show_edits()
            self._writer.drop(gone)
            self._note_durably(journal_entries.withdrawn(each, site, number) for each, site in sites.items())
            self._keep_in_journal(lambda entry: _is_kept(entry, gone))
            copies.erase(self.directory, gone)
            for path in self.directory.glob(f"{LABEL_FILE}.damaged-*"):
                path.unlink()
        except (OSError, StoreError, sqlite3.Error) as error:
            self.notices.append(
                StoreError("A withdrawn episode is not erased everywhere yet: {why}", why=error)
            )
            return
        with writing(self._engine, _NOT_WRITTEN) as connection:
            withdrawing.mark_erased(connection, gone)
            places.let_go(connection)
        with reading(self._engine) as connection:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _keep_in_journal(self, keep: Callable[[Entry], bool]) -> None:
        try:
            self._journal.rewrite(keep)
        except OSError as error:
            raise StoreError("The journal cannot be written: {why}", why=error.strerror) from error


def _is_kept(entry: Entry, gone: Collection[str]) -> bool:
    return entry["kind"] == journal_entries.WITHDRAWN or entry.get("episode_id") not in gone
