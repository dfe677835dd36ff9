"""The sheet of keys: a new key works at once and next time, and is named where it belongs to something else."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import effort_file
from app.paths import Places
from tests.support.data import DEMO
from tests.support.window import sits_down

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

NAME = "pick_missed_grasp"


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
    assert [effort.keys > 0 for effort in effort_file.read(where.profile("ann")).values()] == [True]
    with sits_down(where, "ann") as again:
        assert again.app.actions.keys_of("player.play") == ("Ctrl+5",)
