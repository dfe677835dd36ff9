"""Cutting at the speed of the hand: snapping, how late a person is, around a cut, and the one key that goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget

from app.cut_options import SETTING, CutOptions, cut_options
from app.paths import Places
from app.settings import Settings, load_settings
from models.cutting_aids.evidence import Evidence, Kind
from models.review import State
from models.timebase import NS_PER_MS, NS_PER_S
from tests.support.data import DEMO
from tests.support.window import Person, left_behind, sits_down

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

NAME = "pick_can_success"
RECORDING = DEMO / f"{NAME}.mcap"


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    yield
    assert left_behind() == []


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    """At the window with one episode open, its signals looked through."""
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as person:
        person.wait_open(NAME)
        person.settle()
        yield person


def evidence(person: Person, kind: Kind) -> Evidence:
    """The first of a kind that has no other evidence of more worth beside it."""
    return next(one for one in person.app.services.cutting.evidence if one.kind is kind)


def pause_near(person: Person, t_ns: int) -> None:
    """Play until a moment is reached, and pause: the playhead is not put anywhere by hand."""
    player = person.app.services.player
    player.seek(t_ns - 60 * NS_PER_MS)
    person.press("Space")
    person.wait(lambda: player.t_ns > t_ns - 40 * NS_PER_MS, "the playhead is near")
    person.press("Space")


def starts_ns(person: Person) -> list[int]:
    return [phase.start_ns for phase in person.document.track.phases]


def test_a_cut_while_paused_near_evidence_snaps_to_it_and_the_ghost_said_so(ann: Person) -> None:
    closes = evidence(ann, Kind.GRIP_MOVES)
    pause_near(ann, closes.t_ns)
    ghost = ann.window.timeline.overlay.ghost
    assert ghost is not None
    assert ghost.kind is Kind.GRIP_MOVES
    ann.shoot("ghost-paused")
    ann.press("2")
    assert starts_ns(ann)[1] == closes.t_ns


def test_alt_and_a_digit_cut_exactly_at_the_playhead(ann: Person) -> None:
    pause_near(ann, evidence(ann, Kind.GRIP_MOVES).t_ns)
    t_ns = ann.app.services.player.t_ns
    ann.press("Alt+2")
    assert starts_ns(ann)[1] == t_ns


def test_a_frame_that_was_chosen_by_hand_is_cut_exactly(ann: Person) -> None:
    closes = evidence(ann, Kind.GRIP_MOVES)
    pause_near(ann, closes.t_ns)
    ann.press("Left")
    assert ann.window.timeline.overlay.ghost is None
    t_ns = ann.app.services.player.t_ns
    ann.press("2")
    assert starts_ns(ann)[1] == t_ns


def test_f3_switches_snapping_and_it_stays_so_next_time(ann: Person, tmp_path: Path) -> None:
    closes = evidence(ann, Kind.GRIP_MOVES)
    pause_near(ann, closes.t_ns)
    ann.press("F3")
    assert not ann.window.transport.snap.isChecked()
    assert ann.window.timeline.overlay.ghost is None
    t_ns = ann.app.services.player.t_ns
    ann.press("2")
    assert starts_ns(ann)[1] == t_ns
    ann.window.close()
    kept = load_settings(Places(tmp_path).settings("ann"))
    assert cut_options(kept.values).snap_ms == 0


def test_a_cut_while_playing_is_as_early_as_the_person_was_late_in_what_they_corrected(ann: Person) -> None:
    cutting, player = ann.app.services.cutting, ann.app.services.player
    cutting.choose(snap_ms=0)
    for _ in range(40):
        cutting.reaction = cutting.reaction.learned(rate=1.0, raw_ns=NS_PER_S, final_ns=NS_PER_S * 3 // 4)
    lag_ns = cutting.reaction.lag_ns(1.0)
    assert lag_ns > 200 * NS_PER_MS
    player.seek(player.clock.range.start_ns + 5 * NS_PER_S)
    ann.press("Space")
    ann.wait(lambda: player.clock.playing and player.t_ns > player.clock.range.start_ns + 5.5e9, "it plays")
    before_ns = player.t_ns
    ann.press("1")
    after_ns = player.t_ns
    ann.press("Space")
    cut_ns = starts_ns(ann)[1]
    assert before_ns - lag_ns <= cut_ns <= after_ns - lag_ns
    assert ann.window.timeline.content.raw_ns == (cut_ns + lag_ns,)


def test_what_is_moved_by_hand_after_the_key_teaches_how_late_it_came(ann: Person) -> None:
    cutting, player, labels = ann.app.services.cutting, ann.app.services.player, ann.app.services.labels
    cutting.choose(snap_ms=0)
    player.seek(player.clock.range.start_ns + 5 * NS_PER_S)
    ann.press("Space")
    ann.wait(lambda: player.clock.playing, "it plays")
    ann.press("1", "Space")
    second = ann.document.track.phases[1]
    labels.move_boundary(second.id, second.start_ns - 300 * NS_PER_MS)
    ann.press("S", "Return")
    assert ann.document.state is State.SUBMITTED
    assert cutting.reaction.count == 1
    assert 0.0 < cutting.reaction.lag_s() < 0.3
    cutting.forget_reaction()
    assert ann.app.settings.values["reaction"] == {}


def test_a_cut_made_at_rest_teaches_nothing(ann: Person) -> None:
    ann.press("Shift+Right", "1", ",", ",", "S", "Return")
    assert ann.document.state is State.SUBMITTED
    assert ann.app.services.cutting.reaction.count == 0


def test_around_a_cut_and_back(ann: Person) -> None:
    player = ann.app.services.player
    ann.app.services.cutting.choose(around_ms=500)
    ann.press("Shift+Right", "Shift+Right", "1", "Shift+Right")
    cut_ns, back_ns = starts_ns(ann)[1], player.t_ns
    ann.press(";")
    assert player.clock.playing
    assert cut_ns - 500 * NS_PER_MS <= player.t_ns < cut_ns
    ann.wait(lambda: not player.clock.playing, "it comes back")
    assert player.t_ns == back_ns
    ann.app.services.cutting.choose(around_ms=1500)
    ann.press(";", "Space")
    assert not player.clock.playing
    assert player.t_ns < cut_ns, "who pauses meanwhile stays there"


def test_moving_and_looping_by_keys(ann: Person) -> None:
    player = ann.app.services.player
    ann.press("Shift+Right", "1", "Shift+Right", "2", "Shift+Right")
    first_ns, second_ns = starts_ns(ann)[1:]
    ann.press("Up")
    assert player.t_ns == second_ns
    ann.press("Up")
    assert player.t_ns == first_ns
    ann.press("Down", ".")
    assert starts_ns(ann)[2] > second_ns
    ann.press(",")
    assert abs(starts_ns(ann)[2] - second_ns) < 40 * NS_PER_MS
    ann.press("L")
    loop = player.clock.loop
    assert loop is not None
    assert loop.end_ns == player.clock.range.end_ns or loop.start_ns in starts_ns(ann)


def test_a_digit_names_the_phase_that_ends_where_that_is_chosen(ann: Person) -> None:
    ann.app.services.cutting.choose(names_end=True)
    ann.press("Shift+Right", "Shift+Right", "1", "Shift+Right", "2")
    assert [phase.label for phase in ann.document.track.phases] == ["approach", "grasp", "idle"]


def test_what_lies_before_and_behind_all_movement_is_made_idle(ann: Person) -> None:
    ann.press("Shift+Z")
    assert ann.document.track.phases == ()
    ann.press("Home", "1", "End", "Shift+Left", "6", "Shift+Z")
    phases = ann.document.track.phases
    assert phases[0].label == phases[-1].label == "idle"
    first = next(one for one in ann.app.services.cutting.evidence if one.kind is not Kind.LOAD)
    assert phases[1].start_ns == first.t_ns
    ann.press("Ctrl+Z")
    assert ann.document.track.phases[0].label == "approach", "one step back"


def test_the_menu_of_options_is_used_by_keys(ann: Person) -> None:
    ann.press("F2")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    ann.shoot("cut-options")
    words = [action.text() for action in menu.actions()]
    assert "Episodes open playing" in words
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert ann.app.services.cutting.options.snap_ms == 0
    assert ann.document.state is not State.SUBMITTED, "Enter belonged to the menu"


def writes(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) or (
        isinstance(widget, QComboBox) and widget.isEditable()
    )


def test_an_input_method_gets_no_key_where_nothing_is_written(ann: Person) -> None:
    """Where a widget takes no input method, IBus and Fcitx pass keys through as they are."""
    places = [one for one in ann.window.findChildren(QWidget) if one.focusPolicy() and one.isVisible()]
    asked = set()
    for place in (place for place in places if not writes(place)):
        place.setFocus()
        focus = ann.focus()
        asked.add(type(focus).__name__)
        assert not focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), type(focus)
    assert {"TimelineView", "Button"} < asked
    assert ann.window.phase_panel.outcome.note.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert ann.window.queue.search.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_cutting_keys_work_while_chinese_is_composed_elsewhere(ann: Person) -> None:
    """What an input method still sends to the window changes nothing, the key after it cuts; in the note it writes."""
    event = QInputMethodEvent()
    event.setCommitString("一")
    for place in (ann.window.timeline, ann.window.queue.rows, ann.window):
        place.setFocus()
        QCoreApplication.sendEvent(ann.focus(), QInputMethodEvent(event))
    assert ann.document.track.phases == ()
    ann.press("Shift+Right", "1")
    assert len(ann.document.track.phases) == 2
    ann.press("N")
    QCoreApplication.sendEvent(ann.focus(), event)
    assert ann.window.phase_panel.outcome.note.text() == "一"
    assert len(ann.document.track.phases) == 2


@pytest.mark.parametrize(
    "kept", [{}, {SETTING: 3}, {SETTING: {"snap_ms": 77}}, {SETTING: {"snap_ms": "x", "reacts": 1}}]
)
def test_options_that_are_not_understood_are_the_usual_ones(kept: dict[str, object]) -> None:
    assert cut_options(kept) == CutOptions()


def test_options_are_kept() -> None:
    options = CutOptions(snap_ms=100, reacts=False, names_end=True, around_ms=1000)
    assert cut_options(Settings().with_value(SETTING, options.as_json()).values) == options


def test_a_cut_is_stored_in_one_turn_and_painted_in_another(ann: Person) -> None:
    """Both together take longer than a frame where there are thousands of phases."""
    player, canvas = ann.app.services.player, ann.window.timeline.canvas
    player.pause()
    player.seek(player.clock.range.start_ns + 5 * NS_PER_S)
    ann.settle()
    painted = canvas.lanes_painted
    ann.app.services.labels.cut("grasp")
    assert len(ann.document.track.phases) == 2
    QCoreApplication.sendPostedEvents()
    assert canvas.lanes_painted == painted
    ann.wait(lambda: canvas.lanes_painted > painted, "it is painted")
