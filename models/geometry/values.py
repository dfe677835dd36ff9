"""What is told about space: poses, points and clouds. Values alone, so that views need no decoder to draw them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import Matrix, Points


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Where a sensor is: ``root`` names the frame at the root of its tree, ``root_from_sensor`` is float64 (4, 4)."""

    root: str
    root_from_sensor: Matrix


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
class Spot:
    """A point of the world that somebody pointed at: ``point_m`` float32 (3,) in the frame ``root``."""

    root: str
    point_m: Points
