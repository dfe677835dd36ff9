"""The 1 m grid under a cloud, and the axes that show while the camera turns."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSize
from PySide6.QtGui import QPainter, QPen

from widgets.theme import font, qcolour
from widgets.turntable import NEAR_M, Turntable

CELL_M = 1.0
_CELLS = 12
_AXIS_SHARE = 0.12
_AXES = (("x", "failure"), ("y", "success"), ("z", "info"))

Lines = NDArray[np.float32]


def grid_lines(camera: Turntable, floor_m: float) -> Lines:
    """Both families of lines around the camera's centre, float32 (L, 2, 3) in world metres."""
    x0, y0 = (round(value / CELL_M) * CELL_M for value in camera.centre_m[:2])
    steps = np.arange(-_CELLS, _CELLS + 1) * CELL_M
    low, high = np.full_like(steps, -_CELLS * CELL_M), np.full_like(steps, _CELLS * CELL_M)
    along_x = np.stack([np.stack([low + x0, steps + y0], -1), np.stack([high + x0, steps + y0], -1)], 1)
    along_y = np.stack([np.stack([steps + x0, low + y0], -1), np.stack([steps + x0, high + y0], -1)], 1)
    flat = np.concatenate([along_x, along_y])
    return np.concatenate([flat, np.full((*flat.shape[:2], 1), floor_m)], axis=2).astype(np.float32)


def project_lines(lines: Lines, camera: Turntable, size: QSize) -> list[QLineF]:
    """Lines in widget coordinates, cut where they pass behind the eye."""
    matrix = camera.camera_from_world()
    ends = lines @ matrix[:3, :3].T + matrix[:3, 3]
    near = NEAR_M * 5
    ends = ends[(ends[:, :, 2] > near).any(axis=1)]
    for here, there in ((0, 1), (1, 0)):
        behind = ends[:, here, 2] <= near
        span = ends[behind, there, 2] - ends[behind, here, 2]
        share = ((near - ends[behind, here, 2]) / span)[:, None]
        ends[behind, here] += share * (ends[behind, there] - ends[behind, here])
    focal = camera.focal_px(size.height())
    u = ends[:, :, 0] / ends[:, :, 2] * focal + size.width() / 2
    v = size.height() / 2 - ends[:, :, 1] / ends[:, :, 2] * focal
    return [QLineF(*pair) for pair in np.stack([u[:, 0], v[:, 0], u[:, 1], v[:, 1]], axis=1).tolist()]


def paint_grid(painter: QPainter, camera: Turntable, floor_m: float, size: QSize) -> None:
    """Lines of the token ``line``, 1 px."""
    painter.setPen(QPen(qcolour("line"), 1))
    painter.drawLines(project_lines(grid_lines(camera, floor_m), camera, size))


def paint_axes(painter: QPainter, camera: Turntable, size: QSize) -> None:
    """The three axes at the point around which the camera turns."""
    centre = np.asarray(camera.centre_m, np.float32)
    tips = centre + np.eye(3, dtype=np.float32) * camera.distance_m * _AXIS_SHARE
    lines = project_lines(np.stack([np.broadcast_to(centre, (3, 3)), tips], axis=1), camera, size)
    painter.setFont(font(11, 600))
    for (name, token), line in zip(_AXES, lines, strict=False):
        painter.setPen(QPen(qcolour(token), 2))
        painter.drawLine(line)
        painter.drawText(line.p2() + QPointF(4, -4), name)
