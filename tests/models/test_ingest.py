"""From a folder to episode records: content decides who an episode is."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from models.episode import EpisodeRecord
from models.errors import KnownError
from models.ingest import Outcome, Step, find_recordings, ingest
from models.ingest.fingerprint import file_fingerprint
from tests.support.data import DEMO, shared
from tests.support.folder_cases import save, write_stamped
from tests.support.video_factory import write_video

NAMES = ("pick_can_sensor_faults", "pick_can_success", "pick_missed_grasp")


def steps_of(root: Path, known: tuple[EpisodeRecord, ...] = ()) -> list[Step]:
    return list(ingest(find_recordings(root), known))


def records_of(steps: list[Step]) -> tuple[EpisodeRecord, ...]:
    return tuple(step.record for step in steps if step.record is not None)


def outcomes(steps: list[Step]) -> list[Outcome]:
    return [step.outcome for step in steps]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two recordings, one of them in a folder of its own, beside a text."""
    (tmp_path / "day" / "morning").mkdir(parents=True)
    shutil.copy(DEMO / f"{NAMES[1]}.mcap", tmp_path / "day" / "b.mcap")
    shutil.copy(DEMO / f"{NAMES[2]}.mcap", tmp_path / "day" / "morning" / "a.mcap")
    (tmp_path / "day" / "notes.txt").write_text("nothing")
    return tmp_path / "day"


def test_the_demo_gives_three_episodes_with_their_time():
    steps = steps_of(DEMO)
    records = records_of(steps)
    assert outcomes(steps) == [Outcome.ADDED] * 3
    assert tuple(record.name for record in records) == NAMES
    assert records[1].start_ns == 1767363600101245306
    assert records[1].end_ns == 1767363623468301683
    assert "/joint_states" in records[1].streams
    assert [(step.recordings_done, step.recordings_total) for step in steps] == [(1, 3), (2, 3), (3, 3)]


def test_a_second_run_adds_nothing(folder: Path):
    known = records_of(steps_of(folder))
    again = steps_of(folder, known)
    assert outcomes(again) == [Outcome.KNOWN] * 2
    assert records_of(again) == known


def test_a_moved_and_renamed_file_is_the_same_episode(folder: Path):
    known = records_of(steps_of(folder))
    moved = folder / "evening" / "c.mcap"
    moved.parent.mkdir()
    (folder / "b.mcap").rename(moved)
    by_path = {step.path: step for step in steps_of(folder, known)}
    step = by_path[moved]
    assert step.outcome is Outcome.MOVED
    assert step.record is not None
    assert (step.record.path, step.record.name) == (str(moved), "c")
    assert step.record.id == next(record.id for record in known if record.name == "b")


def test_a_copy_beside_the_original_changes_nothing(folder: Path):
    shutil.copy(folder / "b.mcap", folder / "z.mcap")
    steps = steps_of(folder)
    assert outcomes(steps).count(Outcome.ADDED) == 2
    assert steps[-1].record is not None
    assert [step.outcome for step in steps if step.path.name == "z.mcap"] == [Outcome.KNOWN]


