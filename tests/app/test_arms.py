"""Two arms: a lane each, and the digits cut the one that is chosen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from app.cut_options import RESTING
from app.paths import Places
from app.settings import save_settings
from app.taxonomies import SETTING
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
    where = Places(tmp_path)
    save_settings(where.settings("ann"), RESTING.with_value(SETTING, "bimanual_fold"))
    with sits_down(where, "ann", path=DEMO / f"{NAME}.mcap") as person:
        person.wait_open(NAME)
        person.settle()
        yield person


def cuts(person: Person, arm: str) -> list[tuple[str, float]]:
    start_ns = person.document.range.start_ns
    phases = person.document.track_of(arm).phases
    return [(phase.label, (phase.start_ns - start_ns) / NS_PER_S) for phase in phases]


def test_a_key_and_a_click_choose_the_arm_that_digits_cut(ann: Person) -> None:
    timeline, start_ns = ann.window.timeline, ann.document.range.start_ns
    ann.press("Home", "Shift+Right", "1", "`", "Shift+Right", "2")
    assert cuts(ann, "left") == [("idle", 0.0), ("approach", 1.0)]
    assert cuts(ann, "right") == [("idle", 0.0), ("grasp", 2.0)]
    assert ann.document.track.phases == ()
    assert timeline.content.chosen == 1
    ann.click(timeline, ann.arm(0, start_ns + NS_PER_S // 2))
    assert ann.app.services.labels.tier == "left"
    ann.press("Shift+Right", "2")
    assert cuts(ann, "left")[-1] == ("grasp", 3.0)
    assert len(cuts(ann, "right")) == 2


def test_a_cut_is_dragged_on_the_lane_of_the_other_arm(ann: Person) -> None:
    ann.press("Home", "Shift+Right", "1", "`", "Shift+Right", "2", "`")
    cut = ann.arm(1, ann.document.range.start_ns + 2 * NS_PER_S)
    ann.drag(ann.window.timeline, cut, cut + QPoint(-40, 0))
    assert cuts(ann, "right")[1][1] < 1.9
    assert cuts(ann, "left")[1] == ("approach", 1.0)
    ann.press("Ctrl+Z")
    assert cuts(ann, "right")[1] == ("grasp", 2.0)


def test_a_grade_and_words_of_the_phase_at_the_playhead(ann: Person) -> None:
    ann.press("Home", "Shift+Right", "1", "`", "2", "Alt+F")
    assert [phase.grade for phase in ann.document.track_of("right").phases] == ["", "failure"]
    ann.press("Ctrl+J")
    ann.type("fold the sleeve")
    ann.press("Return")
    assert ann.document.track_of("right").phases[1].text == "fold the sleeve"
    assert ann.document.track_of("left").phases[1].text == ""
    ann.press("Ctrl+Z", "Ctrl+Z")
    assert [phase.grade for phase in ann.document.track_of("right").phases] == ["", ""]
