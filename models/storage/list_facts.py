"""What the label file says of episodes for their lines in the list: statements inside a caller's transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
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
_IDS = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
"""One text of a statement serves any number of episodes: ``ids`` is a JSON list of them."""
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
_SURE = func.json_extract(PHASE.c.more, literal_column("'$.confidence_pm'"))
_WAITING: Select[Any] = select(*_COUNTS)
_WAITING_OF = prepared(_WAITING.where(UNSETTLED, OUTBOX.c.episode_id == bindparam("of")))


def _holds(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    return func.instr(column, literal_column(f"'{word}'")) > literal_column("0")


def _of(key: ColumnElement[Any], columns: Iterable[ColumnElement[Any]], *where: ColumnElement[bool]) -> str:
    return prepared(select(*columns).where(key.in_(_IDS), *where))


def _by(key: ColumnElement[Any], found: Iterable[ColumnElement[Any]], *where: ColumnElement[bool]) -> str:
    return prepared(select(key, *found).where(key.in_(_IDS), *where).group_by(key))


_LABELS_OF = _of(DOCUMENT.c.episode_id, _LABELS)
_PHASES_OF = _by(PHASE.c.episode_id, [func.count()])
_COUNTS_OF = _by(OUTBOX.c.episode_id, _COUNTS, UNSETTLED)
_SURE_OF = _by(PHASE.c.episode_id, [func.min(_SURE)], _holds(PHASE.c.more, "confidence_pm"))
_WORKED_OF = _by(OUTBOX.c.episode_id, [])
_ASKED_OF = _of(REMARK.c.episode_id, REMARK.c, _holds(REMARK.c.more, QUESTION))
_TOLD = (UNCACHED.c.episode_id, UNCACHED.c.record)
_TOLD_OF = _of(UNCACHED.c.episode_id, _TOLD, UNCACHED.c.record != literal_column("''"))
_PLACES_OF = _of(PLACE.c.id, PLACE.c)


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
    of = {"ids": json.dumps(ids)}

    def asked(sql: str) -> Any:
        return connection.exec_driver_sql(sql, of)

    records = _records(asked)
    labels = {row.episode_id: row for row in asked(_LABELS_OF)}
    phases = {row[0]: row[1] for row in asked(_PHASES_OF)}
    counts = {row[0]: (int(row[1]), int(row[2])) for row in asked(_COUNTS_OF)}
    questions = _questions(asked)
    worked = {row[0] for row in asked(_WORKED_OF)}
    sure = {row[0]: row[1] for row in asked(_SURE_OF)}
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


def _questions(asked: Callable[[str], Any]) -> dict[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    for row in asked(_ASKED_OF).mappings():
        found.setdefault(row["episode_id"], []).append(remark_of(row))
    return found


def _records(asked: Callable[[str], Any]) -> dict[str, EpisodeRecord]:
    told = {row.episode_id: places.record_from_text(row.record) for row in asked(_TOLD_OF)}
    return told | {row["id"]: episode_of(row) for row in asked(_PLACES_OF).mappings()}
