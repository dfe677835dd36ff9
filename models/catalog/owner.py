"""Acting as the role that owns a catalog, for what no person of it may do: the one who made it, or a superuser, can."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from psycopg import Connection, errors
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.postgres_link import connect, known_errors
from models.errors import CatalogError

OWNER_S = 24 * 3600
_IS_OWNER = """
select coalesce((select pg_has_role(session_user, oid, 'set') from pg_roles where rolname = 'rushes_owner'), false)
"""


@contextmanager
def as_owner(address: PostgresAddress, *, statement_s: int = OWNER_S) -> Iterator[Connection[TupleRow]]:
    """A connection in autocommit that acts as the owner and looks into the catalog first.

    Raises:
        CatalogError: the login did not make the catalog, or what ``known_errors`` says.
        CatalogUnreachableError: no answer.
    """
    with known_errors(address), closing(connect(address, statement_s=statement_s)) as link:
        try:
            link.execute("set role rushes_owner")
        except (errors.InsufficientPrivilege, errors.UndefinedObject, errors.InvalidParameterValue) as error:
            raise CatalogError(
                "This needs the login that made the catalog at {where}, or a superuser; {user} is neither",
                where=address.where,
                user=address.user,
            ) from error
        link.execute("set search_path = rushes, pg_temp")
        yield link


def is_owner(address: PostgresAddress) -> bool:
    """Whether the login can act as the owner; the errors of a first connection come from here."""
    with known_errors(address), closing(connect(address)) as link:
        return link.execute(_IS_OWNER).fetchone() == (True,)
