"""The 24 px strip over every view: icon, name, facts, actions on hover, and how old the sample is."""

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from widgets import icons
from widgets.age import AgeState, badge_text
from widgets.fonts import advance, digits, font
from widgets.i18n import tr
from widgets.painting import RIGHT, box, text
from widgets.theme import qcolour

HEADER_PX = 24
_PAD = 8
_LINE_PX = 2
_LINE_STEP_MS = 30
_BADGE_COLOURS = {
    AgeState.EXACT: ("low", None),
    AgeState.STALE: ("warning", "partial_bg"),
    AgeState.LATE: ("critical", "failure_bg"),
    AgeState.INEXACT: ("warning", "partial_bg"),
    AgeState.COARSE: ("warning", "partial_bg"),
}


class HeaderButton(QAbstractButton):
    """An icon of 14 px on a 20 px ground that shows on hover, while pressed and with the keyboard's focus."""

    def __init__(self, icon_name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setFixedSize(20, 20)
        self.set_tip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_icon(self, icon_name: str, tip: str) -> None:
        """Another picture and meaning."""
        self._icon_name = icon_name
        self.set_tip(tip)
        self.update()

    def set_tip(self, tip: str) -> None:
        """The same meaning in other words."""
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def sizeHint(self) -> QSize:
        """A square of 20 px."""
        return QSize(20, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and icon."""
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus() or self.isDown():
            edge = qcolour("accent") if self.hasFocus() else None
            fill = qcolour("bg2" if self.isDown() else "bg3")
            box(painter, self.rect().adjusted(1, 1, -1, -1), fill=fill, edge=edge, radius=4)
        ink = "accent" if self.isChecked() else "hi" if self.underMouse() else "mid"
        icons.paint(painter, self._icon_name, ink, self.rect().adjusted(3, 3, -3, -3))


_LATE_STATES = (AgeState.INEXACT, AgeState.COARSE)


class ViewHeader(QWidget):
    """Painted in one go; it lets mouse events through, so that it can be the title bar of a dock."""

    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._name, self._facts = "video", "", ()  # type: tuple[str, str, tuple[str, ...]]
        self._chip = ""
        self._age_ns: int | None = None
        self._state = AgeState.NONE
        self._line_at = 0
        self._badge_font = digits(11)
        self._badge_px = advance(badge_text(888_000_000), self._badge_font) + 2
        self._late_px = advance(badge_text(88_880_000_000, exact=False), self._badge_font) + 2
        self._watched: list[QWidget] = [self]
        self._ticker = QTimer(self, interval=_LINE_STEP_MS)
        self._ticker.timeout.connect(self._advance_line)
        self._build()

    def _build(self) -> None:
        self.setFixedHeight(HEADER_PX)
        self.setMinimumWidth(120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._actions = QWidget(self)
        self._row = QHBoxLayout(self._actions)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._actions.hide()
        self.installEventFilter(self)

    def set_title(self, icon_name: str, name: str, tip: str = "") -> None:
        """Icon and name; ``tip`` is the stream's full name."""
        self._icon_name, self._name = icon_name, name
        self.setToolTip(tip)
        self.setAccessibleName(name)
        self.update()

    def set_facts(self, facts: tuple[str, ...]) -> None:
        """Meta behind the name, the most telling last: where there is no room the first go first."""
        if facts != self._facts:
            self._facts = facts
            self.update()

    @property
    def facts(self) -> tuple[str, ...]:
        """Meta behind the name."""
        return self._facts

    def set_chip(self, text: str) -> None:
        """What must not go unsaid, as ``1 of 4 points``; "" takes it away."""
        if text != self._chip:
            self._chip = text
            self.update()

    def set_age(self, age_ns: int | None, state: AgeState) -> None:
        """The badge."""
        before = self._state, self.age_words
        self._age_ns, self._state = age_ns, state
        if before == (state, self.age_words):
            return
        if before[0] is state:
            self.update(self._badge_left(), 0, self.width() - self._badge_left(), HEADER_PX - _LINE_PX)
        else:
            self._place_actions()
            self.update()

    def set_waiting(self, waiting: bool) -> None:
        """The 2 px line that says something is still on its way."""
        if waiting != self._ticker.isActive():
            self._ticker.start() if waiting else self._ticker.stop()
            self.update()

    @property
    def age_state(self) -> AgeState:
        """State that the badge shows."""
        return self._state

    @property
    def age_words(self) -> str:
        """What the badge says."""
        if self._state is AgeState.COARSE:
            return tr("quick copy")
        return badge_text(self._age_ns, exact=self._state is not AgeState.INEXACT)

    @property
    def is_waiting(self) -> bool:
        """Whether the line is there."""
        return self._ticker.isActive()

    def add_action(self, icon_name: str, tip: str) -> HeaderButton:
        """One more button before the badge, seen while the pointer or the focus is in the view."""
        button = HeaderButton(icon_name, tip, self._actions)
        self._row.insertWidget(0, button)
        self._place_actions()
        return button

    def offer(self, button: HeaderButton, *, offered: bool) -> None:
        """Whether an action can be chosen now; the others close up."""
        changed = button.isHidden() == offered
        # Also where nothing changes: what was never told to hide appears with the others.
        button.setVisible(offered)
        if changed:
            self._place_actions()

    def watch(self, widget: QWidget) -> None:
        """Show the actions while the pointer is over ``widget``, too."""
        self._watched.append(widget)
        widget.installEventFilter(self)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Pointer or focus came or went."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._refresh_actions)
        return False

    def _refresh_actions(self) -> None:
        wanted = any(widget.underMouse() for widget in self._watched) or self._has_focus_inside()
        if wanted != self._actions.isVisibleTo(self):
            self._actions.setVisible(wanted)
            self._place_actions()
            self.update()

    def _has_focus_inside(self) -> bool:
        return any(button.hasFocus() for button in self._actions.findChildren(HeaderButton))

    def _place_actions(self) -> None:
        self._actions.adjustSize()
        self._actions.move(self._badge_left() - self._actions.width() - 2, 2)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Asks to fill the grid with this view."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.activated.emit()

    def resizeEvent(self, _event: object) -> None:
        """Buttons stay before the badge."""
        self._place_actions()

    def sizeHint(self) -> QSize:
        """As wide as it gets."""
        return QSize(200, HEADER_PX)

    def _badge_left(self) -> int:
        """Room for the longest words of the state, so that nothing else moves while they change."""
        return self.width() - _PAD - (self._late_px if self._state in _LATE_STATES else self._badge_px) - 6

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, name, facts, badge, line; the badge alone while only the age moves."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), qcolour("bg2"))
        self._paint_badge(painter)
        if event.rect().left() >= self._badge_left():
            return
        right = self._actions.x() if self._actions.isVisibleTo(self) else self._badge_left() - 4
        self._paint_words(painter, right)
        if self._ticker.isActive():
            self._paint_line(painter)

    def _paint_words(self, painter: QPainter, right: int) -> None:
        x = _PAD + 14 + 7
        if right >= x:
            icons.paint(painter, self._icon_name, "mid", QRect(_PAD, 5, 14, 14))
        # What must not go unsaid goes before the end of a name.
        kept = advance(self._chip, digits(11)) + 24 if self._chip else 0
        name_room = QRect(x, 0, max(right - x - kept, 0), HEADER_PX)
        x += text(painter, name_room, self._name, font(12, 600)) + 7
        if self._chip:
            x = self._paint_chip(painter, x, right)
        facts_room = QRect(x, 0, max(right - x, 0), HEADER_PX)
        text(painter, facts_room, self._fitting_facts(right - x), digits(12), ink="low")

    def _paint_chip(self, painter: QPainter, x: int, right: int) -> int:
        width = advance(self._chip, digits(11)) + 10
        if x + width > right:
            return x
        box(painter, QRect(x, 4, width, 16), fill=qcolour("bg3"), radius=3)
        text(painter, QRect(x + 5, 0, width, HEADER_PX), self._chip, digits(11), ink="mid")
        return x + width + 7

    def _fitting_facts(self, room: int) -> str:
        for first in range(len(self._facts)):
            words = " · ".join(self._facts[first:])
            if advance(words, digits(12)) + 2 <= room:
                return words
        return ""

    def _paint_badge(self, painter: QPainter) -> None:
        words = self.age_words
        if not words:
            return
        ink, ground = _BADGE_COLOURS[self._state]
        width = advance(words, digits(11))
        area = QRect(self.width() - _PAD - width - 2, 4, width + 2, 16)
        if ground is not None:
            box(painter, area.adjusted(-5, 0, 5, 0), fill=qcolour(ground), radius=3)
        text(painter, area, words, digits(11), ink=ink, align=RIGHT)

    def _advance_line(self) -> None:
        self._line_at = (self._line_at + 12) % (self.width() + self.width() // 3 + 1)
        self.update(0, HEADER_PX - _LINE_PX, self.width(), _LINE_PX)

    def _paint_line(self, painter: QPainter) -> None:
        length = self.width() // 3
        start = QPointF(self._line_at - length, HEADER_PX - _LINE_PX)
        painter.fillRect(int(start.x()), int(start.y()), length, _LINE_PX, qcolour("accent"))
