"""Acknowledged edits on their way to the catalog: statements inside a caller's transaction."""

import sys
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    union_all,
    update,
)

from models.errors import BugError
from models.labelling.changes import ChangeSet, changeset_from_json
from models.storage import meta
from models.storage.database import Statements, prepared
from models.storage.made import Made
from models.storage.tables import CONFLICT_ASIDE, OUTBOX, SITE
from models.storage.values import Answer, AnswerStatus, Conflict

QUEUED = "queued"
AHEAD = "ahead"
"""Applied by the catalog, but the log was not taken as far: it still stands on top of what is known of the catalog."""
UNSETTLED = OUTBOX.c.state != literal_column("'applied'")
"""All that is not applied: for the edits of an episode, which have an index. Literals here let the indexes answer."""
_IS_OFFERED = or_(*(OUTBOX.c.lost_base == literal_column(base) for base in ("''", "'conflict'")))
_IS_QUEUED = OUTBOX.c.state == literal_column("'queued'")
_IS_ANSWERED = and_(UNSETTLED, OUTBOX.c.state != literal_column("'queued'"))
_EACH = OUTBOX.alias("each")
UNSETTLED_ANYWHERE = OUTBOX.c.local_seq.in_(
    union_all(
        select(_EACH.c.local_seq).where(_EACH.c.state == literal_column("'queued'")),
        select(_EACH.c.local_seq).where(
            _EACH.c.state != literal_column("'applied'"), _EACH.c.state != literal_column("'queued'")
        ),
    )
)
"""The same of all episodes: one partial index has what is queued, another what was answered."""
PENDING: ColumnElement[bool] = and_(_IS_QUEUED, _IS_OFFERED)
"""Work that the next push offers. What stands on a conflict is offered too, so that the catalog keeps it;
what stands on work that the catalog did not keep would wait there for ever and is shown to a person instead."""
CONFLICTING: ColumnElement[bool] = and_(
    UNSETTLED,
    OUTBOX.c.resolved_by == literal_column("''"),
    OUTBOX.c.state != literal_column("'ahead'"),
    not_(and_(_IS_QUEUED, _IS_OFFERED)),
    OUTBOX.c.changeset_id.not_in(select(CONFLICT_ASIDE.c.changeset_id)),
)
_TEXTS = (OUTBOX.c.changeset_id, OUTBOX.c.body)
_IS = OUTBOX.c.changeset_id == bindparam("of")
_SENT = select(OUTBOX.c.changeset_id, OUTBOX.c.body, OUTBOX.c.state, OUTBOX.c.lost_base)
_FIND = prepared(_SENT.where(_IS))
_STATE = prepared(select(OUTBOX.c.state).where(_IS))
_EPISODE = prepared(select(OUTBOX.c.episode_id).where(_IS))
_UNSETTLED_OF = prepared(
    _SENT.where(UNSETTLED, OUTBOX.c.episode_id == bindparam("of")).order_by(OUTBOX.c.local_seq)
)
_SETTLE = prepared(
    update(OUTBOX)
    .where(OUTBOX.c.changeset_id == bindparam("of"))
    .values(
        state=bindparam("to"),
        seq=bindparam("seq"),
        why=bindparam("why"),
        lost_base=literal_column("''"),
        untold=literal_column("0"),
    )
)
_PENDING_COUNT = prepared(select(func.count()).select_from(OUTBOX).where(PENDING))
_ANY_REFUSED = prepared(
    select(OUTBOX.c.local_seq).where(
        UNSETTLED_ANYWHERE,
        or_(
            OUTBOX.c.state.not_in([literal_column("'queued'"), literal_column("'ahead'")]),
            OUTBOX.c.lost_base != literal_column("''"),
        ),
    )
)
_RESOLVE = prepared(
    update(OUTBOX).where(OUTBOX.c.changeset_id == bindparam("of")).values(resolved_by=bindparam("by"))
)
_PUT = prepared(insert(OUTBOX), "local_seq", "changeset_id", "episode_id", "parent", "body", "site")
_NEWEST = "ifnull((SELECT max(local_seq) FROM outbox), 0)"
_LAST = (
    f"SELECT max({_NEWEST}, ifnull((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'last_number'), 0))"
)
KEEP_LAST = (
    f"INSERT INTO meta (name, value) SELECT 'last_number', {_NEWEST} WHERE true ON CONFLICT (name) DO UPDATE "
    "SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))"
)
"""Before rows are deleted: a number is never given twice."""


@dataclass(frozen=True, slots=True)
class Load:
    """So many change-sets at most, with so many characters of text; one at least, whatever its size."""

    most: int
    most_size: int = sys.maxsize


