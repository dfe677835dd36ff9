"""Opening a catalog file for one call, and SQLite's errors as sentences."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, NoResultFound

from models.catalog.address import SqliteAddress
from models.errors import CatalogError, CatalogUnreachableError, StoreError
from models.storage import location
from models.storage.database import open_engine

_NO_CATALOG = ("no such table", "no such column", "not a database")
_LATER = ("locked", "busy", "unable to open", "disk is full", "disk I/O")


def refuse_network_share(address: SqliteAddress) -> None:
    """A file that several machines open at once would be damaged.

    Raises:
        CatalogError: the file's directory lies on a network share.
    """
    try:
        location.refuse_network_share(address.path.parent)
    except StoreError as error:
        raise CatalogError(
            "{path} lies on a network share, where a catalog file could be damaged; "
            "keep it on this machine, or use PostgreSQL for several",
            path=address.path,
        ) from error


@contextmanager
def opened(address: SqliteAddress, *, write: bool = False, make: bool = False) -> Iterator[Connection]:
    """One transaction, that of a writer with the write lock from its first statement; committed at the end.

    The file is opened anew each time, so that one that was moved away or put back is noticed.

    Raises:
        CatalogUnreachableError: no file there (unless ``make``), or others hold it for too long.
        CatalogError: no catalog, no rights, damaged.
    """
    if not make and not address.path.is_file():
        raise CatalogUnreachableError(
            "There is no catalog file {path}; a new one is made with: rushes catalog init URL",
            path=address.path,
        )
    try:
        with _engine(address.path).connect() as connection:
            connection.execution_options(rushes_write=write)
            with connection.begin():
                yield connection
    except (DBAPIError, NoResultFound) as error:
        raise _known(error, address) from error


@functools.lru_cache(maxsize=8)
def _engine(path: Path) -> Engine:
    """It holds no file open, but the texts of the statements, which cost more than running them."""
    return open_engine(path, keep_open=False)


def _known(error: DBAPIError | NoResultFound, address: SqliteAddress) -> CatalogError:
    why = str(error.orig) if isinstance(error, DBAPIError) else "not a database of Rushes"
    if isinstance(error, NoResultFound) or any(sign in why for sign in _NO_CATALOG):
        return CatalogError(
            "{path} is no catalog; a new one is made with: rushes catalog init URL", path=address.path
        )
    known = CatalogUnreachableError if any(sign in why for sign in _LATER) else CatalogError
    return known("The catalog file {path} cannot be used: {why}", path=address.path, why=why)
