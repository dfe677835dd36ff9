"""The window without an episode: what one can open."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from widgets import icons
from widgets.button import Button, Role
from widgets.error_panel import ErrorPanel
from widgets.i18n import tr
from widgets.labels import Label
from widgets.painting import box, text
from widgets.theme import font, qcolour

_WIDTH = 640


@dataclass(frozen=True, slots=True)
class RecentLine:
    """A recording that was open before."""

    path: str
    name: str
    detail: str = ""


class Welcome(QFrame):
    """Open, demo, catalog, recent; ``show_error`` puts a sentence above them where something could not be opened."""

    open_requested = Signal()
    folder_requested = Signal()
    demo_requested = Signal()
    catalog_requested = Signal()
    recent_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.title = Label(px=20, weight=600)
        self.sentence = Label(role="mid", px=13, wrap=True)
        self.open = Button(icon="folder-open", action="episode.open", role=Role.PRIMARY, height=32)
        self.folder = Button(icon="database", height=32)
        self.demo = Button(icon="film", height=32)
        self.catalog = Button(icon="cloud", height=32)
        self.recent_title = Label(role="section")
        self.error = ErrorPanel(centred=False)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._lines: list[_RecentRow] = []
        self._lay_out()
        self.open.clicked.connect(self.open_requested)
        self.folder.clicked.connect(self.folder_requested)
        self.demo.clicked.connect(self.demo_requested)
        self.catalog.clicked.connect(self.catalog_requested)
        self.show_recent(())
        self.error.hide()
        self._retranslate()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setFixedWidth(_WIDTH)
        column = QVBoxLayout(inside)
        column.setSpacing(10)
        column.addWidget(self.error)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addSpacing(6)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.open, self.folder, self.demo, self.catalog):
            buttons.addWidget(button)
        column.addLayout(buttons)
        column.addSpacing(14)
        column.addWidget(self.recent_title)
        column.addLayout(self._recent)
        ground = QWidget()
        whole = QVBoxLayout(ground)
        whole.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inside)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(3)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(ground)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(area)

    def show_recent(self, lines: tuple[RecentLine, ...] | list[RecentLine]) -> None:
        """The latest first."""
        for old in self._lines:
            self._recent.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [_RecentRow(line) for line in lines]
        for row in self._lines:
            row.clicked.connect(lambda *_, row=row: self.recent_requested.emit(row.line.path))
            self._recent.addWidget(row)
        self.recent_title.setVisible(bool(lines))

    def show_error(self, happened: str, still_works: str = "", *, details: str = "") -> None:
        """Something could not be opened; "" takes the sentence away."""
        self.error.show_error(happened, still_works, details=details)
        self.error.setVisible(bool(happened))

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.title.setText(tr("Review and label robot episodes"))
        self.sentence.setText(
            tr(
                "MCAP, ROS bags, LeRobot, AgiBot World, HDF5, zarr, videos and plain folders. "
                "Nothing is copied and the recordings are never changed."
            )
        )
        self.open.setText(tr("Open a recording"))
        self.folder.setText(tr("Open a folder"))
        self.demo.setText(tr("Open the demo"))
        self.catalog.setText(tr("Connect to a catalog"))
        self.recent_title.setText(tr("Recent"))
        for button in (self.open, self.folder, self.demo, self.catalog):
            button.updateGeometry()


class _RecentRow(QAbstractButton):
    def __init__(self, line: RecentLine) -> None:
        super().__init__()
        self.line = line
        self.setToolTip(line.path)
        self.setAccessibleName(line.name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse():
            box(painter, self.rect(), fill=qcolour("bg3"), radius=5)
        icons.paint(painter, "file-video", "low", QRect(8, 7, 14, 14))
        used = text(painter, QRect(30, 0, self.width() - 40, 28), self.line.name, font(12, 500))
        rest = QRect(42 + used, 0, self.width() - used - 52, 28)
        text(painter, rest, self.line.detail, font(11), ink="low")
