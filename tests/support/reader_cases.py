"""Recordings of every format, each with what must come out of it, for the contract that all readers share."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
import pyarrow.parquet as pq
import pytest

from models.streams import DepthImage, PointCloud, SignalSample, Stream, VideoFrame
from models.timebase import seconds_to_ns
from tests.support import agibot_factory as agibot
from tests.support import array_cases as arrays
from tests.support import folder_cases as folders
from tests.support import hdf5_factory as hdf5
from tests.support import mcap_reference as mcap
from tests.support import video_cases as videos
from tests.support import zarr_factory as zarrs
from tests.support.agibot_cases import AgibotExpected
from tests.support.bag_reference import Bag2Expected, BagExpected, Db3Expected
from tests.support.cloud_cases import CloudExpected
from tests.support.data import DEMO, shared


class Expected(Protocol):
    """What one recording holds, told by the libraries of its format."""

    def stamps(self) -> dict[str, np.ndarray]: ...

    def check(self, stream: Stream, index: int) -> None: ...


@dataclass(frozen=True)
class Case:
    """A recording: where it is, which episode of it, and what it holds. ``path`` skips where it is absent."""

    name: str
    path: Callable[[], Path]
    expected: Callable[[Path], Expected]
    episode_id: str | None = None


class McapExpected:
    def __init__(self, path: Path) -> None:
        self.topics = mcap.read_reference(path)

    def stamps(self) -> dict[str, np.ndarray]:
        return {name: topic.stamps_ns for name, topic in self.topics.items()}

    def check(self, stream: Stream, index: int) -> None:
        topic = self.topics[stream.info.name]
        if topic.encoding == "json":
            assert stream.message(index) == json.loads(topic.messages[index].data)
        elif stream.describe().encoding == topic.encoding != "cdr":
            assert set(stream.message(index)) == {"data_base64"}
        else:
            self._check_cdr(stream, index, topic)

    def _check_cdr(self, stream: Stream, index: int, topic: mcap.TopicReference) -> None:
        sample = stream.sample(index)
        message = topic.decoded(index)
        if isinstance(sample, VideoFrame):
            np.testing.assert_array_equal(sample.rgb, topic.pictures[index])
        elif isinstance(sample, DepthImage):
            np.testing.assert_array_equal(sample.depth_m, mcap.depth_of_png(message.data.tobytes()))
        elif isinstance(sample, PointCloud):
            assert len(sample.points) == message.height * message.width
            np.testing.assert_array_equal(sample.table(), mcap.points_of(message))
        else:
            assert repr(stream.message(index)) == repr(mcap.plain(message, topic.store))
        if isinstance(sample, SignalSample):
            values = dict(zip(stream.describe().channels, sample.values.tolist(), strict=True))
            assert repr(values) == repr(channel_values(topic.type_name, message))


def channel_values(type_name: str, message: Any) -> dict[str, float]:
    """Value by channel name as this project names channels."""
    if type_name == "sensor_msgs/msg/JointState":
        return {
            f"{quantity}.{joint}": value
            for quantity in ("position", "velocity", "effort")
            for joint, value in zip(message.name, getattr(message, quantity).tolist(), strict=False)
        }
    if type_name == "geometry_msgs/msg/WrenchStamped":
        return {
            f"{vector}.{axis}": getattr(getattr(message.wrench, vector), axis)
            for vector in ("force", "torque")
            for axis in "xyz"
        }
    return {"data": float(message.data)}


class LeRobotExpected:
    """One episode of a LeRobot data set, from its parquet and mp4 files."""

    def __init__(self, root: Path, *, episode: int) -> None:
        self._root = root
        self._episode = episode
        tables = [pq.read_table(file) for file in sorted(root.glob("data/*/*.parquet"))]
        table = next(t for t in tables if episode in t["episode_index"].to_pylist())
        self._rows = [row for row in table.to_pylist() if row["episode_index"] == episode]

    def stamps(self) -> dict[str, np.ndarray]:
        stamps = np.array([seconds_to_ns(row["timestamp"]) for row in self._rows], np.int64)
        videos = [path.parent.name for path in self._root.glob("videos/*/*/*.mp4")]
        names = [name for name in videos if name.startswith("observation.images")]
        names += [path.parent.parent.name for path in self._root.glob("videos/observation.*/*/*.mp4")]
        return dict.fromkeys([*self._rows[0], *names], stamps)

    def check(self, stream: Stream, index: int) -> None:
        sample = stream.sample(index)
        if isinstance(sample, VideoFrame):
            np.testing.assert_array_equal(sample.rgb, self._pictures[index])
            return
        value = self._rows[index][stream.info.name]
        assert isinstance(sample, SignalSample)
        assert sample.values.tolist() == (value if isinstance(value, list) else [value])
        assert dict(stream.message(index)) == {stream.info.name: value}

    @cached_property
    def _pictures(self) -> list[np.ndarray]:
        alone = sorted(self._root.glob(f"videos/*/*/episode_{self._episode:06d}.mp4"))
        shared_file = sorted(self._root.glob("videos/*/*/file-*.mp4"))
        with av.open(str([*alone, *shared_file][0])) as container:
            frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        first = 0 if alone else self._rows[0]["index"]
        return frames[first : first + len(self._rows)]


def _demo(name: str) -> Callable[[], Path]:
    return lambda: DEMO / name


def _shared(name: str) -> Callable[[], Path]:
    return lambda: shared(name)


def _lerobot(episode: int) -> Callable[[Path], Expected]:
    return lambda path: LeRobotExpected(path, episode=episode)


CASES = (
    Case("demo-success", _demo("pick_can_success.mcap"), McapExpected),
    Case("demo-faults", _demo("pick_can_sensor_faults.mcap"), McapExpected),
    Case("real-g1", _shared("mcap/g1_real_teleop.mcap"), McapExpected),
    Case("json-images", _shared("mcap/lb_custom-camera-model.mcap"), McapExpected),
    Case("json", _shared("mcap/lb_example.mcap"), McapExpected),
    Case("db3-folder", _shared("db3/rosbag2_test"), Bag2Expected),
    Case("db3-alone", _shared("db3/rosbag2_test/rosbag2_test_0.db3"), Db3Expected),
    Case("bag-laser", _shared("bag/tilt_laser.bag"), BagExpected),
    Case("bag-many-publishers", _shared("bag/example.bag"), BagExpected),
    Case("bag-lz4", _shared("bag/example-lz4.bag"), BagExpected),
    Case("bag-bz2", _shared("bag/example-bz2.bag"), BagExpected),
    Case("bag-simulated", _shared("bag/rl_test2_jackal.bag"), BagExpected),
    Case("talker", _shared("mcap/rosbag2_talker.mcap"), McapExpected),
    Case("protobuf", _shared("mcap/pj_test_unsupported_encoding.mcap"), McapExpected),
    Case("lerobot-v2.1", _shared("lerobot/g1_v21"), _lerobot(1), "1"),
    Case("lerobot-v3.0", _shared("lerobot/g1_v30"), _lerobot(1), "1"),
    Case("agibot", arrays.written("agibot", agibot.write_agibot), AgibotExpected, str(agibot.EPISODES[0])),
    Case("umi-folder", arrays.written("umi.zarr", zarrs.write_umi), arrays.umi_expected(1), "1"),
    Case("umi-zip", arrays.written("umi.zarr.zip", zarrs.write_umi), arrays.umi_expected(2), "2"),
    Case("umi-jpegxl", arrays.written("umix.zarr.zip", zarrs.write_jpegxl), arrays.umi_expected(1), "1"),
    Case("umi-v3", arrays.written("umi3.zarr", zarrs.write_version_3), arrays.umi_expected(0), "0"),
    Case("hdf5-bridge", _shared("hdf5/bridge_episode_0.hdf5"), arrays.hdf5_expected()),
    Case(
        "hdf5-aloha",
        arrays.written("aloha.hdf5", hdf5.write_aloha),
        arrays.hdf5_expected(period_ns=hdf5.STEP_NS),
    ),
    Case(
        "hdf5-jpeg",
        arrays.written("jpeg.hdf5", hdf5.write_compressed),
        arrays.hdf5_expected(period_ns=hdf5.STEP_NS, left_out=("compress_len",)),
    ),
    Case(
        "hdf5-robomimic",
        arrays.written("robomimic.hdf5", hdf5.write_robomimic),
        arrays.hdf5_expected("data/demo_9", period_ns=50_000_000),
        "demo_9",
    ),
    Case(
        "hdf5-robomind",
        arrays.written("trajectory.hdf5", hdf5.write_robomind),
        arrays.hdf5_expected(left_out=("language_raw",)),
    ),
    Case(
        "hdf5-stamped",
        arrays.written("stamped.h5", hdf5.write_stamped),
        arrays.hdf5_expected(stamps=arrays.STAMPED, left_out=("eye/intrinsics", "eye/homography")),
    ),
    Case("cloud-pcd-ascii", _shared("pointcloud/pypcd4/ascii.pcd"), CloudExpected),
    Case("cloud-pcd-binary", _shared("pointcloud/lidar_251370668.pcd"), CloudExpected),
    Case("cloud-pcd-compressed", _shared("pointcloud/learn1.pcd"), CloudExpected),
    Case("cloud-ply", _shared("pointcloud/small_gicp_target.ply"), CloudExpected),
    Case("cloud-las", _shared("pointcloud/simple.las"), CloudExpected),
    Case("cloud-laz", _shared("pointcloud/plane.laz"), CloudExpected),
    Case("cloud-csv", _shared("pointcloud/car_cloud400.csv"), CloudExpected),
    Case("video-mp4", videos.written("b.mp4", b_frames=2), videos.VideoExpected),
    Case("video-mkv", videos.written("c.mkv", codec="libx265"), videos.VideoExpected),
    Case("video-webm", videos.written("v.webm", codec="libvpx-vp9"), videos.VideoExpected),
    Case("video-mov", videos.written("m.mov", codec="mjpeg"), videos.VideoExpected),
    Case("video-avi", videos.written("m.avi", codec="mpeg4"), videos.VideoExpected),
    Case("video-ts", videos.written("t.ts"), videos.VideoExpected),
    Case("video-av1", videos.written("a.mp4", codec="libsvtav1"), videos.VideoExpected),
    Case("folder-rgbd", _shared("rgbd"), folders.rgbd_expected),
    Case("folder-stamped", folders.written("stamped", folders.write_stamped), folders.stamped_expected),
    Case(
        "folder-described", folders.written("described", folders.write_described), folders.described_expected
    ),
)


@pytest.fixture(params=CASES, ids=lambda case: case.name, scope="module")
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(scope="module")
def expected(case: Case) -> Expected:
    return case.expected(case.path())
