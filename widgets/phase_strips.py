"""The phases of several episodes, one strip each, laid over the time of the first."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from models.alignment.time_map import TimeMap
from models.phases import PhaseTrack
from models.taxonomy import Taxonomy
from models.timebase import TimeRange
from widgets.painting import CENTRE, text
from widgets.theme import digits, font, phase_colours, qcolour

STRIP_PX, _GAP_PX, NAMES_PX = 18, 2, 108
_DIGIT_PX = 16


class PhaseStrips(QWidget):
    """A click asks for a time of the lead."""

    seek_requested = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._tracks: tuple[PhaseTrack, ...] = ()
        self._maps: tuple[TimeMap, ...] = ()
        self._taxonomy: Taxonomy | None = None
        self._t_ns = 0

    def show_tracks(self, names: tuple[str, ...], tracks: tuple[PhaseTrack, ...], taxonomy: Taxonomy) -> None:
        """The lead first."""
        self._names, self._tracks, self._taxonomy, self._maps = names, tracks, taxonomy, ()
        self.setFixedHeight(len(tracks) * (STRIP_PX + _GAP_PX))
        self.update()

    def set_maps(self, maps: tuple[TimeMap, ...]) -> None:
        """How each lies over the lead."""
        self._maps = maps
        self.update()

    def set_playhead(self, t_ns: int) -> None:
        """In the lead's time."""
        before, self._t_ns = self._t_ns, t_ns
        for moved in (before, t_ns):
            self.update(self._x(moved) - 2, 0, 5, self.height())

    def rects(self, place: int) -> list[QRect]:
        """Where the phases of one episode lie."""
        if not self._maps:
            return []
        top = place * (STRIP_PX + _GAP_PX)
        edges = [
            (
                self._x(self._maps[place].to_lead(phase.start_ns)),
                self._x(self._maps[place].to_lead(phase.end_ns)),
            )
            for phase in self._tracks[place].phases
        ]
        return [QRect(left, top, max(1, right - left - 1), STRIP_PX) for left, right in edges]

    def _whole(self) -> TimeRange:
        return self._tracks[0].range

    def _x(self, t_ns: int) -> int:
        if not self._tracks:
            return NAMES_PX
        whole = self._whole()
        share = np.clip((t_ns - whole.start_ns) / max(whole.duration_ns, 1), 0.0, 1.0)
        return NAMES_PX + round(float(share) * max(1, self.width() - NAMES_PX - 10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names, fills with their digits, the playhead."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), qcolour("bg1"))
            for place, name in enumerate(self._names):
                top = place * (STRIP_PX + _GAP_PX)
                text(painter, QRect(10, top, NAMES_PX - 16, STRIP_PX), name, font(11), ink="mid")
                self._paint_strip(painter, place)
            x = self._x(self._t_ns)
            painter.fillRect(QRect(x - 1, 0, 3, self.height()), qcolour("halo", 0.7))
            painter.fillRect(QRect(x, 0, 1, self.height()), qcolour("playhead"))

    def _paint_strip(self, painter: QPainter, place: int) -> None:
        for phase, rect in zip(self._tracks[place].phases, self.rects(place), strict=False):
            label = self._taxonomy.phase(phase.label) if self._taxonomy is not None else None
            fill, ink = phase_colours(label.slot if label is not None else 0)
            painter.fillRect(rect, QColor(fill))
            if label is not None and rect.width() >= _DIGIT_PX:
                painter.setFont(digits(11))
                painter.setPen(QColor(ink))
                painter.drawText(rect, int(CENTRE), label.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the time under the pointer."""
        self._seek(event, final=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask on."""
        self._seek(event, final=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """This one is meant."""
        self._seek(event, final=True)

    def _seek(self, event: QMouseEvent, *, final: bool) -> None:
        if not self._tracks:
            return
        whole = self._whole()
        share = (event.position().x() - NAMES_PX) / max(1, self.width() - NAMES_PX - 10)
        self.seek_requested.emit(whole.start_ns + round(min(max(share, 0.0), 1.0) * whole.duration_ns), final)

    def sizeHint(self) -> QSize:
        """A strip each."""
        return QSize(400, len(self._tracks) * (STRIP_PX + _GAP_PX))
