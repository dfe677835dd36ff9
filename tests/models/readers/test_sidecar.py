"""Notes beside a recording name its channels, units and limits; damaged notes are told and refuse nothing."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.background_reads import control_modes, signal_limits
from models.episode import EpisodeRecord
from models.ingest import find_recordings, ingest
from models.readers import open_episode
from models.readers.sidecar import read_sidecar, sidecar_of
from models.streams import HoldingStream, SignalStream
from tests.support.data import DEMO, shared

NOTES = """
task = "stack the cups"
[streams."/wrist/*/wrench"]
names = ["fx", "fy", "fz", "tx", "ty", "tz"]
units = { "f?" = "lbf", "t*" = "lbf·ft" }
limits = { "t*" = [-2.5, 2.5] }
[mode]
stream = "/teleop/mode"
values = { teleoperated = "by hand" }
"""


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    shutil.copy(DEMO / "pick_missed_grasp.mcap", tmp_path / "a.mcap")
    return tmp_path / "a.mcap"


def record_of(path: Path) -> EpisodeRecord:
    (step,) = ingest(find_recordings(path), ())
    assert step.record is not None
    return step.record


def test_channels_get_names_units_and_limits(recording: Path):
    recording.with_name("a.rushes.toml").write_text(NOTES, encoding="utf-8")
    with open_episode(recording) as episode, open_episode(DEMO / "pick_missed_grasp.mcap") as bare:
        stream, plain = episode.streams["/wrist/right/wrench"], bare.streams["/wrist/right/wrench"]
        assert isinstance(stream, SignalStream)
        assert isinstance(stream, HoldingStream)
        assert stream.describe().channels == ("fx", "fy", "fz", "tx", "ty", "tz")
        assert stream.describe().units == ("lbf",) * 3 + ("lbf·ft",) * 3
        assert (stream.sample(7).values == plain.sample(7).values).all()
        assert episode.streams["/joint_states"].describe() == bare.streams["/joint_states"].describe()
        assert episode.summary.problems == bare.summary.problems
    channels = ("fx", "tx", "ty")
    limits = signal_limits(record_of(recording), "/wrist/right/wrench", channels, ())
    assert limits == {"tx": (-2.5, 2.5), "ty": (-2.5, 2.5)}


def test_the_mode_is_told_in_the_words_of_the_notes(recording: Path):
    recording.with_name("a.mcap.rushes.toml").write_text(NOTES, encoding="utf-8")
    assert control_modes(record_of(recording))[0].mode == "by hand"


def test_notes_of_a_folder_hold_for_its_files_and_for_a_data_set(recording: Path, tmp_path: Path):
    (tmp_path / "rushes.toml").write_text(NOTES, encoding="utf-8")
    assert sidecar_of(recording) == read_sidecar(tmp_path / "rushes.toml")
    root = tmp_path / "set"
    shutil.copytree(shared("lerobot/g1_v21"), root)
    (root / "rushes.toml").write_text(
        '[streams."observation.state"]\nunits = {"*" = "rad"}', encoding="utf-8"
    )
    with open_episode(root, "0") as episode:
        assert set(episode.streams["observation.state"].describe().units) == {"rad"}


def test_a_robot_beside_the_recording_gives_limits(recording: Path, tmp_path: Path):
    (tmp_path / "robot").mkdir()
    (tmp_path / "robot" / "r.urdf").write_text(
        '<robot name="r"><joint name="knee"><limit effort="50" lower="-1" upper="2" velocity="9"/></joint></robot>'
    )
    shutil.copytree(shared("lerobot/g1_v21"), tmp_path / "set")
    shutil.move(tmp_path / "robot", tmp_path / "set" / "robot")
    record = next(s.record for s in ingest(find_recordings(tmp_path / "set"), ()) if s.record)
    assert signal_limits(record, "x", ("position.knee", "effort.knee"), ()) == {
        "position.knee": (-1.0, 2.0),
        "effort.knee": (-50.0, 50.0),
    }


@pytest.mark.parametrize(
    "damaged",
    [
        "not toml at all [",
        "[streams.x]\nlimits = {a = [2, 1]}",
        '[streams.x]\nnames = ["a", "a"]',
        "[mode]\n",
        "streams = 3",
    ],
)
def test_damaged_notes_are_a_problem_and_no_refusal(recording: Path, damaged: str):
    recording.with_name("a.rushes.toml").write_text(damaged)
    with open_episode(recording) as episode:
        assert [p.code for p in episode.summary.problems if p.code == "sidecar"] == ["sidecar"]
        assert episode.streams["/wrist/right/wrench"].sample(0).index == 0


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode()))
def test_no_notes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    path = tmp_path_factory.mktemp("notes") / "rushes.toml"
    path.write_bytes(data)
    read_sidecar(path)
