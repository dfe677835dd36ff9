"""A person sees their own pace and hands it to a lead; the lead sees everybody's, and nobody else does."""

import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import figures_file
from app.paths import Places
from models.effort import Effort
from models.figures import Answer, Answered, Stay, Verdict
from models.review import Role
from tests.support.window import sits_down

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def worked(where: Places, user: str) -> None:
    folder, now_s = where.profile(user), int(time.time())
    folder.mkdir(parents=True, exist_ok=True)
    for name, at_s, active_s in (("a", now_s, 21.5), ("b", now_s, 34.0), ("old", 1_000, 90.0)):
        figures_file.append_stay(folder, Stay(name, Effort(active_s, 8), "pick the can", at_s))
    answers = tuple(Answer("transfer", label, verdict) for label in ("grasp", "place") for verdict in Verdict)
    figures_file.append_answered(folder, Answered("a", answers, "pick the can", now_s))


def test_a_person_sees_their_pace_and_hands_it_to_a_lead(tmp_path: Path, qapp: QApplication) -> None:
    where, share = Places(tmp_path / "data"), tmp_path / "share"
    share.mkdir()
    worked(where, "ann")
    with sits_down(where, "ann") as ann:
        desk = ann.app.figures
        ann.app.actions.trigger("window.team_pace")
        assert desk.team is None
        ann.app.actions.trigger("window.pace")
        ann.wait(lambda: desk.own is not None, "the sheet is there")
        sheet = desk.own
        assert sheet is not None
        row = sheet.table.topLevelItem(0)
        assert row is not None
        assert [row.text(place) for place in range(6)] == [
            "labelled repeats", "Grasp", "3", "33 %", "33 %", "33 %",
        ]  # fmt: skip
        ann.settle()
        sheet.grab().save(str(ann.shoot("pace").with_name("pace-sheet.png")))
        desk.hand_to(share)
        assert str(share) in sheet.words.text()
        sheet.accept()
        figures_file.append_stay(where.profile("ann"), Stay("c", Effort(12.0, 9), "fold", int(time.time())))
    (handed,) = figures_file.handed([share])
    assert (handed.user, handed.tasks) == ("ann", ("fold", "pick the can"))


def test_a_lead_sees_everybody_by_task(tmp_path: Path, qapp: QApplication) -> None:
    where, elsewhere, share = Places(tmp_path / "data"), Places(tmp_path / "far"), tmp_path / "share"
    share.mkdir()
    worked(where, "ann")
    worked(elsewhere, "bob")
    figures_file.hand(share / f"bob{figures_file.HANDED}", figures_file.read(elsewhere.profile("bob"), "bob"))
    with sits_down(where, "eve", Role.LEAD) as eve:
        desk = eve.app.figures
        eve.app.actions.trigger("window.team_pace")
        sheet = desk.team
        assert sheet is not None
        eve.wait(lambda: sheet.table.topLevelItemCount() == 1, "ann is there")
        desk.take_from(share)
        eve.wait(lambda: sheet.table.topLevelItemCount() == 2, "bob is there")
        row = sheet.table.topLevelItem(1)
        assert row is not None
        assert [row.text(place) for place in range(7)] == [
            "bob", "pick the can", "3", "34.0 s", "90.0 s", "8", "33 %",
        ]  # fmt: skip
        eve.settle()
        sheet.grab().save(str(eve.shoot("team-pace").with_name("team-sheet.png")))
        sheet.accept()
