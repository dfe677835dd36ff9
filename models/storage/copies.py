"""Daily copies of the label file in ``copies/``: the newest sound one is where a rebuild begins."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from models.errors import StoreError
from models.storage.database import copy_whole
from models.storage.integrity import faults
from models.storage.outbox import KEEP_LAST
from models.storage.rows import LABEL_FILE
from models.storage.withdrawing import ERASED_FROM

FOLDER = "copies"
KEPT = 7
_ASIDE = (
    "DELETE FROM conflict_aside WHERE changeset_id IN (SELECT changeset_id FROM outbox WHERE episode_id = ?)"
)


def copies_of(directory: Path) -> list[Path]:
    """Oldest first."""
    try:
        found = [path for path in (directory / FOLDER).iterdir() if _serial(path) is not None]
    except OSError:
        return []
    return sorted(found, key=lambda path: (_serial(path) or 0, path.name))


def is_due(directory: Path, now_ns: int) -> bool:
    """Whether the day of ``now_ns``, in UTC, has none yet."""
    made = copies_of(directory)
    return not made or not made[-1].stem.endswith(_day(now_ns))


def next_name(directory: Path, now_ns: int) -> str:
    """What the next one is called: by its number, not by a clock that may stand in 1999 or 2099."""
    made = copies_of(directory)
    serial = ((_serial(made[-1]) or 0) if made else 0) + 1
    return f"labels-{serial:06d}-{_day(now_ns)}.sqlite"


def make(directory: Path, name: str) -> None:
    """Copy the label file, which may be open, and let go of all but the newest seven.

    Raises:
        StoreError: no room, or it cannot be read; the older copies stay.
    """
    folder = directory / FOLDER
    path, fresh = folder / name, folder / "fresh"
    try:
        folder.mkdir(exist_ok=True)
        copy_whole(directory / LABEL_FILE, fresh)
        _sync(fresh)
        fresh.replace(path)
    except OSError as error:
        raise StoreError(
            "{path} cannot be copied: {why}", path=directory / LABEL_FILE, why=error.strerror
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    for old in copies_of(directory)[:-KEPT]:
        old.unlink(missing_ok=True)


def newest_sound(directory: Path) -> Path | None:
    """The newest that SQLite finds nothing wrong with, also one from before a migration."""
    older = sorted(directory.glob(f"{LABEL_FILE}.before-*"), reverse=True)
    return next((path for path in (*reversed(copies_of(directory)), *older) if _is_sound(path)), None)


def erase(directory: Path, episode_ids: Iterable[str]) -> None:
    """Nothing of these episodes stays in any copy; one that cannot be changed is removed."""
    ids = [(episode_id,) for episode_id in episode_ids]
    for path in (*copies_of(directory), *directory.glob(f"{LABEL_FILE}.before-*")):
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("BEGIN IMMEDIATE")
                there = _tables(connection)
                if "conflict_aside" in there:
                    connection.executemany(_ASIDE, ids)
                if {"outbox", "meta"} <= there:
                    connection.execute(KEEP_LAST)
                for table, column in _erased_from(there):
                    connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", ids)
                connection.execute("COMMIT")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            path.unlink(missing_ok=True)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _erased_from(there: set[str]) -> Iterator[tuple[str, str]]:
    yield from ((table.name, "episode_id") for table in ERASED_FROM if table.name in there)
    yield from ((table, "id") for table in ("place", "episode") if table in there)


def _is_sound(path: Path) -> bool:
    try:
        return not faults(path)
    except StoreError:
        return False


def _serial(path: Path) -> int | None:
    parts = path.stem.split("-", 2)
    is_copy = path.suffix == ".sqlite" and len(parts) == 3 and parts[0] == "labels" and parts[1].isdigit()
    return int(parts[1]) if is_copy else None


def _day(now_ns: int) -> str:
    return datetime.fromtimestamp(max(now_ns, 0) // 10**9, UTC).strftime("%Y-%m-%d")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
