"""What is told about space: poses, points and clouds. Values alone, so that views need no decoder to draw them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import Matrix, Points
from models.streams import PointCloud


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Where a sensor is: ``root`` names the frame at the root of its tree, ``root_from_sensor`` is float64 (4, 4)."""

    root: str
    root_from_sensor: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class PlacedScan:
    """A scan where its sensor was at the scan's own stamp; ``pose`` is None where no transform tells.

    Of ``total`` points every ``stride``-th is in ``cloud``, with all of its fields.
    """

    cloud: PointCloud
    pose: Pose | None
    total: int
    stride: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class ScanColours:
    """What a camera's picture shows at the points of scans.

    ``words`` by the scan's index: uint32 (N,), 0xFFRRGGBB for each of its points, 0 for one outside of the picture;
    empty where there is no picture. ``index`` is the scan that was on screen when this was asked for.
    """

    index: int
    words: Mapping[int, NDArray[np.uint32]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PointField:
    """One field of a point of a scan; ``unit`` is "" where nothing says what it counts."""

    name: str
    value: float | int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a camera has a point: ``pixel`` (column, row) where it is inside of the picture, else None.

    ``range_m`` is the distance from the lens, ``ahead`` whether the point lies before it.
    """

    pixel: tuple[float, float] | None
    range_m: float
    ahead: bool


@dataclass(frozen=True, slots=True, eq=False)
class DepthCloud:
    """One depth image in space.

    ``planes`` float32 (3, N): x, y, z in metres in the optical frame; ``rgb`` uint8 (N, 3) or None; ``pose`` is that
    of the camera at the image's own stamp ``t_ns``. Of ``total`` measurements every ``stride``-th is here.
    """

    stream: str
    t_ns: int
    planes: NDArray[np.float32]
    rgb: NDArray[np.uint8] | None
    pose: Pose
    total: int
    stride: int


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """A robot's links as lines: ``points_m`` float64 (n, 3) are the origins of the frames ``names``, ``bones`` int64
    (m, 2) which of them hang together, parent and child."""

    names: tuple[str, ...]
    points_m: NDArray[np.float64]
    bones: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A point of the world that somebody pointed at: ``point_m`` float32 (3,) in the frame ``root``.

    ``fields`` are those of the scan's point that it is, as they are in the recording, x, y and z in the frame
    ``sensor``; empty for a point of a picture.
    """

    root: str
    point_m: Points
    sensor: str = ""
    fields: tuple[PointField, ...] = ()
