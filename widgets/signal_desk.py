"""Numbers beside a plot: values at the playhead, or what a selected stretch measures."""

import math
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.playback.measures import Spectrum, Statistics
from models.timebase import NS_PER_S, TimeRange
from widgets.i18n import tr
from widgets.labels import Elided
from widgets.signal_axis import value_text
from widgets.spectrum_plot import SpectrumPlot
from widgets.theme import digits, font, qcolour

DESK_PX = 400
BESIDE_FROM_PX = 800
_BELOW = 0.45
_SPECTRUM_FROM_PX = 240
_MOST_PX = 16_777_215
_ROW_PX = 20
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """What stands still of a channel: its range in the recording, and its limits where it has any."""

    name: str
    unit: str
    low: float
    high: float
    limits: tuple[float, float] | None = None

    def margin(self, value: float) -> float:
        """To the nearer limit, negative beyond it; NaN without limits."""
        return min(value - self.limits[0], self.limits[1] - value) if self.limits else float("nan")


@dataclass(frozen=True, slots=True)
class Measured:
    """One channel of a selected stretch."""

    name: str
    unit: str
    statistics: Statistics
    spectrum: Spectrum | None

    @property
    def peak_hz(self) -> float:
        """The strongest frequency, NaN without a spectrum."""
        return float("nan") if self.spectrum is None else self.spectrum.peak_hz


class SignalDesk(QWidget):
    """One table that tells either; a click on a head sorts, Ctrl+C copies, Escape ends a selection."""

    selection_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ChannelLine, ...] = ()
        self._values: tuple[float, ...] = ()
        self._measured: tuple[Measured, ...] = ()
        self.title = Elided(face=font(11), ink="low")
        self.title.setFixedHeight(_ROW_PX)
        self.table = Table()
        self.spectrum = SpectrumPlot()
        self.spectrum.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.table, 1)
        column.addWidget(self.spectrum)

    @property
    def measures(self) -> bool:
        """Whether a stretch is told instead of the playhead."""
        return bool(self._measured)

    def show_lines(self, lines: tuple[ChannelLine, ...]) -> None:
        """Channels to tell at the playhead."""
        self._lines, self._values, self._measured = lines, (), ()
        self.spectrum.hide()
        self.title.set_words(tr("At the playhead"))
        heads = (tr("Channel"), tr("Value"), tr("Unit"), tr("Least"), tr("Most"), tr("To limit"))
        self.table.fill(
            heads,
            [(line.name, None, line.unit, line.low, line.high, None) for line in lines],
        )

    def set_values(self, values: tuple[float, ...]) -> None:
        """Values at the playhead, in the order of the lines."""
        if values == self._values or self._measured or len(values) != len(self._lines):
            return
        self._values = values
        for place, (line, value) in enumerate(zip(self._lines, values, strict=True)):
            margin = line.margin(value)
            self.table.put(place, 1, value)
            self.table.put(place, 5, margin, warns=margin < 0)

    def show_measured(self, stretch: TimeRange, measured: tuple[Measured, ...]) -> None:
        """Statistics and spectrum of a selected stretch."""
        self._measured = measured
        seconds = f"{stretch.duration_ns / NS_PER_S:.3f}"
        counted = max((each.statistics.count for each in measured), default=0)
        words = tr("Selection of {s} s, {n} samples", s=seconds, n=f"{counted:,}")
        grain = max((each.statistics.grain for each in measured), default=1)
        self.title.set_words(f"{words} · {tr('extremes of {n} samples', n=grain)}" if grain > 1 else words)
        heads = (
            tr("Channel"),
            tr("Mean"),
            tr("Std"),
            tr("Least"),
            tr("Most"),
            "RMS",
            "p5",
            "p95",
            tr("Slope /s"),
            tr("Peak Hz"),
        )
        self.table.fill(
            heads,
            [
                (each.name, s.mean, s.std, s.low, s.high, s.rms, s.p05, s.p95, s.slope, each.peak_hz)
                for each, s in ((each, each.statistics) for each in measured)
            ],
        )
        self.spectrum.show_spectra(tuple(each.spectrum for each in measured))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, the table keeps the room; the spectrum's peak stands there, too."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.spectrum.setVisible(self.measures and self.height() >= _SPECTRUM_FROM_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends a selection."""
        if event.key() == Qt.Key.Key_Escape and self._measured:
            self.selection_ended.emit()
            return
        super().keyPressEvent(event)


class BesideOrBelow(QWidget):
    """A plot with its desk at the right where there is room for both, else below it."""

    def __init__(self, plot: QWidget, desk: SignalDesk) -> None:
        super().__init__()
        self._desk = desk
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(1)
        self._box.addWidget(plot, 1)
        self._box.addWidget(desk)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the desk goes."""
        super().resizeEvent(event)
        wide = self.width() >= BESIDE_FROM_PX
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._desk.setMinimumSize(DESK_PX if wide else 0, 0)
        self._desk.setMaximumSize(
            DESK_PX if wide else _MOST_PX, _MOST_PX if wide else round(self.height() * _BELOW)
        )


class Table(QTableWidget):
    """Numbers in columns that can be sorted and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setProperty("role", "numbers")
        self.setFont(digits(11))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.horizontalHeader().setFont(font(11))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)
        self.horizontalHeader().setFixedHeight(_ROW_PX)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._rows: list[list[Cell]] = []

    def fill(self, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        """Other contents; text, a number, or None for what comes later."""
        self.setSortingEnabled(False)
        self.clear()
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        self.setRowCount(len(rows))
        self._rows = [[Cell(value) for value in row] for row in rows]
        for place, row in enumerate(self._rows):
            for column, cell in enumerate(row):
                self.setItem(place, column, cell)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def put(self, place: int, column: int, value: float, *, warns: bool = False) -> None:
        """Another number for the row that was filled in at ``place``, wherever it stands."""
        self._rows[place][column].put(value, warns=warns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, as text with tabs; the selected rows, or all."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
            return
        super().keyPressEvent(event)

    def as_text(self) -> str:
        """Heads and rows with tabs."""
        chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(self.rowCount())
        columns = range(self.columnCount())
        heads = [_words(self.horizontalHeaderItem(column)) for column in columns]
        cells = [[_words(self.item(row, column)) for column in columns] for row in chosen]
        return "\n".join("\t".join(line) for line in [heads, *cells])


def _words(item: QTableWidgetItem | None) -> str:
    return "" if item is None else item.text()


class Cell(QTableWidgetItem):
    """Sorts numbers as numbers; what is none stands last."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self._number: float | None = None
        if isinstance(value, float):
            self.put(value)
        elif value is not None:
            self.setText(str(value))

    def put(self, value: float, *, warns: bool = False) -> None:
        """Another number."""
        self._number = value
        words = value_text(value)
        if words != self.text():
            self.setText(words)
            self.setTextAlignment(_RIGHT)
        self.setForeground(qcolour("critical" if warns else "hi"))

    def __lt__(self, other: QTableWidgetItem) -> bool:
        if isinstance(other, Cell) and self._number is not None and other._number is not None:
            mine, theirs = self._number, other._number
            return mine < theirs or (math.isnan(theirs) and not math.isnan(mine))
        return self.text().casefold() < other.text().casefold()
