"""A question pinned to a moment goes to a lead, and comes back answered."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.labelling.document import Remark
from models.review import Role
from models.timebase import NS_PER_S
from tests.support.data import DEMO
from tests.support.window import Person, sits_down
from widgets.timeline.marks import remark_marks

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

NAME = "pick_missed_grasp"
RECORDING = DEMO / f"{NAME}.mcap"


def ask(person: Person, words: str) -> Remark:
    """The key, the sentence, Enter."""
    person.press("Shift+M")
    dialog = person.app.pinning.dialog
    assert dialog is not None
    dialog.line.setText(words)
    dialog.line.returnPressed.emit()
    person.wait(lambda: bool(person.document.remarks), "the question is pinned")
    return person.document.remarks[-1]


def test_a_question_is_asked_answered_and_found_again(tmp_path: Path, qapp: QApplication) -> None:
    where = Places(tmp_path)
    with sits_down(where, "ann", path=RECORDING) as ann:
        ann.wait_open(NAME)
        player = ann.app.services.player
        player.seek(player.clock.range.start_ns + 5 * NS_PER_S)
        asked = ask(ann, "Is this a second grasp?")
        assert (asked.kind, asked.asked, asked.t_ns) == ("question", "lead", player.t_ns)
        assert [mark.icon for mark in remark_marks(ann.document.remarks)] == ["circle-help"]
        ann.wait(lambda: ann.line(NAME).detail == "question", "the list says so")
        ann.shoot("question-asked")
        ann.sync()
    with sits_down(where, "lea", Role.LEAD) as lea:
        lea.sync()
        lea.window.queue.search.setText("is:question")
        lea.wait(lambda: lea.window.queue.model.rowCount() == 1, "the search finds it")
        assert lea.line(NAME).detail == "question for you"
        lea.open_by_click(NAME)
        field = lea.window.review_panel.questions.items[asked.id].field
        field.setText("Yes, cut it")
        lea.shoot("question-answering")
        field.returnPressed.emit()
        assert lea.document.remark(asked.id).answered_by == "lea"  # type: ignore[union-attr]
        lea.sync()
    with sits_down(where, "ann") as ann:
        ann.sync()
        ann.window.queue.search.setText("is:answered")
        ann.wait(lambda: ann.window.queue.model.rowCount() == 1, "the search finds it")
        ann.open_by_click(NAME)
        questions = ann.window.phase_panel.questions
        ann.wait(
            lambda: questions.items[asked.id].answer.text() == "lea: Yes, cut it", "the answer has come in"
        )
        item = questions.items[asked.id]
        ann.click(item.go)
        assert ann.app.services.player.t_ns == asked.t_ns
        ann.shoot("question-answered")


def test_the_window_of_a_remark_begins_anew_at_each_moment(tmp_path: Path, qapp: QApplication) -> None:
    with sits_down(Places(tmp_path), "ann", path=RECORDING) as ann:
        ann.wait_open(NAME)
        player = ann.app.services.player
        player.seek(player.clock.range.start_ns + 5 * NS_PER_S)
        first = ask(ann, "Is this a second grasp?")
        player.seek(player.clock.range.start_ns + 7 * NS_PER_S)
        ann.press("M")
        dialog = ann.app.pinning.dialog
        assert dialog is not None
        assert (dialog.line.text(), dialog.asked, dialog.go.isEnabled()) == ("", "", False)
        assert [name for name, button in dialog.kinds.items() if button.isChecked()] == [""]
        QTest.keyClick(dialog, Qt.Key.Key_Down)
        assert [name for name, button in dialog.kinds.items() if button.isChecked()] == ["lead"]
        assert dialog.title.text().endswith("00:07.000")
        ann.type("seen")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert ann.document.remarks == (first,)
        ann.press("M")
        assert dialog.line.text() == ""
        ann.type("a second try")
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
        last = ann.document.remarks[-1]
        assert (last.text, last.asked, last.t_ns) == ("a second try", "", player.t_ns)
