"""The lane of proposed phases: dashed until they are accepted, with how sure each is; columns where they are many."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from models.cutting_aids.suggestions import Suggestion
from widgets import theme
from widgets.timeline.canvas import LEFT, RIGHT, Frame, dashed, text, text_width
from widgets.timeline.content import Content

FILL = 0.16
DONE = 0.45
_INSET_PX = 2
_NAME_PX = 30
_DASHED_PX = 8
_ROUND_PX = 14
_WORDS_PX = 24
_COLUMN, _COLUMN_DONE = 0.5, 0.2


def paint(painter: QPainter, frame: Frame, content: Content) -> None:
    """16 % fill; an unsure one has a warning's dashes and a question mark, or a column of that colour."""
    suggestions = content.proposals
    starts_ns, ends_ns = suggestions.times_ns
    lefts, rights = frame.scale.xs_of(starts_ns), frame.scale.xs_of(ends_ns)
    narrow = rights - lefts < _DASHED_PX
    if narrow.any():
        _paint_columns(painter, frame, content, narrow)
    seen = (rights > frame.plot_left) & (lefts < frame.end_x)
    shown = np.flatnonzero(seen & ~narrow)
    edges = zip(shown.tolist(), frame.xs(starts_ns[shown]), frame.xs(ends_ns[shown]), strict=True)
    for place, left, right in edges:
        _paint_one(painter, frame, content, place, _body(frame, left, right))
    if suggestions.looked_at is not None:
        painter.setPen(QPen(theme.qcolour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        one = suggestions.phases[suggestions.looked_at]
        painter.drawRect(_body(frame, frame.x(one.start_ns), frame.x(one.end_ns)).adjusted(0, -1, 0, 1))
        painter.setPen(Qt.PenStyle.NoPen)


def _body(frame: Frame, left: float, right: float) -> QRectF:
    top, height = frame.rect.y() + _INSET_PX, frame.rect.height() - 2 * _INSET_PX
    return QRectF(left, top, max(right - left - 1, 1), height)


def _paint_one(painter: QPainter, frame: Frame, content: Content, place: int, body: QRectF) -> None:
    one = content.proposals.phases[place]
    done = bool(content.proposals.done[place])
    painter.setOpacity(DONE if done else 1.0)
    _paint_body(painter, body, one, _slot(content, one.label))
    painter.setOpacity(1.0)
    if body.width() >= _WORDS_PX:
        _paint_words(painter, body.intersected(QRectF(frame.plot)), one, _name(content, one), done=done)


def _paint_columns(painter: QPainter, frame: Frame, content: Content, narrow: NDArray[np.bool_]) -> None:
    """Each device column takes the one at its middle; one that somebody should look at keeps a column."""
    fills, (starts_ns, ends_ns) = _column_fills(content), content.proposals.times_ns
    count = int(frame.plot.width() * frame.dpr)
    middles_ns = frame.scale.times_at(
        (np.arange(count, dtype=np.float64) + 0.5) / frame.dpr + frame.plot_left
    )
    owners = np.searchsorted(starts_ns, middles_ns, side="right") - 1
    held = (owners >= 0) & (middles_ns < ends_ns[owners]) & narrow[owners]
    pixels = np.where(held, fills[owners], np.uint32(0)).astype(np.uint32)
    unsure = narrow & content.proposals.unsure
    at = np.floor((frame.scale.xs_of(starts_ns) - frame.plot_left) * frame.dpr).astype(np.int64)
    kept = np.flatnonzero(unsure & (at >= 0) & (at < count))
    pixels[at[kept]] = fills[kept]
    strip = QImage(pixels.tobytes(), count, 1, count * 4, QImage.Format.Format_ARGB32)
    top, height = frame.rect.y() + _INSET_PX, frame.rect.height() - 2 * _INSET_PX
    painter.drawImage(QRectF(frame.plot_left, top, count / frame.dpr, height), strip)


def _column_fills(content: Content) -> NDArray[np.uint32]:
    """ARGB of each proposal as a column, shape (n,)."""
    proposals = content.proposals
    codes, which = proposals.labels
    looks = np.zeros((len(codes), 2, 2), np.uint32)
    for place, code in enumerate(codes):
        for unsure, colour in enumerate((theme.phase_colours(_slot(content, code))[0], "warning")):
            for done, opacity in enumerate((_COLUMN, _COLUMN_DONE)):
                looks[place, unsure, done] = theme.qcolour(colour, opacity).rgba()
    return looks[which, proposals.unsure.astype(np.intp), proposals.done.astype(np.intp)]


def confidence_words(one: Suggestion) -> str:
    """``0.94``, ``? 0.58`` where somebody should look, ``?`` where nobody said how sure it is."""
    if one.confidence is None:
        return "?"
    words = f"{one.confidence:.2f}"
    return f"? {words}" if one.is_unsure else words


def _slot(content: Content, code: str) -> int:
    label = content.proposal_labels.get(code)
    return 0 if label is None else label.slot


def _name(content: Content, one: Suggestion) -> str:
    label = content.proposal_labels.get(one.label)
    return one.label if label is None else label.name(content.blocks.language)


def _paint_body(painter: QPainter, body: QRectF, one: Suggestion, slot: int) -> None:
    fill = theme.phase_colours(slot)[0]
    painter.setBrush(theme.qcolour(fill, FILL))
    painter.setPen(dashed("warning", (2, 2)) if one.is_unsure else dashed(fill, (4, 3)))
    edge = body.adjusted(0.5, 0.5, -0.5, -0.5)
    if body.width() < _ROUND_PX:
        painter.drawRect(edge)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.drawRoundedRect(edge, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_words(painter: QPainter, shown: QRectF, one: Suggestion, name: str, *, done: bool) -> None:
    """Pale once it has an answer, and readable all the same."""
    ink = "low" if done else "mid"
    words = confidence_words(one)
    room = shown.adjusted(5, 0, -5, 0)
    width = text_width(words, 11)
    if width > room.width():
        return
    text(painter, room, words, colour="warning" if one.is_unsure and not done else ink, px=11, align=RIGHT)
    if room.width() - width - 8 >= min(_NAME_PX, text_width(name, 11)):
        text(painter, room.adjusted(0, 0, -width - 8, 0), name, colour=ink, px=11, align=LEFT)
