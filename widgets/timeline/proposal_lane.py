"""The lane of proposed phases: dashed until they are accepted, with how sure each is."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from models.cutting_aids.suggestions import Suggestion
from widgets import theme
from widgets.timeline.canvas import LEFT, RIGHT, Frame, dashed, text, text_width
from widgets.timeline.content import Content

_FILL = 0.16
_DONE = 0.45
_INSET_PX = 2
_NAME_PX = 30


def paint(painter: QPainter, frame: Frame, content: Content) -> None:
    """16 % fill; an unsure one has a warning's dashes and a question mark."""
    suggestions = content.proposals
    for place, one in enumerate(suggestions.phases):
        left, right = frame.x(one.start_ns), frame.x(one.end_ns)
        body = QRectF(
            left, frame.rect.y() + _INSET_PX, max(right - left - 1, 1), frame.rect.height() - 2 * _INSET_PX
        )
        done = place in suggestions.accepted or place in suggestions.passed
        painter.setOpacity(_DONE if done else 1.0)
        _paint_body(painter, body, one, _slot(content, one))
        _paint_words(painter, body.intersected(QRectF(frame.plot)), one, _name(content, one))
        painter.setOpacity(1.0)
        if place == suggestions.looked_at:
            painter.setPen(QPen(theme.qcolour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(body.adjusted(0, -1, 0, 1))
            painter.setPen(Qt.PenStyle.NoPen)


def confidence_words(one: Suggestion) -> str:
    """``0.94``, ``? 0.58`` where somebody should look, ``?`` where nobody said how sure it is."""
    if one.confidence is None:
        return "?"
    words = f"{one.confidence:.2f}"
    return f"? {words}" if one.is_unsure else words


def _slot(content: Content, one: Suggestion) -> int:
    label = content.proposal_labels.get(one.label)
    return 0 if label is None else label.slot


def _name(content: Content, one: Suggestion) -> str:
    label = content.proposal_labels.get(one.label)
    return one.label if label is None else label.name(content.blocks.language)


def _paint_body(painter: QPainter, body: QRectF, one: Suggestion, slot: int) -> None:
    fill = theme.phase_colours(slot)[0]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(theme.qcolour(fill, _FILL))
    painter.setPen(dashed("warning", (2, 2)) if one.is_unsure else dashed(fill, (4, 3)))
    painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_words(painter: QPainter, shown: QRectF, one: Suggestion, name: str) -> None:
    words = confidence_words(one)
    room = shown.adjusted(5, 0, -5, 0)
    width = text_width(words, 11)
    if width > room.width():
        return
    text(painter, room, words, colour="warning" if one.is_unsure else "mid", px=11, align=RIGHT)
    if room.width() - width - 8 >= min(_NAME_PX, text_width(name, 11)):
        text(painter, room.adjusted(0, 0, -width - 8, 0), name, colour="mid", px=11, align=LEFT)
