"""What stands between the labels and their submission, each line with its place and its key."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from models.labelling.checks import Missing
from models.timebase import clock_text
from widgets import icons
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.keycap import KEYCAP_PX, keycap_width, paint_keycap
from widgets.known import known_text
from widgets.labels import Label
from widgets.painting import RIGHT, box, text
from widgets.printed_keys import cap_of
from widgets.theme import digits, font, qcolour

_FEW, _MANY, _TOLD, _LINE_PX, _GAP_PX = 2, 12, 20, 24, 2
_OWN_KEYS = {"no_note": "label.note", "no_score": "label.levels", "no_instruction": "label.words"}


class CheckList(QWidget):
    """``check_requested`` carries the ``Missing`` that was clicked."""

    check_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._missing: tuple[Missing, ...] = ()
        self._start_ns = 0
        self._language = "en"
        self._most = _MANY
        self.title = Label(role="section")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.set_padding(12)
        self._column.setSpacing(_GAP_PX)
        self._column.addWidget(self.title)
        self._column.addSpacing(4)
        self.lines: list[CheckLine] = []
        self._show_lines()

    def set_padding(self, pixels: int) -> None:
        """Above and below; 12 at the sides."""
        self.setContentsMargins(12, pixels, 12, pixels)

    def set_compact(self, compact: bool) -> None:
        """In a low window there is no title."""
        self.title.setVisible(not compact)

    def set_few(self, few: bool) -> None:
        """Two lines only, the second of them for all others; else a dozen."""
        most = _FEW if few else _MANY
        if most != self._most:
            shown, self._most = min(len(self._missing), self._most), most
            if min(len(self._missing), most) != shown:
                self._show_lines()

    @property
    def folded_px(self) -> int:
        """What the lines that are told in one would need."""
        return max(self.wanted - len(self.lines), 0) * (_LINE_PX + _GAP_PX)

    @property
    def wanted(self) -> int:
        """How many lines there would be with room for all."""
        return min(len(self._missing), _MANY)

    def show_missing(self, missing: tuple[Missing, ...], start_ns: int, language: str = "en") -> None:
        """``start_ns`` is the begin of the episode, from which times are told; ``language`` names the phases."""
        if (missing, start_ns, language) != (self._missing, self._start_ns, self._language):
            self._missing, self._start_ns, self._language = missing, start_ns, language
            self._show_lines()

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_lines()
        super().changeEvent(event)

    def _show_lines(self) -> None:
        self.title.setText(tr("Before you submit"))
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        shown = self._missing
        if len(shown) > self._most:
            shown = shown[: self._most - 1]
        self.lines = [self._line(item) for item in shown] or [_all_done()]
        if rest := self._missing[len(shown) :]:
            self.lines.append(self._rest(rest))
        for line in self.lines:
            self._column.addWidget(line)
            # A layout would show it a turn later, and until then it would take no room.
            line.show()

    def _rest(self, items: tuple[Missing, ...]) -> "CheckLine":
        icon = ("triangle-alert", "warning") if items[0].blocking else ("info", "info")
        line = CheckLine(tr("{count} more", count=len(items)), icon=icon)
        sentences = [known_text(item.template, item.values, self._language) for item in items[:_TOLD]]
        line.setToolTip("\n".join([*sentences, "…"] if len(items) > _TOLD else sentences))
        line.clicked.connect(lambda: self.check_requested.emit(items[0]))
        return line

    def _line(self, item: Missing) -> "CheckLine":
        when = "" if item.t_ns is None else clock_text(item.t_ns - self._start_ns)
        icon = ("triangle-alert", "warning") if item.blocking else ("info", "info")
        words = known_text(item.template, item.values, self._language)
        line = CheckLine(words, icon=icon, when=when, key=_key_of(item))
        line.clicked.connect(lambda: self.check_requested.emit(item))
        return line


class CheckLine(QAbstractButton):
    """Icon, sentence, then the moment and the key."""

    def __init__(self, words: str, *, icon: tuple[str, str], when: str = "", key: str = "") -> None:
        super().__init__()
        self._icon, self._when, self._key = icon, when, key
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(200, _LINE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Raised under the pointer where it leads somewhere."""
        painter = QPainter(self)
        if self.underMouse() and (self._when or self._key):
            box(painter, self.rect().adjusted(-4, 0, 4, 0), fill=qcolour("bg3"), radius=4)
        icons.paint(painter, *self._icon, QRect(0, 5, 14, 14))
        right = self._paint_right(painter)
        text(painter, QRect(22, 0, right - 26, self.height()), self.text(), font(12))

    def _paint_right(self, painter: QPainter) -> int:
        right = self.width()
        for key in reversed(self._key.split()):
            right -= keycap_width(key)
            paint_keycap(painter, QPoint(right, (self.height() - KEYCAP_PX) // 2), key)
            right -= 4
        if self._when:
            width = advance(self._when, digits(11)) + 2
            text(
                painter,
                QRect(right - width, 0, width, self.height()),
                self._when,
                digits(11),
                ink="low",
                align=RIGHT,
            )
            right -= width + 4
        return right


def _key_of(item: Missing) -> str:
    """The key that mends it: one of the window's own, else what the taxonomy gives."""
    return cap_of(_OWN_KEYS[item.code]) if item.code in _OWN_KEYS else item.key


def _all_done() -> CheckLine:
    return CheckLine(tr("Nothing is missing"), icon=("check", "success"))
