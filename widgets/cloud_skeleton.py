"""A robot's links over the points of a cloud: lines from parent to child, a dot at each joint, names where wanted."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from models.geometry.values import Skeleton
from widgets.fonts import digits
from widgets.theme import qcolour
from widgets.turntable import NEAR_M, Turntable

_LINE_PX = 2.0
_HALO_PX = 4.0
_DOT_PX = 5.0
_HALO_ALPHA = 200
_NAME_PX = 10
_NAME_OFF = QPointF(6.0, -4.0)


def paint_skeleton(
    painter: QPainter,
    skeleton: Skeleton,
    offset_m: NDArray[np.float64],
    camera: Turntable,
    size: QSize,
    *,
    named: bool = False,
) -> None:
    """Over everything, as what is known of the robot is not hidden by what was measured of it.

    Args:
        painter: of the view.
        skeleton: in the world.
        offset_m: what was taken from the world for drawing, float64 (3,).
        camera: where it is seen from.
        size: of the view in logical pixels.
        named: with the names of its frames.
    """
    ahead, places = _places(skeleton.points_m - offset_m, camera, size)
    lines = [
        QLineF(QPointF(*places[a]), QPointF(*places[b])) for a, b in skeleton.bones if ahead[a] and ahead[b]
    ]
    dots = [QPointF(*places[row]) for row in np.flatnonzero(ahead)]
    halo = QColor(qcolour("view"))
    halo.setAlpha(_HALO_ALPHA)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, grown in ((halo, _HALO_PX - _LINE_PX), (qcolour("hi"), 0.0)):
        painter.setPen(QPen(colour, _LINE_PX + grown, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)
        painter.setPen(QPen(colour, _DOT_PX + grown, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(dots)
    if named:
        _paint_names(painter, [(skeleton.names[row], dot) for row, dot in _by_row(ahead, dots)], halo)
    painter.restore()


def _by_row(ahead: NDArray[np.bool_], dots: list[QPointF]) -> list[tuple[int, QPointF]]:
    return list(zip(np.flatnonzero(ahead).tolist(), dots, strict=True))


def _places(
    points_m: NDArray[np.float64], camera: Turntable, size: QSize
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which points lie before the eye, bool (n,), and where they are drawn, float64 (n, 2) in logical pixels."""
    matrix = camera.camera_from_world().astype(np.float64)
    x, y, z = (points_m @ matrix[:3, :3].T + matrix[:3, 3]).T
    ahead = z > NEAR_M
    focal = camera.focal_px(size.height()) / np.where(ahead, z, 1.0)
    return ahead, np.stack([size.width() / 2 + x * focal, size.height() / 2 - y * focal], axis=1)


def _paint_names(painter: QPainter, names: list[tuple[str, QPointF]], halo: QColor) -> None:
    """Each that finds room; those that would lie on another are left out."""
    face = digits(_NAME_PX)
    metrics = QFontMetrics(face)
    taken: list[QRectF] = []
    painter.setFont(face)
    for name, dot in names:
        at = dot + _NAME_OFF
        area = QRectF(
            at.x() - 2, at.y() - metrics.ascent(), metrics.horizontalAdvance(name) + 4, metrics.height()
        )
        if any(area.intersects(other) for other in taken):
            continue
        taken.append(area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawRoundedRect(area, 2, 2)
        painter.setPen(qcolour("mid"))
        painter.drawText(at, name)
