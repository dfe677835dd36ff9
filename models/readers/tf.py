"""Transforms between frames, from TFMessages.

Names follow the rule ``target_from_source``: a matrix that takes points of the source frame to the target frame.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.errors import NoSampleError, UnknownNameError

Matrix = NDArray[np.float64]


@dataclass(slots=True)
class _Link:
    """How one frame sat in its parent over time."""

    parent: str
    stamps_ns: list[int] = field(default_factory=list)
    parent_from_child: list[Matrix] = field(default_factory=list)

    def at(self, t_ns: int, *, child: str) -> Matrix:
        index = bisect_right(self.stamps_ns, t_ns) - 1
        if index < 0:
            raise NoSampleError("The frame {frame} is not placed before {t_ns} ns", frame=child, t_ns=t_ns)
        return self.parent_from_child[index]


class TransformTree:
    """Frames and their parents. The last transform at or before a time counts; static ones count always."""

    def __init__(self) -> None:
        self._links: dict[str, _Link] = {}

    @classmethod
    def from_messages(
        cls,
        moving: Iterable[tuple[int, Mapping[str, Any]]],
        static: Iterable[Mapping[str, Any]] = (),
    ) -> Self:
        """Build a tree.

        Args:
            moving: stamp in nanoseconds and TFMessage as plain values, in the order of their stamps.
            static: TFMessages that hold for all times.
        """
        tree = cls()
        for message in static:
            tree._add(-(2**63), message)
        for t_ns, message in moving:
            tree._add(t_ns, message)
        return tree

    def _add(self, t_ns: int, message: Mapping[str, Any]) -> None:
        for transform in message["transforms"]:
            parent, child = transform["header"]["frame_id"], transform["child_frame_id"]
            link = self._links.get(child)
            if link is None or link.parent != parent:
                link = self._links[child] = _Link(parent)
            link.stamps_ns.append(t_ns)
            link.parent_from_child.append(matrix_of(transform["transform"]))

    @property
    def frames(self) -> tuple[str, ...]:
        """All frames, sorted."""
        return tuple(sorted(self._links.keys() | {link.parent for link in self._links.values()}))

    def lookup(self, target: str, source: str, t_ns: int) -> Matrix:
        """``target_from_source``, float64 (4, 4).

        Raises:
            UnknownNameError: a frame that no transform names, or two frames that nothing connects.
            NoSampleError: a transform on the way begins later.
        """
        for name in (target, source):
            if name not in self.frames:
                raise UnknownNameError("There is no frame {frame}", frame=name)
        root_t, root_from_target = self._to_root(target, t_ns)
        root_s, root_from_source = self._to_root(source, t_ns)
        if root_t != root_s:
            raise UnknownNameError("The frames {a} and {b} are not connected", a=target, b=source)
        return np.asarray(np.linalg.inv(root_from_target) @ root_from_source)

    def _to_root(self, frame: str, t_ns: int) -> tuple[str, Matrix]:
        root_from_frame: Matrix = np.eye(4)
        passed = {frame}
        while (link := self._links.get(frame)) is not None:
            root_from_frame = link.at(t_ns, child=frame) @ root_from_frame
            frame = link.parent
            if frame in passed:
                raise UnknownNameError("The frames around {frame} form a circle", frame=frame)
            passed.add(frame)
        return frame, root_from_frame


def matrix_of(transform: Mapping[str, Any]) -> Matrix:
    """geometry_msgs/Transform as float64 (4, 4); a quaternion of length 0 counts as no rotation."""
    x, y, z, w = (float(transform["rotation"][axis]) for axis in "xyzw")
    norm = x * x + y * y + z * z + w * w
    s = 2.0 / norm if norm > 0 else 0.0
    matrix: Matrix = np.eye(4)
    matrix[:3, :3] = [
        [1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w)],
        [s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w)],
        [s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y)],
    ]
    matrix[:3, 3] = [float(transform["translation"][axis]) for axis in "xyz"]
    return matrix
