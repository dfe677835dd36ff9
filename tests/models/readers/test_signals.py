"""Blocks of numbers: many messages at once must give what each gives alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.readers import open_episode
from models.readers.cdr_types import parse_type
from models.readers.signal_channels import is_signal
from models.readers.signals import SignalDecoder
from models.streams import SignalStream
from tests.support.ros_mcap import RosWriter, serialize, stamp, typestore

JOINTS = "sensor_msgs/msg/JointState"


def joints(i: int, names: str, quantities: str = "pve") -> dict[str, Any]:
    values = np.arange(len(names)) + 10.0 * i
    given = {"p": ("position", values), "v": ("velocity", values / 2), "e": ("effort", -values)}
    header = {"stamp": stamp(i), "frame_id": "base"}
    return {"header": header, "name": list(names), **dict(given[q] for q in quantities)}


def write(path: Path, messages: list[dict[str, Any]], *, chunk_size: int = 1000) -> Path:
    with RosWriter(path, chunk_size=chunk_size) as writer:
        for i, message in enumerate(messages):
            writer.add("/joints", JOINTS, message, i)
    return path


def block(path: Path) -> tuple[tuple[str, ...], np.ndarray, list[str]]:
    with open_episode(path) as episode:
        stream = episode.streams["/joints"]
        assert isinstance(stream, SignalStream)
        values = stream.block().values
        alone = [stream.sample(i).values for i in range(stream.info.count)]
        np.testing.assert_array_equal(values, np.array(alone).reshape(values.shape))
        return stream.describe().channels, values, [p.code for p in episode.summary.problems]


def test_only_quantities_that_exist_are_channels(tmp_path: Path) -> None:
    channels, values, _ = block(write(tmp_path / "a.mcap", [joints(i, "ab", "p") for i in range(50)]))
    assert channels == ("position.a", "position.b")
    assert values[:, 1].tolist() == [10.0 * i + 1 for i in range(50)]


def test_two_publishers_of_equally_many_joints_share_a_stream(tmp_path: Path) -> None:
    messages = [joints(i, "ab" if i % 2 else "xy", "p") for i in range(30)]
    channels, values, problems = block(write(tmp_path / "a.mcap", messages))
    assert channels == ("position.x", "position.y", "position.a", "position.b")
    assert values[1].tolist()[2:] == [10.0, 11.0]
    assert problems == []


def test_two_publishers_of_different_joints_share_a_stream(tmp_path: Path) -> None:
    messages = [joints(i, "abc" if i % 2 else "xy") for i in range(60)]
    channels, values, problems = block(write(tmp_path / "a.mcap", messages))
    assert channels[:2] == ("position.x", "position.y")
    assert set(channels) == {f"{q}.{j}" for q in ("position", "velocity", "effort") for j in "abcxy"}
    assert np.isnan(values[::2, channels.index("position.a")]).all()
    assert values[1::2, channels.index("effort.c")].tolist() == [-(10.0 * i + 2) for i in range(1, 60, 2)]
    assert problems == []


def test_joints_in_another_order_land_in_their_own_channels(tmp_path: Path) -> None:
    messages = [joints(i, "ab" if i % 3 else "ba") for i in range(40)]
    channels, values, _ = block(write(tmp_path / "a.mcap", messages))
    a = values[:, channels.index("position.a")]
    assert a.tolist() == [10.0 * i + (0 if i % 3 else 1) for i in range(40)]


def test_joints_that_appear_late_are_told(tmp_path: Path) -> None:
    messages = [joints(i, "ab" if i < 50 else "abc") for i in range(60)]
    channels, values, problems = block(write(tmp_path / "a.mcap", messages))
    assert "position.c" not in channels
    assert values[-1, 0] == 590.0
    assert problems == ["channels_changed"]


def test_a_stream_whose_layout_always_changes_is_still_read(tmp_path: Path) -> None:
    messages = [{**joints(i, "ab"), "header": {"frame_id": "f" * (i % 40)}} for i in range(80)]
    _, values, _ = block(write(tmp_path / "a.mcap", messages, chunk_size=100_000))
    assert values[:, 0].tolist() == [10.0 * i for i in range(80)]


def test_messages_that_contradict_themselves_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    unnamed = {"position": [1.0, 2.0]}
    twice = {"name": ["a", "a"], "position": [1.0, 2.0]}
    short = {"name": ["a", "b"], "position": [1.0]}
    long = {"name": ["a"], "position": [1.0, 2.0, 3.0]}
    for message, expected in (
        (unnamed, {"position.0": 1.0, "position.1": 2.0}),
        (twice, {"position.a": 2.0}),
        (short, {"position.a": 1.0}),
        (long, {"position.a": 1.0}),
    ):
        channels, values, _ = block(write(tmp_path / "a.mcap", [message]))
        assert dict(zip(channels, values[0].tolist(), strict=True)) == expected


def test_a_broken_message_is_nan_and_its_neighbours_are_whole(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        channel = writer.channel("/joints", JOINTS)
        for i in range(9):
            data = serialize(JOINTS, joints(i, "ab"))
            writer.add_raw(channel, data[:-30] if i == 4 else data, i)
    with open_episode(tmp_path / "a.mcap") as episode:
        values = episode.streams["/joints"].block().values
    assert np.isnan(values[4]).all()
    assert values[[3, 5], 0].tolist() == [30.0, 50.0]


@pytest.mark.parametrize("little_endian", [True, False])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Bool", True),
        ("Int8", -128),
        ("UInt16", 65535),
        ("Int32", -(2**31)),
        ("Float32", 1.5),
        ("Float64", -2.25),
        ("UInt64", 2**53),
    ],
)
def test_numbers_of_every_type(name: str, value: float, little_endian: bool) -> None:
    type_name = f"std_msgs/msg/{name}"
    text, _ = typestore().generate_msgdef(type_name, ros_version=2)
    decoder = SignalDecoder(parse_type(type_name, "ros2msg", text.encode()), ("data",))
    data = serialize(type_name, {"data": value}, little_endian=little_endian)
    assert decoder.one(data).tolist() == [float(value)]
    starts = np.array([0, len(data)])
    assert decoder.many(data * 2, starts, np.full(2, len(data))).tolist() == [[float(value)]] * 2


def test_multi_arrays_are_numbered(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        for i in range(5):
            layout = {"dim": [{"label": "rows", "size": 3, "stride": 3}]}
            message = {"layout": layout, "data": [i, i + 0.5, -i]}
            writer.add("/array", "std_msgs/msg/Float64MultiArray", message, i)
    with open_episode(tmp_path / "a.mcap") as episode:
        stream = episode.streams["/array"]
        assert stream.describe().channels == ("0", "1", "2")
        assert stream.block().values[3].tolist() == [3.0, 3.5, -3.0]


def test_covariances_and_stamps_are_no_channels_and_poses_have_units(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        writer.add("/odom", "nav_msgs/msg/Odometry", {"child_frame_id": "base"}, 1)
    with open_episode(tmp_path / "a.mcap") as episode:
        info = episode.streams["/odom"].describe()
    units = dict(zip(info.channels, info.units, strict=True))
    assert units["pose.pose.position.x"] == "m"
    assert units["twist.twist.angular.z"] == "rad/s"
    assert not any("covariance" in name or "sec" in name for name in info.channels)


def test_types_with_texts_or_lists_are_no_signals() -> None:
    for name in (
        "sensor_msgs/msg/CameraInfo",
        "std_msgs/msg/String",
        "std_msgs/msg/Empty",
    ):
        text, _ = typestore().generate_msgdef(name, ros_version=2)
        assert not is_signal(parse_type(name, "ros2msg", text.encode()))
