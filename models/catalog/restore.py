"""Bringing a backup back into an empty database, in one transaction: all of it is there and right, or nothing."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.admin import upgrade
from models.catalog.admin_postgres import apply_functions, making
from models.catalog.backup import SITES, tables_in_order
from models.catalog.backup_file import Manifest, SiteNote, TableNote, blocks, opened
from models.catalog.log_reading import first_broken
from models.catalog.tables import SCHEMA_VERSION
from models.errors import CatalogError

_FIRST_VERSION = 2
_BOUNDS = re.compile(r"DEFAULT|FOR VALUES (IN \('?-?\d+'?\)|FROM \('[0-9a-f-]+'\) TO \('[0-9a-f-]+'\))")
_IN_USE = """
select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^(pg_|information_schema$)' and c.oid >= 16384
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') limit 1
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """``without_password`` are logins that were made anew and need one."""

    manifest: Manifest
    epoch: int
    without_password: tuple[str, ...]


def restore(
    path: Path,
    address: PostgresAddress,
    *,
    with_people: bool = True,
    told: Callable[[int], None] = lambda _: None,
) -> Restored:
    """Fill an empty database from a backup, check counts and chains, raise the epoch.

    ``told`` hears of each more bytes.

    Logins that the server does not have are made without a password. Without ``with_people`` nobody is let in at all.

    Raises:
        CatalogError: no whole backup, a newer one, a database that is not empty, no rights, or labels that are not
            what they were.
        CatalogUnreachableError: no answer.
    """
    with opened(path) as (manifest, archive):
        _refuse_other_versions(manifest, path)
        with making(address) as (connection, link):
            _refuse_used(link, address)
            upgrade(connection, address)
            # Some tables are made beside the functions; rights of new partitions come with the second call.
            apply_functions(link)
            _fill(link, manifest, archive, path, told)
            apply_functions(link)
            check(link, manifest, address)
            row = link.execute("update meta set epoch = epoch + 1 returning epoch").fetchone()
            made = _people(link) if with_people else ()
            link.execute("select note_audit('restore', %s, null, '{}')", (manifest.made_at,))
    return Restored(manifest, row[0] if row else 0, made)


def check(link: psycopg.Connection[TupleRow], manifest: Manifest, address: PostgresAddress) -> None:
    """Whether the catalog holds what the manifest says, and each log is what was written once.

    Raises:
        CatalogError: it does not.
    """
    for table in manifest.tables:
        count = sql.SQL("select count(*) from rushes.{}").format(sql.Identifier(table.name))
        found = link.execute(count).fetchone()
        if found != (table.rows,):
            raise _unlike(address, f"{table.name}: {found and found[0]} rows instead of {table.rows}")
    sites = tuple(SiteNote(*row) for row in link.execute(SITES).fetchall())
    if sites != manifest.sites:
        raise _unlike(address, "the ends of the logs")
    for code, entry in first_broken(link, [site.code for site in sites], as_owner=True).items():
        if entry is not None:
            raise _unlike(address, f"site {code}, entry {entry} of the log")


def refuse_used(address: PostgresAddress, link: psycopg.Connection[TupleRow]) -> None:
    """Refuse a database with tables of somebody else; a catalog, of whatever version, is none.

    Raises:
        CatalogError: it has.
    """
    if link.execute("select to_regclass('rushes.meta')").fetchone() == (None,):
        _refuse_used(link, address)


def _refuse_used(link: psycopg.Connection[TupleRow], address: PostgresAddress) -> None:
    found = link.execute(_IN_USE).fetchone()
    if found is not None:
        raise CatalogError(
            "The database {where} is not empty, it holds {table}; give the catalog one of its own",
            where=address.where,
            table=found[0],
        )


def _unlike(address: PostgresAddress, why: str) -> CatalogError:
    return CatalogError(
        "What was restored to {where} is not what was backed up: {why}", where=address.where, why=why
    )


def _refuse_other_versions(manifest: Manifest, path: Path) -> None:
    if manifest.schema_version > SCHEMA_VERSION:
        raise CatalogError("{path} was made by a newer program; update Rushes", path=path)
    if manifest.schema_version != SCHEMA_VERSION:
        raise CatalogError(
            "{path} holds version {version} of a catalog; restore it with the Rushes that made it, then upgrade",
            path=path,
            version=manifest.schema_version,
        )


def _fill(
    link: psycopg.Connection[TupleRow],
    manifest: Manifest,
    archive: zipfile.ZipFile,
    path: Path,
    told: Callable[[int], None],
) -> None:
    known = dict(tables_in_order(link))
    for table in manifest.tables:
        if table.name not in known or not set(table.columns) <= set(known[table.name]):
            raise CatalogError("{path} is no whole backup of a catalog: {why}", path=path, why=table.name)
    for name, parent, bounds in manifest.partitions:
        if parent not in known or not re.fullmatch(r"[a-z0-9_-]+", name) or not _BOUNDS.fullmatch(bounds):
            raise CatalogError("{path} is no whole backup of a catalog: {why}", path=path, why=name)
        link.execute(
            f'create table if not exists rushes."{name}" partition of rushes."{parent}" {bounds}'.encode()
        )
    link.execute("delete from meta")
    for table in manifest.tables:
        _fill_table(link, table, archive, path, told)
    for name, value in manifest.sequences.items():
        link.execute("select setval(to_regclass(format('rushes.%%I', %s::text)), %s)", (name, value))
    # Until the server does so by itself, minutes later, plans would be those of empty tables.
    for table in manifest.tables:
        link.execute(sql.SQL("analyze rushes.{}").format(sql.Identifier(table.name)))


def _fill_table(
    link: psycopg.Connection[TupleRow],
    table: TableNote,
    archive: zipfile.ZipFile,
    path: Path,
    told: Callable[[int], None],
) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    wanted = sql.SQL("copy rushes.{} ({}) from stdin").format(sql.Identifier(table.name), columns)
    with link.cursor() as cursor, cursor.copy(wanted) as copy:
        for block in blocks(archive, table, path):
            copy.write(block)
            told(len(block))


def _people(link: psycopg.Connection[TupleRow]) -> tuple[str, ...]:
    """Logins and doors of everybody who was there; those that had to be made."""
    made = []
    people = link.execute(
        "select login, role, active, to_regrole(quote_ident(login)) is null from app_user order by login"
    ).fetchall()
    for login, role, active, is_new in people:
        if is_new:
            link.execute("select make_login(%s, %s, null)", (login, role))
            made.append(login)
        else:
            link.execute("select put_in_group(%s, %s)", (login, role))
        if not active:
            link.execute(
                sql.SQL("revoke connect on database {} from {}").format(
                    sql.Identifier(link.info.dbname), sql.Identifier(login)
                )
            )
    return tuple(made)
