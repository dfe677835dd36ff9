"""What lies in the tables of a test's catalog, read past every rule, and changed past every rule by those who must see
that a check can fail."""

import atexit
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.support.catalogs import Home

Segment = tuple[str, str, str, int, int]
_REVISIONS = """
select r.changeset_id, s.code, r.episode_id, r.status, r.digest, coalesce(r.body, '')
from {rushes}revision r join {rushes}site s using (site_id)
"""
_LOGGED = "select changeset_id, digest from {rushes}change_log where changeset_id is not null"
_ROWS = """
select episode_id, {{kind}}_id, tier, label, start_ns, end_ns from {rushes}{{kind}} where not deleted
"""
_HEADS = "select s.code, h.head, h.chain from {rushes}stream_head h join {rushes}site s using (site_id)"
_links: dict[str, psycopg.Connection[Any]] = {}


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """``episode_id`` is "" where it was no change-set of that episode, ``body`` where the episode was withdrawn."""

    id: str
    site: str
    episode_id: str
    status: str
    digest: str
    body: str


def heads(home: Home) -> dict[str, tuple[int, str]]:
    """Number and chain value of the last entry of each site's log, as the catalog remembers them."""
    return {code: (head, chain) for code, head, chain in _rows(home, _HEADS)}


def revision_rows(home: Home) -> list[RevisionRow]:
    """Everything that was ever answered."""
    return [RevisionRow(str(row[0]), row[1], str(row[2] or ""), *row[3:]) for row in _rows(home, _REVISIONS)]


def logged(home: Home) -> list[tuple[str, str]]:
    """Id and digest of each change-set in the logs of all sites."""
    return [(str(row[0]), row[1]) for row in _rows(home, _LOGGED)]


def labelled(home: Home, kind: str) -> dict[str, set[Segment]]:
    """Id, tier, label, start and end of each "segment" or "mark", by episode."""
    found = defaultdict[str, set[Segment]](set)
    for episode_id, *row in _rows(home, _ROWS.replace("{{kind}}", kind)):
        found[str(episode_id)].add((row[0], row[1], row[2], row[3], row[4]))
    return found


def outbox_ids(label_file: Path) -> set[str]:
    """All change-sets that a local store keeps."""
    with closing(sqlite3.connect(label_file)) as connection:
        return {row[0] for row in connection.execute("select changeset_id from outbox")}


def outbox_refused(label_file: Path) -> set[str]:
    """Change-sets of a local store that the catalog refused."""
    with closing(sqlite3.connect(label_file)) as connection:
        states = "('queued', 'ahead', 'applied')"
        return {
            row[0]
            for row in connection.execute(f"select changeset_id from outbox where state not in {states}")
        }


def outbox_waiting(label_file: Path) -> list[str]:
    """Change-sets of a local store that are offered now, or once the log was taken to its end without them."""
    with closing(sqlite3.connect(label_file)) as connection:
        states = "('queued', 'ahead')"
        found = connection.execute(
            f"select changeset_id from outbox where state in {states} order by local_seq"
        )
        return [row[0] for row in found]


def break_rows(home: Home, *statements: str) -> None:
    """Run statements as the owner of everything, whom no trigger and no key stops; they name tables plainly."""
    if home.name == "sqlite":
        with closing(sqlite3.connect(file_of(home))) as connection, connection:
            for (name,) in connection.execute(
                "select name from sqlite_master where type = 'trigger'"
            ).fetchall():
                connection.execute(f"drop trigger {name}")
            for statement in statements:
                connection.execute(statement)
        return
    with link_to(home.url).transaction():
        link_to(home.url).execute("set local session_replication_role = replica")
        link_to(home.url).execute("set local search_path = rushes")
        for statement in statements:
            link_to(home.url).execute(statement.encode())


def file_of(home: Home) -> Path:
    """Where a catalog file lies."""
    return Path(home.url.removeprefix("sqlite:///"))


def link_to(url: str) -> psycopg.Connection[Any]:
    """The superuser's own connection to the database asked for last, which is kept while the server lives."""
    link = _links.get(url)
    try:
        if link is not None:
            link.execute("select 1")
            return link
    except psycopg.OperationalError:
        pass
    _close_links()
    _links[url] = psycopg.connect(url, autocommit=True)
    return _links[url]


@atexit.register
def _close_links() -> None:
    for link in _links.values():
        link.close()
    _links.clear()


def _rows(home: Home, statement: str) -> Sequence[tuple[Any, ...]]:
    if home.name == "sqlite":
        with closing(sqlite3.connect(file_of(home))) as connection:
            return connection.execute(statement.format(rushes="")).fetchall()
    return link_to(home.url).execute(statement.format(rushes="rushes.").encode()).fetchall()