@dataclass(frozen=True, slots=True)
class Sent:
    """A change-set with its text and what became of it.

    ``lost_base`` is the answer that an ancestor of it was refused with.
    """

    changeset: ChangeSet
    body: str
    state: str
    lost_base: str

    @property
    def live(self) -> bool:
        """Whether it is part of what the person sees."""
        return self.state == AHEAD or (self.state == QUEUED and not self.lost_base)

    @property
    def refused(self) -> bool:
        """Whether the catalog's last word was no."""
        return self.state not in {QUEUED, AHEAD, AnswerStatus.APPLIED.value}


def put(connection: Statements, changeset: ChangeSet, site: str, *, body: str, number: int) -> None:
    """Queue it, with its text, for ``site``, "" where that is not decided, under a number that nothing else has."""
    row = {
        "local_seq": number,
        "changeset_id": changeset.id,
        "episode_id": changeset.episode_id,
        "parent": changeset.parent,
        "body": body,
        "site": site,
    }
    connection.exec_driver_sql(_PUT, row)


def find(connection: Connection, changeset_id: str, made: Made | None = None) -> Sent | None:
    """The change-set of that id, if this store made it; what ``made`` knows is not read again."""
    row = connection.exec_driver_sql(_FIND, {"of": changeset_id}).first()
    return _sent(row, made) if row else None


def state_of(connection: Connection, changeset_id: str) -> str | None:
    """What became of the change-set of that id, None if this store did not make it."""
    state = connection.exec_driver_sql(_STATE, {"of": changeset_id}).scalar()
    return None if state is None else str(state)


def episode_of(connection: Connection, changeset_id: str) -> str:
    """Whose labels a change-set of this store changes."""
    episode_id = connection.exec_driver_sql(_EPISODE, {"of": changeset_id}).scalar()
    if episode_id is None:
        raise BugError(f"an answer to {changeset_id}, which this store never sent")
    return str(episode_id)


def of_sites(connection: Connection, sites: Collection[str]) -> list[str]:
    """Episodes of some sites that were edited here."""
    statement = select(OUTBOX.c.episode_id).where(OUTBOX.c.site.in_(list(sites))).distinct()
    return list(connection.execute(statement).scalars())


def prune(connection: Connection, before_ns: int, since_ns: int) -> list[tuple[int, str]]:
    """Forget the oldest edits that the catalog applied, up to the first that is not one, or not older than a time.

    One that the log has not told yet is kept: its entry is known by it, after a label file was made anew too. A clock
    that stood before the file was made (``since_ns``) says nothing. Numbers and change-sets that are gone.
    """
    cursors = {row.code: row.cursor for row in connection.execute(select(SITE.c.code, SITE.c.cursor))}
    columns = (OUTBOX.c.local_seq, OUTBOX.c.changeset_id, OUTBOX.c.state, OUTBOX.c.seq, OUTBOX.c.site)
    rows = connection.execute(select(*columns, OUTBOX.c.body).order_by(OUTBOX.c.local_seq))
    gone: list[tuple[int, str]] = []
    for row in rows:
        made_at_ns = changeset_from_json(row.body).made_at_ns
        was_told = row.state == AnswerStatus.APPLIED.value and (row.seq or 0) <= cursors.get(row.site, 0)
        if not was_told or not since_ns <= made_at_ns < before_ns:
            break
        gone.append((row.local_seq, row.changeset_id))
    if gone:
        connection.exec_driver_sql(KEEP_LAST)
        connection.execute(delete(OUTBOX).where(OUTBOX.c.local_seq <= gone[-1][0]))
    return gone


def unsettled(connection: Connection, episode_id: str, made: Made | None = None) -> list[Sent]:
    """All that is not applied, oldest first; as ``find``."""
    rows = connection.exec_driver_sql(_UNSETTLED_OF, {"of": episode_id})
    return [_sent(row, made) for row in rows]


def _sent(row: Any, made: Made | None) -> Sent:
    return Sent(_changeset(row, made), row.body, row.state, row.lost_base)


def _changeset(row: Any, made: Made | None) -> ChangeSet:
    known = None if made is None else made.changeset(row.changeset_id)
    return known or changeset_from_json(row.body)


def numbered_since(connection: Connection, number: int) -> list[tuple[int, str, ChangeSet]]:
    """Number, site and change-set of everything after edit ``number`` that is still here, oldest first."""
    rows = connection.execute(
        select(OUTBOX.c.local_seq, OUTBOX.c.site, OUTBOX.c.body)
        .where(OUTBOX.c.local_seq > number)
        .order_by(OUTBOX.c.local_seq)
    )
    return [(row.local_seq, row.site, changeset_from_json(row.body)) for row in rows]


def reach_number(connection: Connection, number: int) -> None:
    """The next edit gets a higher one than ``number``, also where that edit is no longer here."""
    if number > last_number(connection):
        meta.put(connection, {"last_number": number})


def has_number(connection: Connection, number: int) -> bool:
    """Whether an edit of that number is here."""
    found = connection.execute(select(OUTBOX.c.local_seq).where(OUTBOX.c.local_seq == number))
    return found.first() is not None


def last_number(connection: Connection) -> int:
    """Of the newest edit, also where it was pruned since; 0 before the first."""
    return int(connection.exec_driver_sql(_LAST).scalar_one())


