"""Remarks pinned to moments: number, time, author, sentence. A click goes there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from models.labelling.document import Remark
from models.timebase import clock_text
from widgets.i18n import tr
from widgets.labels import Divider, Icon, Label
from widgets.theme import digits


class RemarkList(QWidget):
    """``jump_requested`` carries the moment in nanoseconds; ``removal_requested`` the id of an own remark."""

    jump_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[Remark, ...], int, str] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._items: list[QWidget] = []

    def show_remarks(self, remarks: tuple[Remark, ...], start_ns: int, *, tone: str = "accent") -> None:
        """In the order of time; ``start_ns`` is the begin of the episode."""
        if self._shown == (remarks, start_ns, tone):
            return
        self._shown = (remarks, start_ns, tone)
        for item in self._items:
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = []
        for number, remark in enumerate(sorted(remarks, key=lambda one: one.t_ns), start=1):
            if number > 1:
                self._add(Divider())
            item = RemarkItem(remark, number, start_ns, tone)
            item.jump_requested.connect(self.jump_requested)
            self._add(item)

    def _add(self, item: QWidget) -> None:
        self._items.append(item)
        self._column.addWidget(item)


class RemarkItem(QFrame):
    """One remark."""

    jump_requested = Signal(object)

    def __init__(self, remark: Remark, number: int, start_ns: int, tone: str) -> None:
        super().__init__()
        self._t_ns = remark.t_ns
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("Go to this moment"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Icon("map-pin", ink=tone))
        head.addWidget(Label(str(number), weight=600))
        time = Label(clock_text(remark.t_ns - start_ns), role="mid")
        time.setFont(digits(12, 500))
        head.addWidget(time)
        where = " · ".join(part for part in (remark.stream, remark.value) if part)
        if where:
            head.addWidget(Label(where, role="meta", px=11))
        head.addStretch(1)
        head.addWidget(Label(remark.author, role="meta", px=11))
        column.addLayout(head)
        column.addWidget(Label(remark.text, wrap=True))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Go to its moment."""
        self.jump_requested.emit(self._t_ns)
