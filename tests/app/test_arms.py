"""Two arms: a lane each, and the digits cut the one that is chosen; proposals lie below the lane of their arm."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from app.cut_options import RESTING
from app.paths import Places
from app.settings import save_settings
from app.taxonomies import SETTING
from models.cutting_aids.suggestions import Suggestion
from models.timebase import NS_PER_S
from tests.support.data import DEMO
from tests.support.window import Person, left_behind, sits_down
from widgets.timeline.layout import Lane

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


def proposed_for_both(person: Person) -> None:
    """Of the left arm the grasp is unsure, of the right one nothing."""
    record = person.app.services.session.record
    assert record is not None
    begun_ns, ended_ns = record.range.start_ns, record.range.end_ns
    person.app.proposing.lay(
        record,
        tuple(
            Suggestion(label, begun_ns + first * NS_PER_S, last or ended_ns, sure, tier=tier)
            for tier, label, first, last, sure in (
                ("left", "idle", 0, begun_ns + NS_PER_S, 0.9),
                ("left", "approach", 1, begun_ns + 4 * NS_PER_S, 0.9),
                ("left", "grasp", 4, None, 0.3),
                ("right", "idle", 0, begun_ns + 2 * NS_PER_S, 0.9),
                ("right", "approach", 2, None, 0.95),
            )
        ),
        300,
    )


def test_proposals_lie_below_the_lane_of_their_arm_and_one_key_takes_them_as_one_step(ann: Person) -> None:
    proposed_for_both(ann)
    lanes = [row.lane for row in ann.window.timeline.canvas.rows[1:5]]
    assert lanes == [Lane.PHASES, Lane.PROPOSALS] * 2
    ann.press("'")
    assert cuts(ann, "left") == [("idle", 0.0), ("approach", 1.0), ("grasp", 4.0)]
    assert cuts(ann, "right") == [("idle", 0.0), ("approach", 2.0)]
    assert ann.document.track.phases == ()
    assert not ann.app.proposing.waits
    ann.press("Ctrl+Z")
    assert cuts(ann, "left") == cuts(ann, "right") == []
    assert ann.app.proposing.suggestions.open == (1, 2, 4)


def test_the_walk_chooses_the_arm_so_that_digits_correct_it(ann: Person) -> None:
    proposed_for_both(ann)
    ann.press("`", "Tab")
    ann.wait(lambda: ann.app.services.labels.tier == "left", "keys cut the arm of the one that is looked at")
    ann.press("Return", "Return")
    assert cuts(ann, "left") == [("idle", 0.0), ("approach", 1.0), ("grasp", 4.0)]
    ann.wait(lambda: ann.app.services.labels.tier == "right", "the next one is of the other arm")
    ann.press("Left", "2")
    assert [label for label, _ in cuts(ann, "right")] == ["idle", "grasp"]
    assert not ann.app.proposing.waits
    answers = ann.app.proposing.suggestions.answers(*ann.document.tracks)
    assert [str(each.verdict) for each in answers] == ["kept", "kept", "refused"]
