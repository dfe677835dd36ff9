"""The spectrum of a selected stretch: amplitude over frequency, both axes from what there is."""

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from models.playback.measures import Spectrum
from widgets.i18n import tr
from widgets.painting import CENTRE, RIGHT, text
from widgets.signal_axis import tick_text, value_text, value_ticks
from widgets.signal_picture import series_pen
from widgets.theme import digits, font, qcolour

_LEFT_PX, _RIGHT_PX, _TOP_PX, _FOOT_PX = 8, 8, 18, 18
_DECADES = 4.0
_X_TICKS = 5


class SpectrumPlot(QWidget):
    """Amplitude on a logarithmic axis over four decades, one line a channel in the colour of its curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spectra: tuple[Spectrum | None, ...] = ()
        self.setMinimumHeight(110)

    def show_spectra(self, spectra: tuple[Spectrum | None, ...]) -> None:
        """In the order of the curves; None for a channel that has none."""
        self._spectra = spectra
        self.setAccessibleName(self.words)
        self.update()

    @property
    def words(self) -> str:
        """The strongest frequency of the first channel that has one, or why there is none."""
        found = self._found()
        if not found:
            return tr("No spectrum: too few samples")
        words = tr("Peak {f} Hz", f=value_text(found[0][1].peak_hz))
        return f"{words} · {tr('resampled')}" if found[0][1].resampled else words

    def _found(self) -> list[tuple[int, Spectrum]]:
        return [(place, each) for place, each in enumerate(self._spectra) if each is not None]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, ticks, lines, and the peak in words."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), qcolour("bg1"))
            text(painter, QRect(_LEFT_PX, 0, self.width() - 16, _TOP_PX), self.words, font(11), ink="low")
            found = self._found()
            if found:
                self._paint_lines(painter, found)

    def _paint_lines(self, painter: QPainter, found: list[tuple[int, Spectrum]]) -> None:
        area = QRect(
            _LEFT_PX, _TOP_PX, self.width() - _LEFT_PX - _RIGHT_PX, self.height() - _TOP_PX - _FOOT_PX
        )
        most_hz = max(float(each.frequency_hz[-1]) for _, each in found)
        top = np.log10(max(1e-12, *(float(each.amplitude[1:].max()) for _, each in found)))
        self._paint_ticks(painter, area, most_hz)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        for place, each in found:
            x = area.left() + each.frequency_hz[1:] / most_hz * area.width()
            level = np.log10(np.maximum(each.amplitude[1:], 1e-30))
            y = area.top() + np.clip((top - level) / _DECADES, 0.0, 1.0) * area.height()
            painter.setPen(series_pen(place))
            painter.drawPolyline(
                QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
            )

    def _paint_ticks(self, painter: QPainter, area: QRect, most_hz: float) -> None:
        ticks = value_ticks(0.0, most_hz, _X_TICKS)
        step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
        painter.setPen(QPen(qcolour("line"), 1))
        for tick in ticks:
            x = area.left() + round(tick / most_hz * area.width())
            painter.setPen(QPen(qcolour("line"), 1))
            painter.drawLine(x, area.top(), x, area.bottom())
            if tick > 0 and x < area.right() - 40:
                room = QRect(x - 24, area.bottom() + 2, 48, 14)
                text(painter, room, tick_text(tick, step), digits(11), ink="low", align=CENTRE)
        text(
            painter,
            QRect(area.right() - 30, area.bottom() + 2, 30, 14),
            "Hz",
            digits(11),
            ink="low",
            align=RIGHT,
        )

    def sizeHint(self) -> QSize:
        """Low and wide."""
        return QSize(280, 130)
