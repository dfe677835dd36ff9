"""What may be said beside phases and outcome: folded, opened by hand or because the taxonomy asks for it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.labelling.checks import missing
from models.labelling.document import Document
from models.taxonomy import Taxonomy, load_taxonomy
from tests.support.data import ROOT
from tests.support.labels import TAXONOMY
from tests.widgets.test_phase_panel import LEFT, at, labelled
from widgets.density import density
from widgets.more_box import LEVELS, PHASE, WORDS
from widgets.phase_panel import PhasePanel

PICK_PLACE = load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml")


@pytest.fixture
def panel(dark: QApplication, qtbot: QtBot) -> PhasePanel:
    made = PhasePanel()
    qtbot.addWidget(made)
    made.resize(328, 1000)
    made.setVisible(True)
    return made


def show(panel: PhasePanel, document: Document, t_ns: int, taxonomy: Taxonomy = TAXONOMY) -> None:
    panel.show_document(document, taxonomy, t_ns, missing(document, taxonomy), instruction="Pick the can")


def test_sections_open_where_the_taxonomy_asks(panel: PhasePanel) -> None:
    show(panel, labelled(), at(3))
    assert not panel.more.is_open
    show(panel, labelled(), at(3), replace(TAXONOMY, required=frozenset({"instruction_zh", "rubric"})))
    opened = {name: head.isChecked() for name, head in panel.more.heads.items()}
    assert opened == {WORDS: True, PHASE: False, LEVELS: True}


def test_an_instruction_goes_out_in_both_languages(panel: PhasePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    show(panel, labelled(instruction="Pick it"), at(3))
    panel.write_instruction(chinese=True)
    field = panel.more.words.chinese
    qtbot.waitUntil(field.hasFocus)
    field.setText("拿起来")
    with qtbot.waitSignal(panel.words_requested) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["", "Pick it", "拿起来"]


def test_words_of_a_phase_stay_with_it_while_the_playhead_goes_on(panel: PhasePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    show(panel, labelled(), at(3))
    panel.write_phase()
    field = panel.more.phase.words.english
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "reach")
    panel.set_playhead(at(6))
    assert field.text() == "reach"
    with qtbot.waitSignal(panel.words_requested) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["1", "reach", ""]


def test_a_grade_of_the_phase_and_again_takes_it_back(panel: PhasePanel, qtbot: QtBot) -> None:
    document = labelled()
    phases = tuple(replace(phase, grade="partial") for phase in document.track.phases)
    panel.more.reveal(PHASE)
    for shown, code in (
        (document, "partial"),
        (replace(document, track=replace(document.track, phases=phases)), ""),
    ):
        show(panel, shown, at(3))
        with qtbot.waitSignal(panel.phase_grade_requested) as asked:
            qtbot.mouseClick(panel.more.phase.buttons["partial"], LEFT)
        assert asked.args == ["1", code]


def test_digits_are_levels_row_by_row(panel: PhasePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    show(panel, labelled(score=2), at(3))
    panel.give_levels()
    rows = panel.more.levels
    qtbot.waitUntil(rows.score.hasFocus)
    with qtbot.waitSignal(panel.score_requested) as asked:
        qtbot.keyClick(rows.score, Qt.Key.Key_4)
    assert asked.args == [4]
    with qtbot.waitSignal(panel.score_requested) as asked:
        qtbot.mouseClick(rows.score, LEFT, pos=rows.score.box_of(2).center())
    assert asked.args == [0]
    first = next(iter(rows.criteria))
    with qtbot.waitSignal(panel.rubric_requested) as asked:
        qtbot.keyClick(rows.criteria[first], Qt.Key.Key_5)
    assert asked.args == [((first, 5),)]


def test_what_cannot_be_used_asks_for_reasons_that_fit(panel: PhasePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    show(panel, labelled(), at(3), PICK_PLACE)
    with qtbot.waitSignal(panel.unusable_requested) as asked:
        qtbot.mouseClick(panel.outcome.unusable["broken_recording"], LEFT)
    assert asked.args == ["broken_recording", ()]
    show(panel, labelled(unusable="broken_recording"), at(3), PICK_PLACE)
    reasons = panel.outcome.reasons
    qtbot.waitUntil(reasons.hasFocus)
    with qtbot.waitSignal(panel.unusable_requested) as asked:
        qtbot.keyClick(reasons, Qt.Key.Key_5)
    assert asked.args == ["broken_recording", ("signals_missing",)]
    with qtbot.waitSignal(panel.unusable_requested) as asked:
        qtbot.mouseClick(reasons, LEFT, pos=reasons.row_of("cut_short").center() + QPoint(0, 2))
    assert asked.args == ["broken_recording", ("cut_short",)]


@pytest.mark.parametrize("section", [WORDS, PHASE, LEVELS])
@pytest.mark.parametrize("grade", ["", "failure"])
def test_nothing_scrolls_in_a_low_window(panel: PhasePanel, section: str, grade: str) -> None:
    panel.resize(264, 489)
    panel.set_density(density(768, 1366))
    show(panel, labelled(grade=grade), at(3), PICK_PLACE)
    panel.more.reveal(section)
    QApplication.processEvents()
    assert panel._inside.sizeHint().height() <= panel._area.viewport().height()


def test_what_is_missing_is_told_in_two_lines_where_there_is_no_room(panel: PhasePanel) -> None:
    show(panel, labelled(), at(3))
    assert len(panel.checks.lines) == len(missing(labelled(), TAXONOMY)) > 2
    panel.resize(328, 560)
    show(panel, labelled(), at(3))
    assert len(panel.checks.lines) == 2
    panel.resize(328, 1000)
    show(panel, labelled(), at(3))
    assert len(panel.checks.lines) > 2
