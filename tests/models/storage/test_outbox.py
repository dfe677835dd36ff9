"""What is asked of the outbox is answered by an index, however long it is; and a new edit enters few of them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from models.labelling.commands import SetGrade, SetNote
from models.storage import conflict_rows, list_facts, outbox
from models.storage.database import open_engine, reading
from models.storage.label_store import FILE_NAME
from tests.support.desk import Desk
from tests.support.labels import TAXONOMY, record

_FRAME_NBYTES = 4096 + 24


_QUESTIONS: dict[str, Callable[[Connection], object]] = {
    "the next to push": lambda connection: outbox.pending(connection, outbox.Load(50)),
    "of a site": lambda connection: outbox.pending(connection, outbox.Load(50), ["main"]),
    "site of the oldest": lambda connection: outbox.oldest_site(connection, ["main"]),
    "how many wait": outbox.pending_count,
    "the last number": outbox.last_number,
    "all conflicts": lambda connection: outbox.conflicts(connection, None),
    "conflicts of one": lambda connection: outbox.conflicts(connection, record().id),
    "what stands on the catalog's": lambda connection: outbox.unsettled(connection, record().id),
    "by its id": lambda connection: outbox.find(connection, "an id"),
    "not in the log": lambda connection: outbox.offer_again(connection, ["main"]),
    "lines of the list": lambda connection: list(
        list_facts.facts_of(connection, [record().id, record(2).id])
    ),
    "strands": lambda connection: conflict_rows.strands(connection, None),
}


@pytest.mark.parametrize("ask", _QUESTIONS.values(), ids=_QUESTIONS.keys())
def test_nothing_reads_the_whole_outbox(tmp_path: Path, ask: Callable[[Connection], object]) -> None:
    with Desk(tmp_path) as desk:
        desk.do(SetNote("x"))
    engine = open_engine(tmp_path / FILE_NAME)
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    with reading(engine) as connection:
        ask(connection)
        driver: Any = connection.connection.driver_connection
        plans = [
            row[3]
            for sql, values in asked
            if "outbox" in sql
            for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    engine.dispose()
    assert [plan for plan in plans if "outbox" in plan or "each" in plan]
    assert [plan for plan in plans if re.match(r"SCAN (outbox|each)(?! USING)", plan)] == []


def test_an_edit_writes_few_pages(tmp_path: Path) -> None:
    log = tmp_path / f"{FILE_NAME}-wal"
    with Desk(tmp_path) as desk:
        desk.do(*(SetNote(f"before {number}") for number in range(30)))
        before_nbytes = log.stat().st_size
        grades = [grade.code for grade in TAXONOMY.grades[:2]]
        desk.do(*(SetGrade(grades[number % 2]) for number in range(30)))
        assert (log.stat().st_size - before_nbytes) / _FRAME_NBYTES / 30 < 7.5
