"""How a catalog in PostgreSQL is: its logs, its backups, its people; nothing is changed."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.administration import open_doors
from models.catalog.findings import Finding, Verdict, ok_or
from models.catalog.inspection import inspect_server
from models.catalog.log_reading import Told, first_broken
from models.catalog.owner import OWNER_S, as_owner, is_owner
from models.catalog.postgres_link import connect, known_errors
from models.catalog.restore import refuse_used

_OLD_BACKUP_S = 26 * 3600
_FEW_QUARTERS = 4
_NAMED = 5


def examine(
    address: PostgresAddress, *, chains: bool = True, told: Told = lambda *_: None
) -> Iterator[Finding]:
    """Every question to the server and to the catalog; ``chains`` reads all logs through, of which ``told`` hears.

    Raises:
        CatalogError: neither an administrator nor the one who made the catalog.
        CatalogUnreachableError: no answer.
    """
    owner = is_owner(address)
    with known_errors(address), closing(connect(address)) as link:
        yield from inspect_server(link)
    doors = open_doors(address)
    yield ok_or(
        Verdict.FAILED if any(" may write " in door for door in doors) else Verdict.WARNING,
        "open doors",
        not doors,
        "nobody may do more than labelling needs",
        f"{_some(doors)}; rushes catalog upgrade as a superuser shuts them",
    )
    with known_errors(address), _inside(address, owner=owner) as link:
        row = link.execute(f"select rushes.{'health' if owner else 'admin_health'}()".encode()).fetchone()
        yield from _findings(row[0] if row else {})
        if chains:
            yield from _chains(link, told, owner=owner)


def refuse_foreign(address: PostgresAddress) -> None:
    """Refuse a database that somebody else uses.

    Raises:
        CatalogError: it holds tables that are no catalog.
        CatalogUnreachableError: no answer.
    """
    with known_errors(address), closing(connect(address)) as link:
        refuse_used(address, link)


def version_of(address: PostgresAddress) -> int:
    """Of the catalog that is there.

    Raises:
        CatalogError: there is none.
        CatalogUnreachableError: no answer.
    """
    with known_errors(address), closing(connect(address)) as link:
        row = link.execute("select schema_version from rushes.meta").fetchone()
    return int(row[0]) if row else 0


def _inside(address: PostgresAddress, *, owner: bool) -> Any:
    return as_owner(address) if owner else closing(connect(address, statement_s=OWNER_S))


def _chains(link: psycopg.Connection[TupleRow], told: Told, *, owner: bool) -> Iterator[Finding]:
    rows = link.execute("select code from rushes.site where site_id > 0 order by site_id").fetchall()
    for code, broken in first_broken(link, [row[0] for row in rows], as_owner=owner, told=told).items():
        yield ok_or(
            Verdict.FAILED,
            f"log of {code}",
            broken is None,
            "is what was written once",
            f"entry {broken} is missing or was changed: restore a backup, then rushes catalog restored",
        )


def _findings(health: Mapping[str, Any]) -> Iterator[Finding]:
    gaps = ", ".join(f"{site}: {count}" for site, count in health["gaps"].items())
    yield ok_or(
        Verdict.FAILED, "gaps", not gaps, "no log has one", f"entries are missing ({gaps}): restore a backup"
    )
    yield _backup(health["backup_age_s"])
    old = health["old_conflicts"]
    yield ok_or(
        Verdict.WARNING,
        "conflicts",
        not old,
        "none is older than a day",
        f"{old} older than a day wait for their authors",
    )
    quarters = health["quarters_ahead"]
    yield ok_or(
        Verdict.WARNING,
        "partitions",
        quarters >= _FEW_QUARTERS,
        f"made for {quarters} quarters ahead",
        f"only {quarters} quarters ahead: rushes catalog doctor --partitions",
    )
    beside = health["beside_the_quarters"]
    if beside:
        count = f"{beside}" if beside < 10_000 else "10,000 or more"
        yield Finding(
            "clocks", Verdict.OK, f"{count} change-sets came with a clock out of time and are kept apart"
        )
    long = health["long_transactions"]
    yield ok_or(
        Verdict.WARNING,
        "long transactions",
        not long,
        "none",
        f"{long} older than 60 s hold others up: rushes catalog doctor --reap",
    )
    for name, key, what in (
        ("sites of people", "without_sites", "see no site: rushes catalog grant-site"),
        ("logins", "without_login", "have no login in this server: rushes catalog add-user"),
        (
            "people not heard",
            "unsaid_for_days",
            "had no change-set taken for 30 days; who only reads or labels offline looks the same",
        ),
    ):
        people = tuple(health[key])
        yield ok_or(
            Verdict.WARNING,
            name,
            not people,
            "all have theirs" if key != "unsaid_for_days" else "none",
            f"{_some(people)} {what}",
        )
    if health["remains"]:
        yield Finding(
            "attack suite",
            Verdict.WARNING,
            "one was interrupted: rushes catalog doctor --attack removes what it left",
        )


def _backup(age_s: int | None) -> Finding:
    if age_s is None:
        return Finding(
            "backup", Verdict.WARNING, "none was made by rushes catalog backup; have you another one?"
        )
    hours = f"the last one is {age_s / 3600:.1f} hours old"
    return ok_or(Verdict.WARNING, "backup", age_s <= _OLD_BACKUP_S, hours, f"{hours}: make one a day")


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
