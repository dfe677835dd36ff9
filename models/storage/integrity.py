"""Whether a label file is sound, asked without owning or changing it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from models.errors import StoreError

MOST_FAULTS = 5
_MAGIC = b"SQLite format 3\0"


def faults(path: Path) -> tuple[str, ...]:
    """What SQLite finds wrong in the file at ``path``, at most a few; empty for a sound one.

    Another process may own and write the file meanwhile: the look is at one consistent state.

    Raises:
        StoreError: the file cannot be read, or is no SQLite file at all.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_FAULTS)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            return (str(error),)
        raise StoreError("The label file {path} cannot be read: {why}", path=path, why=error) from error
    strangers = [f"a row of {table} refers to a missing row of {parent}" for table, _, parent, _ in orphans]
    return tuple(fault for fault in found if fault != "ok") + tuple(strangers)


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong; somebody else's or an empty file is not its business, and sound."""
    if path.stat().st_size and _head(path) != _MAGIC:
        return False
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return [row[0] for row in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})")] == ["ok"]
    except sqlite3.Error:
        return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_MAGIC))
