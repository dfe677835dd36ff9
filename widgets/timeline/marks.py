"""Pins of remarks and signs of findings, each with as many words as fit before the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from models.labelling.document import Remark
from models.labelling.pinned import QUESTION
from widgets import icons, theme
from widgets.question_list import look
from widgets.timeline.canvas import Frame, text
from widgets.timeline.content import Content
from widgets.timeline.scale import TimeScale
from widgets.timeline.values import ProblemMark

ICON_PX = 14
_GAP_PX = 5
_LEAST_WORDS_PX = 20
_LEAST_APART_PX = 3
_SIGNS = {
    "critical": ("octagon-alert", "critical"),
    "warning": ("triangle-alert", "warning"),
    "info": ("activity", "info"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """``key`` is the remark's id, or the place of the finding in its list; ``end_ns`` of an interval."""

    t_ns: int
    words: str
    icon: str
    colour: str
    key: str | int
    end_ns: int | None = None


def remark_marks(remarks: Sequence[Remark]) -> list[Mark]:
    """In the order of time."""
    return sorted(
        (Mark(remark.t_ns, remark.text, *_look(remark), remark.id) for remark in remarks),
        key=lambda mark: mark.t_ns,
    )


def _look(remark: Remark) -> tuple[str, str]:
    """A question has a sign of its own, in another colour once it is answered."""
    if remark.kind == QUESTION:
        return look(remark)
    return "map-pin", "failure" if remark.reason else "accent"


def problem_marks(problems: Sequence[ProblemMark]) -> list[Mark]:
    """In the order of time."""
    return sorted(
        (
            Mark(row.t_ns, row.text, *_SIGNS.get(row.severity, _SIGNS["info"]), index, row.end_ns)
            for index, row in enumerate(problems)
        ),
        key=lambda mark: mark.t_ns,
    )


def marks_of(content: Content, *, remarks: bool, problems: bool) -> list[Mark]:
    """What stands on one row."""
    both = remark_marks(content.remarks) if remarks else []
    both += problem_marks(content.problems) if problems else []
    return sorted(both, key=lambda mark: mark.t_ns)


def paint(painter: QPainter, frame: Frame, marks: Sequence[Mark]) -> None:
    """Intervals first, so that no bar covers a sign."""
    painter.setClipRect(frame.plot)
    for mark in marks:
        if mark.end_ns is not None:
            _paint_interval(painter, frame, mark, mark.end_ns)
    limits = [frame.x(mark.t_ns) - ICON_PX / 2 for mark in marks[1:]] + [float(frame.end_x)]
    drawn: dict[str, float] = {}
    for mark, limit in zip(marks, limits, strict=False):
        x = frame.x(mark.t_ns)
        crowded = x - drawn.get(mark.icon, -1e9) < _LEAST_APART_PX
        if frame.plot_left - 600 < x < frame.end_x + ICON_PX and not crowded:
            drawn[mark.icon] = x
            _paint_mark(painter, frame, mark, limit)
    painter.setClipping(False)


def _paint_mark(painter: QPainter, frame: Frame, mark: Mark, limit: float) -> None:
    x = frame.x(mark.t_ns)
    middle = frame.rect.y() + frame.rect.height() / 2
    image = icons.pixmap(mark.icon, mark.colour, ICON_PX, frame.dpr)
    painter.drawPixmap(QPointF(frame.snap(x - ICON_PX / 2), frame.snap(middle - ICON_PX / 2)), image)
    begin = x + ICON_PX / 2 + _GAP_PX
    if mark.end_ns is not None:
        begin = max(begin, frame.x(mark.end_ns) + _GAP_PX)
    room = QRectF(begin, frame.rect.y(), min(limit, frame.end_x) - _GAP_PX - begin, frame.rect.height())
    if room.width() >= _LEAST_WORDS_PX:
        text(painter, room, mark.words, colour="mid", px=11)


def _paint_interval(painter: QPainter, frame: Frame, mark: Mark, end_ns: int) -> None:
    left, right = frame.x(mark.t_ns), frame.x(end_ns)
    middle = frame.rect.y() + frame.rect.height() / 2
    bar = QRectF(left + 0.5, middle - 5.5, max(right - left - 1, 3), 11)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(theme.qcolour(mark.colour), 1))
    painter.setBrush(theme.qcolour(mark.colour, 0.2))
    painter.drawRoundedRect(bar, 2, 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    hole = QRectF(left - ICON_PX / 2, middle - ICON_PX / 2, ICON_PX, ICON_PX)
    painter.fillRect(hole, theme.qcolour("bg1"))


def mark_at(marks: Sequence[Mark], scale: TimeScale, x: float) -> Mark | None:
    """The mark whose sign lies under ``x``, the later one where two overlap."""
    near = [mark for mark in marks if abs(scale.x_of(mark.t_ns) - x) <= ICON_PX / 2 + 1]
    return min(near, key=lambda mark: abs(scale.x_of(mark.t_ns) - x)) if near else None
