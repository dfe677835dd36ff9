"""What is to be drawn of a cloud, as values: positions, the scalar that gives the colour, and how."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.streams import PointCloud
from widgets.overlay import ColourScale

HEIGHT = "height"
RANGE = "range"
DEPTH = "depth"
PICTURE = "picture"
FAR_ALPHA = 0.6
FADE_FROM = 1.0
FADE_TO = 3.0
MAP_GRID_M = 10_000.0

Planes = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class CloudBuffer:
    """``planes`` float32 (4, N): x, y, z in metres in the sensor's frame and the scalar, finite positions only.

    Of ``total`` points every ``stride``-th is here. ``world_from_sensor`` float64 (4, 4) goes into the camera, so
    that a pose costs nothing a point. ``origin_m`` was taken from every position, see ``far_origin_m``. ``own`` uint32
    (N,) are colours 0xFFRRGGBB of points that do not follow the scale, 0 for those that do.
    """

    planes: Planes
    total: int
    stride: int = 1
    world_from_sensor: NDArray[np.float64] = field(default_factory=lambda: np.eye(4))
    origin_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    own: NDArray[np.uint32] | None = None

    @property
    def offset_m(self) -> NDArray[np.float64]:
        """What ``origin_m`` is in the world, float64 (3,)."""
        turned: NDArray[np.float64] = self.world_from_sensor[:3, :3] @ np.array(self.origin_m)
        return turned

    def world_xyz(self, most: int) -> Planes:
        """An even choice of at most ``most`` positions in the world, float32 (n, 3)."""
        some = self.planes[:3, :: max(1, self.planes.shape[1] // most)]
        return (self.world_from_sensor[:3, :3] @ some + self.world_from_sensor[:3, 3:]).T.astype(np.float32)


@dataclass(frozen=True, slots=True)
class CloudStyle:
    """``point_px`` is the edge of a point in device pixels; far points fade to ``FAR_ALPHA``. Of the
    buffer's points every ``stride``-th is drawn.
    """

    scale: ColourScale
    point_px: int = 2
    opacity: float = 1.0
    stride: int = 1


def colour_fields(cloud: PointCloud) -> tuple[str, ...]:
    """What a cloud can be coloured by: height, range, then its own numeric fields but x, y and z."""
    names = cloud.points.dtype.names or ()
    numeric = [
        name
        for name in names
        if cloud.points.dtype[name].kind in "fiu" and not cloud.points.dtype[name].shape
    ]
    return (HEIGHT, RANGE, *(name for name in numeric if name not in ("x", "y", "z")))


def make_buffer(
    cloud: PointCloud,
    *,
    colour_by: str,
    most: int,
    world_from_sensor: NDArray[np.float64] | None = None,
    own: NDArray[np.uint32] | None = None,
) -> CloudBuffer:
    """Every ``stride``-th finite point of a cloud, so that at most ``most`` are drawn; map coordinates are drawn near
    the origin. ``own`` uint32 (N,) are colours of all of its points, see ``CloudBuffer``.
    """
    pose = np.eye(4) if world_from_sensor is None else world_from_sensor
    stride = max(1, -(-len(cloud.points) // most))
    points = cloud.points[::stride]
    planes = np.empty((4, len(points)), np.float32)
    x, y, z = (far_origin_m(points[name]) for name in ("x", "y", "z"))
    for row, (name, origin) in enumerate((("x", x), ("y", y), ("z", z))):
        planes[row] = points[name] - origin
    planes[3] = _scalar(points, planes, pose, colour_by)
    colours = None if own is None else own[::stride]
    finite = np.isfinite(planes[:3]).all(axis=0)
    if not finite.all():
        planes = np.ascontiguousarray(planes[:, finite])
        colours = None if colours is None else colours[finite]
    return CloudBuffer(planes, len(cloud.points), stride, pose, (x, y, z), colours)


def row_of(cloud: PointCloud, stride: int, index: int) -> int:
    """Which point of a cloud the ``index``-th of its buffer is, that was made with every ``stride``-th."""
    points = cloud.points[::stride]
    finite = np.isfinite(points["x"]) & np.isfinite(points["y"]) & np.isfinite(points["z"])
    return int(np.flatnonzero(finite)[index]) * stride


def far_origin_m(values_m: NDArray[Any]) -> float:
    """Where to count map coordinates from, since float32 has no millimetres beyond 10 km: a round number near them, 0
    for coordinates near the sensor or of single precision anyway.
    """
    if values_m.dtype != np.float64:
        return 0.0
    first = values_m[np.isfinite(values_m)][:1]
    return float(np.trunc(first[0] / MAP_GRID_M) * MAP_GRID_M) if len(first) else 0.0


def _scalar(points: NDArray[np.void], planes: Planes, pose: NDArray[np.float64], colour_by: str) -> Planes:
    """Range is measured from the sensor, height in the world."""
    if colour_by == RANGE:
        range_m: Planes = np.sqrt(planes[0] ** 2 + planes[1] ** 2 + planes[2] ** 2)
        return range_m
    if colour_by == HEIGHT or colour_by not in (points.dtype.names or ()):
        return along(pose[2], planes)
    return np.asarray(points[colour_by], np.float32)


def along(row: NDArray[np.floating[Any]], planes: Planes) -> Planes:
    """One row of a transform applied to x, y, z planes.

    By hand: a matrix product of this shape wakes every thread of the linear algebra library for a few numbers each.
    """
    a, b, c, d = (np.float32(part) for part in row)
    made: Planes = planes[0] * a
    made += planes[1] * b
    made += planes[2] * c
    made += d
    return made
