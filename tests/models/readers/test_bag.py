"""ROS 1 bags without an index, cut off, and with pictures and clouds in them."""

from pathlib import Path

import numpy as np
import pytest
from rosbags.rosbag1 import Writer
from rosbags.typesys import Stores, get_typestore

from models.errors import UnreadableRecordingError
from models.readers import open_episode, open_recording
from tests.support.bag_reference import BagExpected

FLOAT = "std_msgs/msg/Float64"


def write(path: Path, compression: Writer.CompressionFormat | None = None, count: int = 400) -> Path:
    store = get_typestore(Stores.ROS1_NOETIC)
    writer = Writer(path)
    if compression is not None:
        writer.set_compression(compression)
    writer.chunk_threshold = 1 << 10
    with writer:
        number = writer.add_connection("/v", FLOAT, typestore=store)
        text = writer.add_connection("/text", "std_msgs/msg/String", typestore=store)
        for i in range(count):
            data = store.serialize_ros1(store.types[FLOAT](float(i)), FLOAT)
            writer.write(number, 10**9 + i, bytes(data))
            words = store.types["std_msgs/msg/String"](f"text {i}")
            writer.write(text, 10**9 + i, bytes(store.serialize_ros1(words, "std_msgs/msg/String")))
    return path


@pytest.mark.parametrize("compression", [None, *Writer.CompressionFormat])
def test_a_cut_bag_is_read_up_to_the_damage(tmp_path: Path, compression: object) -> None:
    data = write(tmp_path / "whole.bag", compression).read_bytes()
    counts = []
    for end in range(len(data) - 1, 6000, -len(data) // 23):
        path = tmp_path / "cut.bag"
        path.write_bytes(data[:end])
        with open_episode(path) as episode:
            codes = {problem.code for problem in episode.summary.problems}
            assert codes >= {"no_index"}
            values = episode.streams["/v"].block().values[:, 0]
            assert values.tolist() == list(range(len(values)))
            assert episode.streams["/v"].info.count == len(values)
            counts.append(len(values))
    assert counts[0] == 400
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) > 8


def test_a_bag_that_was_never_closed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.bag.active")
    expected = BagExpected(path).stamps()
    data = bytearray(path.read_bytes())
    at = data.index(b"index_pos=") + len(b"index_pos=")
    data[at : at + 8] = bytes(8)
    path.write_bytes(data)
    with open_episode(path) as episode:
        for name, stamps_ns in expected.items():
            np.testing.assert_array_equal(episode.streams[name].stamps(), stamps_ns)
        assert [p.code for p in episode.summary.problems] == ["no_index"]


def test_an_old_version_gets_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "old.bag").write_bytes(b"#ROSBAG V1.2\n" + bytes(100))
    with pytest.raises(UnreadableRecordingError, match=r"version V1\.2"):
        open_recording(tmp_path / "old.bag")
