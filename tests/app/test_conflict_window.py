"""A conflict in the real window: from the badge to the written labels, by keys and by the mouse."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog

from app.paths import Places
from models.labelling.commands import SetGrade
from models.labelling.merge import Side
from models.storage.values import AnswerStatus
from tests.support.catalogs import Crowd, Desk, Home
from tests.support.data import DEMO
from tests.support.on_screen import on_screen
from tests.support.window import Person, sits_down
from widgets.conflict_panel import ConflictPanel
from widgets.timeline.layout import Lane

RECORDING = DEMO / "pick_can_success.mcap"
NAME = "pick_can_success"

pytestmark = pytest.mark.usefixtures("nothing_is_left_behind")


@pytest.fixture
def recording() -> Path:
    return RECORDING


def sits(where: Places, home: Home):
    return sits_down(where, "ann", catalog_url=home.url, path=RECORDING, size=(1366, 768))


def panel_of(ann: Person) -> ConflictPanel:
    return ann.window.conflict_panel()


def open_lines(ann: Person) -> list[str]:
    return [row.line.id for row in panel_of(ann).rows.values() if row.line.taken is None]


@on_screen
def test_a_conflict_is_left_as_it_is_and_then_settled_by_keys(where: Places, home: Home) -> None:
    with sits(where, home) as ann:
        ann.wait_open(NAME)
        ann.wait(lambda: ann.badge() == "1 conflict", "the badge says that there is a conflict")
        before, waiting = ann.document, ann.app.services.store.strands()
        ann.press("Ctrl+M", "M", "T", "Esc")
        assert not ann.app.conflicts.is_on
        assert ann.window.timeline.row_of(Lane.SECOND) is None
        assert (ann.document, ann.app.services.store.strands()) == (before, waiting)
        ann.press("Ctrl+M")
        assert ann.window.side.currentWidget() is panel_of(ann)
        (strand,) = ann.app.services.store.strands()
        first, *_ = open_lines(ann)
        one = ann.app.conflicts.laid.difference(first)
        assert ann.app.services.player.t_ns == one.range.start_ns
        ann.press("1", "Return")
        assert ann.document == before
        assert any("still open" in words for words in ann.said())
        while open_lines(ann):
            ann.press("M")
        ann.press("Return")
        assert not ann.app.conflicts.is_on
        assert ann.document.grade == "success"
        assert ann.document.track.phases[2].start_ns == strand.mine().track.phases[2].start_ns
        ann.sync()
        crowd = Crowd(home)
        kept = {each.changeset.id: each for each in crowd.revisions(strand.episode_id)}
        crowd.close()
        assert {kept[each].status for each in strand.ids} == {AnswerStatus.CONFLICT}
        assert set(kept[list(kept)[-1]].changeset.resolves) == set(strand.ids)
        ann.press("1")
        assert ann.document != before


@on_screen
def test_by_the_mouse_it_is_exported_put_aside_taken_up_again_and_settled(
    where: Places, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "refused.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with sits(where, home) as ann:
        ann.wait_open(NAME)
        ann.wait(lambda: ann.badge() == "1 conflict", "the badge says that there is a conflict")
        ann.click(ann.window.top_bar.sync.open_panel().cases[0])
        ann.wait(lambda: ann.app.conflicts.is_on, "the conflict is shown")
        (strand,) = ann.app.services.store.strands()
        ann.click(panel_of(ann).export)
        told = json.loads(target.read_text(encoding="utf-8"))
        assert [one["changeset"]["id"] for one in told["refused"]] == list(strand.ids)
        ann.click(panel_of(ann).aside)
        assert not ann.app.conflicts.is_on
        ann.wait(lambda: "conflict" not in ann.badge(), "the badge no longer asks")
        badge = ann.window.top_bar.sync.open_panel()
        assert [case.text() for case in badge.cases] == [NAME]
        ann.click(badge.cases[0])
        ann.wait(lambda: ann.app.conflicts.is_on, "the conflict is shown")
        ann.click(panel_of(ann).aside)
        ann.wait(lambda: ann.badge() == "1 conflict", "the badge asks again")
        timeline, (first, *_) = ann.window.timeline, open_lines(ann)
        rows = [row for row in timeline.canvas.rows if row.lane is Lane.SECOND]
        stretch = ann.app.conflicts.laid.difference(first).range
        x = round(timeline.scale.x_of((stretch.start_ns + stretch.end_ns) // 2))
        ann.click(timeline, QPoint(x, rows[1].y + rows[1].height // 2))
        assert ann.app.conflicts.choices == {first: Side.MINE}
        ann.click(panel_of(ann).rows[ann.app.conflicts.current].buttons[Side.THEIRS])
        assert ann.app.conflicts.choices["outcome"] is Side.THEIRS
        ann.click(panel_of(ann).write)
        assert ann.document.grade == "partial"


@on_screen
def test_the_catalog_moves_on_meanwhile(where: Places, home: Home) -> None:
    with sits(where, home) as ann:
        ann.wait_open(NAME)
        ann.press("Ctrl+M", "M", "M")
        assert open_lines(ann) == []
        record = ann.app.services.session.record
        bob = Desk(where.data / "profiles", "bob")
        bob.do(record, SetGrade("failure", ("missed_grasp",)))
        bob.sync(home)
        bob.store.close()
        ann.press("Ctrl+S")
        ann.wait(lambda: ann.document.grade == "failure", "bob's edit is there")
        assert open_lines(ann) == ["outcome"]
        assert len(ann.app.conflicts.choices) == 1
