"""The header clock of MCAP files."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import NoHeaderStampError, UnreadableRecordingError
from models.readers import open_episode
from models.readers.base import Episode
from models.streams import sample_at
from models.timebase import Clock
from tests.support.data import DEMO
from tests.support.mcap_reference import read_reference
from tests.support.ros_mcap import RosWriter, serialize, stamp

JOINTS = "sensor_msgs/msg/JointState"
NAMED = (
    b"string name\nstd_msgs/Header header\nfloat64 value\n"
    + b"=" * 80
    + (b"\nMSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id\n")
)
COUNTED = b"uint8 kind\nbuiltin_interfaces/Time timestamp\n"


def by_header(path: Path) -> Episode:
    return open_episode(path, clock=Clock.HEADER)


@pytest.mark.parametrize("name", ["pick_can_success", "pick_can_sensor_faults"])
def test_stamps_are_those_of_the_messages(name: str) -> None:
    path = DEMO / f"{name}.mcap"
    reference = read_reference(path)
    with by_header(path) as episode:
        for topic, expected in reference.items():
            stamps = [expected.header_stamp(i) for i in range(len(expected.messages))]
            if None in stamps:
                continue
            assert episode.streams[topic].stamps().tolist() == sorted(stamps)


def test_order_is_by_header_stamp_then_file(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap", chunk_size=200) as writer:
        for value, (log_ns, header_ns) in enumerate([(1, 30), (2, 10), (3, 30), (4, 20), (9, 10), (8, 10)]):
            joints = {"header": {"stamp": stamp(header_ns)}, "name": ["j"], "position": [float(value)]}
            writer.add("/j", JOINTS, joints, log_ns)
    with by_header(tmp_path / "a.mcap") as episode:
        stream = episode.streams["/j"]
        assert stream.stamps().tolist() == [10, 10, 10, 20, 30, 30]
        assert stream.block().values[:, 0].tolist() == [1, 4, 5, 3, 0, 2]
        assert sample_at(stream, 15).values.tolist() == [5.0]
        assert (stream.info.start_ns, stream.info.end_ns) == (10, 30)
        assert (episode.summary.start_ns, episode.summary.end_ns) == (10, 30)


def test_big_endian_headers(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        for i in range(3):
            header = {"stamp": stamp(7_000_000_001 + i)}
            writer.add(
                "/j", JOINTS, {"header": header, "name": ["j"], "effort": [i + 0.5]}, i, little_endian=False
            )
    with by_header(tmp_path / "a.mcap") as episode:
        stream = episode.streams["/j"]
        assert stream.stamps().tolist() == [7_000_000_001, 7_000_000_002, 7_000_000_003]
        assert stream.block().values.tolist() == [[0.5], [1.5], [2.5]]


def test_a_header_behind_a_text_and_a_timestamp_behind_a_number(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        named = writer.mcap.register_schema("lab_msgs/msg/Named", "ros2msg", NAMED)
        counted = writer.mcap.register_schema("lab_msgs/msg/Counted", "ros2msg", COUNTED)
        a = writer.mcap.register_channel("/named", "cdr", named)
        b = writer.mcap.register_channel("/counted", "cdr", counted)
        # kind, padding, sec, nanosec
        writer.add_raw(b, b"\0\1\0\0" + b"\7\0\0\0" + b"\2\0\0\0" + b"\5\0\0\0", 1)
        text = serialize("std_msgs/msg/String", {"data": "abc"})
        writer.add_raw(a, text + b"\3\0\0\0" + b"\4\0\0\0" + b"\1\0\0\0\0" + bytes(7) + bytes(8), 2)
    with by_header(tmp_path / "a.mcap") as episode:
        assert episode.streams["/counted"].stamps().tolist() == [2_000_000_005]
        assert episode.streams["/named"].stamps().tolist() == [3_000_000_004]
        assert episode.streams["/named"].message(0)["name"] == "abc"


def test_streams_without_a_header_refuse(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        writer.add("/j", JOINTS, {"header": {"stamp": stamp(5)}}, 1)
        writer.add("/text", "std_msgs/msg/String", {"data": "hello"}, 2)
    with by_header(tmp_path / "a.mcap") as episode:
        text = episode.streams["/text"]
        assert (text.info.count, text.info.start_ns, text.info.end_ns) == (1, None, None)
        for refused in (text.stamps, lambda: text.sample(0)):
            with pytest.raises(NoHeaderStampError):
                refused()
        assert text.message(0) == {"data": "hello"}
        assert [(p.code, p.stream) for p in episode.summary.problems] == [("no_header_stamp", "/text")]


def test_a_recording_without_any_header_has_no_header_clock(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        writer.add("/text", "std_msgs/msg/String", {"data": "hello"}, 2)
    with pytest.raises(UnreadableRecordingError, match="log clock"):
        by_header(tmp_path / "a.mcap")


def test_an_empty_transform_message_stays_beside_its_neighbour(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        for log_ns, header_ns in ((1, 50), (2, None), (3, 60)):
            transforms = [] if header_ns is None else [{"header": {"stamp": stamp(header_ns)}}]
            writer.add("/tf", "tf2_msgs/msg/TFMessage", {"transforms": transforms}, log_ns)
    with by_header(tmp_path / "a.mcap") as episode:
        assert episode.streams["/tf"].stamps().tolist() == [50, 50, 60]


def test_video_shows_the_same_picture_on_both_clocks() -> None:
    path = DEMO / "pick_can_success.mcap"
    with open_episode(path) as by_log, by_header(path) as by_stamp:
        for index in (0, 31, 5):
            log = by_log.streams["/camera/head/color"].sample(index)
            header = by_stamp.streams["/camera/head/color"].sample(index)
            np.testing.assert_array_equal(log.rgb, header.rgb)
            assert header.t_ns < log.t_ns
