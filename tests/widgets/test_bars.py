"""Top bar, transport and status: values in, wishes out, nothing jumps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.episode import Problem, Severity
from models.review import Role, State
from models.timebase import NS_PER_MS, NS_PER_S
from widgets.chip import ChipLine
from widgets.labels import Label
from widgets.status_bar import StatusBar
from widgets.sync_badge import SyncBadge, SyncState, SyncView, sync_words
from widgets.theme import ThemeName
from widgets.top_bar import TopBar, initials
from widgets.transport_bar import SPEEDS, TransportBar

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def transport(dark: QApplication, qtbot: QtBot) -> TransportBar:
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.resize(1366, 44)
    bar.set_frame(0, 700)
    bar.set_references(("head/color", "wrist/color"), "head/color")
    bar.show()
    return bar


def test_a_running_time_moves_nothing(transport: TransportBar, dark: QApplication) -> None:
    places = set()
    for tick in range(0, 23_000, 377):
        transport.set_time(tick * NS_PER_MS, 23 * NS_PER_S)
        transport.set_frame(tick * 700 // 23_000, 700)
        dark.processEvents()
        places.add((transport.play.x(), transport.frame.x(), transport.frame.width(), transport.time.width()))
    assert len(places) == 1


def test_every_button_asks(transport: TransportBar, qtbot: QtBot) -> None:
    for button, signal, value in (
        (transport.back, transport.step_requested, [-1]),
        (transport.forth, transport.step_requested, [1]),
        (transport.first, transport.jump_requested, ["start"]),
        (transport.last, transport.jump_requested, ["end"]),
        (transport.loop, transport.loop_requested, [True]),
        (transport.hurry, transport.hurry_requested, []),
        (transport.play, transport.play_requested, []),
    ):
        with qtbot.waitSignal(signal) as asked:
            qtbot.mouseClick(button, LEFT)
        assert asked.args == value


def test_values_that_come_in_are_no_wishes(transport: TransportBar, qtbot: QtBot) -> None:
    with (
        qtbot.assertNotEmitted(transport.speed_requested),
        qtbot.assertNotEmitted(transport.reference_requested),
    ):
        transport.set_speed(SPEEDS[-1])
        transport.set_references(("wrist/color",), "wrist/color")
    assert transport.speed.currentText() == "16×"


def test_undo_is_offered_only_where_there_is_something(transport: TransportBar) -> None:
    assert not transport.undo.isEnabled()
    transport.set_undo(can_undo=True, can_redo=False)
    assert transport.undo.isEnabled()
    assert not transport.redo.isEnabled()


def test_the_top_bar_tells_episode_and_state(dark: QApplication, qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.set_episode("ep_101", "pick can", State.RETURNED, detail="revision 3", extra=(ChipLine("G1-07"),))
    assert bar.name.words() == "ep_101"
    assert [chip.accessibleName() for chip in bar.chips] == ["Sent back · revision 3", "G1-07", ""]
    bar.set_episode("", "", None)
    assert not any(chip.isVisible() for chip in bar.chips)


def test_tabs_wait_for_their_owner(dark: QApplication, qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.set_workspaces(("annotate", "review", "debug"), "annotate")
    review = bar.tabs.buttons["review"]
    with qtbot.waitSignal(bar.workspace_requested) as asked:
        qtbot.mouseClick(review, LEFT)
    assert asked.args == ["review"]
    assert not review.isChecked()
    bar.set_workspace("review")
    assert review.isChecked()


@pytest.mark.parametrize(
    ("name", "letters"), [("annotator 07", "07"), ("mei lin", "ML"), ("ann", "AN"), ("李雷", "李"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_person_can_be_changed(dark: QApplication, qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.set_user("lead 02", Role.LEAD)
    menu = bar.avatar.open_menu()
    with qtbot.waitSignal(bar.user_requested):
        menu.actions()[-1].trigger()
    menu.close()


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (SyncView(SyncState.SYNCED), "Synced"),
        (SyncView(SyncState.PENDING, pending=3), "3 to send"),
        (SyncView(SyncState.OFFLINE, since="14:02"), "Offline since 14:02, edits are safe"),
        (SyncView(SyncState.CONFLICT, conflicts=1), "1 conflict"),
        (SyncView(SyncState.CONFLICT, conflicts=4), "4 conflicts"),
    ],
)
def test_the_badge_always_has_a_word(view: SyncView, words: str) -> None:
    assert sync_words(view) == words


def test_the_sync_panel_asks(dark: QApplication, qtbot: QtBot) -> None:
    badge = SyncBadge()
    qtbot.addWidget(badge)
    badge.show()
    badge.show_state(SyncView(SyncState.OFFLINE, pending=3, since="14:02"))
    panel = badge.open_panel()
    with qtbot.waitSignal(badge.sync_requested):
        panel.sync_requested.emit()
    panel.close()


def test_the_sync_panel_names_what_does_not_fit_here(dark: QApplication, qtbot: QtBot) -> None:
    badge = SyncBadge()
    qtbot.addWidget(badge)
    badge.show()
    names = tuple(f"pick {n}" for n in range(10))
    badge.show_state(SyncView(SyncState.SYNCED, stuck=names, is_behind=True))
    panel = badge.open_panel()
    told = " ".join(label.text() for label in panel.findChildren(Label))
    assert "changes to pick 0, pick 1, pick 2, pick 3, pick 4, pick 5, pick 6, pick 7 and 2 more that" in told
    assert "nothing is lost" in told
    assert "standby server answers that is behind" in told
    panel.close()


def test_the_status_bar_tells_when_it_was_saved(dark: QApplication, qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    assert bar.saved.text() == "No edits yet"
    for age_s, words in (
        (0.2, "Edit 41 saved 0.2 s ago"),
        (42.3, "Edit 41 saved 42 s ago"),
        (130, "Edit 41 saved 2 min ago"),
    ):
        bar.set_saved(41, age_s)
        assert bar.saved.text() == words


def test_problems_can_be_listed_and_followed(dark: QApplication, qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    assert not bar.problems.isVisible()
    problem = Problem(
        "lidar_loss", Severity.WARNING, "3 scans are missing", "lidar/points", 1_767_363_614_000_000_000
    )
    bar.set_problems([problem])
    assert bar.problems.text() == "1 problem"
    panel = bar.open_problems()
    with qtbot.waitSignal(bar.problem_requested) as asked:
        panel._follow(problem)
    assert asked.args == [problem]


def test_language_and_theme_are_wishes(dark: QApplication, qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.language_requested) as asked:
        qtbot.mouseClick(bar.languages["zh_CN"], LEFT)
    assert asked.args == ["zh_CN"]
    bar.set_theme(ThemeName.LIGHT)
    with qtbot.waitSignal(bar.theme_requested) as asked:
        qtbot.mouseClick(bar.theme, LEFT)
    assert asked.args == ["dark"]
