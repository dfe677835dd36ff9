"""Depth drawn beside a scan: one buffer of both, in the scan's frame, each point with its colour."""

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import inverse
from models.geometry.values import DepthCloud, in_frame_of
from widgets.cloud_scene import DEPTH, HEIGHT, RANGE, CloudBuffer, Planes, along

_OPAQUE = np.uint32(0xFF000000)


def depth_scalar(planes: Planes, root_from_sensor: NDArray[np.float64], depth: DepthCloud) -> Planes:
    """How far points of a sensor's frame lie along the axis of the depth camera, float32 (N,), metres."""
    camera_from_sensor = inverse(depth.pose.root_from_sensor) @ root_from_sensor
    return along(camera_from_sensor[2], planes)


def with_depth(
    buffer: CloudBuffer, depth: DepthCloud, *, colour_by: str, pictured: bool, plain: int
) -> CloudBuffer:
    """A scan and a depth image with the same root as one buffer.

    Args:
        buffer: the scan; its scalar is replaced where it is coloured by depth.
        depth: the depth image.
        colour_by: height, range, depth, or a field that only the scan has.
        pictured: depth shows the camera's colours where it has them.
        plain: 0xRRGGBB of depth points that have no colour otherwise.
    """
    sensor_from_camera = in_frame_of(depth, buffer.world_from_sensor)
    planes = np.empty((4, depth.planes.shape[1]), np.float32)
    for row in range(3):
        planes[row] = along(sensor_from_camera[row], depth.planes)
        planes[row] -= np.float32(buffer.origin_m[row])
    scalar = _scalar(depth, colour_by)
    planes[3] = 0 if scalar is None else scalar
    scan = buffer.planes
    if colour_by == DEPTH:
        scan = scan.copy()
        scan[3] = depth_scalar(scan, buffer.world_from_sensor, depth)
    own = _own(depth, pictured=pictured, plain=plain if scalar is None else None)
    return CloudBuffer(
        np.concatenate([scan, planes], axis=1),
        buffer.total,
        buffer.stride,
        buffer.world_from_sensor,
        buffer.origin_m,
        None if own is None else np.concatenate([np.zeros(scan.shape[1], np.uint32), own]),
    )


def _scalar(depth: DepthCloud, colour_by: str) -> Planes | None:
    """Of each depth point; None where only the scan has such a field."""
    x, y, z = depth.planes
    if colour_by == HEIGHT:
        return along(depth.pose.root_from_sensor[2], depth.planes)
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
