"""Recordings of a camera that sends coded video, one picture a message, as foxglove's bridge records it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rosbags.typesys import get_types_from_msg

from tests.support.ros_mcap import RosWriter, serialize, stamp, typestore
from tests.support.video_factory import encode_packets

CAMERA = "/camera/color"
OTHER = "/lidar/raw"
TYPE = "foxglove_msgs/msg/CompressedVideo"
_DEFINITION = "builtin_interfaces/Time timestamp\nstring frame_id\nuint8[] data\nstring format\n"
STEP_NS = 33_333_333


def write_camera(
    path: Path,
    numbers: Sequence[int],
    *,
    codec: str = "libx264",
    encoding: str = "h264",
    gop: int = 30,
    b_frames: int = 0,
    options: dict[str, str] | None = None,
    stamps_ns: Sequence[int] | None = None,
    beside_nbytes: int = 0,
    chunk_nbytes: int = 1 << 20,
) -> list[int]:
    """Numbered pictures as messages in the order of coding, another sensor's bytes beside each of them.

    Returns:
        The number that each message's picture carries.
    """
    typestore().register(get_types_from_msg(_DEFINITION, TYPE))
    rng = np.random.default_rng(5)
    packets = encode_packets(numbers, codec=codec, gop=gop, b_frames=b_frames, options=options)
    with RosWriter(path, chunk_size=chunk_nbytes) as writer:
        for place, packet in enumerate(packets):
            t_ns = place * STEP_NS if stamps_ns is None else stamps_ns[place]
            coded = np.frombuffer(bytes(packet), np.uint8)
            fields = {"timestamp": stamp(t_ns), "frame_id": "camera", "data": coded, "format": encoding}
            writer.add_raw(writer.channel(CAMERA, TYPE), serialize(TYPE, fields), t_ns)
            if beside_nbytes:
                noise = {"data": rng.integers(0, 4, beside_nbytes, np.uint8)}
                writer.add(OTHER, "std_msgs/msg/UInt8MultiArray", noise, t_ns)
    return [numbers[packet.pts or 0] for packet in packets]
