"""The real window by keys: every key, text fields that keep theirs, palette, themes, languages, layouts, sizes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.actions.keymap import SCOPES, load_keymap, scope_of
from app.keys import taxonomy_keys
from app.main_window import ANNOTATE, REVIEW
from app.paths import Places, resource
from models.review import State
from models.taxonomy import load_taxonomy
from tests.support.data import DEMO
from tests.support.geometry import cut, overlaps
from tests.support.markers import MarkedLanguage, everything_said
from tests.support.window import Person, sits_down
from widgets.command_palette import CommandPalette
from widgets.help_sheet import HelpSheet
from widgets.theme import DARK, LIGHT, ThemeName, tokens

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

RECORDING = DEMO / "pick_missed_grasp.mcap"
NAME = "pick_missed_grasp"
KEYMAP = load_keymap(resource("keymap.toml"))
KEYS = KEYMAP | taxonomy_keys(load_taxonomy(resource("taxonomies", "pick_place.toml")))


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    """At the window with one episode open."""
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as person:
        person.wait_open(NAME)
        yield person


def keys_in(scope: str) -> dict[str, tuple[str, ...]]:
    """What counts while a scope is on: its own keys, and those of the window that it does not take."""
    own = {action: keys for action, keys in KEYS.items() if scope and scope_of(action) == scope}
    taken = {key for keys in own.values() for key in keys}
    rest = {action: keys for action, keys in KEYS.items() if not scope_of(action)}
    return own | {action: tuple(key for key in keys if key not in taken) for action, keys in rest.items()}


@pytest.mark.parametrize("scope", ["", *sorted(SCOPES)])
def test_every_key_calls_its_action(ann: Person, monkeypatch: pytest.MonkeyPatch, scope: str) -> None:
    """Wherever the focus is, as long as nobody writes."""
    ann.app.actions.enter(scope)
    called: list[str] = []
    monkeypatch.setattr(ann.app.actions, "trigger", called.append)
    window = ann.window
    for place in (None, window.timeline, window.queue.rows, window.transport.speed, window.transport.play):
        if place is None:
            focus = QApplication.focusWidget()
            if focus is not None:
                focus.clearFocus()
        else:
            place.setFocus()
        for action, keys in keys_in(scope).items():
            for key in keys:
                called.clear()
                ann.press(key)
                assert called == [action], f"{key} with the focus on {place}"


def test_every_action_runs(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """In both workspaces, on a labelled episode; nothing throws, no window stays open."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    for workspace in ("Ctrl+1", "Ctrl+2"):
        for action, keys in keys_in("").items():
            if action == "window.quit":
                continue
            ann.press(workspace, *keys)
            close_what_opened(ann)
    ann.settle()


def close_what_opened(ann: Person) -> None:
    for widget in QApplication.topLevelWidgets():
        if widget is not ann.window and widget.isVisible() and widget.parent() is not None:
            widget.close()
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()


def test_a_note_keeps_its_keys(ann: Person) -> None:
    ann.press("N")
    ann.type("123 asf x")
    assert ann.window.phase_panel.outcome.note.text() == "123 asf x"
    assert ann.document.track.phases == ()
    assert ann.document.grade == ""
    ann.press("Return")
    assert ann.document.note == "123 asf x"
    ann.press("Shift+Right", "1")
    assert [phase.label for phase in ann.document.track.phases] == ["idle", "approach"]


def test_a_note_that_is_being_written_is_handed_over_with_the_labels(ann: Person) -> None:
    ann.press("Shift+Right", "1", "S", "N")
    ann.type("looks fine")
    ann.press("Ctrl+Return")
    assert ann.document.state is State.SUBMITTED
    assert ann.document.note == "looks fine"


def test_a_click_on_submit_takes_the_note_along(ann: Person) -> None:
    ann.press("Shift+Right", "1", "S", "N")
    ann.type("looks fine")
    ann.click(ann.window.phase_panel.submit)
    assert ann.document.state is State.SUBMITTED
    assert ann.document.note == "looks fine"


def test_a_note_stays_with_its_episode(tmp_path: Path, qapp: QApplication) -> None:
    with sits_down(Places(tmp_path), "ann", path=DEMO) as ann:
        ann.wait(ann.app.is_open, "the first episode is open")
        first = ann.document.episode_id
        ann.press("N")
        ann.type("of the first")
        ann.press("PgDown")
        ann.wait(lambda: ann.document.episode_id != first, "the next episode is open")
        assert ann.window.phase_panel.outcome.note.text() == ""
        ann.press("Return")
        assert ann.document.note == ""
        ann.press("PgUp")
        ann.wait(lambda: ann.document.episode_id == first, "the first episode is open")
        assert ann.document.note == "of the first"


