"""Where the streams have samples: a bar a stream, gaps as dashed hollows; or all of them as one bar."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from models.timebase import TimeRange
from widgets import theme
from widgets.timeline.canvas import Frame
from widgets.timeline.content import Content
from widgets.timeline.values import CoverageLane

ROW_PX = 13
_BAR_PX = 4
_LEAST_GAP_PX = 3
_RANK = {"info": 0, "warning": 1, "critical": 2}


def is_joined(frame: Frame, content: Content) -> bool:
    """Whether all streams share one row."""
    return frame.rect.height() < ROW_PX * len(content.coverage)


def rows(frame: Frame, content: Content) -> list[tuple[QRectF, CoverageLane]]:
    """The row of each stream, or one for all."""
    if is_joined(frame, content):
        return [(QRectF(frame.rect), worst_of(content.coverage, content.range))]
    top = frame.rect.y() + 1
    return [
        (QRectF(frame.rect.x(), top + index * ROW_PX, frame.rect.width(), ROW_PX), lane)
        for index, lane in enumerate(content.coverage)
    ]


def worst_of(lanes: Sequence[CoverageLane], whole: TimeRange) -> CoverageLane:
    """One bar for all: every gap of any stream is a gap, the worse drawn over the lesser."""
    gaps = sorted(
        (gap for lane in lanes for gap in lane.gaps), key=lambda gap: (_RANK.get(gap[2], 0), gap[0])
    )
    return CoverageLane("", None, whole.start_ns, whole.end_ns, tuple(gaps))


def paint(painter: QPainter, frame: Frame, content: Content) -> None:
    """Bars of 4 px."""
    painter.setClipRect(frame.plot)
    for row, lane in rows(frame, content):
        _paint_row(painter, frame, row, lane)
    painter.setClipping(False)


def _paint_row(painter: QPainter, frame: Frame, row: QRectF, lane: CoverageLane) -> None:
    top = row.y() + (row.height() - _BAR_PX) // 2
    left, right = frame.x(lane.start_ns), frame.x(lane.end_ns)
    painter.fillRect(QRectF(left, top, max(right - left, 1), _BAR_PX), theme.qcolour("ctl"))
    drawn: dict[str, float] = {}
    for start_ns, end_ns, severity in lane.gaps:
        x0, x1 = frame.x(start_ns), frame.x(end_ns)
        unseen = x1 < frame.plot_left - 4 or x0 > frame.end_x + 4
        if unseen or x1 <= drawn.get(severity, -1e9):
            continue
        drawn[severity] = x1
        spare = max(_LEAST_GAP_PX - (x1 - x0), 0) / 2
        _paint_gap(painter, frame, QRectF(x0 - spare, top, x1 - x0 + 2 * spare, _BAR_PX), severity)


def _paint_gap(painter: QPainter, frame: Frame, hole: QRectF, severity: str) -> None:
    colour = theme.qcolour(severity if severity in _RANK else "warning")
    painter.fillRect(hole, theme.qcolour("bg1"))
    if hole.width() < 7:
        painter.fillRect(QRectF(frame.snap(hole.x()), hole.y(), 1, _BAR_PX), colour)
        painter.fillRect(QRectF(frame.snap(hole.right()) - 1, hole.y(), 1, _BAR_PX), colour)
        return
    pen = QPen(colour, 1)
    pen.setDashPattern([2, 1])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(hole.adjusted(0.5, -0.5, -0.5, 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
