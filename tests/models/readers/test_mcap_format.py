"""MCAP files of every make: compressed or not, with and without chunks, indexes and summaries."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.episode import Severity, StreamKind
from models.errors import KnownError, UnreadableRecordingError
from models.readers import open_episode
from models.streams import SignalBlock, index_at, sample_at
from tests.support.mcap_reference import plain, read_reference
from tests.support.ros_mcap import CompressionType, IndexType, RosWriter, stamp

FLOAT = "std_msgs/msg/Float64"
TEXT = "std_msgs/msg/String"
WRENCH = "geometry_msgs/msg/WrenchStamped"

MAKES: dict[str, dict[str, Any]] = {
    "zstd": {"compression": CompressionType.ZSTD},
    "lz4": {"compression": CompressionType.LZ4},
    "plain": {"compression": CompressionType.NONE},
    "no CRC": {"enable_crcs": False},
    "no message index": {"index_types": IndexType.CHUNK},
    "no chunk index": {"index_types": IndexType.MESSAGE},
    "no index": {"index_types": IndexType.NONE},
    "no repeated channels": {"repeat_channels": False},
    "no repeated schemas": {"repeat_schemas": False},
    "no statistics": {"use_statistics": False},
    "no summary offsets": {"use_summary_offsets": False},
    "no summary": {
        "index_types": IndexType.NONE,
        "repeat_channels": False,
        "repeat_schemas": False,
        "use_statistics": False,
        "use_summary_offsets": False,
    },
    "no chunks": {"use_chunking": False},
}


def write(path: Path, **options: Any) -> Path:
    """Two topics over several chunks, logged partly out of order."""
    with RosWriter(path, chunk_size=2000, **options) as writer:
        for i in range(200):
            log_ns = 1000 + 10 * (i ^ 3)
            writer.add("/text", TEXT, {"data": f"number {i} " * 5}, log_ns)
            if i % 3 == 0:
                header = {"stamp": stamp(500 + i), "frame_id": "tool"}
                wrench = {"force": {"x": i / 2, "y": -i, "z": 0.25}}
                writer.add("/wrench", WRENCH, {"header": header, "wrench": wrench}, log_ns + 1)
    return path


@pytest.mark.parametrize("make", MAKES)
def test_every_make_gives_the_same(make: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.mcap", **MAKES[make])
    reference = read_reference(path)
    with open_episode(path) as episode:
        assert list(episode.streams) == ["/text", "/wrench"]
        for name, topic in reference.items():
            stream = episode.streams[name]
            np.testing.assert_array_equal(stream.stamps(), topic.stamps_ns)
            info = stream.info
            assert (info.count, info.start_ns, info.end_ns) == (
                len(topic.messages),
                topic.stamps_ns[0],
                topic.stamps_ns[-1],
            )
            for index in range(info.count):
                assert dict(stream.message(index)) == plain(topic.decoded(index), topic.store)
        assert episode.streams["/wrench"].block().values[:, 1].tolist() == [
            topic_message.wrench.force.y for topic_message in map(reference["/wrench"].decoded, range(67))
        ]
        assert all(problem.severity is Severity.INFO for problem in episode.summary.problems)


def test_of_equal_stamps_the_last_in_the_file_wins(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap", chunk_size=120) as writer:
        for value, log_ns in enumerate([5, 9, 5, 9, 7, 5]):
            writer.add("/v", FLOAT, {"data": float(value)}, log_ns)
    with open_episode(tmp_path / "a.mcap") as episode:
        stream = episode.streams["/v"]
        assert stream.stamps().tolist() == [5, 5, 5, 7, 9, 9]
        assert [stream.message(i)["data"] for i in range(6)] == [0, 2, 5, 4, 1, 3]
        assert sample_at(stream, 8).index == 3
        assert sample_at(stream, 5).values.tolist() == [5.0]
        assert index_at(stream.stamps(), 9) == 5


def test_channels_of_one_topic_and_type_are_one_stream(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        for value in range(4):
            writer.add("/v", FLOAT, {"data": float(value)}, 10 * value, writer=value % 2)
        writer.add("/v", TEXT, {"data": "another type"}, 15)
    with open_episode(tmp_path / "a.mcap") as episode:
        assert list(episode.streams) == ["/v", "/v#2"]
        assert [episode.streams["/v"].message(i)["data"] for i in range(4)] == [0, 1, 2, 3]
        assert episode.streams["/v#2"].info.kind is StreamKind.TEXT
        assert {p.code for p in episode.summary.problems} == {"channels_merged", "topic_split"}


def test_a_topic_without_messages_is_a_stream_too(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        writer.channel("/silent", FLOAT)
        writer.add("/v", FLOAT, {"data": 1.0}, 10)
    with open_episode(tmp_path / "a.mcap") as episode:
        silent = episode.streams["/silent"]
        assert (silent.info.count, silent.info.start_ns, silent.info.rate_hz) == (0, None, None)
        assert silent.describe() == silent.info
        assert silent.stamps().tolist() == []
        block = silent.block()
        assert isinstance(block, SignalBlock)
        assert len(block.values) == 0


def test_messages_between_chunks_are_found(tmp_path: Path) -> None:
    whole = write(tmp_path / "chunks.mcap").read_bytes()
    bare = write(tmp_path / "bare.mcap", use_chunking=False).read_bytes()
    reference = read_reference(tmp_path / "bare.mcap")
    mixed = tmp_path / "mixed.mcap"
    # Both files begin with the same header; the second one's records follow the first one's last chunk.
    start = 8 + 9 + int.from_bytes(whole[9:17], "little")
    mixed.write_bytes(whole[: whole.index(b"\x0f\x04\0\0\0\0\0\0\0")] + bare[start:])
    with open_episode(mixed) as episode:
        for name, topic in reference.items():
            stream = episode.streams[name]
            np.testing.assert_array_equal(stream.stamps(), np.repeat(topic.stamps_ns, 2))
            assert stream.message(0) == stream.message(1)


def test_kinds_that_the_schema_decides(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        for number, type_name in enumerate(
            (
                "sensor_msgs/msg/Imu",
                "geometry_msgs/msg/Twist",
                "geometry_msgs/msg/TwistStamped",
                "geometry_msgs/msg/PoseStamped",
                "std_msgs/msg/Int32",
                "std_msgs/msg/Bool",
                "geometry_msgs/msg/TransformStamped",
                "rcl_interfaces/msg/Log",
                "std_msgs/msg/Header",
                "sensor_msgs/msg/LaserScan",
            )
        ):
            writer.add("/" + type_name.rsplit("/", 1)[1], type_name, {}, number)
    with open_episode(tmp_path / "a.mcap") as episode:
        kinds = {name: stream.info.kind.value for name, stream in episode.streams.items()}
        assert kinds == {
            "/Imu": "signal",
            "/Twist": "signal",
            "/TwistStamped": "signal",
            "/PoseStamped": "signal",
            "/Int32": "signal",
            "/Bool": "signal",
            "/TransformStamped": "transform",
            "/Log": "text",
            "/Header": "other",
            "/LaserScan": "signal",
        }
        described = {name: stream.describe() for name, stream in episode.streams.items()}
        assert described["/Int32"].channels == ("data",)
        assert described["/Twist"].channels[:3] == ("linear.x", "linear.y", "linear.z")
        assert described["/Twist"].units == ("m/s",) * 3 + ("rad/s",) * 3
        assert described["/TwistStamped"].channels == described["/Twist"].channels
        assert described["/TwistStamped"].units == described["/Twist"].units
        assert described["/Imu"].channels == (
            *(f"orientation.{axis}" for axis in "xyzw"),
            *(f"angular_velocity.{axis}" for axis in "xyz"),
            *(f"linear_acceleration.{axis}" for axis in "xyz"),
        )
        assert described["/Imu"].units == ("",) * 4 + ("rad/s",) * 3 + ("m/s²",) * 3


def test_messages_that_are_not_cdr_are_kept(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        as_json = writer.mcap.register_channel("/json", "json", 0)
        as_proto = writer.mcap.register_channel("/proto", "protobuf", 0)
        writer.add_raw(as_json, json.dumps({"a": [1, None]}).encode(), 1)
        writer.add_raw(as_json, b"[1, 2]", 2)
        writer.add_raw(as_json, b"{broken", 3)
        writer.add_raw(as_proto, b"\x00\x01\x02", 4)
    with open_episode(tmp_path / "a.mcap") as episode:
        stream = episode.streams["/json"]
        assert stream.message(0) == {"a": [1, None]}
        assert stream.message(1) == {"value": [1, 2]}
        with pytest.raises(KnownError):
            stream.message(2)
        assert episode.streams["/proto"].message(0) == {"data_base64": "AAEC"}
        assert [p.code for p in episode.summary.problems] == ["unsupported_encoding"]


def test_metadata_names_task_and_robot(tmp_path: Path) -> None:
    with RosWriter(tmp_path / "a.mcap") as writer:
        writer.add("/v", FLOAT, {"data": 1.0}, 10)
        writer.mcap.add_metadata("episode", {"task": "pick", "robot": "g1"})
    with open_episode(tmp_path / "a.mcap") as episode:
        summary = episode.summary
        assert (summary.task, summary.robot, summary.format) == ("pick", "g1", "mcap")
        assert summary.attributes["episode.task"] == "pick"
        assert summary.attributes["library"] == "tests"


def test_a_closed_episode_says_so(tmp_path: Path) -> None:
    episode = open_episode(write(tmp_path / "a.mcap"))
    episode.close()
    with pytest.raises(UnreadableRecordingError, match="closed"):
        episode.streams["/text"].stamps()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _only_magic(path: Path) -> None:
    path.write_bytes(b"\x89MCAP0\r\n")


def _no_message(path: Path) -> None:
    with RosWriter(path):
        pass


def _foreign(path: Path) -> None:
    path.write_bytes(b"RIFF" + bytes(1000))


@pytest.mark.parametrize("make", [_empty, _only_magic, _no_message, _foreign])
def test_nothing_to_read_is_one_sentence(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "a.mcap")
    with pytest.raises(UnreadableRecordingError, match=r"a\.mcap"):
        open_episode(tmp_path / "a.mcap")
