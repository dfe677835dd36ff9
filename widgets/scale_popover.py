"""A small window beside a legend in which colours and range are chosen."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from widgets.button import Button
from widgets.colormaps import ColourMap
from widgets.i18n import tr
from widgets.labels import Label
from widgets.overlay import ColourScale
from widgets.painting import box
from widgets.theme import qcolour

LOW_PERCENT, HIGH_PERCENT = 2, 98
_MOST_LOOKED_AT = 20_000
_LEAST_SPAN = 0.01


def robust_range(values: NDArray[np.float32], *, high_percent: float = HIGH_PERCENT) -> tuple[float, float]:
    """2nd and ``high_percent``-th percentile of the finite values, (0, 1) without any.

    Of a large image an even part is looked at.
    """
    flat = values.ravel()[:: max(1, values.size // _MOST_LOOKED_AT)]
    flat = flat[np.isfinite(flat)]
    if not flat.size:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(flat, (LOW_PERCENT, high_percent)))
    return low, max(high, low + _LEAST_SPAN)


@dataclass(frozen=True, slots=True)
class ScaleChoice:
    """``fixed`` is a range by hand; without one it is found in the first image, or in ``every_frame``."""

    colours: ColourMap = ColourMap.VIRIDIS
    fixed: tuple[float, float] | None = None
    every_frame: bool = False

    def with_colours(self, colours: ColourMap) -> "ScaleChoice":
        """The same with another map."""
        return replace(self, colours=colours)


class ScalePopover(QWidget):
    """Applies at once; a click elsewhere closes it."""

    chosen = Signal(object)

    def __init__(self, scale: ColourScale, choice: ScaleChoice, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._choice = choice
        self.low, self.high = self._number(scale.low, scale.unit), self._number(scale.high, scale.unit)
        self.map_box = QComboBox()
        for colours in ColourMap:
            self.map_box.addItem(colours.value.capitalize(), colours)
        self.map_box.setCurrentIndex(list(ColourMap).index(choice.colours))
        self.every_frame = QCheckBox(tr("Range of every frame"))
        self.every_frame.setChecked(choice.every_frame)
        self.found = Button(tr("Find range"), height=24)
        self._arrange()
        self._connect()

    @staticmethod
    def _number(value: float, unit: str) -> QDoubleSpinBox:
        made = QDoubleSpinBox(decimals=2, minimum=-1e6, maximum=1e6, singleStep=0.05)
        made.setValue(value)
        made.setSuffix(f" {unit}" if unit else "")
        made.setKeyboardTracking(False)
        return made

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(Label(tr("Colours"), role="mid"), self.map_box)
        ends = QHBoxLayout()
        ends.addWidget(self.low)
        ends.addWidget(self.high)
        form.addRow(Label(tr("Range"), role="mid"), ends)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self.every_frame)
        column.addWidget(self.found, 0, Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        self.map_box.activated.connect(lambda: self._choose(colours=self.map_box.currentData()))
        self.every_frame.clicked.connect(lambda on: self._choose(every_frame=on, fixed=None))
        self.found.clicked.connect(lambda: self._choose(fixed=None))
        self.low.valueChanged.connect(self._fix)
        self.high.valueChanged.connect(self._fix)

    def _fix(self) -> None:
        low, high = self.low.value(), self.high.value()
        if high > low:
            self.every_frame.setChecked(False)
            self._choose(fixed=(low, high), every_frame=False)

    def _choose(self, **changes: object) -> None:
        self._choice = replace(self._choice, **changes)  # type: ignore[arg-type]
        self.chosen.emit(self._choice)

    def open_above(self, bottom_right: QPoint) -> None:
        """Open with the lower right corner a little inside ``bottom_right`` (global), kept on the screen."""
        self.adjustSize()
        area = QRect(bottom_right - QPoint(self.width() + 8, self.height() + 32), self.size())
        screen = QGuiApplication.screenAt(bottom_right) or QGuiApplication.primaryScreen()
        around = screen.availableGeometry()
        area.moveLeft(max(around.left(), min(area.left(), around.right() - area.width())))
        area.moveTop(max(around.top(), min(area.top(), around.bottom() - area.height())))
        self.setGeometry(area)
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A popover's ground and edge."""
        box(QPainter(self), self.rect(), fill=qcolour("bg4"), edge=qcolour("line2"), radius=6)
