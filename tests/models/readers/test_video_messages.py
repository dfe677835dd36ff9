"""Coded video in packets of ffmpeg_image_transport and in CompressedImage, by the number in each picture."""

from pathlib import Path

import numpy as np
import pytest
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

from models.episode import StreamKind
from models.readers import open_episode
from models.streams import VideoFrame
from tests.support.ros_mcap import RosWriter, stamp
from tests.support.video_factory import encode_packets, read_number

NAME = "ffmpeg_image_transport_msgs/msg/FFMPEGPacket"
DEFINITION = """
std_msgs/Header header
int32 width
int32 height
string encoding
uint64 pts
uint8 flags
bool is_bigendian
uint8[] data
"""
NUMBERS = list(range(3, 27))


def write_packets(path: Path, *, codec: str, encoding: str) -> None:
    store = get_typestore(Stores.ROS2_JAZZY)
    store.register(get_types_from_msg(DEFINITION, NAME))
    header = store.types["std_msgs/msg/Header"](store.types["builtin_interfaces/msg/Time"](1, 5), "camera")
    with RosWriter(path) as writer:
        text, _ = store.generate_msgdef(NAME, ros_version=2)
        schema = writer.mcap.register_schema(NAME, "ros2msg", text.encode())
        channel = writer.mcap.register_channel("/eye/ffmpeg", "cdr", schema)
        for place, packet in enumerate(encode_packets(NUMBERS, codec=codec, gop=8)):
            data = np.frombuffer(bytes(packet), np.uint8)
            fields = (header, 192, 96, encoding, place, int(packet.is_keyframe), False)
            message = store.types[NAME](*fields, data)
            writer.add_raw(channel, bytes(store.serialize_cdr(message, NAME)), place * 10**7)


@pytest.mark.parametrize(
    ("codec", "encoding", "name"),
    [
        ("libx264", "libx264", "h264"),
        ("libx264", "h264;yuv420p;bgr8;bgr8", "h264"),
        ("libx265", "hevc_nvenc", "hevc"),
        ("libsvtav1", "libsvtav1", "av1"),
    ],
)
def test_the_picture_asked_for_is_the_picture_shown(
    tmp_path: Path, codec: str, encoding: str, name: str
) -> None:
    write_packets(tmp_path / "packets.mcap", codec=codec, encoding=encoding)
    with open_episode(tmp_path / "packets.mcap") as episode:
        stream = episode.streams["/eye/ffmpeg"]
        assert (stream.info.kind, stream.info.encoding) == (StreamKind.VIDEO, name)
        assert stream.describe().shape == (96, 192, 3)
        for index in (20, 0, 7, 8, 23, 9, *range(len(NUMBERS))):
            sample = stream.sample(index)
            assert isinstance(sample, VideoFrame)
            assert read_number(sample.rgb) == NUMBERS[index]


@pytest.mark.parametrize(("codec", "name"), [("libx264", "h264"), ("libx265", "hevc")])
def test_coded_video_in_compressed_images(tmp_path: Path, codec: str, name: str) -> None:
    with RosWriter(tmp_path / "images.mcap") as writer:
        for place, packet in enumerate(encode_packets(NUMBERS, codec=codec, gop=8)):
            fields = {
                "header": {"stamp": stamp(place)},
                "format": name,
                "data": np.frombuffer(bytes(packet), np.uint8),
            }
            writer.add("/eye/h26x", "sensor_msgs/msg/CompressedImage", fields, place * 10**7)
    with open_episode(tmp_path / "images.mcap") as episode:
        stream = episode.streams["/eye/h26x"]
        for index in (20, 0, 8, 7, 23):
            sample = stream.sample(index)
            assert isinstance(sample, VideoFrame)
            assert read_number(sample.rgb) == NUMBERS[index]
