"""The annotator's panel shows a document and turns clicks and keys into wishes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from models.labelling.checks import Missing, missing
from models.labelling.document import Document, Remark
from models.labelling.pinned import QUESTION
from models.phases import Phase, PhaseTrack
from models.review import Role, State
from models.timebase import NS_PER_S
from tests.support.in_sight import cut_words
from tests.support.labels import TAXONOMY, blank
from widgets.labels import Label
from widgets.more_box import WORDS
from widgets.phase_panel import PhasePanel, spent_ns
from widgets.remark_list import RemarkItem

LEFT = Qt.MouseButton.LeftButton


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


BLANK = blank()
START_NS = BLANK.range.start_ns


def at(seconds: float) -> int:
    return START_NS + round(seconds * NS_PER_S)


def labelled(**changes: object) -> Document:
    cuts = [("idle", at(0)), ("approach", at(2)), ("grasp", at(5))]
    ends = [at(2), at(5), BLANK.range.end_ns]
    phases = tuple(Phase(str(i), code, t, ends[i]) for i, (code, t) in enumerate(cuts))
    return replace(BLANK, track=PhaseTrack(BLANK.range, phases), state=State.DRAFT, **changes)


@pytest.fixture
def panel(dark: QApplication, qtbot: QtBot) -> PhasePanel:
    made = PhasePanel()
    qtbot.addWidget(made)
    made.resize(328, 900)
    made.setVisible(True)
    return made


def show(panel: PhasePanel, document: Document, t_ns: int = START_NS) -> None:
    panel.show_document(document, TAXONOMY, t_ns, missing(document, TAXONOMY))


def test_time_is_counted_by_label_and_open_at_the_end() -> None:
    assert spent_ns(labelled(), at(6))["grasp"] == NS_PER_S
    assert spent_ns(labelled(), None)["grasp"] == BLANK.range.end_ns - at(5)


def test_the_template_says_what_follows() -> None:
    assert TAXONOMY.next_at(BLANK.track, START_NS) == "approach"
    assert TAXONOMY.next_at(labelled().track, at(6)) == "lift"
    assert TAXONOMY.next_at(labelled().track, at(3)) == "grasp"


def test_a_click_on_a_row_wishes_for_the_phase(panel: PhasePanel, qtbot: QtBot) -> None:
    show(panel, labelled())
    with qtbot.waitSignal(panel.cut_requested) as asked:
        qtbot.mouseClick(panel.rows, LEFT, pos=QPoint(60, 3 * 30 + 15))
    assert asked.args == ["lift"]


def test_submit_waits_for_what_is_missing(panel: PhasePanel) -> None:
    show(panel, labelled())
    assert not panel.submit.isEnabled()
    show(panel, labelled(grade="success"))
    assert panel.submit.isEnabled()


def test_a_grade_that_wants_a_reason_takes_the_digits(panel: PhasePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    show(panel, labelled())
    with qtbot.waitSignal(panel.grade_requested) as asked:
        qtbot.mouseClick(panel.outcome._buttons["failure"], LEFT)
    assert asked.args == ["failure", ()]
    show(panel, labelled(grade="failure"))
    qtbot.waitUntil(panel.outcome.reasons.hasFocus)
    with qtbot.waitSignal(panel.grade_requested) as asked:
        qtbot.keyClick(panel.outcome.reasons, Qt.Key.Key_2)
    assert asked.args == ["failure", ("dropped",)]


def test_an_edit_that_changes_no_sizes_leaves_the_rest_of_the_panel_unpainted(
    panel: PhasePanel, qtbot: QtBot
) -> None:
    panel.resize(328, 560)
    failed = labelled(grade="failure", reasons=("missed_grasp",))
    for _ in range(2):
        show(panel, failed)
        qtbot.wait(50)
    paints = Paints(panel.outcome.segments[0])
    moved = replace(failed.track.phases[1], end_ns=at(5.5)), replace(failed.track.phases[2], start_ns=at(5.5))
    show(panel, replace(failed, track=PhaseTrack(BLANK.range, (failed.track.phases[0], *moved))))
    qtbot.wait(50)
    assert paints.count == 0


def test_reasons_that_had_no_room_come_back_when_they_are_asked_for_again(
    panel: PhasePanel, qtbot: QtBot
) -> None:
    panel.resize(328, 420)
    panel.more.reveal(WORDS)
    show(panel, labelled(grade="failure"))
    qtbot.wait(20)
    panel.outcome.reasons.clearFocus()
    panel.more.reveal(WORDS)
    show(panel, labelled(grade="success"))
    show(panel, labelled(grade="failure"))
    assert panel.outcome.reasons.isVisibleTo(panel)
    assert panel.outcome.reasons.hasFocus()


def test_a_second_click_takes_the_grade_back(panel: PhasePanel, qtbot: QtBot) -> None:
    show(panel, labelled(grade="success"))
    with qtbot.waitSignal(panel.grade_requested) as asked:
        qtbot.mouseClick(panel.outcome._buttons["success"], LEFT)
    assert asked.args == ["", ()]


def test_a_note_goes_out_once_and_only_if_it_changed(panel: PhasePanel, qtbot: QtBot) -> None:
    show(panel, labelled(note="old"))
    note = panel.outcome.note
    with qtbot.assertNotEmitted(panel.note_requested):
        qtbot.keyClick(note, Qt.Key.Key_Return)
    note.setText("slips at 6 s")
    with qtbot.waitSignal(panel.note_requested) as asked:
        qtbot.keyClick(note, Qt.Key.Key_Return)
    assert asked.args == ["slips at 6 s"]


def test_a_note_being_written_survives_a_refresh(panel: PhasePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    show(panel, labelled(note="old"))
    panel.focus_note()
    qtbot.waitUntil(panel.outcome.note.hasFocus)
    panel.outcome.note.setText("half a sen")
    show(panel, labelled(note="old"), at(3))
    assert panel.outcome.note.text() == "half a sen"


def test_a_refusal_leads_to_its_moment(panel: PhasePanel, qtbot: QtBot) -> None:
    remark = Remark("r", at(4.5), "lead", "Too late")
    returned = labelled(
        grade="success", annotator="ann", reviewer="lead", review_reasons=("boundary_off",), remarks=(remark,)
    )
    show(panel, replace(returned, state=State.RETURNED))
    assert panel.verdict.title.text() == "Sent back by lead"
    assert panel.verdict.reasons.text() == "Boundary off"
    with qtbot.waitSignal(panel.jump_requested) as asked:
        qtbot.mouseClick(panel.verdict.remarks.findChild(RemarkItem), LEFT)
    assert asked.args == [at(4.5)]
    assert panel.submit.isVisible()


def test_what_is_submitted_can_only_be_taken_back(panel: PhasePanel, qtbot: QtBot) -> None:
    show(panel, replace(labelled(grade="success", annotator="ann"), state=State.SUBMITTED))
    assert not panel.submit.isVisible()
    with qtbot.assertNotEmitted(panel.cut_requested):
        qtbot.mouseClick(panel.rows, LEFT, pos=QPoint(60, 15))
    with qtbot.waitSignal(panel.withdraw_requested):
        qtbot.mouseClick(panel.withdraw, LEFT)


def test_showing_values_does_not_show_the_panel(dark: QApplication, qtbot: QtBot) -> None:
    hidden = PhasePanel()
    qtbot.addWidget(hidden)
    show(hidden, labelled())
    assert not hidden.isVisible()


@pytest.mark.parametrize("width", [264, 328, 360])
def test_nothing_is_wider_than_the_panel(panel: PhasePanel, dark: QApplication, width: int) -> None:
    panel.setFixedSize(width, 500)
    show(panel, labelled(grade="failure", reasons=("dropped",)))
    dark.processEvents()
    assert panel.outcome.geometry().right() < width


def test_a_narrow_panel_drops_icons_before_it_cuts_words(panel: PhasePanel) -> None:
    show(panel, labelled())
    buttons = panel.outcome.segments
    assert all(button.icon_name for button in buttons)
    panel.resize(256, 900)
    QApplication.processEvents()
    assert not any(button.icon_name for button in buttons)
    assert all(button.width() >= button.minimumSizeHint().width() for button in buttons)


def test_what_is_missing_names_phases_in_the_language_of_the_window(panel: PhasePanel) -> None:
    document = labelled(grade="success")
    panel.show_document(document, TAXONOMY, START_NS, missing(document, TAXONOMY), "zh_CN")
    assert "The phase 放置 is missing" in [line.text() for line in panel.checks.lines]


def test_of_thousands_that_are_missing_a_dozen_lines_are_made(panel: PhasePanel) -> None:
    line = Missing(
        "successor", "{phase} cannot follow {before}", {"phase": "a", "before": "b"}, t_ns=START_NS
    )
    panel.checks.set_few(False)
    panel.checks.show_missing((line,) * 2000, START_NS)
    assert len(panel.checks.lines) == 12
    assert panel.checks.lines[-1].text() == "1989 more"
    assert panel.checks.lines[-1].toolTip().count("\n") == 20


def test_lines_of_what_is_missing_take_their_room_at_once(panel: PhasePanel) -> None:
    """Else a scroll bar comes or goes a turn later, and everything is laid out twice."""
    line = Missing("successor", "{phase} cannot follow {before}", {"phase": "a", "before": "b"})
    panel.checks.set_few(False)
    panel.checks.show_missing((line,), START_NS)
    one_px = panel.checks.sizeHint().height()
    panel.checks.show_missing((line,) * 5, START_NS)
    assert panel.checks.sizeHint().height() == one_px + 4 * (panel.checks.lines[0].sizeHint().height() + 2)


def test_rows_are_low_before_anything_scrolls(panel: PhasePanel, dark: QApplication) -> None:
    show(panel, labelled())
    high = panel.rows.sizeHint().height()
    inside = panel.minimumSizeHint().height()
    for height in range(900, 300, -10):
        panel.resize(328, height)
        if panel.rows.sizeHint().height() < high:
            break
    assert panel.rows.sizeHint().height() < high, inside
    bar = panel.findChild(QScrollArea).verticalScrollBar()
    dark.processEvents()
    assert bar.maximum() == 0
    panel.resize(328, 900)
    assert panel.rows.sizeHint().height() == high


def test_what_a_question_is_about_is_cut_by_dots_and_told_whole(
    panel: PhasePanel, dark: QApplication
) -> None:
    panel.resize(240, 700)
    asked = Remark(
        "q", at(3), "ann", "Is this a second grasp, and if so, where?", kind=QUESTION, asked="lead",
        stream="/camera/head/color", value="x 320, y 240 of 640 by 480",
    )  # fmt: skip
    document = labelled(remarks=(asked,))
    show(panel, document)
    panel.questions.show_document(document, Role.ANNOTATOR)
    dark.processEvents()
    panel.grab()
    item = panel.questions.items["q"]
    assert item.where.toolTip() == "/camera/head/color · x 320, y 240 of 640 by 480"
    assert cut_words(item) == []
    for words in item.findChildren(Label):
        assert words.height() >= words.heightForWidth(words.width()), words.text()


def test_an_instruction_that_is_too_long_shows_its_beginning(panel: PhasePanel) -> None:
    show(panel, labelled(instruction="Pick up the can and put it on the green tray beside the blue box"))
    panel.more.reveal(WORDS)
    assert panel.more.words.english.cursorPosition() == 0
    assert panel.more.words.english.toolTip().endswith("beside the blue box")


@pytest.mark.parametrize("height", [200, 250, 300])
def test_what_takes_the_keyboard_comes_into_sight_in_a_low_panel(
    panel: PhasePanel, qtbot: QtBot, height: int
) -> None:
    show(panel, labelled())
    panel.resize(264, height)
    panel.activateWindow()
    area = panel.findChild(QScrollArea)
    for act, focused in (
        (panel.give_levels, lambda: panel.more.levels.score),
        (panel.focus_note, lambda: panel.outcome.note),
        (panel.write_phase, lambda: panel.more.phase.words.english),
    ):
        act()
        field = focused()
        qtbot.waitUntil(field.hasFocus)
        qtbot.waitUntil(
            lambda field=field: (
                area.viewport()
                .rect()
                .contains(QRect(field.mapTo(area.viewport(), QPoint(0, 0)), field.size()))
            )
        )
