"""Names and values over a plot: the curves themselves are not labelled."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from widgets.fonts import advance
from widgets.i18n import tr
from widgets.painting import LEFT, text
from widgets.signal_axis import value_text
from widgets.signal_picture import series_pen
from widgets.theme import digits, font, qcolour

ROW_PX = 20
MOST_ROWS = 2
_LEFT_PX = 10
_DASH_PX = 12
_GAP_PX = 10
_MORE_PX = 26
_WIDEST = "\u221288.8"


class SignalLegend(QWidget):
    """One row or two; what does not fit is counted. A click on an entry tells its place."""

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._values: tuple[str, ...] = ()
        self._places: tuple[QRect, ...] = ()
        self._picture: QPixmap | None = None
        self._value_font = digits(12, 600)
        self._value_px = advance(_WIDEST, self._value_font)
        self.setFixedHeight(ROW_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_names(self, names: tuple[str, ...]) -> None:
        """The curves in their order."""
        self._names, self._values = names, ("",) * len(names)
        self.setAccessibleName(", ".join(names))
        self._arrange()

    def set_values(self, values: tuple[float, ...]) -> None:
        """Values at the playhead."""
        before, self._values = self._values, tuple(value_text(value) for value in values)
        for area, old, new in zip(self._places, before, self._values, strict=False):
            if old != new:
                self.update(area.adjusted(area.width() - self._value_px, 0, 4, 0))

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """(name, value) of every curve."""
        return tuple(zip(self._names, self._values, strict=True))

    def _arrange(self) -> None:
        """Where each entry goes; rows are only added where they are needed."""
        self._places = _places(self._names, self.width(), self._value_px)
        rows = 1 + max((place.y() // ROW_PX for place in self._places), default=0)
        if rows * ROW_PX != self.height():
            self.setFixedHeight(rows * ROW_PX)
        self.redraw()

    def resizeEvent(self, _event: object) -> None:
        """Other rows."""
        self._arrange()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Which entry."""
        at = event.position().toPoint()
        place = next((place for place, area in enumerate(self._places) if area.contains(at)), -1)
        if place >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names from a picture of their own, values anew."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), qcolour("bg1"))
        if self._picture is None:
            self._picture = self._draw_names()
        painter.drawPixmap(0, 0, self._picture)
        painter.setFont(self._value_font)
        painter.setPen(qcolour("hi"))
        for area, value in zip(self._places, self._values, strict=False):
            room = area.adjusted(area.width() - self._value_px, 0, 4, 0)
            if room.intersects(event.rect()):
                painter.drawText(room, int(LEFT), value)

    def redraw(self) -> None:
        """Forget the picture of the names."""
        self._picture = None
        self.update()

    def _draw_names(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        for place, area in enumerate(self._places):
            self._draw_name(painter, area, place)
        self._draw_rest(painter)
        painter.end()
        return picture

    def _draw_name(self, painter: QPainter, area: QRect, place: int) -> None:
        pen = series_pen(place)
        pen.setWidth(2)
        painter.setPen(pen)
        middle = area.y() + ROW_PX // 2
        painter.drawLine(area.x(), middle, area.x() + _DASH_PX, middle)
        text(painter, area.adjusted(_DASH_PX + 6, 0, 0, 0), self._names[place], font(12), ink="mid")

    def _draw_rest(self, painter: QPainter) -> None:
        hidden = len(self._names) - len(self._places)
        if hidden:
            last = self._places[-1] if self._places else QRect(_LEFT_PX, 0, 0, ROW_PX)
            room = QRect(last.right() + _GAP_PX, last.y(), _MORE_PX + 10, ROW_PX)
            text(painter, room, tr("+{n}", n=hidden), digits(11), ink="low")

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(200, ROW_PX)


def _places(names: tuple[str, ...], width: int, value_px: int) -> tuple[QRect, ...]:
    """Rectangles of as many entries as fit in the rows, with room left to count the others."""
    x, row, found = _LEFT_PX, 0, list[QRect]()
    for place, name in enumerate(names):
        entry = _DASH_PX + 6 + advance(name, font(12)) + 5 + value_px
        reserve = _MORE_PX if row == MOST_ROWS - 1 and place < len(names) - 1 else 0
        if x + entry + reserve > width and x > _LEFT_PX:
            row, x = row + 1, _LEFT_PX
        if row == MOST_ROWS:
            break
        found.append(QRect(x, row * ROW_PX, entry, ROW_PX))
        x += entry + _GAP_PX
    return tuple(found)
