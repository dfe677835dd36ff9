"""The editor: keys, cells and rows become a next version; nothing is lost without a question."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem

from app.paths import resource
from app.translations import Language
from models.taxonomy import Taxonomy, load_taxonomy
from models.taxonomy.migrations import Kind, Merge, Rename
from models.taxonomy.sheets import COLUMNS, Table
from tests.support.data import ROOT
from tests.support.in_sight import CHINESE
from widgets.taxonomy_editor import TaxonomyEditor
from widgets.theme import ThemeName, apply_theme, tokens


@pytest.fixture
def taxonomy() -> Taxonomy:
    return load_taxonomy(ROOT / "resources" / "taxonomies" / "pick_place.toml")


@pytest.fixture
def editor(qtbot, taxonomy):
    made = TaxonomyEditor(taxonomy, taken=frozenset({"Space", "9"}))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def write(editor: TaxonomyEditor, row: int, column: str, text: str) -> None:
    editor.sheet.item(row, COLUMNS[editor.table].index(column)).setText(text)


def at(editor: TaxonomyEditor, table: Table) -> None:
    editor.places.setCurrentRow(list(Table).index(table))


def test_another_code_is_a_rename_and_is_saved_with_its_step(editor, taxonomy, qtbot) -> None:
    assert not editor.save.isEnabled()
    write(editor, 2, "code", "seize")
    assert "grasp is called seize" in editor.changes.text()
    assert editor.save.text() == "Save as version 3"
    with qtbot.waitSignal(editor.saved) as heard:
        editor.save.click()
    (made,) = heard.args
    assert (made.version, made.template[2]) == (3, "seize")
    assert made.migrations == (Rename(3, Kind.PHASE, "grasp", "seize"),)


def test_a_key_that_another_row_or_the_window_has_is_refused_at_once(editor) -> None:
    for key in ("S", "Space"):
        write(editor, 2, "key", key)
        assert editor.refusal.isVisible()
        assert not editor.save.isEnabled()
    write(editor, 2, "key", "7")
    assert not editor.refusal.isVisible()
    assert editor.save.isEnabled()


def test_colours_that_some_eyes_cannot_tell_apart_are_named(editor) -> None:
    editor.sheet.setCurrentCell(2, 0)
    assert "Nearest colour" in editor.colours.text()
    assert "under 8" not in editor.colours.text()
    write(editor, 2, "colour", "#79c0fb")
    assert "Looks like approach" in editor.colours.text()


def test_rows_move_by_keys_and_the_order_follows(editor) -> None:
    at(editor, Table.TEMPLATE)
    editor.sheet.setCurrentCell(1, 0)
    QTest.keyClick(editor.sheet, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [row.cells["code"] for row in editor.sheets.rows[Table.TEMPLATE]][1:3] == ["grasp", "approach"]
    assert editor.sheet.currentRow() == 2
    editor.sheet.verticalHeader().moveSection(2, 0)
    assert editor.sheets.rows[Table.TEMPLATE][0].cells["code"] == "approach"
    assert editor.sheet.item(0, 0).text() == "approach"


def test_labels_of_a_removed_code_get_the_one_that_is_chosen(editor, qtbot) -> None:
    at(editor, Table.TEMPLATE)
    editor.sheet.setCurrentCell(3, 0)
    QTest.keyClick(editor.sheet, Qt.Key.Key_Delete)
    at(editor, Table.PHASES)
    editor.sheet.setCurrentCell(3, 0)
    QTest.keyClick(editor.sheet, Qt.Key.Key_Delete)
    box = editor.questions.itemAt(0).widget().layout().itemAt(1).widget()
    box.setCurrentText("transport")
    with qtbot.waitSignal(editor.saved) as heard:
        editor.save.click()
    assert heard.args[0].migrations == (Merge(3, Kind.PHASE, ("lift",), "transport", join=True),)


def test_escape_asks_before_changes_are_lost(editor) -> None:
    write(editor, 2, "en", "Seize")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.isVisible()
    assert editor.leave.isVisible()
    editor.keep.click()
    assert not editor.leave.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.isVisible(), "a held key does not answer the question"
    editor.reject()
    editor.discard.click()
    assert not editor.isVisible()


def test_without_changes_escape_closes(editor) -> None:
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_rules_are_ticked_and_neither_come_nor_go(editor, qtbot) -> None:
    at(editor, Table.RULES)
    assert not editor.add.isEnabled()
    editor.remove_row()
    score = [row.cells["code"] for row in editor.sheets.rows[Table.RULES]].index("score")
    editor.sheet.item(score, 1).setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(editor.saved) as heard:
        editor.save.click()
    assert heard.args[0].required == {"score"}
    assert heard.args[0].blocking == {"successor"}


def test_every_table_can_be_looked_at_and_a_row_added(editor) -> None:
    for table in Table:
        at(editor, table)
        assert editor.sheet.rowCount() == len(editor.sheets.rows[table])
    at(editor, Table.ARMS)
    editor.add_row()
    write(editor, 0, "code", "left")
    write(editor, 0, "en", "Left arm")
    assert "Arms: left is new" in editor.changes.text()
    assert editor.save.isEnabled()


def test_a_severity_is_a_word_of_the_window_and_stays_its_code(editor: TaxonomyEditor, qapp) -> None:
    chinese = Language(resource("translations"))
    chinese.switch("zh_CN")
    try:
        editor.places.setCurrentRow(list(Table).index(Table.REASONS))
        sheet, place = editor.sheet, COLUMNS[Table.REASONS].index("severity")
        option = QStyleOptionViewItem()
        sheet.itemDelegate().initStyleOption(option, sheet.model().index(0, place))
        assert (option.text, sheet.item(0, place).text()) == ("严重", "major")
        box = sheet.itemDelegate().createEditor(sheet, option, sheet.model().index(0, place))
        assert [box.itemData(row) for row in range(box.count())] == ["minor", "major", "critical"]
        assert CHINESE.search(box.itemText(0))
    finally:
        chinese.switch("en")


def test_what_stands_twice_is_told_in_the_language_of_the_window(editor: TaxonomyEditor) -> None:
    chinese = Language(resource("translations"))
    chinese.switch("zh_CN")
    try:
        write(editor, 2, "key", "1")
        assert "阶段按键" in editor.refusal.text()
    finally:
        chinese.switch("en")


def test_an_empty_box_keeps_its_edge_in_the_chosen_row(editor: TaxonomyEditor, qapp) -> None:
    apply_theme(qapp, ThemeName.DARK)
    editor.places.setCurrentRow(list(Table).index(Table.RULES))
    sheet, place = editor.sheet, COLUMNS[Table.RULES].index("required")
    sheet.setCurrentCell(0, 0)
    cell = sheet.visualItemRect(sheet.item(0, place))
    picture = sheet.viewport().grab(cell).toImage()
    inks = {picture.pixelColor(x, y).name().upper() for x in range(40) for y in range(picture.height())}
    assert tokens().ctl in inks
