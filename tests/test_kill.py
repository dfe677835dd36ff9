"""kill -9 of the real window at any moment: no edit that its status bar showed as saved is lost.

Most kills are on a short recording, because the window is up again sooner; some on a demo episode.
"""

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
from tests.support.bad_recordings import damaged_pictures
from tests.support.data import DEMO
from tests.support.kill_loop import kill_loop
from tests.support.kill_window import USER, digest, press_keys
from tests.support.labels import NOW_NS, TAXONOMY

FEW = pytest.param((14, 3), id="a few", marks=pytest.mark.slow)
MANY = pytest.param((50, 8), id="many", marks=pytest.mark.long)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("each", [FEW, MANY])
def test_what_the_window_showed_as_saved_survives(
    tmp_path: Path, record_property: Callable[[str, object], None], each: tuple[int, int]
) -> None:
    recordings = (damaged_pictures(tmp_path / "short.mcap"), DEMO / "pick_missed_grasp.mcap")
    inside = acknowledged = 0
    for recording, count in zip(recordings, each, strict=True):
        data = tmp_path / recording.stem
        now_inside, now_acknowledged = _kill_again_and_again(data, recording, count)
        inside, acknowledged = inside + now_inside, acknowledged + now_acknowledged
    kills = sum(each)
    record_property("kills", kills)
    record_property("inside_transactions", inside)
    record_property("acknowledged", acknowledged)
    print(
        f"{kills} kills, {inside} inside a writing transaction, {acknowledged} edits shown as saved, none lost"
    )
    # Of a few, chance may have less than a third fall there.
    assert inside >= (0.3 if kills > 50 else 0.15) * kills
    assert acknowledged > kills


def _kill_again_and_again(data: Path, recording: Path, kills: int) -> tuple[int, int]:
    """How many kills fell inside a transaction, and how many edits had been shown as saved."""
    record = _listed(data, recording)
    acknowledged: dict[int, str] = {}
    inside = 0
    for killed in kill_loop(press_keys, str(data), kills=kills, directory=data):
        inside += killed.inside
        acknowledged |= {int(number): labels for number, labels in map(str.split, killed.saved)}
        _assert_whole(data, record, acknowledged)
    return inside, len(acknowledged)


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


def _listed(data: Path, recording: Path) -> EpisodeRecord:
    """A profile with one episode on its list."""
    (step,) = ingest((recording,), ())
    assert step.record is not None
    with LabelStore.open(Places(data).profile(USER), user=USER, role=Role.ANNOTATOR, now_ns=NOW_NS) as store:
        store.put_episodes([step.record])
    return step.record
