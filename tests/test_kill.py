"""kill -9 of the real window at any moment: no edit that its status bar showed as saved is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.paths import Places
from models.episode import EpisodeRecord
from models.ingest import ingest
from models.labelling.changes import fold
from models.labelling.document import empty_document
from models.review import Role
from models.storage.integrity import faults
from models.storage.label_store import FILE_NAME, LabelStore
from tests.support.data import DEMO
from tests.support.kill_loop import kill_loop
from tests.support.kill_window import USER, digest, press_keys
from tests.support.labels import NOW_NS, TAXONOMY

KILLS = 50


@pytest.mark.slow
def test_what_the_window_showed_as_saved_survives(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record = _listed(tmp_path)
    acknowledged: dict[int, str] = {}
    inside = 0
    for killed in kill_loop(press_keys, str(tmp_path), kills=KILLS, directory=tmp_path, statement_s=0.002):
        inside += killed.inside
        acknowledged |= {int(number): labels for number, labels in map(str.split, killed.saved)}
        _assert_whole(tmp_path, record, acknowledged)
    record_property("kills", KILLS)
    record_property("inside_transactions", inside)
    record_property("acknowledged", len(acknowledged))
    print(
        f"{KILLS} kills, {inside} inside a writing transaction, {len(acknowledged)} edits shown as saved, none lost"
    )
    assert inside >= 0.3 * KILLS
    assert len(acknowledged) > KILLS


def _assert_whole(data: Path, record: EpisodeRecord, acknowledged: dict[int, str]) -> None:
    """Labels, outbox and undo tell one story, and every receipt is in it."""
    home = Places(data).profile(USER)
    assert faults(home / FILE_NAME) == ()
    with LabelStore.open(home, user=USER, role=Role.ANNOTATOR, now_ns=NOW_NS) as store:
        queued = store.pending(1_000_000)
        last, document, history = (
            store.last_receipt(),
            store.load(record, TAXONOMY),
            store.history(record.id),
        )
    assert len(queued) == last >= max(acknowledged, default=0)
    assert [one.parent for one in queued] == ["", *(one.id for one in queued)][: len(queued)]
    labels = empty_document(episode_id=record.id, time_range=record.range)
    for number, changeset in enumerate(queued, start=1):
        labels = fold(labels, changeset.changes)
        assert acknowledged.get(number, digest(labels)) == digest(labels), f"edit {number} is another one"
    if queued:
        assert labels == document
        assert history.done or history.undone


def _listed(data: Path) -> EpisodeRecord:
    """A profile with one episode on its list."""
    (step,) = ingest((DEMO / "pick_missed_grasp.mcap",), ())
    assert step.record is not None
    with LabelStore.open(Places(data).profile(USER), user=USER, role=Role.ANNOTATOR, now_ns=NOW_NS) as store:
        store.put_episodes([step.record])
    return step.record
