"""Depth drawn beside a scan: one buffer of both, in the scan's frame, each point with its colour."""

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import inverse
from models.geometry.values import DepthCloud
from widgets.cloud_scene import DEPTH, HEIGHT, RANGE, CloudBuffer, Planes, along

_OPAQUE = np.uint32(0xFF000000)


def with_depth(
    buffer: CloudBuffer,
    depth: DepthCloud,
    *,
    drawn_from_root: NDArray[np.float64],
    colour_by: str,
    pictured: bool,
    plain: int,
) -> CloudBuffer:
    """A scan and a depth image with the same root as one buffer.

    Args:
        buffer: the scan; its scalar is replaced where it is coloured by depth.
        depth: the depth image.
        drawn_from_root: float64 (4, 4), from the root that both have to the world of the buffer.
        colour_by: height, range, depth, or a field that only the scan has.
        pictured: depth shows the camera's colours where it has them.
        plain: 0xRRGGBB of depth points that have no colour otherwise.
    """
    sensor_from_camera = inverse(buffer.world_from_sensor) @ drawn_from_root @ depth.pose.root_from_sensor
    planes = np.empty((4, depth.planes.shape[1]), np.float32)
    for row in range(3):
        planes[row] = along(sensor_from_camera[row], depth.planes)
    scalar = _scalar(depth, planes, buffer, colour_by)
    planes[3] = 0 if scalar is None else scalar
    planes[:3] -= np.array(buffer.origin_m, np.float32)[:, None]
    scan = buffer.planes
    if colour_by == DEPTH:
        scan = scan.copy()
        scan[3] = along(inverse(sensor_from_camera)[2], _whole(scan, buffer))
    own = _own(depth, pictured=pictured, plain=plain if scalar is None else None)
    return CloudBuffer(
        np.concatenate([scan, planes], axis=1),
        buffer.total,
        buffer.stride,
        buffer.world_from_sensor,
        buffer.origin_m,
        _joined(buffer.own, scan.shape[1], own, planes.shape[1]),
    )


def _joined(
    scan: NDArray[np.uint32] | None, scan_count: int, depth: NDArray[np.uint32] | None, depth_count: int
) -> NDArray[np.uint32] | None:
    """Colours of their own of both, None where neither has any."""
    if scan is None and depth is None:
        return None
    parts = (scan, scan_count), (depth, depth_count)
    return np.concatenate([np.zeros(count, np.uint32) if own is None else own for own, count in parts])


def _whole(planes: Planes, buffer: CloudBuffer) -> Planes:
    """Positions with what was taken from them for drawing."""
    return planes[:3] + np.array(buffer.origin_m, np.float32)[:, None]


def _scalar(depth: DepthCloud, placed: Planes, buffer: CloudBuffer, colour_by: str) -> Planes | None:
    """Of each depth point, ``placed`` in the scan's frame; None where only the scan has such a field."""
    x, y, z = depth.planes
    if colour_by == HEIGHT:
        return along(buffer.world_from_sensor[2], placed)
    if colour_by == RANGE:
        range_m: Planes = np.sqrt(x * x + y * y + z * z)
        return range_m
    return z if colour_by == DEPTH else None


def _own(depth: DepthCloud, *, pictured: bool, plain: int | None) -> NDArray[np.uint32] | None:
    if pictured and depth.rgb is not None:
        red, green, blue = depth.rgb.astype(np.uint32).T
        own: NDArray[np.uint32] = _OPAQUE | red << np.uint32(16) | green << np.uint32(8) | blue
        return own
    if plain is None:
        return None
    return np.full(depth.planes.shape[1], _OPAQUE | np.uint32(plain & 0xFFFFFF), np.uint32)
