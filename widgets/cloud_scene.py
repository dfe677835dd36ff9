"""What is to be drawn of a cloud, as values: positions, the scalar that gives the colour, and how."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.streams import PointCloud
from widgets.overlay import ColourScale

HEIGHT = "height"
RANGE = "range"
FAR_ALPHA = 0.6
FADE_FROM = 1.0
FADE_TO = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class CloudBuffer:
    """``vertices`` float32 (N, 4): x, y, z in metres and the scalar, finite positions only.

    Of ``total`` points every ``stride``-th is here.
    """

    vertices: NDArray[np.float32]
    total: int
    stride: int = 1


@dataclass(frozen=True, slots=True)
class CloudStyle:
    """``point_px`` is the edge of a point in device pixels; far points fade to ``FAR_ALPHA``."""

    scale: ColourScale
    point_px: int = 2
    opacity: float = 1.0


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
    cloud: PointCloud, *, colour_by: str, most: int, world_from_sensor: NDArray[np.float64] | None = None
) -> CloudBuffer:
    """Every ``stride``-th finite point of a cloud in world coordinates, so that at most ``most`` are drawn."""
    stride = max(1, -(-len(cloud.points) // most))
    points = cloud.points[::stride]
    xyz = np.empty((len(points), 3), np.float32)
    for column, name in enumerate(("x", "y", "z")):
        xyz[:, column] = points[name]
    vertices = np.empty((len(points), 4), np.float32)
    vertices[:, :3] = xyz if world_from_sensor is None else _placed(xyz, world_from_sensor)
    vertices[:, 3] = _scalar(points, xyz, vertices, colour_by)
    finite = np.isfinite(vertices[:, :3]).all(axis=1)
    return CloudBuffer(vertices if finite.all() else vertices[finite], len(cloud.points), stride)


def _placed(xyz: NDArray[np.float32], world_from_sensor: NDArray[np.float64]) -> NDArray[np.float32]:
    matrix = world_from_sensor.astype(np.float32)
    placed: NDArray[np.float32] = xyz @ matrix[:3, :3].T + matrix[:3, 3]
    return placed


def _scalar(
    points: NDArray[np.void], xyz: NDArray[np.float32], vertices: NDArray[np.float32], colour_by: str
) -> NDArray[np.float32]:
    """Range is measured from the sensor, height in the world."""
    if colour_by == RANGE:
        range_m: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", xyz, xyz))
        return range_m
    if colour_by == HEIGHT or colour_by not in (points.dtype.names or ()):
        return vertices[:, 2]
    return np.asarray(points[colour_by], np.float32)
