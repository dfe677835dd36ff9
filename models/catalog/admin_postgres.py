"""Making a catalog in PostgreSQL: its schema, tables and functions."""

from collections.abc import Mapping
from importlib import resources

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from models.catalog.address import PostgresAddress
from models.catalog.admin import upgrade
from models.catalog.postgres_link import connect, known_errors
from models.catalog.versions import refuse_old_postgres
from models.review import MOVES

_INIT_LOCK = 0x52555348
_INIT_S = 600


def init_postgres(address: PostgresAddress) -> str:
    """Make or upgrade the schema ``rushes`` with its functions, in one transaction; the catalog's id.

    Raises:
        CatalogError: PostgreSQL older than 16, no rights, or a newer catalog.
        CatalogUnreachableError: no answer.
    """
    with known_errors(address), _admin_connection(address) as link:
        refuse_old_postgres(link.info.server_version, address)
        engine = create_engine("postgresql+psycopg://", creator=lambda: link, poolclass=NullPool)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("select pg_advisory_xact_lock(%s)", (_INIT_LOCK,))
                connection.exec_driver_sql("create schema if not exists rushes")
                catalog_id = upgrade(connection, address)
                _apply_functions(connection)
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.Error):
                raise error.orig from error
            raise
    return catalog_id


def _admin_connection(address: PostgresAddress) -> psycopg.Connection[tuple[object, ...]]:
    """Not in autocommit: SQLAlchemy begins and commits."""
    link = connect(address, statement_s=_INIT_S)
    link.execute("set search_path = rushes")
    link.autocommit = False
    return link


def _apply_functions(connection: Connection) -> None:
    """Replace all functions and the table of the review's moves."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the functions are for PostgreSQL")
    driver.execute(
        resources.files(__package__).joinpath("functions.sql").read_text(encoding="utf-8").encode()
    )
    driver.execute("delete from move")
    with driver.cursor() as cursor:
        cursor.executemany(
            "insert into move (name, source, target, role) values (%(name)s, %(source)s, %(target)s, %(role)s)",
            _move_rows(),
        )


def _move_rows() -> list[Mapping[str, str]]:
    return [
        {"name": move.name.value, "source": source.value, "target": move.target.value, "role": role.value}
        for move in MOVES.values()
        for source in move.sources
        for role in move.roles
    ]
