"""What a robot's joints can bear: limits from its description in the recording, or from a file of known robots."""

import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.errors import KnownError

LONGEST_URDF = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class JointLimits:
    """``effort`` in N·m (N for a prismatic joint), ``lower`` and ``upper`` in rad (m), ``velocity`` in rad/s (m/s)."""

    effort: float
    lower: float
    upper: float
    velocity: float


def urdf_root(text: str) -> ET.Element:
    """The ``robot`` element of a URDF.

    Raises:
        KnownError: too long, no XML, or with a document type, which a URDF has no use for.
    """
    if len(text) > LONGEST_URDF or "<!DOCTYPE" in text:
        raise KnownError("The robot description is no URDF that can be read safely")
    try:
        return ET.fromstring(text)
    except (ET.ParseError, ValueError) as error:
        raise KnownError("The robot description cannot be read: {why}", why=error) from error


def limits_from_urdf(text: str) -> dict[str, JointLimits]:
    """Limits by joint of a URDF (wiki.ros.org/urdf/XML/joint); joints without an effort limit are left out.

    Raises:
        KnownError: too long, no XML, or with a document type, which a URDF has no use for.
    """
    root = urdf_root(text)
    try:
        found = {str(joint.get("name")): joint.find("limit") for joint in root.iter("joint")}
        return {
            name: JointLimits(
                *(float(limit.get(key, "0")) for key in ("effort", "lower", "upper", "velocity"))
            )
            for name, limit in found.items()
            if limit is not None and float(limit.get("effort", "0")) > 0
        }
    except ValueError as error:
        raise KnownError("The robot description cannot be read: {why}", why=error) from error


def load_limits(path: Path) -> dict[str, JointLimits]:
    """Limits by joint from a TOML file, see ``resources/robots``.

    Raises:
        KnownError: unreadable, or a figure is missing.
    """
    try:
        joints = tomllib.loads(path.read_text(encoding="utf-8"))["joints"]
        return {
            name: JointLimits(*(float(row[key]) for key in ("effort", "lower", "upper", "velocity")))
            for name, row in joints.items()
        }
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise KnownError("The robot {path} cannot be read: {why}", path=path, why=error) from error


def known_robot(
    joints: Iterable[str], robots: Iterable[Mapping[str, JointLimits]]
) -> Mapping[str, JointLimits]:
    """The first robot that has every one of these joints, {} where none has."""
    names = set(joints)
    return next((robot for robot in robots if names and names <= set(robot)), {})


def channel_limits(
    channels: Iterable[str], limits: Mapping[str, JointLimits]
) -> dict[str, tuple[float, float]]:
    """(low, high) by channel for ``effort.<joint>``, ``velocity.<joint>`` and ``position.<joint>``."""
    found: dict[str, tuple[float, float]] = {}
    for channel in channels:
        quantity, _, joint = channel.partition(".")
        limit = limits.get(joint)
        if limit is None:
            continue
        if quantity == "effort":
            found[channel] = (-limit.effort, limit.effort)
        elif quantity == "velocity":
            found[channel] = (-limit.velocity, limit.velocity)
        elif quantity == "position":
            found[channel] = (limit.lower, limit.upper)
    return found
