"""Remarks pinned to moments: number, time, author, sentence. A click goes there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from models.labelling.document import Remark
from models.timebase import clock_text
from widgets.i18n import tr
from widgets.labels import Divider, Icon, Label
from widgets.theme import digits

_GAP_PX = 8


class RemarkList(QWidget):
    """``jump_requested`` carries the moment in nanoseconds. A remark that is there already stays as it is: two hours
    may have very many.
    """

    jump_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[Remark, ...], int, str] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP_PX)
        self._items: dict[Remark, RemarkItem] = {}

    def show_remarks(self, remarks: tuple[Remark, ...], start_ns: int, *, tone: str = "accent") -> None:
        """In the order of time; ``start_ns`` is the begin of the episode."""
        before, self._shown = self._shown, (remarks, start_ns, tone)
        if before == self._shown:
            return
        if before is not None and before[1:] != (start_ns, tone):
            self._keep(frozenset())
        self._keep(frozenset(remarks))
        for place, remark in enumerate(sorted(remarks, key=lambda one: one.t_ns)):
            item = self._items.get(remark) or self._made(remark, start_ns, tone)
            if self._column.indexOf(item) != place:
                self._column.insertWidget(place, item)
                item.show()
            item.set_number(place + 1)

    def _made(self, remark: Remark, start_ns: int, tone: str) -> "RemarkItem":
        item = self._items[remark] = RemarkItem(remark, start_ns, tone)
        item.jump_requested.connect(self.jump_requested)
        return item

    def _keep(self, remarks: frozenset[Remark]) -> None:
        for remark in self._items.keys() - remarks:
            item = self._items.pop(remark)
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()


class RemarkItem(QFrame):
    """One remark, with a line above it unless it is the first."""

    jump_requested = Signal(object)

    def __init__(self, remark: Remark, start_ns: int, tone: str) -> None:
        super().__init__()
        self._t_ns = remark.t_ns
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("Go to this moment"))
        self._divider, self.number = Divider(), Label(weight=600)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(_GAP_PX)
        whole.addWidget(self._divider)
        column = QVBoxLayout()
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Icon("map-pin", ink=tone))
        head.addWidget(self.number)
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
        whole.addLayout(column)

    def set_number(self, number: int) -> None:
        """Its place among the others, from 1."""
        self._divider.setVisible(number > 1)
        self.number.setText(str(number))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Go to its moment."""
        self.jump_requested.emit(self._t_ns)
