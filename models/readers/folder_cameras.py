"""What a manifest says about the camera of a stream: how it sees, and where it was.

intrinsics = { fx = 518.0, fy = 519.0, cx = 325.5, cy = 253.5 }   # pixels; with width, height, model and d where needed
pose = [0, 0, 1.2, 0, 0, 0, 1]   # x, y, z in metres and the quaternion x, y, z, w of the frame in its parent
poses = "pose.txt"               # the same seven numbers a row, for each sample or with a stamp
parent = "world"
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import KnownError
from models.geometry.camera import Camera, make_camera
from models.geometry.poses import LEAST_LENGTH, Link
from models.geometry.transforms import TransformTable
from models.readers.number_table import read_table
from models.readers.pose_names import POSE
from models.streams import Stamps

PARENT = "world"
_LENGTHS = ("fx", "fy", "cx", "cy")
_MOST_COEFFICIENTS = 14


@dataclass(frozen=True, slots=True, eq=False)
class CameraNote:
    """``camera`` without a frame, ``pose`` one Link for all times, ``poses`` a table of them."""

    camera: Camera | None = None
    pose: tuple[float, ...] | None = None
    poses: Path | None = None
    parent: str = PARENT


def camera_note(row: Mapping[str, Any], poses: Path | None, source: str) -> CameraNote:
    """What a row of the manifest says.

    Raises:
        ValueError: it cannot be understood; the text says why.
    """
    pose = row.get("pose")
    parent = row.get("parent", PARENT)
    if not isinstance(parent, str) or not parent:
        raise ValueError("parent is no text")
    return CameraNote(
        camera=_camera(row["intrinsics"], source) if "intrinsics" in row else None,
        pose=None if pose is None else _pose(pose),
        poses=poses,
        parent=parent,
    )


def _camera(told: object, source: str) -> Camera:
    if not isinstance(told, dict):
        raise ValueError("intrinsics is no table")
    fx, fy, cx, cy = (_number(told.get(name), name) for name in _LENGTHS)
    width, height = (int(_number(told.get(name, 0), name)) for name in ("width", "height"))
    d = told.get("d", [])
    if not isinstance(d, list) or len(d) > _MOST_COEFFICIENTS or not min(width, height) >= 0:
        raise ValueError("intrinsics cannot be understood")
    try:
        return make_camera(
            width=width,
            height=height,
            k=np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1]], np.float64),
            distortion=np.array([_number(each, "d") for each in d]),
            model=str(told.get("model", "plumb_bob" if d else "")),
            source=source,
        )
    except KnownError as error:
        raise ValueError(str(error)) from error


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise ValueError(f"{name} of the intrinsics is no number")
    return float(value)


def _pose(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) != len(POSE):
        raise ValueError("pose has not seven numbers")
    numbers = tuple(_number(each, "pose") for each in value)
    if np.linalg.norm(numbers[3:]) < LEAST_LENGTH:
        raise ValueError("pose has a quaternion without length")
    return numbers


def link_of(parent: str, frame: str, numbers: tuple[float, ...]) -> Link:
    """A pose of seven numbers as a link."""
    x, y, z, qx, qy, qz, qw = numbers
    return Link(parent, frame, (x, y, z), (qx, qy, qz, qw))


def transforms_of(note: CameraNote, frame: str, stamps_ns: Stamps) -> Iterator[TransformTable]:
    """Where the frame of a stream is, by a pose for all times or by a table.

    Raises:
        KnownError: the table cannot be read.
    """
    if note.pose is not None:
        yield TransformTable([(0, link_of(note.parent, frame, note.pose))], static=True)
    if note.poses is not None:
        yield TransformTable(list(_rows(note.poses, note.parent, frame, stamps_ns)))


def _rows(path: Path, parent: str, frame: str, stamps_ns: Stamps) -> Iterator[tuple[int, Link]]:
    table = read_table(path)
    if table.values.shape[1] != len(POSE):
        raise KnownError(
            "{path} has no poses: a row has {count} numbers, not 7", path=path, count=table.values.shape[1]
        )
    times = stamps_ns if table.stamps_ns is None else table.stamps_ns
    for t_ns, numbers in zip(times.tolist(), table.values.tolist(), strict=False):
        if np.isfinite(numbers).all() and np.linalg.norm(numbers[3:]) >= LEAST_LENGTH:
            yield t_ns, link_of(parent, frame, tuple(numbers))
