"""A recording of two hours with a camera and a robot's joints, made once under ``build/bench``.

Pictures repeat after a second and are small: what is measured with it is how labels are edited, not decoding.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from models.timebase import NS_PER_S
from tests.support.made import made_once
from tests.support.ros_mcap import CompressionType, RosWriter, serialize, stamp
from tests.support.video_factory import numbered_picture

SECONDS = 7200
CAMERA, JOINTS = "/camera/head/color", "/joint_states"
_START_NS = 1_760_000_000 * NS_PER_S
_CAMERA_HZ, _JOINT_HZ, _JOINT_COUNT = 10, 20, 14


def long_take(work: Path, seconds: int = SECONDS) -> Path:
    """The path of such a recording."""
    return made_once(work / f"long-take-{seconds}s.mcap", lambda path: _write(path, seconds))


def _write(path: Path, seconds: int) -> None:
    with RosWriter(path, compression=CompressionType.ZSTD) as writer:
        camera = writer.channel(CAMERA, "sensor_msgs/msg/CompressedImage")
        joints = writer.channel(JOINTS, "sensor_msgs/msg/JointState")
        for second in range(seconds):
            begun_ns = _START_NS + second * NS_PER_S
            messages = [(t_ns, camera, data) for t_ns, data in _spread(begun_ns, _pictures())]
            messages += [(t_ns, joints, data) for t_ns, data in _spread(begun_ns, tuple(_states(second)))]
            for t_ns, channel, data in sorted(messages, key=lambda message: message[0]):
                writer.add_raw(channel, data, t_ns)


def _spread(begun_ns: int, messages: tuple[bytes, ...]) -> Iterator[tuple[int, bytes]]:
    for number, data in enumerate(messages):
        yield begun_ns + number * NS_PER_S // len(messages), data


@cache
def _pictures() -> tuple[bytes, ...]:
    messages = []
    for number in range(_CAMERA_HZ):
        _, coded = cv2.imencode(".jpg", numbered_picture(number, height=120, width=160))
        fields = {"header": {"frame_id": "camera"}, "format": "jpeg", "data": coded}
        messages.append(serialize("sensor_msgs/msg/CompressedImage", fields))
    return tuple(messages)


def _states(second: int) -> Iterator[bytes]:
    """A wave each, so that every joint moves."""
    names = [f"joint_{number:02d}" for number in range(_JOINT_COUNT)]
    for number in range(_JOINT_HZ):
        t_s = second + number / _JOINT_HZ
        position = np.sin(t_s * (0.3 + 0.02 * np.arange(_JOINT_COUNT)))
        fields = {"header": {"stamp": stamp(_START_NS)}, "name": names, "position": position}
        yield serialize("sensor_msgs/msg/JointState", fields | {"effort": position / 2})
