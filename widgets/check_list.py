"""What stands between the labels and their submission, each line with its place and its key."""

from dataclasses import dataclass, field

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
        """Lines that are there already are kept: a new one costs more than all that is told otherwise."""
        self.title.setText(tr("Before you submit"))
        shown = self._missing
        if len(shown) > self._most:
            shown = shown[: self._most - 1]
        rest = self._missing[len(shown) :]
        told = [self._told(item) for item in shown] or [Told(tr("Nothing is missing"), ("check", "success"))]
        if rest:
            told.append(self._told_of_all(rest))
        for line in self.lines[len(told) :]:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        del self.lines[len(told) :]
        while len(self.lines) < len(told):
            self.lines.append(self._line(told[len(self.lines)]))
        for line, one in zip(self.lines, told, strict=True):
            line.show_told(one)

    def _line(self, told: "Told") -> "CheckLine":
        line = CheckLine(told)
        line.clicked.connect(lambda: self._clicked(line))
        self._column.addWidget(line)
        # A layout would show it a turn later, and until then it would take no room.
        line.show()
        return line

    def _clicked(self, line: "CheckLine") -> None:
        if line.told.item is not None:
            self.check_requested.emit(line.told.item)

    def _told(self, item: Missing) -> "Told":
        when = "" if item.t_ns is None else clock_text(item.t_ns - self._start_ns)
        words = known_text(item.template, item.values, self._language)
        return Told(words, _icon_of(item), when, _key_of(item), item)

    def _told_of_all(self, items: tuple[Missing, ...]) -> "Told":
        sentences = [known_text(item.template, item.values, self._language) for item in items[:_TOLD]]
        tip = "\n".join([*sentences, "…"] if len(items) > _TOLD else sentences)
        return Told(tr("{count} more", count=len(items)), _icon_of(items[0]), item=items[0], tip=tip)


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says: ``icon`` with the token of its colour, ``tip`` where the words do not say all."""

    words: str
    icon: tuple[str, str]
    when: str = ""
    key: str = ""
    item: Missing | None = field(default=None, compare=False)
    tip: str = ""


class CheckLine(QAbstractButton):
    """Icon, sentence, then the moment and the key."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._say()

    def show_told(self, told: Told) -> None:
        """Another sentence, or the same of another item."""
        before, self.told = self.told, told
        if told != before:
            self._say()
            self.update()

    def _say(self) -> None:
        self.setText(self.told.words)
        self.setAccessibleName(self.told.words)
        self.setToolTip(self.told.tip or self.told.words)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(200, _LINE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Raised under the pointer where it leads somewhere."""
        painter = QPainter(self)
        if self.underMouse() and (self.told.when or self.told.key):
            box(painter, self.rect().adjusted(-4, 0, 4, 0), fill=qcolour("bg3"), radius=4)
        icons.paint(painter, *self.told.icon, QRect(0, 5, 14, 14))
        right = self._paint_right(painter)
        text(painter, QRect(22, 0, right - 26, self.height()), self.text(), font(12))

    def _paint_right(self, painter: QPainter) -> int:
        right, when = self.width(), self.told.when
        for key in reversed(self.told.key.split()):
            right -= keycap_width(key)
            paint_keycap(painter, QPoint(right, (self.height() - KEYCAP_PX) // 2), key)
            right -= 4
        if when:
            width = advance(when, digits(11)) + 2
            text(
                painter,
                QRect(right - width, 0, width, self.height()),
                when,
                digits(11),
                ink="low",
                align=RIGHT,
            )
            right -= width + 4
        return right


def _key_of(item: Missing) -> str:
    """The key that mends it: one of the window's own, else what the taxonomy gives."""
    return cap_of(_OWN_KEYS[item.code]) if item.code in _OWN_KEYS else item.key


def _icon_of(item: Missing) -> tuple[str, str]:
    return ("triangle-alert", "warning") if item.blocking else ("info", "info")
