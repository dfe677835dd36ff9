"""ROS 2 bags: split, compressed and damaged folders."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

from models.errors import KnownError, UnreadableRecordingError
from models.readers import open_episode, open_recording
from models.timebase import Clock
from tests.support.data import shared
from tests.support.ros_mcap import RosWriter

FLOAT = "std_msgs/msg/Float64"
COUNT = 300


def write_bag(folder: Path, mode: CompressionMode, storage: StoragePlugin) -> Path:
    store = get_typestore(Stores.ROS2_JAZZY)
    message = store.types[FLOAT]
    writer = Writer(folder, version=9, storage_plugin=storage)
    if mode is not CompressionMode.NONE:
        writer.set_compression(mode, CompressionFormat.ZSTD)
    with writer:
        connection = writer.add_connection("/v", FLOAT, typestore=store)
        for i in range(COUNT):
            writer.write(connection, 1000 + i, bytes(store.serialize_cdr(message(float(i)), FLOAT)))
    return folder


def values_of(path: Path) -> list[float]:
    with open_episode(path) as episode:
        assert episode.summary.problems == ()
        stream = episode.streams["/v"]
        assert stream.sample(7).values.tolist() == [7.0]
        return stream.block().values[:, 0].tolist()


@pytest.mark.parametrize("storage", list(StoragePlugin))
@pytest.mark.parametrize("mode", [CompressionMode.NONE, CompressionMode.FILE, CompressionMode.MESSAGE])
def test_every_storage_and_compression(tmp_path: Path, mode: CompressionMode, storage: StoragePlugin) -> None:
    if (mode, storage) == (CompressionMode.FILE, StoragePlugin.MCAP):
        pytest.skip("rosbags does not write it")
    folder = write_bag(tmp_path / "bag", mode, storage)
    assert open_recording(folder).episode_ids == ("bag",)
    assert values_of(folder) == list(range(COUNT))


def split(folder: Path) -> Path:
    folder.mkdir()
    for part in range(3):
        with RosWriter(folder / f"bag_{part}.mcap") as writer:
            for i in range(100):
                t_ns = 1000 + part * 100 + i
                writer.add("/v", FLOAT, {"data": float(part * 100 + i)}, t_ns)
                header = {"stamp": {"sec": 0, "nanosec": t_ns}, "frame_id": "eye"}
                writer.add("/pose", "geometry_msgs/msg/PoseStamped", {"header": header}, t_ns)
    names = "".join(f"    - bag_{part}.mcap\n" for part in range(3))
    text = f"rosbag2_bagfile_information:\n  version: 5\n  relative_file_paths:\n{names}"
    (folder / "metadata.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("clock", list(Clock))
def test_a_split_recording_is_one_episode(tmp_path: Path, clock: Clock) -> None:
    with open_episode(split(tmp_path / "walk"), clock=clock) as episode:
        assert episode.summary.id == "walk"
        pose = episode.streams["/pose"]
        np.testing.assert_array_equal(pose.stamps(), np.arange(1000, 1300))
        assert pose.message(150)["header"]["stamp"]["nanosec"] == 1150
        assert pose.describe().frame_id == "eye"
        if clock is Clock.LOG:
            assert episode.streams["/v"].block().values[:, 0].tolist() == list(range(300))


def test_one_part_of_it_is_a_recording_of_its_own(tmp_path: Path) -> None:
    with open_episode(split(tmp_path / "walk") / "bag_1.mcap") as episode:
        assert episode.streams["/v"].info.count == 100


def test_a_missing_and_a_damaged_part_are_told(tmp_path: Path) -> None:
    folder = split(tmp_path / "walk")
    (folder / "bag_0.mcap").unlink()
    (folder / "bag_1.mcap").write_bytes(b"nothing")
    with open_episode(folder) as episode:
        assert [p.code for p in episode.summary.problems].count("missing_part") == 2
        assert episode.streams["/v"].info.count == 100


def test_a_description_alone_is_no_recording(tmp_path: Path) -> None:
    metadata = split(tmp_path / "walk") / "metadata.yaml"
    with pytest.raises(UnreadableRecordingError):
        open_recording(metadata)
    for file in metadata.parent.glob("*.mcap"):
        file.unlink()
    with pytest.raises(UnreadableRecordingError, match=r"none of its \.db3 or \.mcap files"):
        open_recording(metadata.parent)


def test_a_truncated_database_gives_what_is_whole(tmp_path: Path) -> None:
    data = shared("db3/rosbag2_test/rosbag2_test_0.db3").read_bytes()
    found = []
    for part in (9, 6, 3):
        path = tmp_path / f"{part}.db3"
        path.write_bytes(data[: len(data) * part // 10])
        with suppress(KnownError), open_episode(path) as episode:
            stream = episode.streams["/imu"]
            found.append(stream.info.count)
            assert episode.summary.problems
            stream.sample(0)
            stream.block()
    assert found == sorted(found, reverse=True)
