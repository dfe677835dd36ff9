"""What both sides of a conflict began with, and which conflicts a person put away: statements in a transaction.

A base is kept when work on it was refused, or when the catalog's own state of the episode leaves it behind.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

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
from models.storage.database import batches, prepared
from models.storage.documents import Stored
from models.storage.outbox import AHEAD, QUEUED, UNSETTLED, UNSETTLED_ANYWHERE, Sent, any_refused
from models.storage.strands import Kept, Other, Strand, tied
from models.storage.tables import CONFLICT_ASIDE, CONFLICT_BASE, DOCUMENT, OUTBOX
from models.storage.values import AnswerStatus, Conflict
from models.timebase import TimeRange

_BASES_OF = prepared(select(CONFLICT_BASE).where(CONFLICT_BASE.c.episode_id == bindparam("of")))
_PUT_BASE = prepared(
    upsert(CONFLICT_BASE).on_conflict_do_update(
        index_elements=["episode_id", "head"],
        set_={name: upsert(CONFLICT_BASE).excluded[name] for name in ("changes", "others")},
    )
)
_TELL_BASE = prepared(
    update(CONFLICT_BASE)
    .where(CONFLICT_BASE.c.episode_id == bindparam("of"), CONFLICT_BASE.c.head == bindparam("at"))
    .values(others=bindparam("told"))
)
_REFUSED = or_(OUTBOX.c.state.not_in((QUEUED, AHEAD)), OUTBOX.c.lost_base != "")


@dataclass(frozen=True, slots=True)
class BaseRow:
    """What is stored of a base, as texts for the journal; ``changes`` is "" where only ``others`` is another one."""

    episode_id: str
    head: str
    changes: str
    others: str


def keep_bases(
    connection: Connection, stored: Stored, changesets: Sequence[ChangeSet], work: Iterable[Sent]
) -> list[BaseRow]:
    """Called before the catalog's state of an episode goes on by ``changesets``, with its unsettled ``work``.

    What is another one by that.
    """
    written = _tell_kept(connection, stored, changesets)
    begun = {sent.changeset.parent: sent for sent in work}
    heads = [stored.shadow_head, *(changeset.id for changeset in changesets)]
    for place, head in enumerate(heads):
        sent = begun.get(head)
        if sent is not None and (place < len(changesets) or not sent.live):
            before = [change for one in changesets[:place] for change in one.changes]
            others = tuple(_other(one) for one in changesets[place:])
            written += keep(connection, head, Kept(fold(stored.shadow, before), others))
    return written


def keep(connection: Connection, head: str, kept: Kept) -> list[BaseRow]:
    """The document as ``head`` left it; the first word about it stands, and then nothing is written."""
    document = kept.document
    empty = empty_document(episode_id=document.episode_id, time_range=document.range)
    row = BaseRow(
        document.episode_id, head, changes_to_json(diff(empty, document)), _others_json(kept.others)
    )
    inserted = connection.execute(upsert(CONFLICT_BASE).values(asdict(row)).on_conflict_do_nothing())
    return [row] if inserted.rowcount else []


def put_again(connection: Connection, row: BaseRow) -> None:
    """As the journal says; its last word counts."""
    if row.changes:
        connection.exec_driver_sql(_PUT_BASE, asdict(row))
    else:
        told = {"of": row.episode_id, "at": row.head, "told": row.others}
        connection.exec_driver_sql(_TELL_BASE, told)


def all_bases(connection: Connection) -> list[BaseRow]:
    """Every one."""
    return [BaseRow(**row) for row in connection.execute(select(CONFLICT_BASE)).mappings()]


def all_aside(connection: Connection) -> dict[str, list[str]]:
    """Ids of what was put away, by episode."""
    return by_episode(connection, connection.execute(select(CONFLICT_ASIDE.c.changeset_id)).scalars().all())


def strands(connection: Connection, episode_id: str | None = None) -> list[Strand]:
    """Refused work that no later change-set settled, oldest first; of one episode or of all."""
    if not any_refused(connection):
        return []
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


def by_episode(connection: Connection, changeset_ids: Iterable[str]) -> dict[str, list[str]]:
    """These change-sets of this store by the episode in whose line of the list they count."""
    found: dict[str, list[str]] = {}
    for some in batches(list(changeset_ids)):
        rows = select(OUTBOX.c.episode_id, OUTBOX.c.changeset_id).where(OUTBOX.c.changeset_id.in_(some))
        for episode_id, changeset_id in connection.execute(rows.order_by(OUTBOX.c.local_seq)):
            found.setdefault(episode_id, []).append(changeset_id)
    return found


def _refused(connection: Connection, episode_id: str | None) -> dict[str, list[Conflict]]:
    statement = (
        select(OUTBOX.c.episode_id, OUTBOX.c.body, OUTBOX.c.state, OUTBOX.c.why)
        .where(UNSETTLED, _REFUSED, OUTBOX.c.resolved_by == "")
        .where(UNSETTLED_ANYWHERE if episode_id is None else OUTBOX.c.episode_id == episode_id)
        .order_by(OUTBOX.c.local_seq)
    )
    found: dict[str, list[Conflict]] = {}
    for row in connection.execute(statement):
        status = AnswerStatus.ORPHAN if row.state == QUEUED else AnswerStatus(row.state)
        conflict = Conflict(changeset_from_json(row.body), status, row.why)
        found.setdefault(row.episode_id, []).append(conflict)
    return found


def _resolved(connection: Connection) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        select(OUTBOX.c.changeset_id, OUTBOX.c.resolved_by)
        .where(UNSETTLED_ANYWHERE, OUTBOX.c.resolved_by != "")
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


def _tell_kept(connection: Connection, stored: Stored, changesets: Sequence[ChangeSet]) -> list[BaseRow]:
    """What is kept already learns who went on, but not who was there before it: a log may be taken again."""
    written: list[BaseRow] = []
    if not changesets:
        return written
    way = [stored.shadow_head, *(one.id for one in changesets)]
    episode_id = stored.shadow.episode_id
    for row in connection.exec_driver_sql(_BASES_OF, {"of": episode_id}).mappings().all():
        told = _others(row["others"])
        known = {row["head"], *(one.id for one in told)}
        reached = max((place for place, head in enumerate(way) if head in known), default=len(way))
        if reached < len(changesets):
            told += tuple(_other(one) for one in changesets[reached:])
            put_again(connection, BaseRow(episode_id, row["head"], "", _others_json(told)))
            written.append(BaseRow(episode_id, row["head"], "", _others_json(told)))
    return written


def _other(changeset: ChangeSet) -> Other:
    return Other(changeset.id, changeset.author, changeset.made_at_ns)


def _others(text: str) -> tuple[Other, ...]:
    return tuple(Other(*row) for row in json.loads(text))


def _others_json(others: Iterable[Other]) -> str:
    return json.dumps([[one.id, one.author, one.made_at_ns] for one in others], ensure_ascii=False)
