"""Large recordings, made once under ``build/bench``: ten minutes of three cameras, depth, lidar and 60 joints, 2 GB.

Coded pictures and scans repeat after a while, as their content does not matter here; stamps, counts and sizes are
those of a real take: H.264 at 30 Hz, 16-bit PNG depth at 15 Hz, 20,000 points at 10 Hz, joints at 500 Hz.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
from rosbags.typesys import get_types_from_msg

from models.timebase import NS_PER_S
from tests.support.made import made_once
from tests.support.ros_mcap import CompressionType, RosWriter, serialize, stamp, typestore
from tests.support.video_factory import numbered_picture

JOINTS = tuple(f"joint_{number:02d}" for number in range(60))
JOINT_TOPIC = "/joint_states"
CAMERAS = ("/camera/head/color", "/camera/left/color", "/camera/right/color")
WHOLE_S = 600
_START_NS = 1_760_000_000 * NS_PER_S
_JOINT_HZ, _CAMERA_HZ, _DEPTH_HZ, _LIDAR_HZ = 500, 30, 15, 10
_CYCLE_S = 4
_POINTS = 20_000
_BITRATE = 3_900_000


def recording(work: Path, seconds: int = WHOLE_S) -> Path:
    """The path of such a recording of ``seconds``."""
    return made_once(work / f"large-{seconds}s.mcap", lambda path: _write(path, seconds))


def joints_alone(work: Path, seconds: int) -> Path:
    """The path of a recording of nothing but the joints, at 1 kHz."""
    return made_once(work / f"joints-{seconds}s.mcap", lambda path: _write_joints(path, seconds))


def _write(path: Path, seconds: int) -> None:
    with RosWriter(path, compression=CompressionType.ZSTD) as writer:
        for second in range(seconds):
            messages = sorted(_second(writer, second), key=lambda message: message[0])
            for log_ns, channel, data in messages:
                writer.add_raw(channel, data, log_ns)


def _write_joints(path: Path, seconds: int) -> None:
    with RosWriter(path, compression=CompressionType.ZSTD) as writer:
        channel = writer.channel(JOINT_TOPIC, "sensor_msgs/msg/JointState")
        for second in range(seconds):
            for log_ns, data in _joint_messages(second, 1000):
                writer.add_raw(channel, data, log_ns)


def _second(writer: RosWriter, second: int) -> Iterator[tuple[int, int, bytes]]:
    joints = writer.channel(JOINT_TOPIC, "sensor_msgs/msg/JointState")
    yield from ((t_ns, joints, data) for t_ns, data in _joint_messages(second))
    for place, topic in enumerate(CAMERAS):
        pictures = _pictures()[second % _CYCLE_S * _CAMERA_HZ :][:_CAMERA_HZ]
        channel = writer.channel(topic, _video_type())
        yield from _spread(channel, pictures, second, offset_ns=1_000_000 * (place + 1))
    depth = writer.channel("/camera/head/depth", "sensor_msgs/msg/CompressedImage")
    yield from _spread(depth, _depth_images(), second, offset_ns=5_000_000)
    lidar = writer.channel("/lidar/points", "sensor_msgs/msg/PointCloud2")
    yield from _spread(lidar, _scans(), second, offset_ns=7_000_000)


def _spread(
    channel: int, messages: tuple[bytes, ...], second: int, *, offset_ns: int
) -> Iterator[tuple[int, int, bytes]]:
    for number, data in enumerate(messages):
        t_ns = _START_NS + second * NS_PER_S + offset_ns + number * NS_PER_S // len(messages)
        yield t_ns, channel, data


def _joint_messages(second: int, rate_hz: int = _JOINT_HZ) -> Iterator[tuple[int, bytes]]:
    """Every message is the first one with other numbers in it."""
    template, places = _joint_template()
    rows = np.repeat(template[None], rate_hz, axis=0)
    t_s = second + np.arange(rate_hz)[:, None] / rate_hz
    rng = np.random.default_rng(second)
    for quantity, (start, stop) in enumerate(places):
        values = np.sin(t_s * (0.3 + 0.01 * np.arange(len(JOINTS))) + quantity)
        values += rng.normal(0, 1e-3, values.shape)
        # Encoders and drives give a few thousand steps, not 52 bits.
        rows[:, start:stop] = np.round(values, 4).view(np.uint8)
    for number, row in enumerate(rows):
        yield _START_NS + second * NS_PER_S + number * NS_PER_S // rate_hz, row.tobytes()


@cache
def _joint_template() -> tuple[np.ndarray, tuple[tuple[int, int], ...]]:
    """Bytes of a message, uint8 (n,), and where position, velocity and effort lie in it."""
    marks = [np.full(len(JOINTS), mark) for mark in (1.5e77, 2.5e77, 3.5e77)]
    data = serialize(
        "sensor_msgs/msg/JointState",
        {"header": {"stamp": stamp(_START_NS)}, "name": list(JOINTS)}
        | dict(zip(("position", "velocity", "effort"), marks, strict=True)),
    )
    starts = [data.index(mark.tobytes()) for mark in marks]
    return np.frombuffer(data, np.uint8), tuple((at, at + marks[0].nbytes) for at in starts)


@cache
def _pictures() -> tuple[bytes, ...]:
    """A few seconds of H.264 Annex B in foxglove's messages; each second begins with a keyframe."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.height, encoder.width, encoder.pix_fmt = 480, 640, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, _CAMERA_HZ), Fraction(_CAMERA_HZ)
    encoder.gop_size, encoder.max_b_frames, encoder.bit_rate = _CAMERA_HZ, 0, _BITRATE
    encoder.options = {"preset": "veryfast", "tune": "zerolatency", "sc_threshold": "0"}
    texture = np.random.default_rng(1).integers(0, 160, (480, 640 + 2 * _CYCLE_S * _CAMERA_HZ, 1), np.uint8)
    packets = []
    for number in range(_CYCLE_S * _CAMERA_HZ):
        picture = numbered_picture(number, height=480, width=640) // 2
        picture += texture[:, 2 * number : 2 * number + 640] // 3
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        packets += encoder.encode(frame)
    return tuple(_video_message(bytes(packet)) for packet in (*packets, *encoder.encode(None)))


