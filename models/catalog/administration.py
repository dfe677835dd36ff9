"""What administrators of a catalog in PostgreSQL do: people, sites, withdrawal, epochs and checks.

Each call connects as the login of ``address``, which must be an administrator of the catalog, and does one act in
one transaction; all may be repeated without harm and leave a row in the audit. All raise ``CatalogError`` (no right,
no such login or site) or ``CatalogUnreachableError``. Passwords never travel: the server gets SCRAM verifiers.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, LiteralString

from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.log_reading import verify_logs
from models.catalog.postgres_link import connect, known_errors
from models.catalog.wire import episode_from_text
from models.episode import EpisodeRecord
from models.review import Role

_OPEN_DOORS = """
select format('%s may be called by everybody', p.oid::regprocedure)
from pg_proc p
where p.pronamespace = 'pg_catalog'::regnamespace and has_function_privilege('public', p.oid, 'execute') and (
    p.proname ~ '^(lo_|pg_advisory_|pg_try_advisory_)'
    or p.proname in ('lowrite', 'loread', 'pg_logical_emit_message'))
union all
select format('everybody has the privilege %s on the database', privilege)
from unnest(array['CONNECT', 'TEMPORARY', 'CREATE']) privilege
where has_database_privilege('public', current_database(), privilege)
union all
select 'everybody may make things in the schema public' where has_schema_privilege('public', 'public', 'create')
union all
select 'everybody may write code in plpgsql' where has_language_privilege('public', 'plpgsql', 'usage')
union all
select format('%s may write %s', g.rolname, c.oid::regclass)
from pg_class c, pg_roles g
where c.relnamespace = 'rushes'::regnamespace and c.relkind in ('r', 'p')
    and g.rolname in ('rushes_annotator', 'rushes_lead', 'rushes_engineer', 'rushes_admin')
    and has_table_privilege(g.oid, c.oid, 'insert, update, delete, truncate')
"""


@dataclass(frozen=True, slots=True)
class CatalogUser:
    """A person of the catalog; ``sites`` are codes."""

    login: str
    display: str
    role: Role
    active: bool
    sites: tuple[str, ...]


def scram_verifier(login: str, password: str) -> str:
    """What PostgreSQL keeps instead of a password; salted, so that it differs each time."""
    from psycopg import pq  # noqa: PLC0415  the other calls do without libpq's own functions

    connection = pq.PGconn.connect(b"dbname")
    try:
        made = connection.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    finally:
        connection.finish()
    return made.decode()


def add_user(
    address: PostgresAddress,
    login: str,
    *,
    role: Role,
    password: str | None = None,
    display: str = "",
    sites: Sequence[str] = (),
) -> None:
    """Make a person's login, or bring a known one up to date: name, role, password if given, further sites."""
    verifier = None if password is None else scram_verifier(login, password)
    _call(
        address,
        "select rushes.admin_add_user(%s, %s, %s, %s, %s::text[])",
        login,
        display or login,
        role.value,
        verifier,
        list(sites),
    )


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to be added, or brought up to date; without ``password`` a known one keeps theirs."""

    login: str
    display: str
    role: Role
    sites: tuple[str, ...] = ()
    password: str | None = field(default=None, repr=False)


def add_users(
    address: PostgresAddress, users: Sequence[NewUser], *, at: Callable[[int], None] = lambda _: None
) -> None:
    """All of them or none; ``at`` hears whose turn it is, so that an error can be told where it belongs."""
    with known_errors(address), closing(connect(address, statement_s=600)) as link, link.transaction():
        for place, user in enumerate(users):
            at(place)
            verifier = None if user.password is None else scram_verifier(user.login, user.password)
            link.execute(
                "select rushes.admin_add_user(%s, %s, %s, %s, %s::text[])",
                (user.login, user.display or user.login, user.role.value, verifier, list(user.sites)),
            )


def knock(address: PostgresAddress) -> None:
    """Connect and go away: the login and its password are right.

    Raises:
        CatalogLoginError: they are not.
        CatalogError: nobody gets in, or there is no such database.
        CatalogUnreachableError: no answer.
    """
    with known_errors(address):
        connect(address).close()


def episode_record(address: PostgresAddress, site: str, episode_id: str) -> EpisodeRecord | None:
    """What is known of an episode at a site of one's own."""
    rows = _call(
        address,
        "select record from rushes.episode join rushes.site using (site_id) where code = %s and episode_id = %s::uuid",
        site,
        episode_id,
    )
    return episode_from_text(rows[0][0], episode_id) if rows else None


