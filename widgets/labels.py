"""Texts of panels: cut with an ellipsis where they do not fit, titled sections, thin lines."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from widgets import icons
from widgets.fonts import advance
from widgets.painting import LEFT, text
from widgets.theme import font, repolish


class Elided(QWidget):
    """One line that never asks for more room than it gets; the whole text is its tooltip while it is cut."""

    def __init__(
        self,
        words: str = "",
        *,
        face: QFont | None = None,
        ink: str = "hi",
        align: Qt.AlignmentFlag = LEFT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._face, self._ink, self._align = words, face or font(12), ink, align
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str, ink: str | None = None) -> None:
        """Another text, in another token's colour where ``ink`` is given."""
        if (words, ink or self._ink) == (self._words, self._ink):
            return
        self._words, self._ink = words, ink or self._ink
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """The whole text."""
        return self._words

    def sizeHint(self) -> QSize:
        """All of the text on one line."""
        return QSize(advance(self._words, self._face) + 1, self._face.pixelSize() + 6)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The text, cut where it must be."""
        text(QPainter(self), self.rect(), self._words, self._face, ink=self._ink, align=self._align)
        self.setToolTip(self._words if self.sizeHint().width() > self.width() + 1 else "")


class Label(QLabel):
    """A label in one of the roles of the style sheet: title, mid, meta, section, warning, critical, success."""

    def __init__(
        self, words: str = "", *, role: str = "", px: int = 12, weight: int = 400, wrap: bool = False
    ) -> None:
        super().__init__(words)
        self.setFont(font(px, weight))
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_role(self, role: str) -> None:
        """Another role."""
        if self.property("role") != role:
            self.setProperty("role", role)
            repolish(self)


class Icon(QWidget):
    """An icon that follows the theme."""

    def __init__(self, name: str, *, ink: str = "mid", size: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._ink = name, ink
        self.setFixedSize(size, size)

    def set_icon(self, name: str, ink: str | None = None) -> None:
        """Another icon, in another token's colour where ``ink`` is given."""
        self._name, self._ink = name, ink or self._ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The icon in the whole of the widget."""
        if self._name:
            icons.paint(QPainter(self), self._name, self._ink, QRect(0, 0, self.width(), self.height()))


class Divider(QFrame):
    """A thin line between groups."""

    def __init__(self, *, vertical: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "divider")
        self.setFrameShape(QFrame.Shape.NoFrame)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class PanelHeader(QFrame):
    """Head of a panel: icon, title, what stands at its right."""

    def __init__(self, icon: str, title: str = "", *, height: int = 28) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self.setFixedHeight(height)
        self.title = Elided(title, face=font(12, 600))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 0, 8, 0)
        self.row.setSpacing(8)
        self.row.addWidget(Icon(icon))
        self.row.addWidget(self.title, 1)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self.row.addWidget(widget)
