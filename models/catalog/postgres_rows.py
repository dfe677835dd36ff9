"""What the functions of a catalog in PostgreSQL return, as values."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.rows import TupleRow

from models.catalog import wire
from models.catalog.values import CatalogRow, CatalogStatus, Hello, Revision, SiteHead
from models.review import Role, State
from models.storage.values import Answer, AnswerStatus, EntryKind, Lease, LogEntry, Page

_STATES = {state.value: state for state in State}


def hello_of(row: Mapping[str, Any]) -> Hello:
    """Of ``rushes.hello``."""
    return Hello(
        catalog_id=row["catalog_id"],
        epoch=row["epoch"],
        schema_version=row["schema_version"],
        min_client=row["min_client"],
        user=row["user"],
        role=Role(row["role"]),
        sites=tuple(SiteHead(**site) for site in row["sites"]),
        enforces_roles=True,
        is_standby=bool(row.get("is_standby")),
    )


def answer_of(changeset_id: str, row: Mapping[str, Any]) -> Answer:
    """Of one item of ``rushes.push``."""
    return Answer(changeset_id, AnswerStatus(row["status"]), row["seq"], row["why"])


def page_of(site: str, rows: Sequence[TupleRow]) -> Page:
    """Of ``rushes.pull``: at least one row, without ``seq`` where there is no entry."""
    head, epoch, rewound, count, mark = rows[0][:5]
    entries = tuple(_entry_of(row[5:]) for row in rows if row[5] is not None)
    return Page(site, entries, head, epoch, rewound, count, mark)


def _entry_of(row: TupleRow) -> LogEntry:
    seq, kind, episode_id, item_id, digest, chain, body, record = row
    return LogEntry(
        seq=seq,
        kind=EntryKind(kind),
        episode_id=episode_id,
        changeset=None if body is None else wire.unpack(body),
        body=body or "",
        episode=wire.episode_from_text(record, episode_id),
        item_id=item_id,
        digest=digest,
        chain=chain,
    )


def lease_of(row: TupleRow) -> Lease:
    """Of a row of ``rushes.take_leases``."""
    return Lease(*row)


def revision_of(row: TupleRow) -> Revision:
    """Of a row of ``rushes.revisions``."""
    body, status, seq, why = row
    return Revision(wire.as_kept(body), AnswerStatus(status), seq, why)


def episodes_of_rows(rows: Sequence[TupleRow]) -> tuple[CatalogRow, ...]:
    """Of rows of ``rushes.page`` or ``rushes.search``; their last column is the key of the order."""
    return tuple(map(_listed, rows))


def _listed(row: TupleRow) -> CatalogRow:
    site, episode_id, name, task, robot, state, annotator, grade, note, head = row[:10]
    return CatalogRow(site, episode_id, name, task, robot, _STATES[state], annotator, grade, note, head)


def status_of(row: Mapping[str, Any]) -> CatalogStatus:
    """Of ``rushes.status``."""
    states: Mapping[str, int] = row["states"]
    return CatalogStatus(
        episodes=sum(states.values()),
        revisions=row["revisions"],
        conflicts=row["conflicts"],
        states=states,
        sites=row["sites"],
    )
