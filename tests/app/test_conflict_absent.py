"""A conflict of an episode whose recording is not here is merged and written all the same, from the labels alone."""

import shutil
from pathlib import Path

import pytest

from app.paths import Places
from models.labelling.merge import Side
from tests.support.catalogs import Home
from tests.support.data import DEMO
from tests.support.on_screen import on_screen
from tests.support.window import Person, sits_down
from widgets.timeline.layout import Lane
from widgets.view_note import ViewNote

NAME = "pick_can_success"

pytestmark = pytest.mark.usefixtures("nothing_is_left_behind")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / f"{NAME}.mcap"
    for each in DEMO.glob(f"{NAME}.*"):
        shutil.copy(each, tmp_path)
    return path


@pytest.fixture
def where(where: Places, recording: Path) -> Places:
    """Of the quarrel; ann's disk with the recording is unplugged."""
    recording.rename(recording.with_suffix(".away"))
    return where


def sits(where: Places, home: Home):
    return sits_down(where, "ann", catalog_url=home.url, size=(1366, 768))


def is_without_views(ann: Person) -> bool:
    return isinstance(ann.window.centre.currentWidget(), ViewNote) and not ann.app.board.views


def merge_by_keys(ann: Person) -> None:
    for _ in range(ann.app.conflicts.left_open):
        ann.press("M")
    assert ann.app.conflicts.left_open == 0
    ann.press("Return")


@on_screen
def test_it_opens_with_the_labels_alone_is_merged_and_written(where: Places, home: Home) -> None:
    with sits(where, home) as ann:
        ann.wait(lambda: ann.badge() == "1 conflict", "the badge says that there is a conflict")
        ann.press("Ctrl+M")
        ann.wait(lambda: ann.app.conflicts.is_on, "the conflict is shown")
        assert is_without_views(ann)
        (strand,) = ann.app.services.store.strands()
        rows = [row for row in ann.window.timeline.canvas.rows if row.lane is Lane.SECOND]
        assert len(rows) == len(Side)
        first = ann.app.conflicts.laid.difference(ann.app.conflicts.current)
        assert ann.app.services.player.t_ns == first.range.start_ns
        merge_by_keys(ann)
        assert not ann.app.conflicts.is_on
        assert ann.document.grade == "success"
        assert ann.document.track.phases[2].start_ns == strand.mine().track.phases[2].start_ns
        ann.sync()
        assert ann.app.services.store.strands() == []


@on_screen
def test_the_recording_that_comes_meanwhile_takes_no_choice_away(
    where: Places, home: Home, recording: Path
) -> None:
    with sits(where, home) as ann:
        ann.wait(lambda: ann.badge() == "1 conflict", "the badge says that there is a conflict")
        ann.press("Ctrl+M")
        ann.wait(lambda: ann.app.conflicts.is_on, "the conflict is shown")
        ann.press("M")
        chosen, t_ns = ann.app.conflicts.choices, ann.app.services.player.t_ns
        assert chosen
        recording.with_suffix(".away").rename(recording)
        ann.app.open(ann.app.services.session.record)
        ann.wait(lambda: bool(ann.app.board.views), "the views are there")
        assert ann.app.conflicts.is_on
        assert (ann.app.conflicts.choices, ann.app.services.player.t_ns) == (chosen, t_ns)
        assert ann.window.side.currentWidget() is ann.window.conflict_panel()
        merge_by_keys(ann)
        assert ann.document.grade == "success"
