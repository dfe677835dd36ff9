"""Backups of the tests' catalogs, and putting them back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from models.catalog import sqlite_admin
from tests.support.catalogs import Home


def keep(home: Home) -> object:
    """A backup of the catalog as it is now."""
    if home.name == "sqlite":
        path = _path(home)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        return path.read_bytes()
    raise NotImplementedError


def put_back(home: Home, kept: object, *, told: bool = True) -> None:
    """Replace the catalog by a backup; ``told``: as the guide says, with a new epoch."""
    if isinstance(kept, bytes):
        path = _path(home)
        epoch = _epoch(path)
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        path.write_bytes(kept)
        while told and sqlite_admin.raise_epoch(home.url) <= epoch:
            pass
        return
    raise NotImplementedError


def _path(home: Home) -> Path:
    return Path(home.url.removeprefix("sqlite:///"))


def _epoch(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("select epoch from meta").fetchone()[0])
