"""Forward kinematics of a URDF: where each link is in its parent, from positions of joints.

Joints as in wiki.ros.org/urdf/XML/joint. A floating or planar joint, whose position no joint state tells, stays at its
origin.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.geometry.poses import Matrix, frame_name
from models.robot import urdf_root


class JointKind(StrEnum):
    """How a joint moves."""

    FIXED = "fixed"
    REVOLUTE = "revolute"
    CONTINUOUS = "continuous"
    PRISMATIC = "prismatic"
    FLOATING = "floating"
    PLANAR = "planar"


_TURNS = frozenset({JointKind.REVOLUTE, JointKind.CONTINUOUS})
MOVES = _TURNS | {JointKind.PRISMATIC}


@dataclass(frozen=True, slots=True)
class Mimic:
    """A joint that follows another: ``multiplier`` times its position plus ``offset``, rad or m."""

    joint: str
    multiplier: float
    offset: float


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """``parent_from_joint`` float64 (4, 4), metres, is where it sits; ``axis`` float64 (3,), of length one, is the one
    that it turns around or slides along, in its own frame."""

    name: str
    kind: JointKind
    parent: str
    child: str
    parent_from_joint: Matrix
    axis: NDArray[np.float64]
    mimic: Mimic | None = None

    def parent_from_child(self, position: float) -> Matrix:
        """Pose of the child in the parent, float64 (4, 4), at a position in rad, or m of a prismatic joint."""
        if self.kind not in MOVES or not np.isfinite(position):
            return self.parent_from_joint
        motion = np.eye(4)
        if self.kind is JointKind.PRISMATIC:
            motion[:3, 3] = self.axis * position
        else:
            motion[:3, :3] = turned(self.axis, position)
        return self.parent_from_joint @ motion


def joints_from_urdf(text: str) -> tuple[Joint, ...]:
    """Every joint between two links.

    Raises:
        KnownError: no URDF that can be read, or a joint that cannot be understood.
    """
    try:
        # Only children of the robot: joints in transmissions and simulators' tags lead between no links.
        return tuple(_joint(each) for each in urdf_root(text).findall("joint"))
    except (KeyError, ValueError) as error:
        raise KnownError("The robot description cannot be read: {why}", why=error) from error


def links_of(joints: Iterable[Joint], positions: Mapping[str, float]) -> dict[str, tuple[str, Matrix]]:
    """Parent and pose in it, float64 (4, 4), of every child link, by positions of joints in rad or m. What is not told
    is taken for 0, as robot_state_publisher's tools do."""
    return {
        joint.child: (joint.parent, joint.parent_from_child(_position(joint, positions))) for joint in joints
    }


def turned(axis: NDArray[np.float64], angle_rad: float) -> Matrix:
    """Rotation around an axis of length one, float64 (3, 3) (Rodrigues)."""
    x, y, z = axis
    cross = np.array(((0, -z, y), (z, 0, -x), (-y, x, 0)))
    rotation: Matrix = np.eye(3) + np.sin(angle_rad) * cross + (1 - np.cos(angle_rad)) * (cross @ cross)
    return rotation


def _position(joint: Joint, positions: Mapping[str, float]) -> float:
    if joint.mimic is None:
        return positions.get(joint.name, 0.0)
    return joint.mimic.multiplier * positions.get(joint.mimic.joint, 0.0) + joint.mimic.offset


def _joint(element: ET.Element) -> Joint:
    origin, mimic = element.find("origin"), element.find("mimic")
    axis = _numbers(element.find("axis"), "xyz", "1 0 0")
    length = float(np.linalg.norm(axis))
    return Joint(
        element.attrib["name"],
        JointKind(element.attrib["type"]),
        frame_name(_link(element, "parent")),
        frame_name(_link(element, "child")),
        _pose(_numbers(origin, "xyz", "0 0 0"), _numbers(origin, "rpy", "0 0 0")),
        axis / length if length > 0 else np.array((1.0, 0.0, 0.0)),
        None if mimic is None else _mimic(mimic),
    )


def _mimic(element: ET.Element) -> Mimic:
    multiplier, offset = element.get("multiplier", "1"), element.get("offset", "0")
    return Mimic(element.attrib["joint"], float(multiplier), float(offset))


def _link(element: ET.Element, tag: str) -> str:
    found = element.find(tag)
    if found is None:
        raise ValueError(f"joint {element.get('name')} has no {tag}")
    return found.attrib["link"]


def _numbers(element: ET.Element | None, name: str, usual: str) -> NDArray[np.float64]:
    text = usual if element is None else element.get(name, usual)
    numbers = np.array([float(part) for part in text.split()], np.float64)
    if numbers.shape != (3,) or not np.isfinite(numbers).all():
        raise ValueError(f"{name} is not three numbers: {text[:40]}")
    return numbers


def _pose(place_m: NDArray[np.float64], rpy_rad: NDArray[np.float64]) -> Matrix:
    """Roll, pitch and yaw around the fixed axes x, y and z."""
    roll, pitch, yaw = (turned(axis, angle) for axis, angle in zip(np.eye(3), rpy_rad, strict=True))
    matrix = np.eye(4)
    matrix[:3, :3] = yaw @ pitch @ roll
    matrix[:3, 3] = place_m
    return matrix
