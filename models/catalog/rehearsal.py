"""Trying a backup out: a catalog backed up, brought back beside itself, compared and thrown away."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from models.catalog.address import PostgresAddress
from models.catalog.backup import backup
from models.catalog.backup_file import Manifest
from models.catalog.owner import OWNER_S
from models.catalog.postgres_link import connect, known_errors
from models.catalog.restore import restore
from models.errors import CatalogError

_LEFT = r"""
select datname from pg_database d
where datname ~ '^rushes_rehearsal_[0-9a-f]{8}$' and pg_has_role(datdba, 'usage')
    and not exists (select from pg_stat_activity a where a.datname = d.datname)
"""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came back whole."""

    manifest: Manifest
    nbytes: int


def may_rehearse(address: PostgresAddress) -> bool:
    """Whether the login may make the database that a rehearsal needs."""
    with known_errors(address), closing(connect(address)) as link:
        row = link.execute(
            "select rolsuper or rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone()
    return row == (True,)


def rehearse(address: PostgresAddress, folder: Path) -> Rehearsal:
    """Back the catalog up into ``folder``, restore it into a database made for that, check counts and chains.

    Nobody can enter that database meanwhile; it and the file are gone afterwards.

    Raises:
        CatalogError: no right to make a database, no room, or a restore that is not what was backed up.
        CatalogUnreachableError: no answer.
    """
    path = folder / f"rehearsal-{secrets.token_hex(4)}.rushes-backup"
    try:
        manifest = backup(address, path, counts=False)
        with _scratch(address) as scratch:
            restore(path, scratch, with_people=False)
        return Rehearsal(manifest, path.stat().st_size)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _scratch(address: PostgresAddress) -> Iterator[PostgresAddress]:
    name = f"rushes_rehearsal_{secrets.token_hex(4)}"
    with known_errors(address), closing(connect(address, statement_s=OWNER_S)) as link:
        for (left,) in link.execute(_LEFT).fetchall():
            link.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(left)))
        try:
            link.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        except errors.InsufficientPrivilege as error:
            raise CatalogError(
                "A restore cannot be tried at {where}: the login {user} may make no database (CREATEDB)",
                where=address.where,
                user=address.user,
            ) from error
        try:
            yield replace(address, url=make_conninfo(address.url, dbname=name), database=name)
        finally:
            link.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
