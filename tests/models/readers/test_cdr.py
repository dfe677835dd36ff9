"""CDR against rosbags, for messages of every shape."""

from typing import Any

import numpy as np
import pytest

from models.readers.cdr import BadMessageError, decode, layout_of, plain
from models.readers.cdr_types import Sequence, Struct, UnknownTypeError, full_name, parse_type
from tests.support import mcap_reference
from tests.support.ros_mcap import serialize, typestore

MESSAGES: dict[str, dict[str, Any]] = {
    "std_msgs/msg/String": {"data": "Größe 漢字"},
    "std_msgs/msg/Empty": {},
    "std_msgs/msg/UInt64": {"data": 2**64 - 1},
    "sensor_msgs/msg/JointState": {"name": ["a", "", "ccc"], "position": [1.0, np.nan, -np.inf]},
    "sensor_msgs/msg/CameraInfo": {"height": 3, "d": [1.5], "k": np.arange(9), "distortion_model": "plumb"},
    "sensor_msgs/msg/LaserScan": {"ranges": [1, 2, np.nan], "angle_min": 0.1},
    "sensor_msgs/msg/Image": {"data": np.arange(9), "encoding": "mono8"},
    "tf2_msgs/msg/TFMessage": {"transforms": [{"child_frame_id": "x" * i} for i in range(5)]},
    "std_msgs/msg/Float64MultiArray": {"layout": {"dim": [{"label": "r", "size": 2}]}, "data": [1, 2]},
    "rcl_interfaces/msg/ParameterEvent": {
        "new_parameters": [
            {"name": "p", "value": {"bool_array_value": [True, False], "string_array_value": ["s"]}}
        ]
    },
    "diagnostic_msgs/msg/DiagnosticArray": {
        "status": [{"name": "n", "values": [{"key": "k", "value": "v"}]}]
    },
}


def type_of(name: str) -> Struct:
    text, _ = typestore().generate_msgdef(name, ros_version=2)
    return parse_type(name, "ros2msg", text.encode())


@pytest.mark.parametrize("little_endian", [True, False])
@pytest.mark.parametrize("name", MESSAGES)
def test_messages_decode_like_rosbags(name: str, little_endian: bool) -> None:
    data = serialize(name, MESSAGES[name], little_endian=little_endian)
    expected = mcap_reference.plain(typestore().deserialize_cdr(data, name), typestore())
    expected.pop("structure_needs_at_least_one_member", None)
    assert repr(plain(decode(type_of(name), data))) == repr(expected)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_layout_says_where_each_number_lies(name: str) -> None:
    data = serialize(name, MESSAGES[name])
    fields = decode(type_of(name), data)
    for leaf in layout_of(type_of(name), data).leaves:
        value: Any = fields
        for step in leaf.path:
            value = value[int(step)] if isinstance(value, list) else value[step]
        np.testing.assert_array_equal(
            np.frombuffer(data, leaf.code, leaf.count, leaf.offset), np.ravel(value)
        )


@pytest.mark.parametrize("name", sorted(set(MESSAGES) - {"std_msgs/msg/Empty"}))
def test_every_truncation_is_refused(name: str) -> None:
    kind, data = type_of(name), serialize(name, MESSAGES[name])
    for end in range(len(data)):
        with pytest.raises(BadMessageError):
            decode(kind, data[:end])


def test_huge_lengths_are_refused_without_allocating() -> None:
    kind = type_of("sensor_msgs/msg/LaserScan")
    data = bytearray(serialize("sensor_msgs/msg/LaserScan", {"ranges": [1.0]}))
    data[-12:-8] = b"\xff\xff\xff\xff"
    with pytest.raises(BadMessageError):
        decode(kind, bytes(data))


def test_definitions_in_idl_and_with_short_separators() -> None:
    idl = b"""================================================================================
IDL: lab_msgs/msg/Pair
module lab_msgs { module msg { struct Pair { double a; sequence<long> b; }; }; };
"""
    pair = parse_type("lab_msgs/msg/Pair", "ros2idl", idl)
    assert [name for name, _ in pair.fields] == ["a", "b"]
    assert isinstance(pair.fields[1][1], Sequence)
    short = b"geometry_msgs/Point p\n=====\nMSG: geometry_msgs/Point\nfloat64 x\n"
    assert parse_type("lab_msgs/Short", "ros2msg", short).fields[0][0] == "p"


def test_standard_types_may_be_left_out_of_a_definition() -> None:
    kind = parse_type("lab_msgs/msg/Open", "ros2msg", b"std_msgs/Header header\nfloat64 v\n")
    data = serialize(
        "geometry_msgs/msg/WrenchStamped", {"header": {"frame_id": "tool"}, "wrench": {"force": {"x": 2}}}
    )
    assert decode(kind, data)["header"]["frame_id"] == "tool"
    assert decode(kind, data)["v"] == 2.0


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("ros2msg", b"lab_msgs/Unknown u\n"),
        ("ros2msg", b"float64 = what\n"),
        ("ros2msg", b"\xff\xfe"),
        ("ros2msg", b"lab_msgs/Loop again\n" + b"=" * 80 + b"\nMSG: lab_msgs/Loop\nlab_msgs/Loop again\n"),
        ("protobuf", b""),
    ],
)
def test_definitions_that_leave_something_open_are_refused(encoding: str, text: bytes) -> None:
    with pytest.raises(UnknownTypeError):
        parse_type("lab_msgs/msg/Loop", encoding, text)


def test_names_are_written_in_full() -> None:
    assert full_name("std_msgs/Float64") == "std_msgs/msg/Float64"
    assert full_name("std_msgs/msg/Float64") == "std_msgs/msg/Float64"
    assert full_name("foxglove.Pose") == "foxglove.Pose"


def test_long_bytes_can_be_shortened_to_base64() -> None:
    value = {"small": np.zeros(3, np.uint8), "large": np.zeros(2000, np.uint8)}
    assert plain(value, blobs=True)["small"] == [0, 0, 0]
    assert set(plain(value, blobs=True)["large"]) == {"data_base64"}
    assert plain(value)["large"] == [0] * 2000