def set_role(address: PostgresAddress, login: str, role: Role) -> None:
    """Change what a person may do, from the next call on."""
    _call(address, "select rushes.admin_set_role(%s, %s)", login, role.value)


def set_password(address: PostgresAddress, login: str, password: str) -> None:
    """Set a new password."""
    _call(address, "select rushes.admin_set_password(%s, %s)", login, scram_verifier(login, password))


def disable(address: PostgresAddress, login: str) -> None:
    """Keep a person out, in open sessions too; what they made stays."""
    _call(address, "select rushes.admin_disable(%s)", login)


def enable(address: PostgresAddress, login: str) -> None:
    """Let a person in again."""
    _call(address, "select rushes.admin_enable(%s)", login)


def add_site(address: PostgresAddress, code: str, name: str = "") -> None:
    """Make a site; nobody sees it until it is granted."""
    _call(address, "select rushes.admin_add_site(%s, %s)", code, name or code)


def grant_site(address: PostgresAddress, login: str, code: str) -> None:
    """Let a person see and label a site."""
    _call(address, "select rushes.admin_grant_site(%s, %s)", login, code)


def revoke_site(address: PostgresAddress, login: str, code: str) -> None:
    """Take that back."""
    _call(address, "select rushes.admin_revoke_site(%s, %s)", login, code)


def list_users(address: PostgresAddress) -> tuple[CatalogUser, ...]:
    """All people, by login."""
    rows = _call(address, "select login, display, role, active, sites from rushes.admin_list_users()")
    return tuple(
        CatalogUser(login, display, Role(role), active, tuple(sites))
        for login, display, role, active, sites in rows
    )


def list_sites(address: PostgresAddress) -> tuple[str, ...]:
    """Codes of the sites that the login sees, the oldest first."""
    rows = _call(address, "select code from rushes.site where site_id > 0 order by site_id")
    return tuple(code for (code,) in rows)


def withdraw_episode(address: PostgresAddress, site: str, episode_id: str, *, reason: str) -> int:
    """Remove all that was said of an episode on lawful request; the number of the log's entry that tells it."""
    return int(_one(address, "select rushes.admin_withdraw(%s, %s::uuid, %s)", site, episode_id, reason))


def raise_epoch(address: PostgresAddress) -> int:
    """Tell all clients that a backup was restored, so that they offer again what they keep; the new epoch."""
    return int(_one(address, "select rushes.admin_raise_epoch()"))


def make_partitions(address: PostgresAddress) -> int:
    """Make the quarters of the next two years; how many were missing."""
    return int(_one(address, "select rushes.admin_make_partitions()"))


def reap(address: PostgresAddress, *, seconds: int = 60) -> int:
    """End sessions of the catalog's people with a transaction older than ``seconds``; how many."""
    return int(_one(address, "select rushes.reap(%s)", seconds))


def verify_chain(address: PostgresAddress, site: str) -> int | None:
    """The number of the first entry of a site's log that is not what was written once, None where all are."""
    return verify_logs(address, (site,))[site]


def open_doors(address: PostgresAddress) -> tuple[str, ...]:
    """What everybody may do in the database beyond labelling; a superuser's ``rushes catalog init`` shuts it."""
    return tuple(row[0] for row in _call(address, _OPEN_DOORS))


def _one(address: PostgresAddress, sql: LiteralString, *values: object, statement_s: int = 60) -> Any:
    return _call(address, sql, *values, statement_s=statement_s)[0][0]


def _call(
    address: PostgresAddress, sql: LiteralString, *values: object, statement_s: int = 60
) -> list[TupleRow]:
    with known_errors(address), closing(connect(address, statement_s=statement_s)) as connection:
        return connection.execute(sql, values or None).fetchall()
