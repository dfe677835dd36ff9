"""The list of episodes with what is known of their labels: statements inside a caller's transaction."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Table,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from models.episode import EpisodeRecord
from models.review import State
from models.storage import withdrawing
from models.storage.database import prepared
from models.storage.mapping import episode_row
from models.storage.outbox import CONFLICTING, PENDING
from models.storage.rows import EpisodeRow, episode_of, listed_of
from models.storage.tables import DOCUMENT, EPISODE, OUTBOX, PHASE

_STATE = func.coalesce(DOCUMENT.c.state, State.NEW.value)
_NEW = upsert(EPISODE)
_NO_RENEWAL = {"id", "site", "registered"}
_PUT = prepared(
    _NEW.on_conflict_do_update(
        index_elements=["id"],
        set_={
            **{
                column.name: _NEW.excluded[column.name]
                for column in EPISODE.c
                if column.name not in _NO_RENEWAL
            },
            "site": func.iif(EPISODE.c.site == literal_column("''"), _NEW.excluded.site, EPISODE.c.site),
        },
    ),
    *(column.name for column in EPISODE.c if column.name != "registered"),
)
_MARK = prepared(
    update(EPISODE)
    .where(EPISODE.c.id == bindparam("of"))
    .values(registered=literal_column("1"), site=bindparam("code"))
)
_FIND = prepared(select(EPISODE).where(EPISODE.c.id == bindparam("of")))


def put(connection: Connection, records: Iterable[EpisodeRecord]) -> int:
    """Add or renew; how many were not known."""
    before = _count(connection)
    for record in records:
        if not withdrawing.is_withdrawn(connection, record.id):
            add(connection, record)
    return _count(connection) - before


def add(connection: Connection, record: EpisodeRecord) -> None:
    """Add or renew one."""
    connection.exec_driver_sql(_PUT, episode_row(record))


def take(connection: Connection, record: EpisodeRecord, site: str) -> None:
    """What the catalog of ``site`` says of an episode; where it lies on this machine, this machine knows."""
    known = find(connection, record.id)
    path, inner_id = ("", record.inner_id) if known is None else (known.path, known.inner_id)
    add(connection, replace(record, path=path, inner_id=inner_id))
    mark(connection, record.id, site)


def mark(connection: Connection, episode_id: str, site: str) -> None:
    """The catalog knows it, at ``site``."""
    connection.exec_driver_sql(_MARK, {"of": episode_id, "code": site})


def unregistered(connection: Connection, limit: int) -> list[EpisodeRecord]:
    """Recordings of this machine that the catalog does not know."""
    here = select(EPISODE).where(EPISODE.c.registered == 0, EPISODE.c.path != "")
    return [
        episode_of(row) for row in connection.execute(here.order_by(EPISODE.c.id).limit(limit)).mappings()
    ]


def find(connection: Connection, episode_id: str) -> EpisodeRecord | None:
    """The record of that id."""
    row = connection.exec_driver_sql(_FIND, {"of": episode_id}).mappings().first()
    return None if row is None else episode_of(row)


def rows(
    connection: Connection, *, state: State | None, text: str, task: str, annotator: str
) -> list[EpisodeRow]:
    """By name; every filter that is given must hold."""
    statement = _listed().order_by(EPISODE.c.name, EPISODE.c.id)
    if state is not None:
        statement = statement.where(_STATE.in_([state.value]))
    if task:
        statement = statement.where(EPISODE.c.task == task)
    if annotator:
        statement = statement.where(DOCUMENT.c.annotator == annotator)
    if text:
        statement = statement.where(_mentions(text))
    return [listed_of(row) for row in connection.execute(statement).mappings()]


def row(connection: Connection, episode_id: str) -> EpisodeRow | None:
    """One line of the list, at the cost of one episode however many there are."""
    statement = _listed(only=episode_id).where(EPISODE.c.id == episode_id)
    found = connection.execute(statement).mappings().first()
    return None if found is None else listed_of(found)


def counts(connection: Connection) -> dict[State, int]:
    """Episodes by state; every state is there."""
    found = connection.execute(
        select(_STATE, func.count())
        .select_from(EPISODE.outerjoin(DOCUMENT, DOCUMENT.c.episode_id == EPISODE.c.id))
        .group_by(_STATE)
    )
    return dict.fromkeys(State, 0) | {State(state): count for state, count in found}


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(EPISODE)).scalar_one()


def _listed(only: str = "") -> Select[Any]:
    phases = _per_episode(PHASE, None, only)
    pending = _per_episode(OUTBOX, PENDING, only)
    conflicts = _per_episode(OUTBOX, CONFLICTING, only)
    joined = EPISODE.outerjoin(DOCUMENT, DOCUMENT.c.episode_id == EPISODE.c.id)
    for counted in (phases, pending, conflicts):
        joined = joined.outerjoin(counted, counted.c.episode_id == EPISODE.c.id)
    return select(
        EPISODE,
        _STATE.label("state"),
        func.coalesce(DOCUMENT.c.grade, "").label("grade"),
        func.coalesce(DOCUMENT.c.annotator, "").label("annotator"),
        func.coalesce(DOCUMENT.c.reviewer, "").label("reviewer"),
        func.coalesce(phases.c.count, 0).label("phases"),
        func.coalesce(pending.c.count, 0).label("pending"),
        func.coalesce(conflicts.c.count, 0).label("conflicts"),
    ).select_from(joined)


def _per_episode(table: Table, where: ColumnElement[bool] | None, only: str) -> Subquery:
    """Rows of ``table`` counted once for all episodes, not once an episode; or for ``only`` one."""
    statement = select(table.c.episode_id, func.count().label("count")).group_by(table.c.episode_id)
    if only:
        statement = statement.where(table.c.episode_id == only)
    return (statement if where is None else statement.where(where)).subquery()


def _mentions(text: str) -> ColumnElement[bool]:
    columns = (EPISODE.c.name, EPISODE.c.task, EPISODE.c.robot, EPISODE.c.id, DOCUMENT.c.note)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))
