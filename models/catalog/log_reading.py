"""A catalog's logs read through, page by page: is each entry what was written once?"""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import LiteralString

from psycopg import Connection
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.postgres_link import connect, known_errors

PAGE = 20_000
"""Entries a statement: a second of the server, and little to begin again with after a cut."""
PAGE_S = 3600
_PAGE: dict[bool, LiteralString] = {
    True: "select broken, upto, head from rushes.broken_page(%s, %s, %s)",
    False: "select broken, upto, head from rushes.admin_broken_page(%s, %s, %s)",
}
_ENDS: dict[bool, LiteralString] = {
    True: "select code, broken from rushes.broken_ends(%s::text[])",
    False: "select code, broken from rushes.admin_broken_ends(%s::text[])",
}
Told = Callable[[int, int], object]
"""Hears how many entries were read, of how many."""


def verify_logs(
    address: PostgresAddress, sites: Sequence[str], *, since: int = 1, told: Told = lambda *_: None
) -> dict[str, int | None]:
    """The number of the first entry of each site's log that is not what was written once, None where all are.

    Args:
        address: of an administrator.
        sites: their codes.
        since: the first number to read; what stands before it is taken as it is.
        told: see ``Told``.

    Raises:
        CatalogError: no right, or no such site.
        CatalogUnreachableError: no answer.
    """
    with known_errors(address), closing(connect(address, statement_s=PAGE_S)) as link:
        return first_broken(link, sites, since=since, told=told)


def first_broken(
    link: Connection[TupleRow],
    sites: Sequence[str],
    *,
    as_owner: bool = False,
    since: int = 1,
    most: int = PAGE,
    told: Told = lambda *_: None,
) -> dict[str, int | None]:
    """As ``verify_logs`` over a connection of an administrator, or of the owner; ``most`` entries a page."""
    before = since - 1
    heads = [_page(link, site, before, 0, as_owner=as_owner)[2] for site in sites]
    total, done = sum(max(head - before, 0) for head in heads), 0
    found: dict[str, int | None] = {}
    for site in sites:
        reached, broken = before, None
        while broken is None:
            broken, upto, _ = _page(link, site, reached, most, as_owner=as_owner)
            if upto == reached:
                break
            done, reached = done + upto - reached, upto
            told(done, max(done, total))
        found[site] = broken
    ends: dict[str, int | None] = dict(link.execute(_ENDS[as_owner], (list(sites),)).fetchall())
    return {site: ends[site] if broken is None else broken for site, broken in found.items()}


def _page(
    link: Connection[TupleRow], site: str, after: int, most: int, *, as_owner: bool
) -> tuple[int | None, int, int]:
    """The first broken entry, the last one read, the log's head."""
    rows = link.execute(_PAGE[as_owner], (site, after, most)).fetchall()
    broken, upto, head = rows[0]
    return broken, upto, head
