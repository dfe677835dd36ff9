"""Which versions of a catalog this program can work with."""

from models.catalog.address import PostgresAddress, SqliteAddress
from models.catalog.tables import MIN_CLIENT, SCHEMA_VERSION
from models.errors import CatalogError

MIN_POSTGRES = 160_000


def refuse_unfit(
    version: int, address: PostgresAddress | SqliteAddress, *, min_client: int = MIN_CLIENT
) -> None:
    """Refuse a catalog that this program cannot work with; nothing in it is touched.

    A newer catalog is worked with as long as it says so: ``min_client`` is the oldest program that it takes.

    Raises:
        CatalogError: too new (update the program) or older (bring the catalog up).
    """
    if min_client > SCHEMA_VERSION:
        refuse_newer(version, address)
    if version < SCHEMA_VERSION:
        raise CatalogError(
            "The catalog {where} has version {version}, this program works with {known}; "
            "bring it up with: rushes catalog init URL",
            where=address.where,
            version=version,
            known=SCHEMA_VERSION,
        )


def refuse_newer(version: int, address: PostgresAddress | SqliteAddress) -> None:
    """Refuse what a newer program made.

    Raises:
        CatalogError: update the program.
    """
    if version > SCHEMA_VERSION:
        raise CatalogError(
            "The catalog {where} has version {version}, newer than this program's {known}; update Rushes",
            where=address.where,
            version=version,
            known=SCHEMA_VERSION,
        )


def refuse_old_postgres(server_version: int, address: PostgresAddress) -> None:
    """``server_version`` as PostgreSQL counts it: 160004 is 16.4.

    Raises:
        CatalogError: older than 16.
    """
    if server_version < MIN_POSTGRES:
        raise CatalogError(
            "A catalog needs PostgreSQL 16 or newer; {where} runs {version}",
            where=address.where,
            version=f"{server_version // 10_000}.{server_version % 10_000}",
        )
