"""Every command by a few letters of its name: Ctrl+K, type, Enter."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from widgets import icons
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.keycap import KEYCAP_PX, keycap_width, paint_keycap
from widgets.labels import Divider, Label
from widgets.painting import RIGHT, box, text
from widgets.theme import font, qcolour

_ROW_PX = 32
_ROWS_SHOWN = 10
_WIDTH = 560
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -_ROWS_SHOWN,
    Qt.Key.Key_PageDown: _ROWS_SHOWN,
}


@dataclass(frozen=True, slots=True)
class PaletteLine:
    """A command: ``id`` travels in the signal, ``group`` says where it belongs, ``key`` is its shortcut."""

    id: str
    title: str
    key: str = ""
    group: str = ""
    icon: str = ""
    enabled: bool = True


def matching(lines: list[PaletteLine], words: str) -> list[PaletteLine]:
    """Lines that hold every word of the search in title, group or key; titles that begin so come first."""
    wanted = words.casefold().split()
    found = [line for line in lines if all(word in _haystack(line) for word in wanted)]
    start = words.casefold().strip()
    return sorted(found, key=lambda line: not line.title.casefold().startswith(start)) if start else found


def _haystack(line: PaletteLine) -> str:
    return f"{line.title} {line.group} {line.key}".casefold()


class CommandPalette(QFrame):
    """A popup at the top of its window."""

    run_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._owner = parent
        self.setProperty("role", "popover")
        self.setFixedWidth(_WIDTH)
        self._lines: list[PaletteLine] = []
        self.search = QLineEdit()
        self.search.setProperty("role", "bare")
        self.search.setFont(font(13))
        self.search.addAction(icons.icon("search", "low", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.model = QStandardItemModel(self)
        self.rows = QListView()
        self.rows.setProperty("role", "bare")
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(_LineDelegate(self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setMouseTracking(True)
        self.nothing = Label(role="mid")
        self.nothing.setContentsMargins(12, 8, 12, 8)
        self._lay_out()
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._run_current)
        self.search.installEventFilter(self)
        self.rows.clicked.connect(self._run)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 6)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(Divider())
        column.addWidget(self.rows)
        column.addWidget(self.nothing)

    def open_with(self, lines: list[PaletteLine]) -> None:
        """Show these commands, all of them at first."""
        self._lines = list(lines)
        self.search.setPlaceholderText(tr("Search or run a command"))
        self.nothing.setText(tr("No command of that name"))
        self.search.clear()
        self._narrow("")
        window = self._owner.window()
        corner = window.mapToGlobal(QPoint((window.width() - _WIDTH) // 2, 64))
        self.move(corner)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Up and down move through the lines while the search keeps the focus."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return False
        row = max(0, min(self.model.rowCount() - 1, self.rows.currentIndex().row() + step))
        self.rows.setCurrentIndex(self.model.index(row, 0))
        return True

    def _narrow(self, words: str) -> None:
        found = matching(self._lines, words)
        self.model.clear()
        for line in found:
            item = QStandardItem(line.title)
            item.setData(line, Qt.ItemDataRole.UserRole)
            self.model.appendRow(item)
        self.rows.setCurrentIndex(self.model.index(0, 0))
        self.rows.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.rows.setFixedHeight(max(1, min(len(found), _ROWS_SHOWN)) * _ROW_PX)
        self.adjustSize()

    def _run_current(self) -> None:
        self._run(self.rows.currentIndex())

    def _run(self, index: QModelIndex) -> None:
        line = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(line, PaletteLine) and line.enabled:
            self.close()
            self.run_requested.emit(line.id)


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH - 20, _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line, rect = index.data(Qt.ItemDataRole.UserRole), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            box(painter, rect.adjusted(0, 1, 0, -1), fill=qcolour("accent_bg"), radius=5)
        ink = "hi" if line.enabled else "dis"
        middle = rect.center().y() + 1
        icons.paint(
            painter,
            line.icon or "command",
            "mid" if line.enabled else "dis",
            QRect(rect.x() + 10, middle - 7, 14, 14),
        )
        right = rect.right() - 8
        if line.key:
            right -= keycap_width(line.key)
            paint_keycap(painter, QPoint(right, middle - KEYCAP_PX // 2), line.key)
            right -= 10
        if line.group:
            width = advance(line.group, font(11)) + 2
            text(
                painter,
                QRect(right - width, rect.y(), width, rect.height()),
                line.group,
                font(11),
                ink="mid",
                align=RIGHT,
            )
            right -= width + 10
        text(
            painter,
            QRect(rect.x() + 34, rect.y(), right - rect.x() - 34, rect.height()),
            line.title,
            font(12, 500),
            ink=ink,
        )