def _video_message(data: bytes) -> bytes:
    fields = {"frame_id": "camera", "data": np.frombuffer(data, np.uint8), "format": "h264"}
    return serialize(_video_type(), fields)


@cache
def _video_type() -> str:
    """Registers foxglove's message, which the store of ROS types lacks."""
    name = "foxglove_msgs/msg/CompressedVideo"
    text = "builtin_interfaces/Time timestamp\nstring frame_id\nuint8[] data\nstring format\n"
    typestore().register(get_types_from_msg(text, name))
    return name


@cache
def _depth_images() -> tuple[bytes, ...]:
    y, x = np.mgrid[0:240, 0:320]
    rng = np.random.default_rng(2)
    messages = []
    for number in range(_DEPTH_HZ):
        depth_mm = 800 + (y + number * 3) // 2 + x // 4 + rng.integers(0, 4, y.shape)
        _, coded = cv2.imencode(".png", depth_mm.astype(np.uint16), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        fields = {"header": {"frame_id": "depth"}, "format": "16UC1; png compressed", "data": coded}
        messages.append(serialize("sensor_msgs/msg/CompressedImage", fields))
    return tuple(messages)


@cache
def _scans() -> tuple[bytes, ...]:
    rng = np.random.default_rng(3)
    names = ("x", "y", "z", "intensity")
    fields = [{"name": name, "offset": 4 * n, "datatype": 7, "count": 1} for n, name in enumerate(names)]
    messages = []
    for _ in range(_LIDAR_HZ):
        points = np.round(rng.normal(0, 4, (_POINTS, 4)), 2).astype(np.float32)
        points[:, 3] = rng.integers(0, 100, _POINTS)
        scan = {
            "header": {"frame_id": "lidar"}, "height": 1, "width": _POINTS, "fields": fields,
            "point_step": 16, "row_step": 16 * _POINTS, "data": points.reshape(-1).view(np.uint8), "is_dense": True,
        }  # fmt: skip
        messages.append(serialize("sensor_msgs/msg/PointCloud2", scan))
    return tuple(messages)
