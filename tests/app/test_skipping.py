"""An episode is left for later with a reason, comes last, and the window opens again where it was left."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from app.settings import load_settings
from models.review import State
from models.timebase import NS_PER_S
from tests.support.data import DEMO
from tests.support.window import sits_down

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

FIRST, SECOND = "pick_can_success", "pick_missed_grasp"


def test_skipped_comes_last_and_work_is_taken_up_where_it_was(tmp_path: Path, qapp: QApplication) -> None:
    where = Places(tmp_path)
    with sits_down(where, "ann", path=DEMO / f"{FIRST}.mcap") as ann:
        ann.wait_open(FIRST)
        first_id = ann.document.episode_id
        ann.app.library.add(DEMO / f"{SECOND}.mcap")
        ann.wait_open(SECOND)
        ann.open_by_click(FIRST)
        ann.press("\\")
        ann.shoot("skip-menu")
        ann.press("B")
        ann.wait_open(SECOND)
        assert ann.app.skipping.skipped == {first_id: "waits"}
        assert ann.app.services.store.pending() == []
        player = ann.app.services.player
        left_ns = player.clock.range.start_ns + 4 * NS_PER_S
        player.seek(left_ns)
    assert load_settings(where.settings("ann")).values["skipped"] == {first_id: "waits"}
    with sits_down(where, "ann") as again:
        again.wait_open(SECOND)
        assert again.app.services.player.t_ns == left_ns
        again.press("\\", "1")
        again.wait_open(FIRST)
        again.wait_state(SECOND, State.SUBMITTED)
