"""``inspect``: its JSON is a contract, and no file makes it fail otherwise than by a sentence."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import CommandLine
from tests.support.data import DEMO, SHARED, facts, shared

STREAM_KEYS = ["name", "kind", "count", "start_ns", "end_ns", "rate_hz", "encoding", "shape", "channels"]
STREAM_KEYS += ["intrinsics"]
PROBLEM_KEYS = ["code", "severity", "stream", "message", "t_ns"]
KINDS = {"video", "depth", "points", "signal", "transform", "text", "other"}
EPISODES = sorted(path.stem for path in DEMO.glob("*.mcap"))


def inspected(rushes: CommandLine, path: Path, *options: str) -> dict[str, Any]:
    answer = rushes("inspect", path, "--json", *options)
    assert answer.code == 0, answer.err
    return answer.document


def truth_of(path: Path) -> dict[str, Any]:
    return json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))


def assert_agrees(episode: dict[str, Any], topics: dict[str, Any]) -> None:
    """``topics`` are those of a truth or facts file."""
    found = {
        stream["name"]: (stream["count"], stream["start_ns"], stream["end_ns"])
        for stream in episode["streams"]
    }
    assert found == {
        name: (topic["count"], _first(topic, "first"), _first(topic, "last"))
        for name, topic in topics.items()
    }
    assert episode["start_ns"] == min(start_ns for _, start_ns, _ in found.values())
    assert episode["end_ns"] == max(end_ns for _, _, end_ns in found.values())


def _first(topic: dict[str, Any], which: str) -> int:
    return topic.get(f"{which}_log_ns", topic.get(f"{which}_ns"))


@pytest.mark.parametrize("name", EPISODES)
def test_counts_and_times_are_those_of_the_truth(rushes: CommandLine, name: str):
    path = DEMO / f"{name}.mcap"
    document = inspected(rushes, path)
    (episode,) = document["episodes"]
    assert_agrees(episode, truth_of(path)["topics"])


def test_every_key_is_always_there_and_in_order(rushes: CommandLine):
    document = rushes.process("inspect", DEMO / "pick_can_success.mcap", "--json").document
    assert list(document) == ["format", "episodes"]
    (episode,) = document["episodes"]
    assert list(episode) == ["id", "start_ns", "end_ns", "streams", "problems"]
    for stream in episode["streams"]:
        assert list(stream) == STREAM_KEYS
        assert stream["kind"] in KINDS
        assert stream["shape"] is None or all(isinstance(length, int) for length in stream["shape"])
    for problem in episode["problems"]:
        assert list(problem) == PROBLEM_KEYS


def test_kinds_shapes_and_channels_are_those_of_the_robot(rushes: CommandLine):
    path = DEMO / "pick_can_success.mcap"
    (episode,) = inspected(rushes, path)["episodes"]
    streams = {stream["name"]: stream for stream in episode["streams"]}
    assert {name: stream["kind"] for name, stream in streams.items()} == {
        "/tf_static": "transform",
        "/wrist/right/wrench": "signal",
        "/tf": "transform",
        "/teleop/mode": "text",
        "/joint_states": "signal",
        "/camera/head/color": "video",
        "/camera/head/camera_info": "other",
        "/camera/head/depth": "depth",
        "/camera/head/depth/camera_info": "other",
        "/lidar/points": "points",
    }
    joints = truth_of(path)["joints"]
    assert streams["/joint_states"]["channels"] == [
        f"{part}.{joint}" for part in ("position", "velocity", "effort") for joint in joints
    ]
    assert streams["/camera/head/color"]["encoding"] == "h264"
    assert len(streams["/camera/head/color"]["shape"]) == 3
    assert len(streams["/camera/head/depth"]["shape"]) == 2
    assert streams["/lidar/points"]["shape"] == [20800, len(streams["/lidar/points"]["channels"])]
    assert streams["/camera/head/color"]["rate_hz"] == pytest.approx(30, abs=0.1)


def test_the_header_clock_moves_the_stamps_of_the_camera(rushes: CommandLine):
    path = DEMO / "pick_can_success.mcap"
    by_clock = {
        clock: {stream["name"]: stream for stream in episode["streams"]}
        for clock in ("log", "header")
        for episode in inspected(rushes, path, "--clock", clock)["episodes"]
    }
    late_ns = (
        by_clock["log"]["/camera/head/color"]["start_ns"]
        - by_clock["header"]["/camera/head/color"]["start_ns"]
    )
    assert 30_000_000 < late_ns < 40_000_000
    assert by_clock["header"]["/teleop/mode"]["start_ns"] is None


@pytest.mark.parametrize(
    "name", [f"sim/ep_{number}.mcap" for number in range(101, 113)] + ["mcap/g1_real_teleop.mcap"]
)
def test_the_collection_agrees_with_its_facts(rushes: CommandLine, name: str):
    path = shared(name)
    (episode,) = inspected(rushes, path)["episodes"]
    assert_agrees(episode, facts()[name]["topics"])


@pytest.mark.parametrize("name", ["lerobot/g1_v21", "lerobot/g1_v30"])
def test_a_data_set_lists_all_episodes_and_one_on_request(rushes: CommandLine, name: str):
    path = shared(name)
    fact = facts()[name]
    document = inspected(rushes, path)
    assert document["format"].startswith("lerobot-v")
    assert len(document["episodes"]) == fact["episodes"]
    frames = {stream["count"] for episode in document["episodes"] for stream in episode["streams"]}
    assert max(frames) <= fact["frames"]
    last = document["episodes"][-1]
    assert inspected(rushes, path, "--episode", last["id"])["episodes"] == [last]
    answer = rushes("inspect", path, "--json", "--episode", "no such")
    assert answer.code == 2
    assert last["id"] in answer.sentence


@pytest.mark.slow
def test_every_file_of_the_collection_is_read_or_refused_in_one_sentence(rushes: CommandLine):
    shared("facts.json")
    for path in sorted(SHARED.rglob("*")):
        answer = rushes("inspect", path, "--json")
        document = answer.document
        assert answer.code in {0, 2}, f"{path}: {answer.err}"
        assert answer.err.count("\n") == (1 if answer.code else 0), f"{path}: {answer.err}"
        assert bool(answer.code) == (not any(episode["streams"] for episode in document["episodes"])), path


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89MCAP0\r\n", b"\x89MCAP0\r\n" * 2, b"hello\n" * 1000, b"\x00" * 100_000, b'{"format": 1}'],
)
def test_a_foreign_file_is_two_and_one_sentence(rushes: CommandLine, tmp_path: Path, content: bytes):
    path = tmp_path / "录制.mcap"
    path.write_bytes(content)
    answer = rushes("inspect", path, "--json")
    assert answer.code == 2
    assert answer.sentence
    assert answer.document["episodes"] == [] or not answer.document["episodes"][0]["streams"]


def test_what_is_missing_is_two_in_a_process_too(rushes: CommandLine, tmp_path: Path):
    answer = rushes.process("inspect", tmp_path / "none.mcap", "--json")
    assert answer.code == 2
    assert answer.document["format"] is None
    assert answer.document["episodes"] == []
    assert "does not exist" in answer.sentence


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX pipes")
@pytest.mark.timeout(20)
def test_a_pipe_is_refused_and_not_waited_for(rushes: CommandLine, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.mcap")
    answer = rushes("inspect", tmp_path / "pipe.mcap")
    assert answer.code == 2
    assert answer.sentence


@pytest.mark.parametrize("kept", [0.9, 0.5, 0.2])
def test_a_truncated_file_is_read_up_to_the_damage(rushes: CommandLine, tmp_path: Path, kept: float):
    whole = (DEMO / "pick_missed_grasp.mcap").read_bytes()
    path = tmp_path / "cut.mcap"
    path.write_bytes(whole[: int(len(whole) * kept)])
    (episode,) = inspected(rushes, path)["episodes"]
    assert episode["problems"]
    truth = truth_of(DEMO / "pick_missed_grasp.mcap")["topics"]
    counts = {stream["name"]: stream["count"] for stream in episode["streams"]}
    assert 0 < counts["/joint_states"] < truth["/joint_states"]["count"]


def test_people_get_a_table(rushes: CommandLine):
    answer = rushes("inspect", DEMO / "pick_can_sensor_faults.mcap")
    assert answer.code == 0
    assert "/joint_states" in answer.out
    assert "signal" in answer.out
    assert max(len(line) for line in answer.out.splitlines()) < 220


def test_each_camera_says_where_its_intrinsics_come_from(rushes: CommandLine):
    (episode,) = inspected(rushes, DEMO / "pick_can_success.mcap")["episodes"]
    told = {stream["name"]: stream["intrinsics"] for stream in episode["streams"] if stream["intrinsics"]}
    assert {name: camera["source"] for name, camera in told.items()} == {
        "/camera/head/color": "/camera/head/camera_info",
        "/camera/head/depth": "/camera/head/depth/camera_info",
    }
    depth = told["/camera/head/depth"]
    assert (depth["cx"], depth["cy"]) == (depth["width"] / 2, depth["height"] / 2)
    assert depth["lens"] == "none"
