"""A robot's pose as a tree of frames, and as lines for the eye."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from models.geometry.poses import Matrix, frame_name, inverse
from models.geometry.values import Pose, Skeleton

# Frames of the surroundings, of which nothing is part of a robot (ROS REP 105).
SURROUNDINGS = frozenset({"world", "map", "odom", "earth"})

Links = Mapping[str, tuple[str, Matrix]]


@dataclass(frozen=True, slots=True, eq=False)
class RobotPose:
    """Where every frame is in the root of its tree, and which lead from parent to child within a robot."""

    frames: Mapping[str, Pose]
    bones: tuple[tuple[str, str], ...]

    def seen_from(self, frame: str) -> Skeleton | None:
        """The bones in a frame of their tree, None where it has none."""
        frame = frame_name(frame)
        here = self.frames.get(frame)
        root, frame_from_root = (
            (frame, np.eye(4)) if here is None else (here.root, inverse(here.root_from_sensor))
        )
        bones = [pair for pair in self.bones if self.frames[pair[1]].root == root]
        if not bones:
            return None
        names = tuple(dict.fromkeys(name for pair in bones for name in pair))
        points_m = np.array([self._origin(name) for name in names]) @ frame_from_root[:3, :3].T
        rows = {name: row for row, name in enumerate(names)}
        return Skeleton(
            names,
            points_m + frame_from_root[:3, 3],
            np.array([(rows[parent], rows[child]) for parent, child in bones], np.int64),
        )

    def _origin(self, name: str) -> Matrix:
        """In the root, which is its own origin, float64 (3,)."""
        return self.frames[name].root_from_sensor[:3, 3] if name in self.frames else np.zeros(3)


def robot_pose(links: Links) -> RobotPose:
    """The pose that links tell, parent and ``parent_from_child`` by child; frames that form a circle are left out."""
    frames: dict[str, Pose] = {}
    for child in links:
        _place(child, links, frames)
    bones = tuple(
        (links[child][0], child) for child in links if child in frames and links[child][0] not in SURROUNDINGS
    )
    return RobotPose(frames, bones)


def _place(child: str, links: Links, frames: dict[str, Pose]) -> None:
    """Put a frame, and those on its way to the root, among ``frames``."""
    way = list(_way(child, links, frames))
    if not way:
        return
    parent = links[way[-1]][0]
    above = frames.get(parent) or Pose(parent, np.eye(4))
    if parent in links and parent not in frames:
        return
    for name in reversed(way):
        above = Pose(above.root, above.root_from_sensor @ links[name][1])
        frames[name] = above


def _way(child: str, links: Links, frames: Mapping[str, Pose]) -> Iterator[str]:
    """Frames from ``child`` up to one whose parent is placed or a root; where they form a circle, once around."""
    passed: set[str] = set()
    while child in links and child not in frames and child not in passed:
        passed.add(child)
        yield child
        child = links[child][0]