def test_two_people_agree_on_ids_whatever_their_folders_are_called(folder: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    assert {record.id for record in records_of(steps_of(folder))} == {
        record.id for record in records_of(steps_of(elsewhere))
    }


def test_other_content_is_another_episode_even_in_the_middle_of_the_index(folder: Path):
    path = folder / "b.mcap"
    before = file_fingerprint(path)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert file_fingerprint(path) != before


def test_damage_is_told_in_one_sentence_and_stops_nothing(folder: Path):
    (folder / "a.mcap").write_bytes(b"")
    (folder / "c.mcap").write_bytes(b"\x89MCAP0\r\n" + bytes(100))
    (folder / "d.mcap").symlink_to(folder / "nowhere")
    steps = steps_of(folder)
    damaged = [step for step in steps if step.outcome is Outcome.DAMAGED]
    assert {step.path.name for step in damaged} >= {"a.mcap", "d.mcap"}
    assert all(step.sentence and "\n" not in step.sentence for step in damaged)
    assert outcomes(steps).count(Outcome.ADDED) >= 2


def test_stopping_and_going_on_gives_what_one_run_gives():
    first = []
    for step in ingest(find_recordings(DEMO), ()):
        first.append(step)
        if len(first) == 1:
            break
    rest = steps_of(DEMO, records_of(first))
    assert outcomes(rest) == [Outcome.KNOWN, Outcome.ADDED, Outcome.ADDED]
    assert records_of(rest) == records_of(steps_of(DEMO))


def test_hidden_folders_are_left_alone(folder: Path):
    shutil.copytree(folder / "morning", folder / ".trash")
    assert all(".trash" not in path.parts for path in find_recordings(folder))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX pipes")
@pytest.mark.timeout(20)
def test_a_pipe_is_not_waited_for(folder: Path):
    os.mkfifo(folder / "pipe.mcap")
    os.mkfifo(folder / "pipe")
    assert len(find_recordings(folder)) == 2


def test_a_folder_that_is_missing_is_a_sentence(tmp_path: Path):
    with pytest.raises(KnownError, match="does not exist"):
        find_recordings(tmp_path / "none")


@pytest.mark.parametrize("name", ["g1_v21", "g1_v30"])
def test_a_data_set_is_one_recording_with_several_episodes(name: str, tmp_path: Path):
    root = shared(f"lerobot/{name}")
    assert find_recordings(root.parent).count(root) == 1
    records = records_of(steps_of(root))
    assert len({record.id for record in records}) == len(records) > 1
    shutil.copytree(root, tmp_path / "copied")
    assert [record.id for record in records_of(steps_of(tmp_path / "copied"))] == [
        record.id for record in records
    ]


def test_a_folder_of_pictures_is_one_episode_and_no_picture_is_one(folder: Path, tmp_path: Path):
    write_stamped(folder / "lift")
    plan = find_recordings(folder)
    assert [path.name for path in plan].count("lift") == 1
    assert len(plan) == 3
    known = records_of(steps_of(folder))
    lift = next(record for record in known if record.name == "lift")
    assert (lift.format, len(lift.streams)) == ("folder", 5)
    assert outcomes(steps_of(folder, known)) == [Outcome.KNOWN] * 3
    (folder / "lift").rename(folder / "raised")
    moved = [step for step in steps_of(folder, known) if step.outcome is Outcome.MOVED]
    assert [(step.record.id, step.record.name) for step in moved if step.record] == [(lift.id, "raised")]


def test_two_folders_of_pictures_of_one_size_are_two_episodes(tmp_path: Path):
    for name in ("one", "other"):
        for number in range(3):
            save(tmp_path / name / f"{number}.pgm", np.full((4, 5), number + len(name) * 7, np.uint16))
    records = records_of(steps_of(tmp_path))
    assert len({record.id for record in records}) == len(records) == 2


def test_videos_and_clouds_are_found_by_what_they_are(tmp_path: Path):
    write_video(tmp_path / "hands.mp4", range(3))
    write_video(tmp_path / "plain.mp4", range(4)).rename(tmp_path / "recorder.output")
    (tmp_path / "map.xyz").write_text("1 2 3\n4 5 6\n")
    (tmp_path / "broken.pcd").write_text("nothing")
    (tmp_path / "holiday.png").write_bytes(b"picture")
    (tmp_path / "gone.zarr").mkdir()
    found = {step.path.name: step.outcome for step in steps_of(tmp_path)}
    assert found == {
        "hands.mp4": Outcome.ADDED,
        "recorder.output": Outcome.ADDED,
        "map.xyz": Outcome.ADDED,
        "broken.pcd": Outcome.DAMAGED,
        "gone.zarr": Outcome.DAMAGED,
    }


def test_pictures_that_are_no_recording_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for number in range(50):
        (tmp_path / f"{number}.py").write_text("")
        (tmp_path / f"{number}.yaml").write_text("")
    opened: list[Path] = []
    really = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *a, **k: opened.append(path) or really(path, *a, **k))
    assert find_recordings(tmp_path) == ()
    assert not [path for path in opened if path.suffix in (".py", ".yaml")]
