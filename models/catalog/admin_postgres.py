"""Making a catalog in PostgreSQL: roles, schema, tables and functions."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from models.catalog.address import PostgresAddress
from models.catalog.admin import upgrade
from models.catalog.postgres_link import connect, known_errors
from models.catalog.tables import MIN_CLIENT
from models.catalog.versions import refuse_old_postgres
from models.errors import CatalogError
from models.review import MOVES

_INIT_LOCK = 0x52555348
_INIT_S = 6 * 3600
"""An upgrade may have to build the index of search over 30 million episodes."""
_FUNCTIONS = (
    "forget",
    "history",
    "rights",
    "form",
    "judge",
    "push",
    "pull",
    "lists",
    "leases",
    "admin",
    "withdraw",
    "health",
    "grants",
    "media",
)
_CONNECT_AGAIN = """
select format('grant connect on database %I to %I', current_database(), login) from rushes.app_user
where active and to_regrole(quote_ident(login)) is not null
"""


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who administers a new catalog: a login that is there already, or one to be made with a SCRAM verifier."""

    login: str
    display: str = ""
    verifier: str | None = None


def init_postgres(
    address: PostgresAddress, *, sites: Sequence[str] = ("main",), admin: FirstAdmin | None = None
) -> str:
    """Make or upgrade the catalog with its roles, in one transaction; harmless to repeat. Returns its id.

    Args:
        address: of the database, as its owner with CREATEROLE, or as a superuser, who alone can also take large
            objects and advisory locks from everybody: see ``administration.open_doors``.
        sites: of a new catalog, each CODE or CODE=NAME; one that has sites keeps those.
        admin: made administrator of all sites.

    Raises:
        CatalogError: PostgreSQL older than 16, no rights, or a newer catalog.
        CatalogUnreachableError: no answer.
    """
    with making(address) as (connection, link):
        catalog_id = upgrade(connection, address)
        apply_functions(link)
        let_in(link)
        _add_sites(link, sites)
        if admin is not None:
            _add_admin(link, admin)
    return catalog_id


@contextmanager
def making(address: PostgresAddress) -> Iterator[tuple[Connection, psycopg.Connection[TupleRow]]]:
    """One transaction in which the owner role makes or changes a catalog: SQLAlchemy's view of it, and the driver's.

    Raises:
        CatalogError: PostgreSQL older than 16, no rights, or what happens inside.
        CatalogUnreachableError: no answer.
    """
    with known_errors(address), _admin_connection(address) as link:
        refuse_old_postgres(link.info.server_version, address)
        engine = create_engine("postgresql+psycopg://", creator=lambda: link, poolclass=NullPool)
        try:
            with engine.begin() as connection:
                _prepare(link, address)
                yield connection, link
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.Error):
                raise error.orig from error
            raise


def _admin_connection(address: PostgresAddress) -> psycopg.Connection[TupleRow]:
    """Not in autocommit: SQLAlchemy begins and commits."""
    link = connect(address, statement_s=_INIT_S)
    link.execute("set search_path = rushes")
    link.autocommit = False
    return link


def _prepare(link: psycopg.Connection[TupleRow], address: PostgresAddress) -> None:
    """Roles, the database's doors and the schema; from here on the owner acts."""
    try:
        link.execute("select pg_advisory_xact_lock(%s)", (_INIT_LOCK,))
        run(link, "cluster.sql")
        run(link, "database.sql")
        if _is_superuser(link):
            run(link, "harden.sql")
        run(link, "adopt.sql")
    except psycopg.errors.InsufficientPrivilege as error:
        raise CatalogError(
            "The login {user} cannot make a catalog at {where}: it must own the database and have CREATEROLE, "
            "or be a superuser ({why})",
            user=address.user,
            where=address.where,
            why=str(error).splitlines()[0],
        ) from error
    link.execute("set local role rushes_owner")


def _is_superuser(link: psycopg.Connection[TupleRow]) -> bool:
    return link.info.parameter_status("is_superuser") == "on"


def run(link: psycopg.Connection[TupleRow], name: str) -> None:
    """Run a file of this package's ``sql``."""
    sql = resources.files(__package__).joinpath("sql", name).read_text(encoding="utf-8")
    link.execute(sql.encode())


def apply_functions(link: psycopg.Connection[TupleRow]) -> None:
    """Replace all functions and the table of the review's moves."""
    for name in _FUNCTIONS:
        run(link, f"{name}.sql")
    link.execute("update meta set min_client = %s", (MIN_CLIENT,))
    link.execute("delete from move")
    with link.cursor() as cursor:
        cursor.executemany(
            "insert into move (name, source, target, role) values (%(name)s, %(source)s, %(target)s, %(role)s)",
            _move_rows(),
        )


def knows_login(address: PostgresAddress, login: str) -> bool:
    """Whether the server has the login already, whose password then stays as it is."""
    with known_errors(address), _admin_connection(address) as link:
        return link.execute("select to_regrole(quote_ident(%s)) is not null", (login,)).fetchone() == (True,)


def let_in(link: psycopg.Connection[TupleRow]) -> None:
    """Grant CONNECT to the catalog's people: a copy of a database, or a restored one, has lost it."""
    for (grant,) in link.execute(_CONNECT_AGAIN).fetchall():
        link.execute(grant.encode())


def _add_sites(link: psycopg.Connection[TupleRow], sites: Sequence[str]) -> None:
    if link.execute("select 1 from site limit 1").fetchone() is None:
        for one in sites:
            code, _, name = one.partition("=")
            link.execute("select make_site(%s, %s)", (code, name or code))


def _add_admin(link: psycopg.Connection[TupleRow], admin: FirstAdmin) -> None:
    """A role that somebody else made gets its membership from the one who makes the catalog."""
    foreign = link.execute(
        "select to_regrole(quote_ident(%s)) is not null and not is_ours(%s)", (admin.login, admin.login)
    ).fetchone()
    if foreign == (True,):
        link.execute("select put_in_group(%s, 'admin')", (admin.login,))
    else:
        link.execute("select make_login(%s, 'admin', %s)", (admin.login, admin.verifier))
    link.execute(
        "select put_user(%s, %s, 'admin', array(select code from site))",
        (admin.login, admin.display or admin.login),
    )


def _move_rows() -> list[Mapping[str, str]]:
    return [
        {"name": move.name.value, "source": source.value, "target": move.target.value, "role": role.value}
        for move in MOVES.values()
        for source in move.sources
        for role in move.roles
    ]
