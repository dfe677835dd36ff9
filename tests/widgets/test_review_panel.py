"""The lead chooses, says why, and only then decides."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.labelling.document import Remark
from models.review import State
from tests.support.labels import TAXONOMY, blank
from widgets.remark_list import RemarkItem
from widgets.review_panel import APPROVE, SEND_BACK, ReviewPanel

LEFT = Qt.MouseButton.LeftButton
SUBMITTED = replace(blank(), state=State.SUBMITTED, grade="success", annotator="ann")


@pytest.fixture
def panel(dark: QApplication, qtbot: QtBot) -> ReviewPanel:
    made = ReviewPanel()
    qtbot.addWidget(made)
    made.resize(344, 900)
    made.show_document(SUBMITTED, TAXONOMY, may_decide=True)
    made.setVisible(True)
    return made


def test_nothing_goes_out_before_a_choice(panel: ReviewPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.approve_requested):
        panel.decide()
    assert not panel.primary.isEnabled()


def test_approval_takes_two_steps(panel: ReviewPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.approve, LEFT)
    assert panel.primary.text() == "Approve and next"
    with qtbot.waitSignal(panel.approve_requested):
        qtbot.mouseClick(panel.primary, LEFT)


def test_sending_back_wants_a_reason(panel: ReviewPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.choose(SEND_BACK)
    assert panel.primary.text() == "Send back and next"
    assert not panel.primary.isEnabled()
    qtbot.keyClick(panel.reasons, Qt.Key.Key_1)
    qtbot.keyClick(panel.reasons, Qt.Key.Key_4)
    with qtbot.waitSignal(panel.send_back_requested) as asked:
        panel.decide()
    assert asked.args == [("boundary_off", "wrong_grade"), ""]


def test_a_sentence_is_reason_enough(panel: ReviewPanel, qtbot: QtBot) -> None:
    panel.choose(SEND_BACK)
    panel.remark.setText("  The can is not on the tray ")
    with qtbot.waitSignal(panel.send_back_requested) as asked:
        panel.decide()
    assert asked.args == [(), "The can is not on the tray"]


def test_a_remark_is_pinned_and_the_field_is_free_again(panel: ReviewPanel, qtbot: QtBot) -> None:
    panel.remark.setText("Good release")
    with qtbot.waitSignal(panel.remark_requested) as asked:
        qtbot.keyClick(panel.remark, Qt.Key.Key_Return)
    assert asked.args == ["Good release"]
    assert panel.remark.text() == ""


def test_a_remark_leads_to_its_moment(panel: ReviewPanel, qtbot: QtBot) -> None:
    t_ns = SUBMITTED.range.start_ns + 5
    panel.show_document(
        replace(SUBMITTED, remarks=(Remark("r", t_ns, "lead", "Here"),)), TAXONOMY, may_decide=True
    )
    with qtbot.waitSignal(panel.jump_requested) as asked:
        qtbot.mouseClick(panel.remarks.findChild(RemarkItem), LEFT)
    assert asked.args == [t_ns]


def test_who_may_not_decide_is_told_why(panel: ReviewPanel) -> None:
    panel.show_document(SUBMITTED, TAXONOMY, may_decide=False, why_not="These are your own labels.")
    panel.choose(APPROVE)
    assert panel.refusal.isVisible()
    assert not panel.approve.isEnabled()
    assert not panel.primary.isEnabled()


def test_another_episode_begins_without_a_choice(panel: ReviewPanel) -> None:
    panel.choose(APPROVE)
    panel.show_document(replace(SUBMITTED, episode_id="another"), TAXONOMY, may_decide=True)
    assert not panel.primary.isEnabled()
