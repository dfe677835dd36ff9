"""The panel of a conflict: what it says, what its buttons ask for."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from models.labelling.merge import Side
from widgets.conflict_panel import ConflictPanel, ConflictView, DifferenceLine
from widgets.labels import Elided

SIDES = ((Side.BASE, "Approach"), (Side.MINE, "Grasp"), (Side.THEIRS, "Lift"))
VIEW = ConflictView(
    reason="bob changed this episode first.",
    people=(("Mine: ann", "2 edits, 14:02"), ("Theirs: bob", "1 edit, 13:55")),
    lines=(
        DifferenceLine("a", "00:01.000 \u2013 00:02.000", SIDES, None),
        DifferenceLine("note", "Note", SIDES[1:], Side.MINE, proposed=True),
    ),
    current="a",
    agreed=3,
)


@pytest.fixture
def panel(dark: QApplication, qtbot: QtBot) -> ConflictPanel:
    made = ConflictPanel()
    qtbot.addWidget(made)
    made.resize(264, 480)
    made.show_view(VIEW)
    made.show()
    return made


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def words(panel: ConflictPanel) -> str:
    QApplication.processEvents()
    labels = [one.text() for one in panel.findChildren(QLabel) if not one.isHidden()]
    return "\n".join([*labels, *(one.words() for one in panel.findChildren(Elided) if not one.isHidden())])


def test_it_says_who_when_and_what_is_open(panel: ConflictPanel) -> None:
    said = words(panel)
    for one in ("bob changed", "Theirs: bob", "1 edit, 13:55", "1 open", "choose", "3 changed alike by both"):
        assert one in said
    assert not panel.write.isEnabled()
    assert list(panel.rows["a"].buttons) == [Side.BASE, Side.MINE, Side.THEIRS]
    assert panel.rows["note"].buttons == {}


def test_sides_and_differences_are_asked_for_by_the_mouse(panel: ConflictPanel) -> None:
    asked: list[tuple[object, ...]] = []
    panel.side_requested.connect(lambda *values: asked.append(values))
    panel.difference_requested.connect(lambda *values: asked.append(values))
    click(panel.rows["a"].buttons[Side.THEIRS])
    click(panel.rows["note"])
    assert asked == [("a", Side.THEIRS), ("note",)]


def test_it_is_written_only_when_nothing_is_open_and_nothing_stands_against_it(panel: ConflictPanel) -> None:
    chosen = replace(VIEW, lines=(replace(VIEW.lines[0], taken=Side.MINE), VIEW.lines[1]))
    panel.show_view(chosen)
    assert panel.write.isEnabled()
    assert panel.rows["a"].buttons[Side.MINE].isChecked()
    panel.show_view(replace(chosen, why_not="The episode is approved"))
    assert not panel.write.isEnabled()
    assert "The episode is approved" in words(panel)


def test_what_happened_meanwhile_and_what_was_put_aside_is_said(panel: ConflictPanel) -> None:
    panel.show_view(replace(VIEW, notice="The catalog moved on", aside=True))
    assert "The catalog moved on" in words(panel)
    assert panel.aside.text() == "Take up again"
