"""Recordings of which only a part can be read: two cameras and joints, and something wrong with one of them."""

from pathlib import Path

import cv2
import numpy as np

from models.timebase import NS_PER_S
from tests.support.ros_mcap import RosWriter, stamp

FRAMES = 40
PERIOD_NS = NS_PER_S // 20
START_NS = 1_700_000_000 * NS_PER_S
LEFT, RIGHT, JOINTS = "/camera/left/color", "/camera/right/color", "/joint_states"
DAMAGED = range(10, 20)
_NO_PICTURE = b"\xff\xd8\xff\xe0 this was a picture once"


def at_ns(frame: int) -> int:
    """Log time of a frame."""
    return START_NS + frame * PERIOD_NS


def damaged_pictures(path: Path) -> Path:
    """The left camera's frames 10 to 19 are no pictures."""
    with RosWriter(path) as writer:
        for frame in range(FRAMES):
            _picture(writer, LEFT, frame, _NO_PICTURE if frame in DAMAGED else _jpeg(frame))
            _picture(writer, RIGHT, frame, _jpeg(frame))
            _joints(writer, frame)
    return path


def foreign_topics(path: Path) -> Path:
    """A camera that can be read, beside a topic in an encoding of nobody and one whose messages are too short."""
    with RosWriter(path) as writer:
        strange = writer.mcap.register_channel("/vendor/secret", "flatbread", 0)
        short = writer.channel("/wrist/wrench", "geometry_msgs/msg/WrenchStamped")
        for frame in range(FRAMES):
            _picture(writer, LEFT, frame, _jpeg(frame))
            _joints(writer, frame)
            writer.add_raw(strange, b"\x01\x02", at_ns(frame))
            writer.add_raw(short, b"\x00\x01\x00\x00\x05", at_ns(frame))
    return path


def cut_short(path: Path) -> Path:
    """The recorder lost its power: the last third of the file is not there."""
    whole = damaged_pictures(path.with_suffix(".whole")).read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    return path


def _picture(writer: RosWriter, topic: str, frame: int, data: bytes) -> None:
    fields = {
        "header": {"stamp": stamp(at_ns(frame))},
        "format": "jpeg",
        "data": np.frombuffer(data, np.uint8),
    }
    writer.add(topic, "sensor_msgs/msg/CompressedImage", fields, at_ns(frame))


def _joints(writer: RosWriter, frame: int) -> None:
    fields = {
        "header": {"stamp": stamp(at_ns(frame))},
        "name": ["shoulder", "elbow"],
        "position": np.array([frame / 10, -frame / 10]),
        "effort": np.array([np.sin(frame / 5), np.cos(frame / 5)]),
    }
    writer.add(JOINTS, "sensor_msgs/msg/JointState", fields, at_ns(frame))


def _jpeg(frame: int) -> bytes:
    picture = np.full((120, 160, 3), 40, np.uint8)
    cv2.putText(picture, f"{frame}", (20, 80), cv2.FONT_HERSHEY_SIMPLEX, 2, (80, 220, 120), 4)
    encoded, data = cv2.imencode(".jpg", picture)
    assert encoded
    return bytes(data)
