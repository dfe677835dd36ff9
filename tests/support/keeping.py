"""Backups of the tests' catalogs, and putting them back."""

import itertools
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from models.catalog import administration, sqlite_admin
from tests.support.catalogs import Home, admin_address, file_address
from tests.support.postgres import server

_count = itertools.count(1)


def keep(home: Home) -> object:
    """A backup of the catalog as it is now."""
    if home.name == "sqlite":
        path = _path(home)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        return path.read_bytes()
    kept = f"kept_{next(_count)}"
    _copy(_database(home), kept)
    return kept


def put_back(home: Home, kept: object, *, told: bool = True) -> None:
    """Replace the catalog by a backup; ``told``: as the guide says, with a new epoch."""
    if isinstance(kept, bytes):
        path = _path(home)
        epoch = _epoch(path)
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        path.write_bytes(kept)
        while told and sqlite_admin.raise_epoch(file_address(home.url)) <= epoch:
            pass
        return
    database = _database(home)
    epoch = _number(server().execute("select epoch from rushes.meta", database))
    server().execute(f"drop database {database} with (force)")
    _copy(str(kept), database)
    while told and administration.raise_epoch(admin_address(home)) <= epoch:
        pass


def drop_kept(kept: object) -> None:
    """A backup that nobody wants any more."""
    if isinstance(kept, str):
        server().execute(f"drop database {kept} with (force)")


def _copy(source: str, target: str) -> None:
    running = server()
    running.execute(f"alter database {source} allow_connections false")
    running.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{source}'")
    while running.execute(f"select 1 from pg_stat_activity where datname = '{source}'"):
        time.sleep(0.01)
    running.execute(f"create database {target} template {source}")
    for name in (source, target):
        running.execute(f"alter database {name} allow_connections true")
    running.let_in(target)


def _database(home: Home) -> str:
    return home.url.split("@/")[1].split("?", maxsplit=1)[0]


def _number(rows: list[tuple[object, ...]]) -> int:
    return int(str(rows[0][0]))


def _path(home: Home) -> Path:
    return Path(home.url.removeprefix("sqlite:///"))


def _epoch(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("select epoch from meta").fetchone()[0])
