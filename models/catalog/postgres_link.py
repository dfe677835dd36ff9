"""Connecting to PostgreSQL with an end to every wait, and its errors as sentences."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.certificate import certificate_error
from models.catalog.versions import refuse_unfit
from models.errors import CatalogError, CatalogLoginError, CatalogUnreachableError

CONNECT_S = 10
STATEMENT_S = 30
_LIMITS: dict[str, str | int] = {
    "connect_timeout": CONNECT_S,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "application_name": "rushes",
}
_T = TypeVar("_T")
_LOGIN = (
    "password authentication failed",
    "no password supplied",
    "authentication failed",
)
_NO_RULE = ("no pg_hba.conf entry", "pg_hba.conf rejects connection")
_UNKNOWN = ("permission denied for database", "is not permitted to log in")
_POOLER = "unsupported startup parameter"
_MISFIT = "RU001"
_REFUSED = ("RU002", "22023")
_TRY_AGAIN = (errors.UniqueViolation, errors.ReadOnlySqlTransaction)
_NO_CATALOG = (errors.InvalidSchemaName, errors.UndefinedFunction, errors.UndefinedTable)


class PatientConnection(psycopg.Connection[TupleRow]):
    """A connection that gives up after its time for a statement even where the network swallows everything."""

    statement_s: int = STATEMENT_S

    def wait(self, gen: Generator[Any, Any, _T], *args: Any, **kwargs: Any) -> _T:
        """See ``psycopg.Connection.wait``."""
        return super().wait(_limited(gen, self.statement_s), *args, **kwargs)


def connect(address: PostgresAddress, *, statement_s: int | None = None) -> PatientConnection:
    """A new connection in autocommit, without a word beyond those of connecting; wrap in ``known_errors``."""
    patience_s = STATEMENT_S if statement_s is None else statement_s
    given = str(conninfo_to_dict(address.url).get("options") or "")
    options = f"{given} -c statement_timeout={patience_s * 1000}".strip()
    made = PatientConnection.connect(
        make_conninfo(address.url, **_LIMITS, options=options), autocommit=True, prepare_threshold=None
    )
    made.statement_s = patience_s
    return made


def refuse_misfit(connection: psycopg.Connection[TupleRow], address: PostgresAddress) -> None:
    """After a function was not found: refuse the catalog of an older program; silent where there is none at all.

    Raises:
        CatalogError: bring the catalog up.
    """
    try:
        row = connection.execute("select rushes.hello('{}'::jsonb) ->> 'schema_version'").fetchone()
    except psycopg.Error:
        return
    refuse_unfit(int(row[0]) if row else 0, address)


@contextmanager
def known_errors(address: PostgresAddress) -> Iterator[None]:
    """Let nothing of psycopg out.

    Raises:
        CatalogUnreachableError: no answer, or one that may be another one later.
        CatalogLoginError: the name or the password is wrong.
        CatalogError: somebody must act: rights, no database, no catalog in it.
    """
    try:
        yield
    except _NO_CATALOG as error:
        raise CatalogError(
            "There is no catalog in {where} yet; make it with: rushes catalog init URL", where=address.where
        ) from error
    except errors.InvalidAuthorizationSpecification as error:
        raise _unknown_login(address) from error
    except errors.InsufficientPrivilege as error:
        raise CatalogError(
            "The login {user} has no right to do this at {where}", user=address.user, where=address.where
        ) from error
    except psycopg.OperationalError as error:
        raise _operational(error, address) from error
    except psycopg.Error as error:
        if error.sqlstate == _MISFIT:
            version = int(error.diag.message_detail or 0)
            refuse_unfit(version, address, min_client=version)
        if error.sqlstate in _REFUSED:
            raise CatalogError(
                "The catalog at {where} refuses this: {why}", where=address.where, why=_why(error, address)
            ) from error
        known = CatalogUnreachableError if isinstance(error, _TRY_AGAIN) else CatalogError
        raise known(
            "The catalog at {where} failed: {why}", where=address.where, why=_why(error, address)
        ) from error


def _operational(error: psycopg.OperationalError, address: PostgresAddress) -> CatalogError:
    text = str(error)
    if any(sign in text for sign in (*_UNKNOWN, f'role "{address.user}" does not exist')):
        return _unknown_login(address)
    if any(sign in text for sign in _LOGIN):
        return CatalogLoginError(
            "The catalog at {where} refuses the login {user}: the password or the name is wrong",
            where=address.where,
            user=address.user,
        )
    certificate = certificate_error(text, address, why=_why(error, address))
    if certificate is not None:
        return certificate
    turned_away = _turned_away(text, address)
    if turned_away is not None:
        return turned_away
    return CatalogUnreachableError(
        "The catalog at {where} does not answer: {why}", where=address.where, why=_why(error, address)
    )


def _turned_away(text: str, address: PostgresAddress) -> CatalogError | None:
    """What whoever looks after the server has to set; None for any other failure."""
    if any(sign in text for sign in _NO_RULE):
        return CatalogError(
            "The server of {where} lets the login {user} not in from this machine, or not without TLS (pg_hba.conf)",
            where=address.where,
            user=address.user,
        )
    if _POOLER in text:
        return CatalogError(
            "The pooler at {where} lets nobody in until ignore_startup_parameters names options in pgbouncer.ini",
            where=address.where,
        )
    if f'database "{address.database}" does not exist' in text:
        return CatalogError(
            "There is no database {database} at {where}", database=address.database, where=address.where
        )
    return None


def _unknown_login(address: PostgresAddress) -> CatalogError:
    return CatalogError(
        "The catalog at {where} does not know the login {user}, or it was disabled",
        where=address.where,
        user=address.user,
    )


def _why(error: psycopg.Error, address: PostgresAddress) -> str:
    """The first line without its preamble, never with the password."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    text = lines[0].rsplit(" failed: ", 1)[-1]
    return text.replace(address.password, "***") if address.password else text


def _limited(gen: Generator[Any, Any, _T], statement_s: int) -> Generator[Any, Any, _T]:
    """``gen`` with an end: the driver wakes it ten times a second even when nothing arrives."""
    end = monotonic() + statement_s + CONNECT_S
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and monotonic() > end:
                raise psycopg.OperationalError(f"no answer within {statement_s} s")
            wanted = gen.send(ready)
    except StopIteration as stop:
        result: _T = stop.value
        return result
