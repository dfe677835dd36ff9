"""The list of episodes with what is known of their labels: statements inside a caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from models.episode import EpisodeRecord
from models.review import State
from models.storage.mapping import episode_of, episode_row
from models.storage.outbox import CONFLICTING, PENDING
from models.storage.tables import DOCUMENT, EPISODE, OUTBOX, PHASE
from models.storage.values import EpisodeRow

_STATE = func.coalesce(DOCUMENT.c.state, State.NEW.value)
_PUT = upsert(EPISODE).on_conflict_do_update(
    index_elements=["id"],
    set_={column.name: upsert(EPISODE).excluded[column.name] for column in EPISODE.c if column.name != "id"},
)


def put(connection: Connection, records: Sequence[EpisodeRecord]) -> int:
    """Add or renew; how many were not known."""
    before = _count(connection)
    if records:
        connection.execute(_PUT, [episode_row(record) for record in records])
    return _count(connection) - before


def find(connection: Connection, episode_id: str) -> EpisodeRecord | None:
    """The record of that id."""
    row = connection.execute(select(EPISODE).where(EPISODE.c.id == episode_id)).mappings().first()
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
    return [_row(row) for row in connection.execute(statement).mappings()]


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


def _listed() -> Select[Any]:
    phases = _per_episode(PHASE.c.episode_id, None)
    pending = _per_episode(OUTBOX.c.episode_id, PENDING)
    conflicts = _per_episode(OUTBOX.c.episode_id, CONFLICTING)
    return select(
        EPISODE,
        _STATE.label("state"),
        func.coalesce(DOCUMENT.c.grade, "").label("grade"),
        func.coalesce(DOCUMENT.c.annotator, "").label("annotator"),
        func.coalesce(DOCUMENT.c.reviewer, "").label("reviewer"),
        phases.label("phases"),
        pending.label("pending"),
        conflicts.label("conflicts"),
    ).select_from(EPISODE.outerjoin(DOCUMENT, DOCUMENT.c.episode_id == EPISODE.c.id))


def _per_episode(column: ColumnElement[str], where: ColumnElement[bool] | None) -> Any:
    statement = select(func.count()).where(column == EPISODE.c.id)
    return (statement if where is None else statement.where(where)).correlate(EPISODE).scalar_subquery()


def _mentions(text: str) -> ColumnElement[bool]:
    columns = (EPISODE.c.name, EPISODE.c.task, EPISODE.c.robot, EPISODE.c.id, DOCUMENT.c.note)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _row(row: Any) -> EpisodeRow:
    return EpisodeRow(
        record=episode_of(row),
        state=State(row["state"]),
        grade=row["grade"],
        annotator=row["annotator"],
        reviewer=row["reviewer"],
        phases=row["phases"],
        pending=row["pending"],
        conflicts=row["conflicts"],
    )
