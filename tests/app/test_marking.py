"""Events and mistakes: noted by key at the playhead, moved and taken away by hand, undone by the same door."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.review import State
from models.timebase import NS_PER_S
from tests.support.data import DEMO
from tests.support.window import Person, left_behind, sits_down

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

NAME = "pick_can_success"


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    yield
    assert left_behind() == []


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path), "ann", path=DEMO / f"{NAME}.mcap") as person:
        person.wait_open(NAME)
        person.settle()
        yield person


def noted(person: Person) -> list[tuple[str, str, float, float]]:
    """Tier, label, start and end in seconds."""
    start_ns = person.document.range.start_ns
    return [
        (mark.tier, mark.label, (mark.start_ns - start_ns) / NS_PER_S, (mark.end_ns - start_ns) / NS_PER_S)
        for mark in person.document.marks
    ]


def test_a_point_an_interval_and_back(ann: Person) -> None:
    ann.press("Home", "Shift+Right", "Shift+T", "Shift+Right", "Shift+S")
    assert noted(ann) == [("events", "contact", 1.0, 1.0)]
    ann.press("Shift+Right", "Shift+Right", "Shift+S")
    assert noted(ann) == [("events", "contact", 1.0, 1.0), ("events", "slip", 2.0, 4.0)]
    ann.press("Ctrl+Z")
    assert noted(ann) == [("events", "contact", 1.0, 1.0)]
    ann.press("Ctrl+Y")
    assert len(noted(ann)) == 2


def test_escape_drops_what_has_no_end_and_enter_waits_for_it(ann: Person) -> None:
    ann.press("Home", "1", "Shift+Right", "2", "S", "Shift+G", "Return")
    assert ann.document.state is State.DRAFT
    assert "Missed grasp has no end yet" in " ".join(ann.said())
    assert [one.label.code for one in ann.window.timeline.content.begun] == ["missed_grasp"]
    ann.press("Esc")
    assert ann.window.timeline.content.begun == ()
    assert ann.document.marks == ()
    ann.press("Return")
    assert ann.document.state is State.SUBMITTED


def test_a_mark_is_dragged_nudged_and_deleted(ann: Person) -> None:
    timeline, start_ns = ann.window.timeline, ann.document.range.start_ns
    ann.press("Home", "Shift+Right", "Shift+T", "Shift+Right", "Shift+S", "Shift+Right", "Shift+S", "1")
    there = ann.event(0, start_ns + NS_PER_S)
    ann.drag(timeline, there, there + QPoint(-20, 0))
    assert noted(ann)[0][2] < 0.95
    end = ann.event(0, start_ns + 3 * NS_PER_S)
    ann.drag(timeline, end, end + QPoint(30, 0))
    assert noted(ann)[1][3] > 3.1
    ann.click(timeline, ann.event(0, start_ns + 2 * NS_PER_S))
    before = noted(ann)[1]
    ann.press(".")
    moved = noted(ann)[1]
    assert moved[2] > before[2]
    assert moved[3] - moved[2] == pytest.approx(before[3] - before[2])
    phases = ann.document.track.phases
    ann.press("Delete")
    assert [mark[1] for mark in noted(ann)] == ["contact"]
    assert ann.document.track.phases == phases
    ann.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert noted(ann) == [("events", "contact", 1.0, 1.0), ("events", "slip", 2.0, 3.0)]
