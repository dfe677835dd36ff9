"""What moves above the lanes: playhead, hover line, the cut in the hand or its ghost. It repaints thin strips."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QRegion
from PySide6.QtWidgets import QWidget

from widgets import theme
from widgets.timeline import ghosts
from widgets.timeline.canvas import CENTRE, dashed, text, text_width
from widgets.timeline.ghosts import Ghost

LABEL_PX = (66, 17)
_TRIANGLE_PX = (8, 5)
_WORD_PX = 64


@dataclass(frozen=True, slots=True)
class Stage:
    """Pixels that the overlay needs: where time begins, where the ruler and the lanes end, where the overview lies."""

    plot_left: int = 0
    ruler_bottom: int = 24
    lanes_bottom: int = 0
    overview: QRect = QRect()  # noqa: RUF009 - never changed in place


@dataclass(frozen=True, slots=True)
class Marker:
    """A line at ``x`` with its words; ``x`` is None outside of the window. ``overview_x`` only for the playhead."""

    x: float | None = None
    words: str = ""
    overview_x: float | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """Tokens of a label; ``pointed`` has a triangle towards its line."""

    fill: str
    ink: str
    edge: str | None = None
    pointed: bool = False


_PLAYHEAD = Paper("playhead", "halo", pointed=True)
_HOVER = Paper("bg4", "mid", edge="line2")
_BUBBLE = Paper("accent", "on_accent")


@dataclass(frozen=True, slots=True)
class Bubble:
    """The boundary in the hand: its line on the row at ``y``, its words in the ruler."""

    x: float
    y: int
    height: int
    words: str


class PlayheadOverlay(QWidget):
    """Transparent for the mouse; every setter repaints the strip left and the strip entered."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._stage = Stage()
        self._playhead, self._hover = Marker(), Marker()
        self._bubble: Bubble | None = None
        self._ghost: Ghost | None = None
        self._focused = False
        self._covered: list[tuple[float, float, str]] = []

    @property
    def playhead(self) -> Marker:
        """The playhead as it is drawn."""
        return self._playhead

    @property
    def bubble(self) -> Bubble | None:
        """The boundary in the hand, if one is."""
        return self._bubble

    def set_stage(self, stage: Stage) -> None:
        """After a new layout."""
        self._stage = stage
        self.update()

    def set_covered(self, spans: list[tuple[float, float, str]]) -> None:
        """Words of the ruler that vanish where a label would leave half of one."""
        self._covered = spans

    def show_playhead(self, marker: Marker) -> None:
        """Move the playhead."""
        if marker != self._playhead:
            self.update(self._region(self._playhead) | self._region(marker))
            self._playhead = marker

    def show_hover(self, marker: Marker) -> None:
        """Move the hover line, ``Marker()`` hides it."""
        if marker != self._hover:
            self.update(self._region(self._hover) | self._region(marker))
            self._hover = marker

    def show_bubble(self, bubble: Bubble | None) -> None:
        """Show the boundary in the hand, None hides it."""
        self._bubble = bubble
        self.update()

    @property
    def ghost(self) -> Ghost | None:
        """What a cut would snap to, as it is drawn."""
        return self._ghost

    def show_ghost(self, ghost: Ghost | None) -> None:
        """Show what a cut would snap to, None hides it."""
        if ghost != self._ghost:
            for one in (self._ghost, ghost):
                for rect in () if one is None else one.region:
                    self.update(rect)
            self._ghost = ghost

    def show_focus(self, focused: bool) -> None:
        """The ring of the keyboard's focus."""
        if focused != self._focused:
            self._focused = focused
            self.update()

    def _region(self, marker: Marker) -> QRegion:
        stage = self._stage
        region = QRegion()
        if marker.x is not None:
            x = int(marker.x)
            label = self._label_rect(marker).toAlignedRect().adjusted(-_WORD_PX, 0, _WORD_PX, 0)
            region += QRect(label.x(), 0, label.width(), stage.ruler_bottom)
            region += QRect(x - 3, stage.ruler_bottom, 7, stage.lanes_bottom - stage.ruler_bottom)
        if marker.overview_x is not None:
            row = stage.overview
            region += QRect(int(marker.overview_x) - 3, row.y(), 7, row.height())
        return region

    def _label_rect(self, marker: Marker) -> QRectF:
        width = max(LABEL_PX[0], text_width(marker.words, 11, 600) + 12)
        x = min(max((marker.x or 0) - width / 2 + 0.5, self._stage.plot_left), self.width() - width)
        top = max(self._stage.ruler_bottom - _TRIANGLE_PX[1] - LABEL_PX[1] - 1, 0)
        return QRectF(round(x), top, width, LABEL_PX[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hover below, playhead above it, the hand on top."""
        with QPainter(self) as painter:
            painter.setClipRegion(event.region())
            if self._bubble is None and self._hover.x is not None:
                self._paint_hover(painter, self._hover, self._hover.x)
            if self._bubble is not None:
                self._paint_cut(painter, self._bubble)
            elif self._ghost is not None:
                ghosts.paint(painter, self._ghost, self.devicePixelRatioF())
            self._paint_playhead(painter)
            if self._bubble is not None:
                self._paint_label(painter, Marker(self._bubble.x, self._bubble.words), _BUBBLE)
            if self._focused:
                self._paint_focus(painter)

    def _paint_playhead(self, painter: QPainter) -> None:
        marker, stage = self._playhead, self._stage
        one = self._pixel()
        if marker.x is not None:
            height = stage.lanes_bottom - stage.ruler_bottom
            halo = QRectF(marker.x - one, stage.ruler_bottom, 3 * one, height)
            painter.fillRect(halo, theme.qcolour("halo", 0.7))
            painter.fillRect(
                QRectF(marker.x, stage.ruler_bottom - 2, one, height + 2), theme.qcolour("playhead")
            )
            self._paint_label(painter, marker, _PLAYHEAD)
        if marker.overview_x is not None:
            row = QRectF(stage.overview)
            painter.fillRect(
                QRectF(marker.overview_x - one, row.y(), 1.5 + 2 * one, row.height() - 1),
                theme.qcolour("halo", 0.7),
            )
            painter.fillRect(
                QRectF(marker.overview_x, row.y(), 1.5, row.height() - 1), theme.qcolour("playhead")
            )

    def _pixel(self) -> float:
        """One logical pixel on the grid of device pixels."""
        dpr = self.devicePixelRatioF()
        return max(round(dpr), 1) / dpr

    def _paint_label(self, painter: QPainter, marker: Marker, paper: Paper) -> None:
        rect = self._label_rect(marker)
        self._blank_half_words(painter, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen if paper.edge is None else theme.qcolour(paper.edge))
        painter.setBrush(theme.qcolour(paper.fill))
        inset = 0.0 if paper.edge is None else 0.5
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), 3, 3)
        if paper.pointed and marker.x is not None:
            middle, half = marker.x + 0.5, _TRIANGLE_PX[0] / 2
            corners = [(-half, -0.5), (half, -0.5), (0.0, float(_TRIANGLE_PX[1]))]
            painter.drawPolygon(QPolygonF([QPointF(middle + dx, rect.bottom() + dy) for dx, dy in corners]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        text(painter, rect, marker.words, colour=paper.ink, px=11, weight=600, align=CENTRE)

    def _blank_half_words(self, painter: QPainter, label: QRectF) -> None:
        for left, right, _words in self._covered:
            if left < label.right() + 2 and right > label.left() - 2:
                words = QRectF(left, 1, right - left + 1, self._stage.ruler_bottom - 10)
                painter.fillRect(words, theme.qcolour("bg2"))

    def _paint_hover(self, painter: QPainter, marker: Marker, x: float) -> None:
        painter.setPen(dashed("mid", (3, 3)))
        painter.drawLine(
            QPointF(x + 0.5, self._stage.ruler_bottom), QPointF(x + 0.5, self._stage.lanes_bottom)
        )
        self._paint_label(painter, marker, _HOVER)

    def _paint_cut(self, painter: QPainter, bubble: Bubble) -> None:
        """Thick where the cut is, thin below, so that it can be held against pictures and signals."""
        painter.fillRect(QRectF(bubble.x - 1, bubble.y, 2, bubble.height), theme.qcolour("accent"))
        below = bubble.y + bubble.height
        thin = QRectF(bubble.x, below, self._pixel(), self._stage.lanes_bottom - below)
        painter.fillRect(thin, theme.qcolour("accent", 0.7))

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.qcolour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
