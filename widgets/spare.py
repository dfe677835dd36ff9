"""Parts of a bar that go when it gets narrow, so that the rest is never cut."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget

_CHANGES = {QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent}
_SLACK_PX = 20
"""More than any gap beside a part, so that none comes and goes at the same width."""


class Spare(QWidget):
    """A place for widgets of a bar; whether these show themselves in it stays their owner's matter."""

    def __init__(self, *widgets: QWidget, spacing: int = 6) -> None:
        super().__init__()
        self.parts = widgets
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing)
        for widget in widgets:
            row.addWidget(widget)

    def needed_px(self) -> int:
        """Width of what shows itself in it."""
        layout = self.layout()
        return 0 if layout is None else layout.minimumSize().width()


class GivingWay(QObject):
    """Hides ``spares`` of ``bar`` in their order as far as it takes for the rest to have room."""

    def __init__(self, bar: QWidget, spares: Sequence[Spare]) -> None:
        super().__init__(bar)
        self._bar, self._spares = bar, tuple(spares)
        for watched in (bar, *self._spares, *(part for spare in self._spares for part in spare.parts)):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another width, other words, or a part that has something to show."""
        if event.type() in _CHANGES and (watched is self._bar or event.type() != QEvent.Type.Resize):
            self.fit()
        return False

    def fit(self) -> None:
        """Show what has room."""
        layout = self._bar.layout()
        if layout is None:
            return
        for spare in self._spares:
            if not spare.isHidden() and (
                layout.minimumSize().width() > self._bar.width() or not spare.needed_px()
            ):
                spare.hide()
        for spare in reversed(self._spares):
            if spare.isHidden() and spare.needed_px():
                if layout.minimumSize().width() + spare.needed_px() + _SLACK_PX > self._bar.width():
                    return
                spare.show()
