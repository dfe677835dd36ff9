"""A label file that is damaged or gone is made anew: from the newest sound copy and the journal, or the journal alone.

What of others' work is missing then comes with the next sync. The damaged file is moved aside and kept. Whatever
ends the process in between, the next opening begins again: a file under its own name is always a whole one.
"""

from dataclasses import dataclass
from pathlib import Path

from models.errors import StoreError
from models.storage import copies, disk, journal, journal_entries, meta, outbox
from models.storage.database import open_engine, writing
from models.storage.journal import EDIT, Entry
from models.storage.migrate import migrate
from models.storage.ownership import take
from models.storage.rows import LABEL_FILE

_FRESH = f"{LABEL_FILE}.rebuilding"
_SUFFIXES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """``kept`` is the damaged file under its new name, ``base`` the copy that was begun with; None for none.

    ``edits`` came out of the journal, ``unreadable`` lines of it did not.
    """

    kept: Path | None
    base: Path | None
    edits: int
    unreadable: int


def can_rebuild(directory: Path, journal_folder: Path) -> bool:
    """Whether there is anything to make a label file of."""
    return bool(journal.files_of(journal_folder)) or copies.newest_sound(directory) is not None


def rebuild(directory: Path, journal_folder: Path | None = None) -> RebuildReport:
    """Make the label file of ``directory`` anew while nobody has it open.

    Args:
        directory: of the store.
        journal_folder: where its journal lies, ``journal`` beside it for None.

    Raises:
        StoreError: another process owns it, there is nothing to make it of, a newer program wrote its journal, or
            no room.
    """
    lock = take(directory)
    try:
        return rebuild_owned(directory, journal_folder or directory / journal.FOLDER)
    finally:
        lock.release()


def rebuild_owned(directory: Path, journal_folder: Path) -> RebuildReport:
    """The same for the owner."""
    if not can_rebuild(directory, journal_folder):
        raise StoreError(
            "The labels in {directory} are damaged, and there is neither a copy nor a journal of them",
            directory=directory,
        )
    found = journal.read(journal_folder)
    journal_entries.refuse_newer(found.entries)
    base = copies.newest_sound(directory)
    fresh = directory / _FRESH
    try:
        _remove(fresh)
        if base is not None:
            fresh.write_bytes(base.read_bytes())
        edits = _fill(fresh, _entries_after(found.entries, base))
        kept = _move_aside(directory)
        fresh.replace(directory / LABEL_FILE)
        disk.sync_folder(directory)
    except OSError as error:
        raise StoreError("The label file cannot be written: {why}", why=error.strerror) from error
    return RebuildReport(kept, base, edits, found.damaged + found.torn)


def _entries_after(entries: list[Entry], base: Path | None) -> list[Entry]:
    """What was written since a copy was begun; everything where that is not known."""
    marks = [
        place
        for place, entry in enumerate(entries)
        if entry["kind"] == journal_entries.COPY and base is not None and entry["name"] == base.name
    ]
    return entries[marks[-1] :] if marks else entries


def _fill(fresh: Path, entries: list[Entry]) -> int:
    engine = open_engine(fresh)
    try:
        migrate(engine, fresh, keep_copy=False)
        with writing(engine, "The label file cannot be written: {why}") as connection:
            for entry in entries:
                if entry["kind"] == journal_entries.BEGIN and meta.get(connection, "device_id") is None:
                    meta.put(connection, {name: entry[name] for name in ("user", "device_id", "created_ns")})
            done = journal_entries.do_again(connection, entries)
            numbers = [entry["number"] for entry in entries if entry["kind"] == EDIT]
            outbox.reach_number(connection, max(numbers, default=0))
            # What was heard of the catalog since is not in the journal: it may have been restored.
            outbox.tell_refused_again(connection)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.rollback()
    finally:
        engine.dispose()
    for suffix in _SUFFIXES:
        fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
    return done


def _move_aside(directory: Path) -> Path | None:
    """The damaged file with its log; the log must not be taken for that of the new one."""
    damaged = directory / LABEL_FILE
    number = 1 + len(list(directory.glob(f"{LABEL_FILE}.damaged-*[0-9]")))
    kept = damaged.with_name(f"{LABEL_FILE}.damaged-{number}")
    for suffix in ("-wal", "-shm"):
        log = damaged.with_name(damaged.name + suffix)
        if log.exists():
            log.replace(kept.with_name(kept.name + suffix))
    if not damaged.exists():
        return None
    damaged.replace(kept)
    return kept


def _remove(path: Path) -> None:
    for suffix in ("", *_SUFFIXES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
