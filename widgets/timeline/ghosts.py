"""What a cut would snap to: a dashed line through the lanes with an icon and words for its evidence."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from models.cutting_aids.evidence import Kind
from widgets import icons, theme
from widgets.i18n import tr
from widgets.timeline.canvas import LEFT, dashed, text, text_width

ICONS = {
    Kind.GRIP_MOVES: "bot",
    Kind.GRIP_RESTS: "bot",
    Kind.LOAD: "activity",
    Kind.MOVES: "play",
    Kind.RESTS: "square",
    Kind.SLOWEST: "gauge",
}
_HEIGHT_PX = 18
_ICON_PX = 12
_PAD_PX = 6


@dataclass(frozen=True, slots=True)
class Ghost:
    """A line at ``x`` from ``top`` to ``bottom``; its words on the row from ``row_y``, ``row_height`` high, between
    ``left`` and ``right``. One ``before`` the playhead has them at its left.
    """

    x: float
    top: int
    bottom: int
    row_y: int
    row_height: int
    left: int
    right: int
    kind: Kind
    before: bool = False

    @property
    def label(self) -> QRectF:
        """Where the playhead is not, as long as there is room."""
        width = _PAD_PX + _ICON_PX + 4 + text_width(evidence_words(self.kind), 11, 500) + _PAD_PX
        at_right, at_left = self.x + 5, self.x - 4 - width
        fits_right, fits_left = at_right + width <= self.right, at_left >= self.left
        left = at_left if (self.before and fits_left) or not fits_right else at_right
        return QRectF(round(left), self.row_y + (self.row_height - _HEIGHT_PX) // 2, width, _HEIGHT_PX)

    @property
    def region(self) -> tuple[QRect, QRect]:
        """What has to be painted again when it comes or goes."""
        line = QRect(int(self.x) - 2, self.top, 5, self.bottom - self.top)
        return line, self.label.toAlignedRect().adjusted(-2, -2, 2, 2)


def evidence_words(kind: Kind) -> str:
    """What happens, in a few words."""
    words = {
        Kind.GRIP_MOVES: tr("gripper moves"),
        Kind.GRIP_RESTS: tr("gripper rests"),
        Kind.LOAD: tr("load changes"),
        Kind.MOVES: tr("movement begins"),
        Kind.RESTS: tr("movement ends"),
        Kind.SLOWEST: tr("slowest moment"),
    }
    return words[kind]


def paint(painter: QPainter, ghost: Ghost, dpr: float) -> None:
    """Dashed, since nothing is cut there yet."""
    painter.setPen(dashed("accent", (4, 3)))
    painter.drawLine(QPointF(ghost.x + 0.5, ghost.top), QPointF(ghost.x + 0.5, ghost.bottom))
    label = ghost.label
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(dashed("accent", (4, 3)))
    painter.setBrush(theme.qcolour("bg4"))
    painter.drawRoundedRect(label.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    at = QPointF(label.x() + _PAD_PX, label.y() + (_HEIGHT_PX - _ICON_PX) / 2)
    painter.drawPixmap(at, icons.pixmap(ICONS[ghost.kind], "accent", _ICON_PX, dpr))
    room = label.adjusted(_PAD_PX + _ICON_PX + 4, 0, -2, 0)
    text(painter, room, evidence_words(ghost.kind), colour="hi", px=11, weight=500, align=LEFT)
