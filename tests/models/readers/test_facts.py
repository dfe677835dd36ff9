"""Every recording of messages of the collection against the facts that were read with other libraries."""

import json
from pathlib import Path

import pytest

from models.episode import StreamKind
from models.readers import open_episode
from models.streams import SignalStream
from tests.support.data import DEMO, facts, shared

FACTS = {name: fact for name, fact in facts().items() if name.endswith((".mcap", ".bag", ".db3"))}
SIMULATED = [name for name in FACTS if name.startswith("sim/")]
KINDS = {
    "sensor_msgs/msg/JointState": StreamKind.SIGNAL,
    "geometry_msgs/msg/WrenchStamped": StreamKind.SIGNAL,
    "foxglove_msgs/msg/CompressedVideo": StreamKind.VIDEO,
    "sensor_msgs/msg/PointCloud2": StreamKind.POINTS,
    "tf2_msgs/msg/TFMessage": StreamKind.TRANSFORM,
    "std_msgs/msg/String": StreamKind.TEXT,
    "sensor_msgs/msg/CameraInfo": StreamKind.OTHER,
}
NEEDS_COLLECTION = pytest.mark.skipif(not FACTS, reason="the collection of recordings is not here")


@NEEDS_COLLECTION
@pytest.mark.parametrize("name", FACTS)
def test_counts_and_times(name: str) -> None:
    fact = FACTS[name]
    with open_episode(shared(name)) as episode:
        found = {info.name: info for info in episode.summary.streams if info.count}
        assert set(found) == set(fact["topics"])
        for topic, expected in fact["topics"].items():
            first = expected.get("first_ns", expected.get("first_log_ns"))
            last = expected.get("last_ns", expected.get("last_log_ns"))
            info = found[topic]
            assert (info.count, info.start_ns, info.end_ns) == (expected["count"], first, last)
            stamps_ns = episode.streams[topic].stamps()
            for key, values in expected.items():
                if key == "first_accel":
                    value = episode.streams[topic].message(0)["linear_acceleration"]
                    assert [round(value[axis], 5) for axis in "xyz"] == values
            assert (len(stamps_ns), stamps_ns[0], stamps_ns[-1]) == (expected["count"], first, last)
        firsts = [info.start_ns for info in found.values()]
        lasts = [info.end_ns for info in found.values()]
        assert episode.summary.start_ns == fact.get("first_ns", min(firsts))
        assert episode.summary.end_ns == fact.get("last_ns", max(lasts))
        assert sum(info.count for info in found.values()) == fact["messages"]


def simulated_paths() -> list[Path]:
    demo = sorted(DEMO.glob("*.mcap"))
    return [*demo, *(shared(name) for name in SIMULATED)] if FACTS else demo


@pytest.mark.parametrize("path", simulated_paths(), ids=lambda path: path.stem)
def test_simulated_episodes_agree_with_their_truth(path: Path) -> None:
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    with open_episode(path) as episode:
        for topic, expected in truth["topics"].items():
            if topic not in episode.streams:
                assert path.parent == DEMO
                continue
            info = episode.streams[topic].info
            assert (info.count, info.start_ns, info.end_ns) == (
                expected["count"],
                expected["first_log_ns"],
                expected["last_log_ns"],
            )
            if expected["type"] in KINDS:
                assert info.kind is KINDS[expected["type"]]
        assert episode.summary.problems == ()
        assert episode.streams["/camera/head/depth"].info.kind is StreamKind.DEPTH
        _check_joints(episode.streams["/joint_states"], truth)
        assert episode.streams["/lidar/points"].describe().shape[0] == truth["lidar_points"]["first"]


def _check_joints(stream: SignalStream, truth: dict) -> None:
    info = stream.describe()
    joints = truth["joints"]
    assert info.channels == tuple(f"{q}.{j}" for q in ("position", "velocity", "effort") for j in joints)
    assert info.units == ("rad",) * len(joints) + ("rad/s",) * len(joints) + ("N·m",) * len(joints)
    effort_nm = stream.block().values[:, 2 * len(joints) :]
    for column, (least, greatest) in enumerate(truth["effort_min_max"]):
        finite = effort_nm[:, column][~(effort_nm[:, column] != effort_nm[:, column])]
        assert (finite.min().round(4), finite.max().round(4)) == (least, greatest)


@NEEDS_COLLECTION
@pytest.mark.parametrize("name", SIMULATED)
def test_every_scan_has_its_points(name: str) -> None:
    fact = FACTS[name]["lidar_points"]
    with open_episode(shared(name)) as episode:
        stream = episode.streams["/lidar/points"]
        count = stream.info.count
        points = [len(stream.sample(i).points) for i in range(0, count, max(count // 20, 1))]
        assert stream.info.count == fact["scans"]
        assert points[0] == fact["first"]
        assert fact["min"] <= min(points) <= max(points) <= fact["max"]
