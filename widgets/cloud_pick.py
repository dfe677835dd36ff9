"""Which point of a cloud lies under the pointer, and where a point of the world is drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize

from widgets.cloud_scene import CloudBuffer, along
from widgets.turntable import NEAR_M, Turntable

REACH_PX = 6.0
_SAME_DEPTH = 1.05


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A point of a buffer: its ``index`` and its position in the world, float64 (3,) in metres."""

    index: int
    point_m: NDArray[np.float64]


def point_at(buffer: CloudBuffer, camera: Turntable, size: QSize, at: QPointF) -> Hit | None:
    """The point drawn at ``at``; None where there is none near.

    Of the points within a few pixels the nearest to the eye counts, and of those at about its depth the one next to
    the pointer.
    """
    matrix = camera.camera_from_world() @ buffer.world_from_sensor
    x, y, z = (along(row, buffer.planes) for row in matrix[:3])
    focal = np.float32(camera.focal_px(size.height()))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        u = x / z * focal + np.float32(size.width() / 2 - at.x())
        v = np.float32(size.height() / 2 - at.y()) - y / z * focal
        off = np.hypot(u, v)
    near = np.flatnonzero((z > NEAR_M) & (off <= REACH_PX))
    if not len(near):
        return None
    front = near[z[near] <= z[near].min() * _SAME_DEPTH]
    index = int(front[np.argmin(off[front])])
    local = np.append(buffer.planes[:3, index].astype(np.float64), 1.0)
    return Hit(index, (buffer.world_from_sensor @ local)[:3] + buffer.offset_m)


def place_of(
    point_m: NDArray[np.floating], offset_m: NDArray[np.float64], camera: Turntable, size: QSize
) -> QPointF | None:
    """Where a point of the world is drawn, None behind the eye."""
    local = np.append(np.asarray(point_m, np.float64) - offset_m, 1.0)
    x, y, z = (float(part) for part in (camera.camera_from_world() @ local)[:3])
    if z <= NEAR_M:
        return None
    focal = camera.focal_px(size.height())
    return QPointF(size.width() / 2 + x / z * focal, size.height() / 2 - y / z * focal)
