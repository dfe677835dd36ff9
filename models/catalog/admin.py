"""Making a catalog and bringing it up to date; both homes share one Alembic history."""

from pathlib import Path

from sqlalchemy import Connection, inspect, select, update

from models.catalog.address import PostgresAddress, SqliteAddress
from models.catalog.sqlite_link import opened, refuse_network_share
from models.catalog.tables import MIN_CLIENT, SCHEMA_VERSION, meta
from models.catalog.versions import refuse_newer
from models.errors import CatalogError


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
        return upgrade(connection, address)


def upgrade(connection: Connection, address: PostgresAddress | SqliteAddress) -> str:
    """Bring the tables to this program's version; the catalog's id. One that is there costs no import of Alembic.

    Raises:
        CatalogError: a newer catalog.
    """
    known = "alembic_version" in inspect(connection).get_table_names()
    version = connection.execute(select(meta.c.schema_version)).scalar_one() if known else 0
    refuse_newer(version, address)
    if version != SCHEMA_VERSION:
        _migrate(connection)
        connection.execute(update(meta).values(schema_version=SCHEMA_VERSION, min_client=MIN_CLIENT))
    return str(connection.execute(select(meta.c.catalog_id)).scalar_one())


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  only who makes a catalog pays for it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
