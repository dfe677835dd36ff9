"""Backups of the tests' catalogs, and putting them back."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from models.catalog import administration, sqlite_admin
from models.catalog.backup import tables_in_order
from tests.support.catalog_rows import file_of, link_to
from tests.support.catalogs import Home, admin_address, file_address
from tests.support.postgres import server

_OTHERS = """
select pg_terminate_backend(pid, 5000) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
_SEQUENCES = "select sequencename::text, last_value from pg_sequences where schemaname = 'rushes'"
_SHUT_OUT = """
select format('revoke connect on database %I from %I', current_database(), login) from rushes.app_user
where not active and to_regrole(quote_ident(login)) is not null
"""


@dataclass(frozen=True)
class KeptRows:
    """All rows of a catalog in PostgreSQL as COPY wrote them, by table with its columns, and its sequences."""

    tables: tuple[tuple[str, tuple[str, ...], bytes], ...]
    sequences: tuple[tuple[str, int | None], ...]


Kept = bytes | KeptRows


def keep(home: Home) -> Kept:
    """A backup of the catalog as it is now."""
    if home.name == "sqlite":
        path = file_of(home)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        return path.read_bytes()
    link = link_to(home.url)
    with link.transaction():
        link.execute("set transaction isolation level repeatable read, read only")
        tables = tuple(
            (name, columns, _copied(home, name, columns)) for name, columns in tables_in_order(link)
        )
        return KeptRows(tables, tuple(link.execute(_SEQUENCES).fetchall()))


def put_back(home: Home, kept: Kept, *, told: bool = True) -> None:
    """Replace the catalog by a backup; ``told``: as the guide says, with a new epoch."""
    if isinstance(kept, bytes):
        _put_file_back(file_of(home), kept, home.url, told=told)
        return
    link = link_to(home.url)
    link.execute(_OTHERS)
    with link.transaction():
        (epoch,) = link.execute("select epoch from rushes.meta").fetchone() or (0,)
        link.execute("set local session_replication_role = replica")
        for name, columns, rows in kept.tables:
            link.execute(sql.SQL("delete from rushes.{}").format(sql.Identifier(name)))
            with (
                link.cursor() as cursor,
                cursor.copy(_copy("copy rushes.{} ({}) from stdin", name, columns)) as copy,
            ):
                copy.write(rows)
        for name, value in kept.sequences:
            link.execute(
                "select setval(%s::regclass, %s, %s)", (f"rushes.{name}", value or 1, value is not None)
            )
    server().let_in(link.info.dbname)
    for (shut_out,) in link.execute(_SHUT_OUT).fetchall():
        link.execute(shut_out.encode())
    while told and administration.raise_epoch(admin_address(home)) <= epoch:
        pass


def _put_file_back(path: Path, kept: bytes, url: str, *, told: bool) -> None:
    epoch = _epoch(path)
    for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)
    path.write_bytes(kept)
    while told and sqlite_admin.raise_epoch(file_address(url)) <= epoch:
        pass


def _copied(home: Home, name: str, columns: tuple[str, ...]) -> bytes:
    wanted = _copy("copy (select {1} from rushes.{0}) to stdout", name, columns)
    with link_to(home.url).cursor() as cursor, cursor.copy(wanted) as copy:
        return b"".join(bytes(block) for block in copy)


def _copy(text: str, name: str, columns: tuple[str, ...]) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(text).format(sql.Identifier(name), listed)  # type: ignore[arg-type]


def _epoch(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("select epoch from meta").fetchone()[0])
