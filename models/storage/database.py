"""An SQLite file opened so that what it acknowledged survives a power cut."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Delete, Engine, Insert, Select, Update, create_engine, event
from sqlalchemy.dialects.sqlite.pysqlite import dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from models.errors import DamagedStoreError, StoreError

Row = TypeVar("Row")
BUSY_TIMEOUT_MS = 10_000
DAMAGED_SUFFIX = ".damaged"
"""Of an empty file beside one that SQLite found damaged: the next opening makes it anew."""
_AT_ONCE = 500
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_NAMED, _IN_ORDER = dialect(paramstyle="named"), dialect(paramstyle="qmark")
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


class Statements(Protocol):
    """Whatever runs prepared statements: a ``Connection``, or ``Straight``."""

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Any:
        """One row of parameters by name, or a list of them."""


class Straight:
    """Statements of an edit go straight to the driver: what SQLAlchemy adds to each costs more than the disk.

    ``connection`` stays open as long as this is used; what ``straight`` reads through it is inside the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        driver: Any = connection.connection.driver_connection
        self.driver: sqlite3.Connection = driver
        self._execute = driver.execute

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Any:
        """See ``Statements``; the driver's cursor."""
        if isinstance(parameters, list):
            return self.driver.executemany(statement, parameters)
        return self._execute(statement, parameters or ())


def open_engine(path: Path, *, keep_open: bool = True) -> Engine:
    """Connections with WAL, synchronous=FULL and foreign keys; ``reading`` and ``writing`` begin explicitly.

    Without ``keep_open`` the file is opened for each connection and let go of after it.
    """
    url = URL.create("sqlite+pysqlite", database=str(path))
    engine = create_engine(url, pool_size=4) if keep_open else create_engine(url, poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def writing(engine: Engine, template: str) -> Iterator[Connection]:
    """One transaction that holds the write lock from its first statement; committed at the end of the block.

    Raises:
        StoreError: the database refused; nothing of the block is stored. ``template`` says ``{why}``.
    """
    with _translated(template, {}, engine), engine.connect() as connection:
        connection.execution_options(rushes_write=True)
        with connection.begin():
            yield connection


@contextmanager
def straight(statements: Straight, template: str) -> Iterator[None]:
    """The same as ``writing``, begun and ended at the driver: a fifth of a millisecond less an edit."""
    connection = statements.connection
    try:
        try:
            statements.exec_driver_sql("BEGIN IMMEDIATE")
            yield
            statements.driver.commit()
        except BaseException:
            statements.driver.rollback()
            raise
        finally:
            if connection.in_transaction():
                connection.rollback()
    except (DBAPIError, sqlite3.Error) as error:
        raise _refusal(error, template, {}, connection.engine) from error


@contextmanager
def reading(
    engine: Engine, template: str = "The label file cannot be read: {why}", **values: object
) -> Iterator[Connection]:
    """One consistent view of the file.

    Raises:
        StoreError: the database refused. ``template`` says ``{why}``.
    """
    with _translated(template, values, engine), engine.connect() as connection:
        yield connection


def copy_whole(path: Path, target: Path) -> None:
    """One consistent copy of the file at ``path``, which may be open; an older ``target`` is replaced.

    Raises:
        StoreError: it cannot be read, or there is no room.
    """
    with _translated("{path} cannot be copied: {why}", {"path": path}):
        target.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))


def prepared(statement: Insert | Update | Delete | Select[Any], *columns: str) -> str:
    """SQL text of a statement that every edit or answer needs, for ``exec_driver_sql`` with named parameters.

    Composed once instead of at each edit: the edit is then as quick as the disk. ``columns`` are those that an
    insert sets, all of them by default.
    """
    return str(statement.compile(dialect=_NAMED, column_keys=list(columns) or None))


def prepared_in_order(statement: Insert | Delete, *columns: str) -> str:
    """The same for many rows at once, their parameters in the order of ``columns``: a third less time than by name."""
    compiled = statement.compile(dialect=_IN_ORDER, column_keys=list(columns))
    assert list(compiled.positiontup or ()) == list(columns)
    return str(compiled)


def batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """As many ids or rows at once as a statement takes well."""
    return (rows[first : first + _AT_ONCE] for first in range(0, len(rows), _AT_ONCE))


def is_damage(error: BaseException | None) -> bool:
    """Whether SQLite says that a file is not sound."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(_DAMAGE)


def damage_mark(path: Path) -> Path:
    """See ``DAMAGED_SUFFIX``."""
    return path.with_name(path.name + DAMAGED_SUFFIX)


@contextmanager
def _translated(template: str, values: dict[str, object], engine: Engine | None = None) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _refusal(error, template, values, engine) from error


def _refusal(
    error: DBAPIError | sqlite3.Error, template: str, values: dict[str, object], engine: Engine | None
) -> StoreError:
    why = error.orig if isinstance(error, DBAPIError) else error
    if engine is None or not engine.url.database or not is_damage(why):
        return StoreError(template, **values, why=why)
    with suppress(OSError):
        damage_mark(Path(engine.url.database)).touch()
    return DamagedStoreError(
        "The label file is damaged ({why}); close Rushes and start it again, then it is made anew", why=why
    )


def _prepare(dbapi_connection: Any, _record: object) -> None:
    """The driver must not begin transactions of its own: ``_begin`` does."""
    dbapi_connection.isolation_level = None
    for pragma in _PRAGMAS:
        dbapi_connection.execute(pragma).close()


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if driver.in_transaction:
        return
    write = connection.get_execution_options().get("rushes_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
