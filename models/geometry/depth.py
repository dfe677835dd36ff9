"""Depth as points: each pixel with a measurement becomes a point of the optical frame."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.geometry.camera import Camera
from models.geometry.poses import Matrix, Points, moved


@dataclass(frozen=True, slots=True, eq=False)
class DepthPoints:
    """``points_m`` float32 (N, 3) in the optical frame, row by row of the picture, and ``pixels`` int64 (N,): the
    place of each in the flattened picture."""

    points_m: Points
    pixels: NDArray[np.int64]


def back_project(depth_m: NDArray[np.float32], rays: Points, *, stride: int = 1) -> DepthPoints:
    """Points of every ``stride``-th measurement; holes (NaN, or no positive number) and pixels without a ray give none.

    Args:
        depth_m: float32 (height, width), metres along the optical axis.
        rays: of the camera, float32 (3, height, width).
        stride: 2 leaves out every other measurement.
    """
    flat = depth_m.reshape(-1)
    with np.errstate(invalid="ignore"):
        measured = (flat > 0) & (flat < np.inf)
    directions = rays.reshape(3, -1)
    pixels = np.flatnonzero(measured & np.isfinite(directions[2]))[::stride]
    planes: Points = np.take(directions, pixels, axis=1)
    planes *= flat[pixels]
    return DepthPoints(planes.T, pixels)


def back_project_pixel(depth_m: float, camera: Camera, u: float, v: float) -> Points:
    """One pixel's point in the optical frame, float32 (3,)."""
    slopes = camera.slopes_of(np.array([[u, v]]))[0]
    straight = np.array([*slopes, 1.0]) * depth_m
    return (camera.rotation.T @ straight).astype(np.float32)


def colours_at(
    points_m: Points, camera: Camera, camera_from_points: Matrix, rgb: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """What a camera sees at each point, the nearest pixel; nothing is known of what stands before it.

    Args:
        points_m: (N, 3) in any frame.
        camera: for a picture of the size of ``rgb``.
        camera_from_points: float64 (4, 4) into the camera's optical frame.
        rgb: uint8 (height, width, 3).

    Returns:
        uint8 (N, 3), black for points outside of the picture; and which are inside, bool (N,).
    """
    pixels, inside = camera.project(moved(camera_from_points, points_m))
    columns, rows = np.rint(pixels[inside]).astype(np.int64).T
    colours = np.zeros((len(points_m), 3), np.uint8)
    colours[inside] = rgb[rows, columns]
    return colours, inside


def point_behind_pixel(
    points_m: Points,
    camera: Camera,
    camera_from_points: Matrix,
    pixel: tuple[float, float],
    *,
    within_px: float = 3.0,
) -> int | None:
    """Which of the points (N, 3) a pixel of another camera shows: of those around it the one nearest to the lens."""
    in_camera = moved(camera_from_points, points_m)
    pixels, inside = camera.project(in_camera)
    off = np.linalg.norm(pixels - np.asarray(pixel, np.float32), axis=1)
    near = np.flatnonzero(inside & (off <= within_px))
    if not len(near):
        return None
    front_m = in_camera[near, 2].min()
    shown = near[in_camera[near, 2] <= front_m * 1.03 + 0.01]
    return int(shown[np.argmin(off[shown])])
