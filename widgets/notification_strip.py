"""One sentence at a time above the transport, with at most one action. What was said stays in the history."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.labels import Elided, Icon, Label
from widgets.popover import Popover
from widgets.theme import font, repolish

STRIP_PX = 28
SUCCESS_MS = 4000
HISTORY_KEPT = 100
_GAP_PX = 12
_WHOLE_PX = 420
_LEAST_PX = 220


class NoticeKind(StrEnum):
    """SUCCESS goes by itself, WARNING when it is closed or replaced, ERROR only when it is closed."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """``action`` is the code that ``action_requested`` carries, ``action_words`` stand on its button."""

    kind: NoticeKind
    words: str
    action: str = ""
    action_words: str = ""


_LOOKS = {
    NoticeKind.SUCCESS: ("check", "success"),
    NoticeKind.INFO: ("info", "info"),
    NoticeKind.WARNING: ("triangle-alert", "warning"),
    NoticeKind.ERROR: ("octagon-alert", "critical"),
}
_TRANSIENT = {NoticeKind.SUCCESS, NoticeKind.INFO}


class NotificationStrip(QFrame):
    """An error keeps its place: what comes meanwhile waits, or goes to the history alone if it would pass anyway."""

    action_requested = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setFixedHeight(STRIP_PX)
        self._notice: Notice | None = None
        self._waiting: list[Notice] = []
        self._history: list[Notice] = []
        self._bar: QWidget | None = None
        self._between: tuple[QWidget, QWidget, QWidget] | None = None
        self.icon = Icon("info")
        self.sentence = Elided(face=font(12, 500))
        self.more = Button(icon="ellipsis", role=Role.GHOST, height=22)
        self.action = Button(height=22)
        self.dismiss = Button(icon="x", role=Role.GHOST, height=22)
        self._timer = QTimer(self, singleShot=True, interval=SUCCESS_MS)
        self._timer.timeout.connect(self.close_notice)
        self.more.clicked.connect(self.open_whole)
        self.action.clicked.connect(self._act)
        self.dismiss.clicked.connect(self.close_notice)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(8)
        row.addWidget(self.icon)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.more)
        row.addWidget(self.action)
        row.addWidget(self.dismiss)
        self.hide()

    def float_over(self, bar: QWidget, *, between: tuple[QWidget, QWidget, QWidget]) -> None:
        """Lie over ``bar`` right of one of its widgets and left of another, only as wide as the sentence; where that
        is too narrow to read, right of the third one.
        """
        self._bar, self._between = bar, between
        self.setParent(bar)
        for watched in (bar, *between):
            watched.installEventFilter(self)
        self._place()

    def open_whole(self) -> Popover | None:
        """The whole of a sentence that is cut, above the strip."""
        if self._notice is None:
            return None
        shown = Popover(self)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.setFixedWidth(_WHOLE_PX)
        shown.body.addWidget(Label(self._notice.words, px=13, wrap=True))
        shown.open_at(self, above=True)
        return shown

    def notify(self, notice: Notice) -> None:
        """Say something; what stands there already, or waits for it, is not said twice."""
        if notice in self._waiting or notice == self._notice:
            if notice.kind in _TRANSIENT:
                self._timer.start()
            return
        self._history = [*self._history, notice][-HISTORY_KEPT:]
        if self._notice is None or self._notice.kind is not NoticeKind.ERROR:
            self._show(notice)
        elif notice.kind not in _TRANSIENT:
            self._waiting.append(notice)

    def current(self) -> Notice | None:
        """What stands there now."""
        return self._notice

    def history(self) -> tuple[Notice, ...]:
        """Everything that was said, the latest last."""
        return tuple(self._history)

    def close_notice(self) -> None:
        """Take the sentence away; the next one that waits follows."""
        self._timer.stop()
        self._notice = None
        self.hide()
        if self._waiting:
            self._show(self._waiting.pop(0))
        self.closed.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follows the bar and what stands in it."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place()
        return False

    def _show(self, notice: Notice) -> None:
        self._notice = notice
        icon, tone = _LOOKS[notice.kind]
        self.setProperty("kind", notice.kind.value)
        repolish(self)
        self.icon.set_icon(icon, tone)
        self.sentence.set_words(notice.words)
        self.setAccessibleName(notice.words)
        self.action.setText(notice.action_words)
        self.action.setVisible(bool(notice.action))
        self.dismiss.setToolTip(tr("Close"))
        self.more.setToolTip(tr("The whole sentence"))
        self._place()
        self.show()
        self.raise_()
        if notice.kind in _TRANSIENT:
            self._timer.start()
        else:
            self._timer.stop()

    def _place(self) -> None:
        if self._bar is None or self._between is None or self._notice is None:
            return
        before, behind, last = self._between
        left = before.geometry().right() + _GAP_PX
        room = behind.x() - _GAP_PX - left
        action = self.action.sizeHint().width() + 8 if self._notice.action else 0
        wanted = advance(self._notice.words, font(12, 500)) + action + 82
        if room < min(wanted, _LEAST_PX + action):
            left = last.mapTo(self._bar, last.rect().topRight()).x() + _GAP_PX
            room = self._bar.width() - _GAP_PX - left
        self.more.setVisible(wanted > room)
        self.setGeometry(left, (self._bar.height() - STRIP_PX) // 2, min(wanted, room), STRIP_PX)

    def _act(self) -> None:
        code = self._notice.action if self._notice else ""
        self.close_notice()
        self.action_requested.emit(code)
