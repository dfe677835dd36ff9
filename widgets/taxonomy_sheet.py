"""One table of a taxonomy: cells to type in, rows to add, take away and move."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from models.taxonomy.sheets import COLUMNS, FLAGS, YES, SheetRow, Table
from widgets.i18n import tr
from widgets.states import reason_word
from widgets.taxonomy_words import column_word, rule_word
from widgets.theme import phase_colours, qcolour

_WIDTHS: Mapping[str, int] = {
    "code": 120,
    "key": 84,
    "colour": 100,
    "slot": 64,
    "en": 140,
    "zh_CN": 116,
    "required": 96,
    "tier": 96,
    "severity": 84,
    "group": 120,
    "needs_reason": 112,
    "is_point": 84,
    "levels": 72,
}
_SWATCH_PX = 14
_RULE_PX = 320
Choices = Callable[[str], tuple[str, ...]]


class TaxonomySheet(QTableWidget):
    """``cell_changed(row, column, text)``, ``moved(row, to)``: wishes, answered by ``show_rows``.

    Rows move by Alt+Up and Alt+Down or by dragging their number.
    """

    cell_changed = Signal(int, str, str)
    moved = Signal(int, int)
    remove_requested = Signal(int)
    add_requested = Signal()

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = Table.PHASES
        self._showing = False
        self.setItemDelegate(_Delegate(choices, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.verticalHeader().setDefaultSectionSize(30)
        self.verticalHeader().setSectionsMovable(True)
        self.verticalHeader().setToolTip(tr("Drag to move the row (Alt+Up, Alt+Down)"))
        self.verticalHeader().sectionMoved.connect(self._dragged)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.itemChanged.connect(self._tell)

    def show_rows(self, table: Table, rows: list[SheetRow], wrong: Mapping[tuple[int, str], str]) -> None:
        """All of them; ``wrong`` says by (row, column) what is the matter with a cell."""
        self._showing = True
        current = self.currentRow(), self.currentColumn()
        if (table, len(rows)) != (self._table, self.rowCount()):
            self._begin(table, len(rows))
        for index, row in enumerate(rows):
            for place, column in enumerate(COLUMNS[table]):
                item = self.item(index, place) or QTableWidgetItem()
                _fill(item, row, column, wrong.get((index, column), ""))
                if item.tableWidget() is None:
                    self.setItem(index, place, item)
        self._restore(*current)
        self._showing = False

    def _begin(self, table: Table, count: int) -> None:
        """Another table, or other rows. Cells that stay are only filled anew: one of them may be typed in."""
        self._table = table
        columns = COLUMNS[table]
        self.clear()
        self.setRowCount(count)
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels([column_word(column) for column in columns])
        for place, column in enumerate(columns):
            self.setColumnWidth(
                place, _RULE_PX if (table, column) == (Table.RULES, "code") else _WIDTHS.get(column, 120)
            )

    def _restore(self, row: int, column: int) -> None:
        """Rows stand as they are given: what was dragged has been answered."""
        header = self.verticalHeader()
        for logical in range(header.count()):
            header.moveSection(header.visualIndex(logical), logical)
        if self.rowCount():
            self.setCurrentCell(
                min(max(row, 0), self.rowCount() - 1), min(max(column, 0), self.columnCount() - 1)
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the row, Insert adds one, Delete takes it away."""
        row = self.currentRow()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in steps:
            self.move_row(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete and row >= 0:
            self.remove_requested.emit(row)
        elif event.key() == Qt.Key.Key_Insert:
            self.add_requested.emit()
        else:
            super().keyPressEvent(event)

    def move_row(self, step: int) -> None:
        """Wish for the current row to stand one further up (-1) or down (1)."""
        row = self.currentRow()
        if row >= 0 and 0 <= row + step < self.rowCount():
            self.setCurrentCell(row + step, self.currentColumn())
            self.moved.emit(row, row + step)

    def _dragged(self, _logical: int, row: int, to: int) -> None:
        if not self._showing:
            self.moved.emit(row, to)

    def _tell(self, item: QTableWidgetItem) -> None:
        if self._showing:
            return
        column = COLUMNS[self._table][item.column()]
        checked = item.checkState() is Qt.CheckState.Checked
        text = (YES if checked else "") if column in FLAGS else item.text().strip()
        self.cell_changed.emit(item.row(), column, text)


class _Delegate(QStyledItemDelegate):
    """A list to choose from where a cell can only be one of a few."""

    def __init__(self, choices: Choices, sheet: TaxonomySheet) -> None:
        super().__init__(sheet)
        self._choices, self._sheet = choices, sheet

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Codes of the file; a severity in the window's language."""
        super().initStyleOption(option, index)
        if COLUMNS[self._sheet._table][index.column()] == "severity":
            option.text = reason_word(option.text)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """A box of choices, else a line."""
        known = self._choices(COLUMNS[self._sheet._table][index.column()])
        if not known:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        for code in known:
            box.addItem(reason_word(code), code)
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """What the cell says."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(str(index.data() or "")))
        else:
            super().setEditorData(editor, index)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """What was chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        else:
            super().setModelData(editor, model, index)


def _fill(item: QTableWidgetItem, row: SheetRow, column: str, wrong: str) -> None:
    text = row.cells[column]
    item.setText("" if column in FLAGS else text)
    if "required" in row.cells and column == "code":
        item.setText(rule_word(text))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    if column in FLAGS:
        item.setFlags(
            Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        )
        item.setCheckState(Qt.CheckState.Checked if text else Qt.CheckState.Unchecked)
    if column == "colour":
        item.setIcon(_swatch(colour_of(row)))
    item.setToolTip(wrong)
    item.setForeground(qcolour("critical" if wrong else "hi"))


def colour_of(row: SheetRow) -> str:
    """The colour that a phase is painted in, "#rrggbb"."""
    colour, slot = row.cells["colour"].lower(), row.cells["slot"]
    if len(colour) == 7 and colour.startswith("#") and all(one in "0123456789abcdef" for one in colour[1:]):
        return colour
    return phase_colours(int(slot) if slot.isdecimal() else 0)[0]


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(_SWATCH_PX * 2, _SWATCH_PX * 2)
    picture.setDevicePixelRatio(2.0)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolour(colour))
    painter.drawRoundedRect(QRectF(0, 0, _SWATCH_PX, _SWATCH_PX), 3, 3)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
