"""kill -9 at any moment: what was acknowledged is there, and labels, outbox and undo tell one story."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.labelling.changes import fold
from models.labelling.document import empty_document
from models.storage.integrity import faults
from models.storage.label_store import FILE_NAME
from tests.support.desk import Desk
from tests.support.kill_loop import kill_loop
from tests.support.kill_work import label
from tests.support.labels import blank, record

KILLS = 40


@pytest.mark.slow
def test_no_acknowledged_edit_is_lost(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    home = tmp_path / "ann"
    acknowledged: dict[int, str] = {}
    inside = 0
    for killed in kill_loop(label, str(home), kills=KILLS, directory=tmp_path):
        inside += killed.inside
        for line in killed.saved:
            number, changeset_id = line.split()
            acknowledged[int(number)] = changeset_id
        assert_whole(home, acknowledged)
    record_property("kills", KILLS)
    record_property("inside_transactions", inside)
    record_property("acknowledged", len(acknowledged))
    print(f"{KILLS} kills, {inside} inside a transaction, {len(acknowledged)} acknowledged edits, none lost")
    assert inside >= 0.3 * KILLS
    assert len(acknowledged) > KILLS
    assert_undoable(home)


def assert_whole(home: Path, acknowledged: dict[int, str]) -> None:
    assert faults(home / FILE_NAME) == ()
    with Desk(home) as desk:
        queued = desk.store.pending(1_000_000)
        assert {n: queued[n - 1].id for n in acknowledged} == acknowledged
        assert [c.parent for c in queued] == ["", *(c.id for c in queued)][: len(queued)]
        empty = empty_document(episode_id=record().id, time_range=record().range)
        changes = [change for changeset in queued for change in changeset.changes]
        assert fold(empty, changes).track == desk.document().track
        assert not queued or fold(empty, changes) == desk.document()
        assert desk.store.last_receipt() == len(queued)


def assert_undoable(home: Path) -> None:
    """To the very first edit, through all the kills."""
    with Desk(home) as desk:
        while desk.history().done:
            desk.undo()
        assert desk.document() == blank()
