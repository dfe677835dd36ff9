"""The rows of the list: a view whose work depends on what is in sight, not on how many rows there are."""

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QHoverEvent, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyleOptionViewItem

from widgets.episode_model import EpisodeModel
from widgets.episode_row import ROW_PX, EpisodeRowDelegate
from widgets.theme import qcolour

_Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction
_SELECTED, _HOVER, _FOCUS = (
    QStyle.StateFlag.State_Selected,
    QStyle.StateFlag.State_MouseOver,
    QStyle.StateFlag.State_HasFocus,
)
_MOVED = {QEvent.Type.HoverMove, QEvent.Type.HoverEnter, QEvent.Type.MouseMove}
_LEFT = {QEvent.Type.HoverLeave, QEvent.Type.Leave}


class EpisodeRows(QListView):
    """Rows of one height, placed by arithmetic. ``QListView`` keeps a position of each row, which takes eight seconds
    for three million; of it only keys, mouse and readers of the screen are used here.
    """

    def __init__(self, model: EpisodeModel) -> None:
        super().__init__()
        self._hover = -1
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(EpisodeRowDelegate(self))
        self.setUniformItemSizes(True)
        # Without it Qt paints every row in sight at each step of a scroll, instead of moving what is there.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def in_sight(self) -> range:
        """Rows of which at least a line of pixels is in sight."""
        top, height = self.verticalOffset(), self.viewport().height()
        return range(top // ROW_PX, min(self._rows.rowCount(), -(-(top + height) // ROW_PX)))

    def scroll_to(self, pixels: int) -> None:
        """So many pixels stand above the sight."""
        self.updateGeometries()
        self.verticalScrollBar().setValue(pixels)

    def doItemsLayout(self) -> None:
        """Nothing is laid out."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """The scroll bar's range."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(ROW_PX)
        bar.setPageStep(height)
        bar.setRange(0, max(0, self._rows.rowCount() * ROW_PX - height))
        QAbstractItemView.updateGeometries(self)

    def verticalOffset(self) -> int:
        """Pixels above the sight."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """None."""
        return 0

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted."""
        self.scrollDirtyRegion(dx, dy)
        self.viewport().scroll(dx, dy)

    def visualRect(self, index: _Index) -> QRect:
        """Where a row stands in the viewport."""
        if not index.isValid():
            return QRect()
        return QRect(0, index.row() * ROW_PX - self.verticalOffset(), self.viewport().width(), ROW_PX)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The row under a point of the viewport."""
        row = (point.y() + self.verticalOffset()) // ROW_PX
        return self._rows.index(row) if 0 <= row < self._rows.rowCount() else QModelIndex()

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QListView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a row into sight: as little as is needed, or to where the hint wants it."""
        if not index.isValid():
            return
        bar, height, top = self.verticalScrollBar(), self.viewport().height(), index.row() * ROW_PX
        self.updateGeometries()
        hints = QAbstractItemView.ScrollHint
        if hint is hints.PositionAtTop or (hint is hints.EnsureVisible and top < bar.value()):
            bar.setValue(top)
        elif hint is hints.PositionAtCenter:
            bar.setValue(top - (height - ROW_PX) // 2)
        elif hint is hints.PositionAtBottom or top + ROW_PX > bar.value() + height:
            bar.setValue(top + ROW_PX - height)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Where a key goes from the current row."""
        last, current = self._rows.rowCount() - 1, self.currentIndex()
        if last < 0:
            return QModelIndex()
        if not current.isValid():
            return self._rows.index(last if action is _Move.MoveEnd else 0)
        page = max(1, self.viewport().height() // ROW_PX)
        moves = {
            _Move.MoveUp: -1, _Move.MovePrevious: -1, _Move.MoveDown: 1, _Move.MoveNext: 1,
            _Move.MovePageUp: -page, _Move.MovePageDown: page, _Move.MoveHome: -last, _Move.MoveEnd: last,
        }  # fmt: skip
        return self._rows.index(max(0, min(last, current.row() + moves.get(action, 0))))

    def keyboardSearch(self, _words: str) -> None:
        """Letters are keys of the window; Qt would ask every row of the list for its words."""

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """What a click selects."""
        first, last = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomRight())
        chosen = QItemSelection(first, last) if first.isValid() and last.isValid() else QItemSelection()
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """What is in sight of it."""
        region, seen = QRegion(), self.in_sight()
        for part in (selection.at(place) for place in range(selection.count())):
            first, last = max(part.top(), seen.start), min(part.bottom(), seen.stop - 1)
            if first <= last:
                region += self.visualRect(self._rows.index(first)).united(
                    self.visualRect(self._rows.index(last))
                )
        return region

    def dataChanged(self, first: _Index, last: _Index, _roles: object = ()) -> None:
        """Paint what is in sight of them."""
        self.viewport().update(self.visualRect(first).united(self.visualRect(last)))

    def viewportEvent(self, event: QEvent) -> bool:
        """Which row the pointer is over."""
        kind = event.type()
        if kind in _MOVED and isinstance(event, QMouseEvent | QHoverEvent):
            self._hover = self.indexAt(event.position().toPoint()).row()
        elif kind in _LEFT:
            self._hover = -1
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that the area touches."""
        seen, area = self.in_sight(), event.rect()
        if seen:
            self._rows.see(seen[0], seen[-1])
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(_SELECTED | _HOVER | _FOCUS)
        current, delegate = self.currentIndex(), self.itemDelegate()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(area, qcolour("bg1"))
            for row in seen:
                index = self._rows.index(row)
                rect = self.visualRect(index)
                if not rect.intersects(area):
                    continue
                option.rect = rect
                marked = self.selectionModel().isSelected(index)
                option.state = (
                    plain
                    | (_SELECTED if marked else plain)
                    | (_HOVER if row == self._hover else plain)
                    | (_FOCUS if self.hasFocus() and index == current else plain)
                )
                delegate.paint(painter, option, index)
