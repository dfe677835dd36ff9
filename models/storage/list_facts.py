"""What the label file says of episodes for their lines in the list: statements inside a caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, literal_column, select, union

from models.episode import EpisodeRecord
from models.labelling.document import Remark
from models.labelling.pinned import QUESTION
from models.review import State
from models.storage import places
from models.storage.database import Statements, prepared
from models.storage.mapping import remark_of
from models.storage.outbox import CONFLICTING, PENDING, UNSETTLED
from models.storage.rows import episode_of
from models.storage.tables import DOCUMENT, OUTBOX, PHASE, PLACE, REMARK, UNCACHED

BATCH = 500
_LABELS = (
    DOCUMENT.c.episode_id,
    DOCUMENT.c.start_ns,
    DOCUMENT.c.end_ns,
    DOCUMENT.c.state,
    DOCUMENT.c.grade,
    DOCUMENT.c.annotator,
    DOCUMENT.c.reviewer,
    DOCUMENT.c.note,
    DOCUMENT.c.site,
)
_ONE: ColumnElement[int] = literal_column("1")
_COUNTS: tuple[ColumnElement[Any], ...] = (
    func.count(case((PENDING, _ONE))),
    func.count(case((CONFLICTING, _ONE))),
)
_SURE = func.json_extract(PHASE.c.more, "$.confidence_pm")
_LEAST: Select[Any] = (
    select(PHASE.c.episode_id, func.min(_SURE))
    .where(PHASE.c.more.contains("confidence_pm"))
    .group_by(PHASE.c.episode_id)
)
_WAITING: Select[Any] = select(*_COUNTS)
_WAITING_OF = prepared(_WAITING.where(UNSETTLED, OUTBOX.c.episode_id == bindparam("of")))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one episode. ``record`` is None where only the list itself has it; ``site`` may be "".

    ``least_pm`` is the least confidence of its phases, None where a person named all.
    ``is_worked_on``: it was edited here.
    """

    episode_id: str
    record: EpisodeRecord | None
    start_ns: int
    end_ns: int
    site: str
    state: str
    grade: str
    annotator: str
    reviewer: str
    note: str
    phases: int
    pending: int
    conflicts: int
    questions: tuple[Remark, ...] = ()
    is_worked_on: bool = False
    least_pm: int | None = None


def waiting(connection: Statements, episode_id: str) -> tuple[int, int]:
    """Change-sets of an episode that the next pushes offer, and those that wait for a person."""
    pending, conflicts = connection.exec_driver_sql(_WAITING_OF, {"of": episode_id}).fetchone()
    return int(pending), int(conflicts)


def facts_of(connection: Connection, episode_ids: Iterable[str]) -> Iterator[Facts]:
    """In any order; an episode of which the label file knows nothing is left out."""
    ids = iter(episode_ids)
    while batch := list(islice(ids, BATCH)):
        yield from _facts(connection, batch)


def all_ids(connection: Connection) -> list[str]:
    """Every episode of which the label file knows something."""
    known = union(select(PLACE.c.id), select(DOCUMENT.c.episode_id), select(UNCACHED.c.episode_id))
    return list(connection.execute(known).scalars())


def changed_since(connection: Connection, number: int) -> list[str]:
    """Episodes that were edited after edit ``number``, or of which the list may lack something."""
    edited = select(OUTBOX.c.episode_id).where(OUTBOX.c.local_seq > number)
    return list(connection.execute(union(edited, select(UNCACHED.c.episode_id))).scalars())


def _facts(connection: Connection, ids: Sequence[str]) -> Iterator[Facts]:
    records = _records(connection, ids)
    labels = {row.episode_id: row for row in connection.execute(select(*_LABELS).where(_LABELS[0].in_(ids)))}
    phases = _counted(connection, select(PHASE.c.episode_id, func.count()), PHASE.c.episode_id, ids)
    counts = {
        row[0]: (int(row[1]), int(row[2]))
        for row in connection.execute(
            select(OUTBOX.c.episode_id, *_COUNTS)
            .where(UNSETTLED, OUTBOX.c.episode_id.in_(ids))
            .group_by(OUTBOX.c.episode_id)
        )
    }
    questions = _questions(connection, ids)
    worked = set(
        connection.execute(select(OUTBOX.c.episode_id).where(OUTBOX.c.episode_id.in_(ids))).scalars()
    )
    sure = {row[0]: row[1] for row in connection.execute(_LEAST.where(PHASE.c.episode_id.in_(ids)))}
    for episode_id in ids:
        record, row = records.get(episode_id), labels.get(episode_id)
        if record is None and row is None:
            continue
        numbers = (phases.get(episode_id, 0), *counts.get(episode_id, (0, 0)))
        yield replace(
            _one(episode_id, record, row, numbers),
            questions=tuple(questions.get(episode_id, ())),
            is_worked_on=episode_id in worked,
            least_pm=sure.get(episode_id),
        )


def _one(episode_id: str, record: EpisodeRecord | None, row: Any, counts: tuple[int, int, int]) -> Facts:
    if row is None:
        assert record is not None
        return Facts(
            episode_id, record, record.start_ns, record.end_ns, record.site,
            State.NEW.value, "", "", "", "", *counts,
        )  # fmt: skip
    site = row.site or ("" if record is None else record.site)
    return Facts(
        episode_id, record, row.start_ns, row.end_ns - 1, site,
        row.state, row.grade, row.annotator, row.reviewer, row.note, *counts,
    )  # fmt: skip


def _questions(connection: Connection, ids: Sequence[str]) -> dict[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    asked = select(REMARK).where(REMARK.c.episode_id.in_(ids), REMARK.c.more.contains(QUESTION))
    for row in connection.execute(asked).mappings():
        found.setdefault(row["episode_id"], []).append(remark_of(row))
    return found


def _records(connection: Connection, ids: Sequence[str]) -> dict[str, EpisodeRecord]:
    told = connection.execute(
        select(UNCACHED.c.episode_id, UNCACHED.c.record).where(
            UNCACHED.c.episode_id.in_(ids), UNCACHED.c.record != ""
        )
    )
    records = {row.episode_id: places.record_from_text(row.record) for row in told}
    here = connection.execute(select(PLACE).where(PLACE.c.id.in_(ids))).mappings()
    return records | {row["id"]: episode_of(row) for row in here}


def _counted(connection: Connection, counting: Any, column: Any, ids: Sequence[str]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(counting.where(column.in_(ids)).group_by(column))}
