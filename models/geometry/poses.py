"""Poses as matrices, and transforms as recorders write them.

Names follow the rule ``target_from_source``: a matrix that takes points of the source frame to the target frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Points = NDArray[np.float32]

LEAST_LENGTH = 1e-9


@dataclass(frozen=True, slots=True)
class Link:
    """How a frame sits in its parent: ``place_m`` x, y, z in metres and the quaternion ``turn`` x, y, z, w."""

    parent: str
    child: str
    place_m: tuple[float, float, float]
    turn: tuple[float, float, float, float]


def frame_name(frame_id: str) -> str:
    """A frame's name as tf2 has it, without the slash that tf put before it."""
    return frame_id.lstrip("/")


def rotation(x: float, y: float, z: float, w: float) -> Matrix:
    """Rotation matrix of a quaternion of any length, float64 (3, 3).

    Raises:
        ValueError: the quaternion has no length.
    """
    length = float(np.sqrt(x * x + y * y + z * z + w * w))
    if not np.isfinite(length) or length < LEAST_LENGTH:
        raise ValueError("a quaternion without length turns nothing")
    x, y, z, w = (part / length for part in (x, y, z, w))
    return np.array(
        (
            (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
            (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
            (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
        )
    )


def turn_of(matrix: Matrix) -> tuple[float, float, float, float]:
    """Quaternion x, y, z, w of a rotation matrix, float64 (3, 3), by its largest part (Shepperd 1978).

    Raises:
        ValueError: it turns nothing, mirrors, or shears.
    """
    if not (np.isfinite(matrix).all() and np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-3)):
        raise ValueError("the matrix is no rotation")
    if np.linalg.det(matrix) < 0:
        raise ValueError("the matrix mirrors")
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    squares = np.array((1 + a - e - i, 1 - a + e - i, 1 - a - e + i, 1 + a + e + i))
    rows = np.array(
        (
            (squares[0], b + d, c + g, h - f),
            (b + d, squares[1], f + h, c - g),
            (c + g, f + h, squares[2], d - b),
            (h - f, c - g, d - b, squares[3]),
        )
    )
    row = rows[int(np.argmax(squares))]
    x, y, z, w = (row / np.linalg.norm(row)).tolist()
    return x, y, z, w


def matrix_of(pose: NDArray[np.float64]) -> Matrix:
    """``parent_from_child`` float64 (4, 4) of a pose x, y, z, qx, qy, qz, qw, float64 (7,).

    Raises:
        ValueError: the quaternion has no length.
    """
    matrix = np.eye(4)
    matrix[:3, :3] = rotation(*(float(part) for part in pose[3:]))
    matrix[:3, 3] = pose[:3]
    return matrix


def inverse(target_from_source: Matrix) -> Matrix:
    """``source_from_target`` of a rigid transform, float64 (4, 4)."""
    matrix = np.eye(4)
    matrix[:3, :3] = target_from_source[:3, :3].T
    matrix[:3, 3] = -matrix[:3, :3] @ target_from_source[:3, 3]
    return matrix


def moved(target_from_source: Matrix, points_m: NDArray[np.floating[Any]]) -> Points:
    """Points (N, 3) of the source frame in the target frame, float32 (N, 3)."""
    # By hand: a matrix product of this shape wakes every thread of the linear algebra library, which on a busy machine
    # takes ten times as long.
    x, y, z = np.asarray(points_m, np.float32).T
    planes = np.empty((3, len(x)), np.float32)
    for number, (a, b, c, d) in enumerate(target_from_source[:3].astype(np.float32)):
        row = np.multiply(x, a, out=planes[number])
        row += y * b
        row += z * c
        row += d
    return planes.T


def links_in(message: Mapping[str, Any]) -> tuple[Link, ...]:
    """The transforms of a ``tf2_msgs/TFMessage``, a ``foxglove.FrameTransforms`` or one of their items as a dict;
    those that are incomplete are left out."""
    found = []
    for each in message.get("transforms", (message,)):
        try:
            found.append(_link(each))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return tuple(found)


def _link(fields: Mapping[str, Any]) -> Link:
    foxglove = "parent_frame_id" in fields
    pose = fields if foxglove else fields["transform"]
    parent = fields["parent_frame_id"] if foxglove else fields["header"]["frame_id"]
    place, turn = pose["translation"], pose["rotation"]
    x, y, z, w = (float(turn[axis]) for axis in "xyzw")
    rotation(x, y, z, w)
    at = (float(place["x"]), float(place["y"]), float(place["z"]))
    return Link(frame_name(parent), frame_name(fields["child_frame_id"]), at, (x, y, z, w))
