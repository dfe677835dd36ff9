"""Making a catalog and bringing it up to date; both homes share one Alembic history."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import psycopg
from sqlalchemy import Connection, create_engine, inspect, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from models.catalog.address import PostgresAddress, SqliteAddress
from models.catalog.postgres_link import connect, known_errors
from models.catalog.sqlite_link import opened, refuse_network_share
from models.catalog.tables import SCHEMA_VERSION, meta
from models.catalog.versions import refuse_newer, refuse_old_postgres
from models.errors import CatalogError
from models.review import MOVES

_INIT_LOCK = 0x52555348
_INIT_S = 600


def init_sqlite(address: SqliteAddress) -> str:
    """Make or upgrade the file; its id.

    Raises:
        CatalogError: a network share, no place to write, somebody else's database, or a newer catalog.
    """
    refuse_network_share(address)
    try:
        address.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(
            "The catalog file {path} cannot be made: {why}", path=address.path, why=error.strerror
        ) from error
    with opened(address, write=True, make=True) as connection:
        names = inspect(connection).get_table_names()
        if names and "stream_head" not in names:
            raise CatalogError("{path} is a database, but no catalog; nothing was changed", path=address.path)
        return _upgrade(connection, address)


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
                catalog_id = _upgrade(connection, address)
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


def _upgrade(connection: Connection, address: PostgresAddress | SqliteAddress) -> str:
    known = "alembic_version" in inspect(connection).get_table_names()
    if known:
        refuse_newer(connection.execute(select(meta.c.schema_version)).scalar_one(), address)
    _migrate(connection)
    connection.execute(update(meta).values(schema_version=SCHEMA_VERSION))
    return str(connection.execute(select(meta.c.catalog_id)).scalar_one())


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  only who makes a catalog pays for it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


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
