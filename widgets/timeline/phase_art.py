"""How phases are painted: fill, pattern, digit, name and duration, by the room that there is."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPen, QPixmap

from models.timebase import TimeRange
from widgets import theme
from widgets.timeline import patterns
from widgets.timeline.blocks import Blocks
from widgets.timeline.canvas import CENTRE, LEFT, RIGHT, Frame, font, text, text_width

DIGIT_PX = 24
CENTRED_DIGIT_PX = 40
NAME_PX = 76
DURATION_PX = 150
FADED = 0.38
_GAP_PX = 1
_COLUMN_PX = 3
_ROUND_PX, _RADIUS_PX = 16, 3
_KEY_CAP_PX = 16


@dataclass(frozen=True, slots=True)
class Look:
    """``top`` and ``height`` of the fills; without key-caps the name begins the segment, without words it is bare;
    ``ink`` is a token for these in place of that of the fill."""

    top: float
    height: float
    key_caps: bool = True
    words: bool = True
    ink: str = ""


class Segment(NamedTuple):
    """Phase ``place`` between two device pixel edges."""

    place: int
    x0: float
    x1: float

    @property
    def width(self) -> float:
        """Logical pixels."""
        return self.x1 - self.x0


def paint_blocks(painter: QPainter, frame: Frame, blocks: Blocks, look: Look) -> None:
    """Every visible phase: columns of one pixel where they are many, segments with words where there is room."""
    painter.setPen(Qt.PenStyle.NoPen)
    for segment in segments(frame, blocks):
        _paint_segment(painter, frame, blocks, segment, look)
    paint_columns(painter, frame, blocks, look.top, look.height)


def paint_around(painter: QPainter, frame: Frame, blocks: Blocks, hidden: TimeRange, look: Look) -> None:
    """What is left of the phases that a stretch cuts into, with their words where there is room beside it."""
    painter.setPen(Qt.PenStyle.NoPen)
    left, right = frame.x(hidden.start_ns), frame.x(hidden.end_ns)
    for segment in segments(frame, blocks):
        before, behind = Segment(segment.place, segment.x0, left), Segment(segment.place, right, segment.x1)
        if segment.x0 < right and segment.x1 > left:
            for rest in (before, behind):
                if rest.width >= _COLUMN_PX:
                    _paint_segment(painter, frame, blocks, rest, look)


def paint_faded(painter: QPainter, frame: Frame, blocks: Blocks, look: Look, body: QRectF) -> None:
    """What of the phases lies in ``body`` once more, pale, with its words in the ink of the ground."""
    painter.save()
    painter.setClipRect(body.intersected(QRectF(frame.plot)))
    painter.fillRect(body, theme.qcolour("bg1"))
    painter.setOpacity(FADED)
    paint_blocks(painter, frame, blocks, replace(look, words=False))
    painter.setOpacity(1.0)
    for segment in segments(frame, blocks):
        shown = _body(frame, segment, look).intersected(QRectF(frame.plot))
        if segment.x0 < body.right() and segment.x1 > body.left() and shown.width() >= DIGIT_PX:
            _paint_words(painter, blocks, segment.place, shown, replace(look, ink="hi"))
    painter.restore()


def visible_part(frame: Frame, blocks: Blocks) -> tuple[int, int]:
    """Indices of the first visible phase and of the first one behind the window."""
    scale = frame.scale
    lead_ns = round(scale.ns_per_px * 16)
    begin = int(np.searchsorted(blocks.ends, scale.visible.start_ns - lead_ns, side="right"))
    end = int(np.searchsorted(blocks.starts, scale.visible.end_ns + lead_ns, side="left"))
    return begin, max(begin, end)


def segments(frame: Frame, blocks: Blocks) -> list[Segment]:
    """The visible phases that are wide enough to be drawn one by one."""
    begin, end = visible_part(frame, blocks)
    lengths_ns = blocks.ends[begin:end] - blocks.starts[begin:end]
    wide = np.flatnonzero(lengths_ns >= _COLUMN_PX * frame.scale.ns_per_px) + begin
    lefts, rights = frame.xs(blocks.starts[wide]), frame.xs(blocks.ends[wide])
    return [Segment(*one) for one in zip(wide.tolist(), lefts, rights, strict=True)]


def paint_columns(painter: QPainter, frame: Frame, blocks: Blocks, top: float, height: float) -> None:
    """Phases under three pixels: each device column takes the phase at its middle, a lone one keeps a column."""
    begin, end = visible_part(frame, blocks)
    part = blocks.part(begin, end)
    wide = (part.ends - part.starts) >= _COLUMN_PX * frame.scale.ns_per_px
    if wide.all():
        return
    first, count = _columns(frame, part)
    if count < 1:
        return
    owners = _owners(frame, part, wide, first, count)
    fills = {slot: _rgb(slot) for slot in set(part.slots.tolist())}
    pixels = np.array([*map(fills.__getitem__, part.slots[owners].tolist())], dtype=np.uint32)
    pixels[owners < 0] = 0
    strip = QImage(pixels.tobytes(), len(pixels), 1, len(pixels) * 4, QImage.Format.Format_ARGB32)
    painter.drawImage(QRectF(frame.plot_left + first / frame.dpr, top, count / frame.dpr, height), strip)


def _columns(frame: Frame, part: Blocks) -> tuple[int, int]:
    """The first device column of the plot that ``part`` reaches, and how many it reaches."""
    edges = frame.scale.xs_of(np.array([part.starts[0], part.ends[-1]]))
    left, right = (edges - frame.plot_left) * frame.dpr
    first = max(int(np.floor(left)), 0)
    return first, min(int(np.ceil(right)) + 1, int(frame.plot.width() * frame.dpr)) - first


def _rgb(slot: int) -> int:
    return QColor(theme.phase_colours(slot)[0]).rgba()


def _owners(frame: Frame, part: Blocks, wide: NDArray[np.bool_], first: int, count: int) -> NDArray[np.int64]:
    """Index of the phase per device column from ``first`` on, -1 where no narrow one lies, shape (count,)."""
    columns = first + np.arange(count, dtype=np.float64)
    middles = frame.scale.times_at((columns + 0.5) / frame.dpr + frame.plot_left)
    owners = np.searchsorted(part.starts, middles, side="right") - 1
    held = (owners >= 0) & (middles < part.ends[owners]) & ~wide[owners]
    shown = wide.copy()
    shown[owners[held]] = True
    lost = np.flatnonzero(~shown)
    at = (
        np.floor((frame.scale.xs_of(part.starts[lost]) - frame.plot_left) * frame.dpr).astype(np.int64)
        - first
    )
    inside = (at >= 0) & (at < count)
    owners = np.where(held, owners, -1)
    owners[at[inside]] = lost[inside]
    return owners


def _paint_segment(painter: QPainter, frame: Frame, blocks: Blocks, segment: Segment, look: Look) -> None:
    body = _body(frame, segment, look)
    paint_fill(painter, body, int(blocks.slots[segment.place]), frame.dpr)
    if look.words and segment.width > DIGIT_PX:
        shown = body.intersected(QRectF(frame.plot))
        if shown.width() >= DIGIT_PX:
            _paint_words(painter, blocks, segment.place, shown, look)


def _body(frame: Frame, segment: Segment, look: Look) -> QRectF:
    return QRectF(segment.x0, look.top, max(segment.width - _GAP_PX, 1 / frame.dpr), look.height)


def paint_fill(painter: QPainter, body: QRectF, slot: int, dpr: float) -> None:
    """Fill, pattern and, from slot 12 on, the bar that tells it from the slot whose colour it repeats."""
    brushes = _brushes(slot, dpr, theme.tokens().name)
    if len(brushes) > 1:
        painter.setBrushOrigin(QPointF(body.x(), body.y()))
    if body.width() < _ROUND_PX:
        for brush in brushes:
            painter.fillRect(body, brush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for brush in brushes:
            painter.setBrush(brush)
            painter.drawRoundedRect(body, _RADIUS_PX, _RADIUS_PX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if 12 <= slot < theme.OWN_COLOUR:
        ink = theme.qcolour(theme.phase_colours(slot)[1])
        painter.fillRect(QRectF(body.x() + 1, body.y(), max(body.width() - 2, 1), 2), ink)


@lru_cache(maxsize=128)
def _brushes(slot: int, dpr: float, _theme: theme.ThemeName) -> tuple[QBrush, ...]:
    """The fill of a slot in the active theme, and its texture where it carries one."""
    fill = QBrush(theme.qcolour(theme.phase_colours(slot)[0]))
    texture = patterns.brush(theme.palette_slot(slot), dpr)
    return (fill,) if texture is None else (fill, texture)


def _paint_words(painter: QPainter, blocks: Blocks, index: int, shown: QRectF, look: Look) -> None:
    ink = look.ink or theme.phase_colours(int(blocks.slots[index]))[1]
    key = blocks.labels[index].key
    left = shown.x() + 5
    if look.key_caps and key:
        _paint_key_cap(painter, key, ink, shown)
        left += _KEY_CAP_PX + 6
    room = QRectF(left, shown.y(), shown.right() - 6 - left, shown.height())
    if not name_fits(blocks.name(index), shown.width(), room.width()):
        return
    drawn = text(painter, room, blocks.name(index), colour=ink, px=12, weight=600, align=LEFT)
    duration = blocks.duration_text(index)
    if shown.width() >= DURATION_PX and drawn + 12 + text_width(duration, 11) <= room.width():
        text(painter, room.adjusted(0, 0, -2, 0), duration, colour=ink, px=11, align=RIGHT)


def name_fits(name: str, width: float, room: float) -> bool:
    """Whether a segment says its name: from 76 px on, below where it fits in full."""
    return width >= NAME_PX or (width >= CENTRED_DIGIT_PX and text_width(name, 12, 600) <= room)


def room_for_name(width: float) -> float:
    """Pixels beside the key-cap of a segment that wide."""
    return width - 5 - _KEY_CAP_PX - 6 - 6


def _paint_key_cap(painter: QPainter, key: str, ink: str, shown: QRectF) -> None:
    x = shown.x() + (5 if shown.width() >= CENTRED_DIGIT_PX else (shown.width() - _KEY_CAP_PX) / 2)
    cap = _key_cap(key, theme.colour(ink), font(11, 600), painter.device().devicePixelRatioF())
    painter.drawPixmap(QPointF(round(x), round(shown.center().y() - _KEY_CAP_PX / 2)), cap)


@lru_cache(maxsize=256)
def _key_cap(key: str, ink: str, face: QFont, dpr: float) -> QPixmap:
    """Painted once: thousands of segments share a few keys."""
    side = ceil(_KEY_CAP_PX * dpr)
    cap = QPixmap(side, side)
    cap.setDevicePixelRatio(dpr)
    cap.fill(Qt.GlobalColor.transparent)
    body = QRectF(0, 0, _KEY_CAP_PX, _KEY_CAP_PX)
    with QPainter(cap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.qcolour(ink, 0.16))
        painter.drawRoundedRect(body, 3, 3)
        painter.setFont(face)
        painter.setPen(theme.qcolour(ink))
        painter.drawText(body, CENTRE, key)
    return cap


def paint_outline(painter: QPainter, body: QRectF) -> None:
    """The selection: 2 px of accent round the segment, 2 px of ground between."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for grow, colour in ((1.0, "bg1"), (3.0, "accent")):
        painter.setPen(QPen(theme.qcolour(colour), 2))
        painter.drawRoundedRect(body.adjusted(-grow, -grow, grow, grow), 3 + grow, 3 + grow)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
