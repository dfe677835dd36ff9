"""The sheet of keys: a new key works at once and next time, and is named where it belongs to something else."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import figures_file
from app.paths import Places
from tests.support.data import DEMO
from tests.support.window import sits_down
from widgets.keycap import keycap_width
from widgets.printed_keys import cap_of

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

NAME = "pick_missed_grasp"


def test_what_is_printed_in_the_window_follows_a_changed_key_at_once(
    tmp_path: Path, qapp: QApplication
) -> None:
    with sits_down(Places(tmp_path), "ann", path=DEMO / f"{NAME}.mcap") as ann:
        ann.wait_open(NAME)
        window, desk = ann.window, ann.app.key_desk
        panel = window.phase_panel
        assert window.transport.undo.toolTip() == "Undo (Ctrl+Z)"
        for action, key in (
            ("label.undo", "Ctrl+5"), ("label.note", "Ctrl+6"), ("label.cannot_judge", "Ctrl+7"),
            ("window.keys", "F9"), ("window.annotate", "Ctrl+8"), ("label.next_phase", "F10"),
            ("label.done", "F11"), ("window.taxonomy", "Ctrl+9"),
        ):  # fmt: skip
            desk.open()
            assert desk.sheet is not None
            desk.sheet.key_pressed.emit(action, key)
            desk.sheet.accept()
        assert window.transport.undo.toolTip() == "Undo (Ctrl+5)"
        assert cap_of("label.note") == "Ctrl 6"
        assert panel.outcome.note.textMargins().right() > keycap_width("Ctrl 6")
        assert "(Ctrl+7)" in panel.outcome.unusable["cannot_judge"].toolTip()
        assert "(F9)" in window.status.keys.toolTip()
        assert "(Ctrl+8)" in window.top_bar.tabs.buttons["annotate"].toolTip()
        assert "F10 walks them, F11 accepts one" in panel.proposals.accept.toolTip()
        assert "(F11)" in panel.submit.toolTip()
        assert ann.app.actions.keys_of("window.taxonomy") == ("Ctrl+9",)
        ann.shoot("keys-printed-anew")


def test_a_key_is_changed_printed_and_kept_and_keys_are_counted(tmp_path: Path, qapp: QApplication) -> None:
    where = Places(tmp_path)
    with sits_down(where, "ann", path=DEMO / f"{NAME}.mcap") as ann:
        ann.wait_open(NAME)
        desk = ann.app.key_desk
        desk.open()
        sheet = desk.sheet
        assert sheet is not None
        QTest.qWait(50)
        sheet.choose("player.play")
        sheet.ask()
        QTest.keyClick(sheet.table, "x")
        assert "Split the phase" in sheet.words.text()
        ann.shoot("keys-clash")
        sheet.grab().save(str(ann.shoot("keys-clash").with_name("keys-sheet.png")))
        sheet.ask()
        QTest.keyClick(sheet.table, "5", Qt.KeyboardModifier.ControlModifier)
        desk.write(tmp_path / "keys.pdf")
        desk.write(tmp_path / "keys.html")
        sheet.accept()
        assert (tmp_path / "keys.pdf").read_bytes().startswith(b"%PDF")
        assert "Ctrl+5" in (tmp_path / "keys.html").read_text()
        ann.press("Ctrl+5")
        assert ann.app.services.player.clock.playing
        ann.press("Ctrl+5")
        QTest.keyClick(ann.window.windowHandle(), "Q")
        ann.wait(lambda: ann.app.effort.effort.keys > 0, "the key is counted")
        ann.wait(lambda: ann.app.effort.effort.active_s > 1, "seconds are counted")
        ann.wait(ann.window.status.effort.isVisible, "the status bar says so")
        ann.shoot("effort")
    stays = figures_file.read(where.profile("ann"), "ann").stays
    assert [stay.effort.keys > 0 and stay.at_s > 0 for stay in stays] == [True]
    with sits_down(where, "ann") as again:
        assert again.app.actions.keys_of("player.play") == ("Ctrl+5",)
