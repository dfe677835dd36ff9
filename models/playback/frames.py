"""Where coordinate frames lie: a tree of the latest transforms, read from tf messages as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamKind
from models.errors import NoSampleError
from models.streams import Stream

_FIRST_MESSAGES = 10

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Transform:
    """``parent_from_child`` float64 (4, 4), metres."""

    parent: str
    child: str
    parent_from_child: Matrix


def transforms_in(message: Mapping[str, Any]) -> tuple[Transform, ...]:
    """The transforms of a ``tf2_msgs/TFMessage``, a ``foxglove.FrameTransforms`` or one of their items as a dict;
    those that are incomplete are left out."""
    found = []
    for each in message.get("transforms", (message,)):
        try:
            found.append(_transform(each))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return tuple(found)


def _transform(fields: Mapping[str, Any]) -> Transform:
    foxglove = "parent_frame_id" in fields
    pose = fields if foxglove else fields["transform"]
    parent = fields["parent_frame_id"] if foxglove else fields["header"]["frame_id"]
    place, turn = pose["translation"], pose["rotation"]
    matrix = np.eye(4)
    matrix[:3, :3] = rotation(turn["x"], turn["y"], turn["z"], turn["w"])
    matrix[:3, 3] = place["x"], place["y"], place["z"]
    return Transform(_plain(parent), _plain(fields["child_frame_id"]), matrix)


def _plain(frame_id: str) -> str:
    return frame_id.lstrip("/")


def rotation(x: float, y: float, z: float, w: float) -> Matrix:
    """Rotation matrix of a quaternion, float64 (3, 3).

    Raises:
        ValueError: the quaternion has no length.
    """
    length = float(np.sqrt(x * x + y * y + z * z + w * w))
    if not np.isfinite(length) or length < 1e-9:
        raise ValueError("a quaternion without length turns nothing")
    x, y, z, w = (part / length for part in (x, y, z, w))
    return np.array(
        (
            (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
            (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
            (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
        )
    )


@dataclass(slots=True)
class FrameTree:
    """Latest transform of every frame to its parent."""

    by_child: dict[str, Transform] = field(default_factory=dict)

    def add(self, transforms: Iterable[Transform]) -> None:
        """Take newer transforms."""
        self.by_child.update({each.child: each for each in transforms})

    def root_from(self, frame_id: str) -> Matrix | None:
        """Pose of a frame in the root of its tree, float64 (4, 4); None for a frame that nobody told of."""
        frame_id = _plain(frame_id)
        if frame_id not in self.by_child:
            return None
        matrix, seen = np.eye(4), set[str]()
        while frame_id in self.by_child and frame_id not in seen:
            seen.add(frame_id)
            step = self.by_child[frame_id]
            matrix, frame_id = step.parent_from_child @ matrix, step.parent
        return matrix


def frames_at_start(streams: Iterable[Stream]) -> FrameTree:
    """The tree as the first messages of the transform streams among ``streams`` tell it.

    A recorder that latches static transforms may write them as several messages, so a few of each are read;
    what cannot be decoded is left out.
    """
    tree = FrameTree()
    for stream in streams:
        if stream.info.kind is not StreamKind.TRANSFORM:
            continue
        for index in range(min(stream.info.count, _FIRST_MESSAGES) - 1, -1, -1):
            try:
                tree.add(transforms_in(stream.message(index)))
            except NoSampleError:
                continue
    return tree