def pending(
    connection: Connection,
    load: Load,
    sites: Collection[str] | None = None,
    *,
    without: Container[str] = frozenset(),
    made: Made | None = None,
) -> list[ChangeSet]:
    """The next to push, oldest first, of all sites or of some."""
    statement = select(*_TEXTS).where(PENDING)
    if sites is not None:
        statement = statement.where(OUTBOX.c.site.in_(list(sites)))
    return _loaded(connection, statement, load, without, made)


def _loaded(
    connection: Connection,
    statement: Select[Any],
    load: Load,
    without: Container[str],
    made: Made | None,
) -> list[ChangeSet]:
    chosen: list[ChangeSet] = []
    size = 0
    with connection.execute(statement.order_by(OUTBOX.c.local_seq)) as rows:
        for row in rows:
            if row.changeset_id in without:
                continue
            size += len(row.body)
            if chosen and (len(chosen) == load.most or size > load.most_size):
                break
            chosen.append(_changeset(row, made))
    return chosen


def oldest_site(connection: Connection, without: Collection[str]) -> str | None:
    """Site of the oldest that a push would offer, None where nothing waits."""
    statement = select(OUTBOX.c.site).where(PENDING, OUTBOX.c.site.not_in(list(without)))
    return connection.execute(statement.order_by(OUTBOX.c.local_seq).limit(1)).scalar()


def pending_count(connection: Connection) -> int:
    """How many a push would offer in all."""
    return int(connection.exec_driver_sql(_PENDING_COUNT).scalar_one())


def any_refused(connection: Connection) -> bool:
    """Whether anything was refused, or stands on what was: seldom, so that this is asked first."""
    return connection.exec_driver_sql(_ANY_REFUSED).first() is not None


def conflicts(connection: Connection, episode_id: str | None) -> list[Conflict]:
    """Refused work that nobody resolved or put aside yet, of one episode or of all, oldest first."""
    if not any_refused(connection):
        return []
    which = UNSETTLED_ANYWHERE if episode_id is None else OUTBOX.c.episode_id == episode_id
    rows = connection.execute(
        select(OUTBOX.c.body, OUTBOX.c.state, OUTBOX.c.why)
        .where(CONFLICTING, which)
        .order_by(OUTBOX.c.local_seq)
    )
    return [
        Conflict(
            changeset_from_json(row.body),
            AnswerStatus.ORPHAN if row.state == QUEUED else AnswerStatus(row.state),
            row.why,
        )
        for row in rows
    ]


def settle(connection: Connection, answer: Answer, *, ahead: bool = False) -> None:
    """Write the catalog's answer down; ``ahead`` of the log that was taken."""
    status = AHEAD if ahead else answer.status.value
    row = {"of": answer.changeset_id, "to": status, "seq": answer.seq, "why": answer.why}
    connection.exec_driver_sql(_SETTLE, row)


def lose_base(connection: Connection, changeset_id: str, *, status: str) -> None:
    """What ``changeset_id`` stands on was refused with ``status``."""
    connection.execute(update(OUTBOX).where(OUTBOX.c.changeset_id == changeset_id).values(lost_base=status))


def tell_refused_again(connection: Connection, sites: Collection[str] | None = None) -> None:
    """The catalog may have lost what it refused, at some sites or all, and others than its author shall read it."""
    refused = OUTBOX.c.state.not_in((QUEUED, AHEAD, AnswerStatus.APPLIED.value))
    statement = update(OUTBOX).where(refused).values(untold=1)
    connection.execute(statement if sites is None else statement.where(OUTBOX.c.site.in_(list(sites))))


def untold(
    connection: Connection, load: Load, sites: Collection[str], *, without: Container[str] = frozenset()
) -> list[ChangeSet]:
    """Refused work to tell again, oldest first."""
    statement = select(*_TEXTS).where(OUTBOX.c.untold != 0, OUTBOX.c.site.in_(list(sites)))
    return _loaded(connection, statement, load, without, None)


def resolve(connection: Statements, changeset_ids: Iterable[str], *, by: str) -> None:
    """A person settled these with the change-set ``by``."""
    if rows := [{"of": changeset_id, "by": by} for changeset_id in changeset_ids]:
        connection.exec_driver_sql(_RESOLVE, rows)


def unresolve(connection: Connection, by: str) -> None:
    """The change-set that resolved them was refused itself: they wait for a person again."""
    connection.execute(update(OUTBOX).where(OUTBOX.c.resolved_by == by).values(resolved_by=""))


def offer_again(connection: Connection, sites: Collection[str]) -> None:
    """At the end of a log: what the catalog called applied is not in it, so it was lost there."""
    connection.execute(
        update(OUTBOX)
        .where(_IS_ANSWERED, OUTBOX.c.state == AHEAD, OUTBOX.c.site.in_(list(sites)))
        .values(state=QUEUED, seq=None)
    )
