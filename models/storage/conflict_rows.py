"""What both sides of a conflict began with, and which conflicts a person put away: statements in a transaction.

A base is kept when work on it was refused, or when the catalog's own state of the episode leaves it behind.
"""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.labelling.changes import (
    ChangeSet,
    changes_from_json,
    changes_to_json,
    changeset_from_json,
    diff,
    fold,
)
from models.labelling.document import Document, empty_document
from models.storage.database import prepared
from models.storage.documents import Stored
from models.storage.outbox import AHEAD, QUEUED, UNSETTLED, Sent
from models.storage.strands import Kept, Other, Strand, tied
from models.storage.tables import CONFLICT_ASIDE, CONFLICT_BASE, DOCUMENT, OUTBOX
from models.storage.values import AnswerStatus, Conflict
from models.timebase import TimeRange

_BASES_OF = prepared(select(CONFLICT_BASE).where(CONFLICT_BASE.c.episode_id == bindparam("of")))
_REFUSED = or_(OUTBOX.c.state.not_in((QUEUED, AHEAD)), OUTBOX.c.lost_base != "")


def keep_bases(
    connection: Connection, stored: Stored, changesets: Sequence[ChangeSet], work: Iterable[Sent]
) -> None:
    """Called before the catalog's state of an episode goes on by ``changesets``, with its unsettled ``work``."""
    _tell_kept(connection, stored.shadow.episode_id, changesets)
    begun = {sent.changeset.parent: sent for sent in work}
    heads = [stored.shadow_head, *(changeset.id for changeset in changesets)]
    for place, head in enumerate(heads):
        sent = begun.get(head)
        if sent is not None and (place < len(changesets) or not sent.live):
            before = [change for one in changesets[:place] for change in one.changes]
            others = tuple(_other(one) for one in changesets[place:])
            keep(connection, head, Kept(fold(stored.shadow, before), others))


def keep(connection: Connection, head: str, kept: Kept) -> None:
    """The document as ``head`` left it; the first word about it stands."""
    document = kept.document
    empty = empty_document(episode_id=document.episode_id, time_range=document.range)
    row = {
        "episode_id": document.episode_id,
        "head": head,
        "changes": changes_to_json(diff(empty, document)),
        "others": _others_json(kept.others),
    }
    connection.execute(upsert(CONFLICT_BASE).values(row).on_conflict_do_nothing())


def strands(connection: Connection, episode_id: str | None = None) -> list[Strand]:
    """Refused work that no later change-set settled, oldest first; of one episode or of all."""
    found = _refused(connection, episode_id)
    resolved, aside = (
        _resolved(connection),
        frozenset(connection.execute(select(CONFLICT_ASIDE.c.changeset_id)).scalars()),
    )
    return [
        strand
        for each, conflicts in found.items()
        for strand in tied(conflicts, kept=_kept(connection, each), resolved=resolved, aside=aside)
    ]


def put_aside(connection: Connection, changeset_ids: Iterable[str]) -> None:
    """A person looked at these and puts them away; nothing of them goes."""
    for changeset_id in changeset_ids:
        row = {"changeset_id": changeset_id}
        connection.execute(upsert(CONFLICT_ASIDE).values(row).on_conflict_do_nothing())


def take_out(connection: Connection, changeset_ids: Iterable[str]) -> None:
    """They wait for a person again."""
    of = CONFLICT_ASIDE.c.changeset_id.in_(list(changeset_ids))
    connection.execute(delete(CONFLICT_ASIDE).where(of))


def episodes_of(connection: Connection, changeset_ids: Iterable[str]) -> list[str]:
    """Whose lines in the list these change-sets count in."""
    of = OUTBOX.c.changeset_id.in_(list(changeset_ids))
    return list(connection.execute(select(OUTBOX.c.episode_id).where(of).distinct()).scalars())


def _refused(connection: Connection, episode_id: str | None) -> dict[str, list[Conflict]]:
    statement = (
        select(OUTBOX.c.episode_id, OUTBOX.c.body, OUTBOX.c.state, OUTBOX.c.why)
        .where(UNSETTLED, _REFUSED, OUTBOX.c.resolved_by == "")
        .order_by(OUTBOX.c.local_seq)
    )
    if episode_id is not None:
        statement = statement.where(OUTBOX.c.episode_id == episode_id)
    found: dict[str, list[Conflict]] = {}
    for row in connection.execute(statement):
        status = AnswerStatus.ORPHAN if row.state == QUEUED else AnswerStatus(row.state)
        conflict = Conflict(changeset_from_json(row.body), status, row.why)
        found.setdefault(row.episode_id, []).append(conflict)
    return found


def _resolved(connection: Connection) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        select(OUTBOX.c.changeset_id, OUTBOX.c.resolved_by)
        .where(UNSETTLED, OUTBOX.c.resolved_by != "")
        .order_by(OUTBOX.c.local_seq)
    )
    found: dict[str, tuple[str, ...]] = {}
    for changeset_id, by in rows:
        found[by] = (*found.get(by, ()), changeset_id)
    return found


def _kept(connection: Connection, episode_id: str) -> dict[str, Kept]:
    start_ns, end_ns = connection.execute(
        select(DOCUMENT.c.start_ns, DOCUMENT.c.end_ns).where(DOCUMENT.c.episode_id == episode_id)
    ).one()
    empty = empty_document(episode_id=episode_id, time_range=TimeRange(start_ns, end_ns))
    found = {"": Kept(empty)}
    for row in connection.exec_driver_sql(_BASES_OF, {"of": episode_id}).mappings():
        found[row["head"]] = Kept(_document(empty, row["changes"]), _others(row["others"]))
    return found


def _document(empty: Document, changes: str) -> Document:
    return fold(empty, changes_from_json(changes))


def _tell_kept(connection: Connection, episode_id: str, changesets: Sequence[ChangeSet]) -> None:
    """What is kept already learns who went on."""
    if not changesets:
        return
    for row in connection.exec_driver_sql(_BASES_OF, {"of": episode_id}).mappings().all():
        told = _others(row["others"])
        known = {row["head"], *(one.id for one in told)}
        told += tuple(_other(one) for one in changesets if one.id not in known)
        connection.execute(
            update(CONFLICT_BASE)
            .where(CONFLICT_BASE.c.episode_id == episode_id, CONFLICT_BASE.c.head == row["head"])
            .values(others=_others_json(told))
        )


def _other(changeset: ChangeSet) -> Other:
    return Other(changeset.id, changeset.author, changeset.made_at_ns)


def _others(text: str) -> tuple[Other, ...]:
    return tuple(Other(*row) for row in json.loads(text))


def _others_json(others: Iterable[Other]) -> str:
    return json.dumps([[one.id, one.author, one.made_at_ns] for one in others], ensure_ascii=False)