def test_a_note_survives_the_closing_of_the_window(tmp_path: Path, qapp: QApplication) -> None:
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as ann:
        ann.wait_open(NAME)
        ann.press("N")
        ann.type("half a sen")
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as ann:
        ann.wait_open(NAME)
        assert ann.document.note == "half a sen"


def test_keys_do_not_slip_into_a_text_field(ann: Person) -> None:
    """Reasons that vanish, panels that change, fields that are locked: none hands the focus to a text field."""
    ann.press("Shift+Right", "1", "F")
    ann.wait(ann.window.phase_panel.outcome.reasons.hasFocus, "the reasons have the keys")
    ann.press("S", "Shift+Right", "2")
    assert [phase.label for phase in ann.document.track.phases] == ["idle", "approach", "grasp"]
    ann.press("F", "1", "Ctrl+2", "Ctrl+1", "Shift+Right", "3")
    assert [phase.label for phase in ann.document.track.phases][-1] == "lift"
    ann.press("N", "Ctrl+2", "Ctrl+1", "Shift+Right", "4")
    assert [phase.label for phase in ann.document.track.phases][-1] == "transport"
    ann.press("S", "Ctrl+Return", "Space")
    assert ann.app.services.player.clock.playing
    assert ann.document.note == ""
    assert ann.window.phase_panel.outcome.note.text() == ""


def test_reasons_take_the_digits_while_they_have_the_focus(ann: Person) -> None:
    ann.press("Shift+Right", "1", "F", "1", "3")
    assert ann.document.reasons == ("missed_grasp", "misplaced")
    assert len(ann.document.track.phases) == 2
    ann.press("Escape", "Shift+Right", "3")
    assert [phase.label for phase in ann.document.track.phases] == ["idle", "approach", "lift"]


def test_escape_leaves_a_text_field_and_keeps_what_was_written(ann: Person) -> None:
    ann.press("Shift+S", "Shift+Right", "N")
    ann.type("handle turned")
    ann.press("Escape")
    assert ann.document.note == "handle turned"
    assert ann.app.marking.begun
    ann.press("Shift+Right", "1")
    assert [phase.label for phase in ann.document.track.phases] == ["idle", "approach"]


def test_tab_cuts_what_the_template_expects(ann: Person) -> None:
    labels = []
    for _ in range(4):
        ann.press("Shift+Right", "Tab")
        labels.append(ann.document.track.phases[-1].label)
    assert labels == ["approach", "grasp", "lift", "transport"]


def test_the_palette_runs_a_command(ann: Person) -> None:
    ann.press("Ctrl+K")
    palette = ann.window.findChild(CommandPalette)
    assert palette is not None
    assert palette.isVisible()
    palette.grab().save(str(ann.shoot("window-palette").with_name("palette.png")))
    ann.type("to the end")
    ann.press("Return")
    assert not palette.isVisible()
    assert ann.app.services.player.t_ns == ann.document.range.end_ns - 1
    ann.press("Ctrl+K", "Escape")
    assert QApplication.activePopupWidget() is None
    ann.press("Home")
    assert ann.app.services.player.t_ns == ann.document.range.start_ns


def test_the_sheet_of_keys_names_every_key(ann: Person) -> None:
    ann.press("F1")
    sheet = ann.window.findChild(HelpSheet)
    assert sheet is not None
    assert sheet.isVisible()
    said = everything_said(sheet)
    assert {"Play or pause", "Undo", "Begin Approach", "Grade: Success"} <= said.keys()
    assert [*overlaps(sheet), *cut(sheet)] == []
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    ann.wait(lambda: ann.window.findChild(HelpSheet) is None, "the sheet is gone")
    ann.press("Shift+Right", "1")
    assert len(ann.document.track.phases) == 2


def test_another_theme_at_run_time(ann: Person) -> None:
    ann.settle()
    dark = [pixel(widget) for widget in sampled(ann)]
    ann.press("Ctrl+T")
    assert tokens() is LIGHT
    QTest.qWait(50)
    light = [pixel(widget) for widget in sampled(ann)]
    assert max(map(sum, dark)) < 200
    assert min(map(sum, light)) > 400
    ann.shoot("window-light")
    ann.click(ann.window.status.theme)
    assert tokens() is DARK
    QTest.qWait(50)
    assert [pixel(widget) for widget in sampled(ann)] == dark


