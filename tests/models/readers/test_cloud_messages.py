"""Livox and Velodyne clouds, and depth coded as RVL."""

import struct
from pathlib import Path

import numpy as np
import pytest
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

from models.episode import StreamKind
from models.readers import open_episode
from models.readers.cdr import BadMessageError
from models.readers.cloud_messages import decode_velodyne
from models.readers.image import decode_compressed_depth
from models.readers.rvl import decode_rvl
from tests.support import schema_mcap as make

LIVOX = """std_msgs/Header header
uint64 timebase
uint32 point_num
uint8 lidar_id
uint8[3] rsvd
CustomPoint[] points
================================================================================
MSG: livox_ros_driver2/CustomPoint
uint32 offset_time
float32 x
float32 y
float32 z
uint8 reflectivity
uint8 tag
uint8 line
================================================================================
MSG: std_msgs/Header
{seq}time stamp
string frame_id
"""


@pytest.mark.parametrize("count", [0, 5, 1000])
@pytest.mark.parametrize("encoding", ["ros1", "cdr"])
def test_livox_points(tmp_path: Path, encoding: str, count: int) -> None:
    name = "livox_ros_driver2/msg/CustomMsg"
    store = get_typestore(Stores.EMPTY)
    text = LIVOX.replace("{seq}", "uint32 seq\n" if encoding == "ros1" else "")
    standard = get_typestore(Stores.ROS2_JAZZY).fielddefs
    store.register({key: standard[key] for key in ("builtin_interfaces/msg/Time",)})
    store.register(get_types_from_msg(text, name))
    header_fields = ([1] if encoding == "ros1" else []) + [
        store.types["builtin_interfaces/msg/Time"](3, 4),
        "livox",
    ]
    point = store.types["livox_ros_driver2/msg/CustomPoint"]
    message = store.types[name](
        store.types["std_msgs/msg/Header"](*header_fields),
        7,
        count,
        0,
        np.zeros(3, np.uint8),
        [point(i, i * 0.5, -i, 2.0, i % 256, 1, i % 4) for i in range(count)],
    )
    serialize = store.serialize_ros1 if encoding == "ros1" else store.serialize_cdr
    schema = ("livox_ros_driver2/CustomMsg", "ros1msg" if encoding == "ros1" else "ros2msg", text.encode())
    if encoding == "cdr":
        schema = (schema[0], schema[1], text.replace("time stamp", "builtin_interfaces/Time stamp").encode())
    path = make.write(
        tmp_path / "a.mcap", encoding, {"/l": schema}, {"/l": [(1, bytes(serialize(message, name)))]}
    )
    with open_episode(path) as episode:
        stream = episode.streams["/l"]
        assert stream.info.kind is StreamKind.POINTS
        points = stream.sample(0).points
        assert stream.sample(0).frame_id == "livox"
        rows = points[["x", "y", "z", "reflectivity", "tag", "line", "offset_time"]].tolist()
        assert rows == [(i * 0.5, -i, 2.0, i % 256, 1, i % 4, i) for i in range(count)]
        assert len(stream.message(0)["points"]) == count


def packet(azimuth_deg: float, distance: int, product: int = 0x22) -> np.ndarray:
    blocks = b""
    for block in range(12):
        returns = b"".join(struct.pack("<HB", distance if i == 1 else 0, 9) for i in range(32))
        blocks += struct.pack("<HH", 0xEEFF, int(azimuth_deg * 100) + 40 * block) + returns
    return np.frombuffer(blocks + bytes(4) + bytes([0x37, product]), np.uint8)


def test_velodyne_packets() -> None:
    points = decode_velodyne({"packets": [{"data": packet(90.0, 5000)}]})
    assert len(points) == 12
    # Laser 1 looks up by one degree; 90 degrees of the sensor are to the right.
    reach = 10 * np.cos(np.radians(1))
    assert points["y"][0] == pytest.approx(-reach, abs=0.01)
    assert points["z"][0] == pytest.approx(10 * np.sin(np.radians(1)), abs=1e-5)
    assert (points["ring"] == 8).all()
    assert (points["intensity"] == 9).all()
    turned = np.degrees(np.arctan2(-points["y"], points["x"]))
    np.testing.assert_allclose(np.diff(turned), 0.4, atol=1e-3)
    with pytest.raises(BadMessageError, match="0x28"):
        decode_velodyne({"packets": [{"data": packet(0, 1, 0x28)}]})


def rvl(depth: np.ndarray) -> bytes:
    """As the paper codes it, one pixel after the other."""
    nibbles: list[int] = []

    def put(value: int) -> None:
        while True:
            nibble, value = value & 7, value >> 3
            nibbles.append(nibble | (8 if value else 0))
            if not value:
                return

    pixels, at, previous = depth.reshape(-1).tolist(), 0, 0
    while at < len(pixels):
        zeros = next((i for i, v in enumerate(pixels[at:]) if v), len(pixels) - at)
        put(zeros)
        at += zeros
        filled = next((i for i, v in enumerate(pixels[at:]) if not v), len(pixels) - at)
        put(filled)
        for value in pixels[at : at + filled]:
            delta = value - previous
            put((delta << 1) ^ (delta >> 31))
            previous = value
        at += filled
    nibbles += [0] * (-len(nibbles) % 8)
    words = [int("".join(f"{n:x}" for n in nibbles[i : i + 8]), 16) for i in range(0, len(nibbles), 8)]
    return struct.pack(f"<II{len(words)}I", depth.shape[1], depth.shape[0], *words)


def test_rvl_depth() -> None:
    generator = np.random.default_rng(3)
    depth = generator.integers(0, 5000, (48, 64)).astype(np.uint16)
    depth[generator.random(depth.shape) < 0.4] = 0
    np.testing.assert_array_equal(decode_rvl(rvl(depth)), depth)
    np.testing.assert_array_equal(decode_rvl(rvl(np.zeros((3, 4), np.uint16))), np.zeros((3, 4)))
    data = struct.pack("<iff", 0, 0, 0) + rvl(depth)
    depth_m = decode_compressed_depth({"format": "16UC1; compressedDepth rvl", "data": data})
    np.testing.assert_allclose(np.nan_to_num(depth_m), depth / 1000, atol=1e-5)


@pytest.mark.parametrize(
    "data", [b"", struct.pack("<II", 60000, 60000), struct.pack("<III", 4, 4, 0xFFFFFFFF)]
)
def test_bad_rvl_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_rvl(data)