def sampled(ann: Person) -> list[QWidget]:
    window = ann.window
    return [
        window.top_bar,
        window.queue,
        window.phase_panel,
        window.transport,
        window.timeline,
        window.status,
    ]


def pixel(widget: QWidget) -> tuple[int, int, int]:
    """The ground in its lower right corner."""
    image = widget.grab().toImage()
    colour = image.pixelColor(image.width() - 3, image.height() - 3)
    return colour.red(), colour.green(), colour.blue()


def test_another_language_at_run_time(tmp_path: Path, qapp: QApplication) -> None:
    """Every sentence is marked by its language, so an old one shows."""
    language = MarkedLanguage()
    language.switch("en")
    try:
        with sits_down(Places(tmp_path), "ann", path=RECORDING, language=language) as ann:
            ann.wait_open(NAME)
            ann.press("Shift+Right", "1", "F", "S")
            ann.settle()
            for workspace in (ANNOTATE, REVIEW):
                ann.app.set_workspace(workspace)
                ann.app.set_language("en")
                assert any("⟦" in words for words in everything_said(ann.window))
                ann.click(ann.window.status.languages["zh_CN"])
                QTest.qWait(20)
                said = everything_said(ann.window)
                old = [f"{type(widget).__name__}: {words}" for words, widget in said.items() if "⟦" in words]
                assert not old, f"{workspace}:\n" + "\n".join(old)
                assert any("⟪" in words for words in said)
                ann.shoot(f"window-marked-{workspace}")
    finally:
        language.stop()


def test_the_layout_comes_back(tmp_path: Path, qapp: QApplication) -> None:
    """A view that was hidden stays hidden in the next window, the theme stays, and the reset brings all back."""
    where = Places(tmp_path)
    with sits_down(where, "ann", path=RECORDING) as ann:
        ann.wait_open(NAME)
        ann.settle()
        shown = set(ann.window.grid.visible_names())
        hidden = next(name for name in shown if "depth" in name)
        view = ann.window.grid.view(hidden)
        assert view is not None
        ann.click(view.close_button) if view.close_button.isVisible() else view.close_requested.emit()
        assert hidden not in ann.window.grid.visible_names()
        ann.press("Ctrl+T")
    with sits_down(where, "ann", path=RECORDING) as ann:
        ann.wait_open(NAME)
        ann.settle()
        assert set(ann.window.grid.visible_names()) == shown - {hidden}
        assert tokens().name is ThemeName.LIGHT
        ann.press("Ctrl+Shift+R")
        ann.settle()
        assert set(ann.window.grid.visible_names()) == shown


def test_the_next_episode_comes_into_the_views_that_are_there(tmp_path: Path, qapp: QApplication) -> None:
    with sits_down(Places(tmp_path), "ann", path=DEMO) as ann:
        app, hidden = ann.app, "/camera/head/depth"
        ann.wait(lambda: app.is_open() and ann.window.queue.model.rowCount() == 3, "all are on the list")
        ann.wait(lambda: app.services.player.is_settled and app.board.is_filled, "all of the first is there")
        ann.wait(lambda: not app.board.complete(), "the hidden views are made, too")
        before = dict(app.board.views)
        ann.window.grid.set_visible(hidden, False)
        ann.wait(lambda: len(app.preparer.ready) > 0, "another one is prepared")
        app.services.queue.open(app.preparer.ready[0])
        ann.wait(lambda: app.services.player.is_settled and app.board.is_filled, "all of it is there")
        opened = app.services.player.opened
        assert opened is not None
        assert opened.record.id == app.services.queue.current_id
        assert app.board.views == before
        assert not ann.window.grid.is_shown(hidden)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (2560, 1440)], ids=str)
def test_no_text_lies_on_another(tmp_path: Path, qapp: QApplication, size: tuple[int, int]) -> None:
    """Labelled, sent back and under review, in both languages."""
    with sits_down(Places(tmp_path), "ann", path=DEMO, size=size) as ann:
        ann.wait(ann.app.is_open, "the first episode is open")
        ann.app.services.queue.open_first(NAME)
        ann.wait_open(NAME)
        ann.press("Shift+Right", "1", "Shift+Right", "2", "F", "1", "Escape")
        for language in ("en", "zh_CN"):
            ann.app.set_language(language)
            for workspace in (ANNOTATE, REVIEW):
                ann.app.set_workspace(workspace)
                ann.settle()
                ann.shoot(f"window-{size[0]}-{workspace}-{language}")
                found = [*overlaps(ann.window), *cut(ann.window)]
                assert not found, f"{workspace}, {language}:\n" + "\n".join(found)
