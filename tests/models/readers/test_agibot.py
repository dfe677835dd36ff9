"""AgiBot World: the data set and the folder of one episode, and each known defect of its writers told."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from models.episode import StreamKind
from models.errors import NoSampleError, UnreadableRecordingError
from models.readers import Episode, open_episode, open_recording
from models.readers.agibot_format import recognises
from tests.support.agibot_factory import (
    EPISODES,
    FRAMES,
    MOVED,
    TASK,
    episode_folder,
    table,
    table_file,
    write_agibot,
    write_table,
)
from tests.support.video_factory import read_number

FIRST = str(EPISODES[0])
FRAME_NS = 1e9 / 30


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_agibot(tmp_path_factory.mktemp("agibot") / "set")


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "set"))


def problems(episode: Episode) -> set[tuple[str, str | None]]:
    return {(problem.code, problem.stream) for problem in episode.summary.problems}


def changed(root: Path, **arrays: np.ndarray | None) -> Path:
    """The table of the first episode with other arrays; ``__`` stands for ``/``, None leaves one out."""
    new = table(EPISODES[0]) | {name.replace("__", "/"): values for name, values in arrays.items()}
    write_table(table_file(root), {name: values for name, values in new.items() if values is not None})
    return root


def test_the_data_set_lists_its_episodes(whole: Path) -> None:
    assert recognises(whole)
    recording = open_recording(whole)
    assert (recording.format, recording.episode_ids) == ("agibot", tuple(map(str, EPISODES)))
    with recording.episode(FIRST) as episode:
        summary = episode.summary
        assert summary.task == "Picking items in Supermarket | The robot is in front of the fruit shelf."
        assert summary.attributes["task_id"] == str(TASK)
        assert summary.problems == ()
        assert read_number(episode.streams["videos/head_color"].sample(11).rgb) == 11


@pytest.mark.parametrize("room", ["observations", "proprio_stats"])
def test_the_folder_of_one_episode_opens_alone(room: str, whole: Path) -> None:
    with open_episode(whole / room / str(TASK) / FIRST) as episode:
        assert episode.summary.id == FIRST
        assert episode.streams["depth/head_depth"].info.count == FRAMES
        assert "state/joint/position" in episode.streams


def test_a_data_folder_above_and_the_variant_of_the_challenge(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "above" / "data")
    assert open_recording(tmp_path / "above").episode_ids == tuple(map(str, EPISODES))
    alone = tmp_path / "episode_7"
    shutil.copytree(episode_folder(whole) / "videos", alone / "videos")
    shutil.copy(table_file(whole), alone / "aligned_joints.h5")
    with open_episode(alone, "episode_7") as episode:
        assert episode.streams["videos/head_color"].info.count == FRAMES


def test_names_and_units(whole: Path) -> None:
    with open_episode(whole, FIRST) as episode:
        ends = episode.streams["state/end/position"].info
        assert ends.channels == ("left.x", "left.y", "left.z", "right.x", "right.y", "right.z")
        assert set(ends.units) == {"m"}
        assert episode.streams["state/end/orientation"].info.channels[3] == "left.w"


def test_an_action_that_names_its_frames_lies_on_them(whole: Path) -> None:
    with open_episode(whole, FIRST) as episode:
        stamps_ns = episode.streams["action/effector/position"].stamps()
        np.testing.assert_array_equal(stamps_ns, np.rint(MOVED * FRAME_NS))


def test_an_empty_list_of_frames_gives_way_to_that_of_the_joints(root: Path) -> None:
    short = np.arange(4, 16)
    changed(
        root,
        action__joint__index=short,
        action__joint__position=np.zeros((12, 14)),
        action__end__index=np.zeros(0, np.int64),
        action__end__position=np.ones((12, 2, 3)),
    )
    with open_episode(root, FIRST) as episode:
        stamps_ns = episode.streams["action/end/position"].stamps()
        np.testing.assert_array_equal(stamps_ns, np.rint(short * FRAME_NS))
        assert problems(episode) == set()


@pytest.mark.parametrize(
    ("arrays", "expected", "count"),
    [
        ({"action__head__position": np.zeros((FRAMES + 3, 2))}, "longer_than_state", FRAMES),
        ({"action__head__position": np.zeros((0, 2))}, "empty", 0),
        ({"action__head__position": np.zeros((5, 2))}, "row_count", 5),
        (
            {"action__head__position": np.zeros((2, 2)), "action__head__index": np.array([1, 99])},
            "index_outside",
            1,
        ),
    ],
)
def test_known_defects_are_told(arrays: dict, expected: str, count: int, root: Path) -> None:
    with open_episode(changed(root, **arrays), FIRST) as episode:
        assert problems(episode) == {(expected, "action/head/position")}
        assert episode.streams["action/head/position"].info.count == count


def test_stamps_of_the_file_are_taken(root: Path) -> None:
    times_ns = 1_700_000_000_000_000_000 + np.arange(FRAMES) * 33_000_000
    with open_episode(changed(root, timestamp=times_ns), FIRST) as episode:
        for name in ("state/joint/position", "videos/head_color", "depth/head_depth"):
            np.testing.assert_array_equal(episode.streams[name].stamps(), times_ns)


def test_depth_images_that_are_missing_are_told(root: Path) -> None:
    (episode_folder(root) / "depth" / "head_depth_000003.png").unlink()
    (episode_folder(root) / "depth" / "head_depth_000005.png").write_bytes(b"broken")
    with open_episode(root, FIRST) as episode:
        depth = episode.streams["depth/head_depth"]
        assert problems(episode) == {("depth_count", "depth/head_depth")}
        assert depth.info.count == FRAMES - 1
        assert depth.sample(3).t_ns == round(4 * FRAME_NS)
        with pytest.raises(NoSampleError, match="damaged"):
            depth.sample(4)


def test_a_broken_video_leaves_the_rest(root: Path) -> None:
    (episode_folder(root) / "videos" / "head_color.mp4").write_bytes(b"broken")
    with open_episode(root, FIRST) as episode:
        assert problems(episode) == {("video_damaged", "videos/head_color")}
        assert episode.streams["videos/head_color"].info.kind is StreamKind.VIDEO
        assert episode.streams["videos/hand_left_color"].info.count == FRAMES


def test_without_its_table_pictures_are_shown(root: Path) -> None:
    table_file(root).write_bytes(b"broken")
    with open_episode(root, FIRST) as episode:
        assert problems(episode) == {("data_missing", None)}
        assert episode.streams["videos/head_color"].info.count == FRAMES
        assert episode.streams["depth/head_depth"].info.count == FRAMES


def test_a_broken_task_info_costs_the_task_only(root: Path) -> None:
    (root / "task_info" / f"task_{TASK}.json").write_text("[{")
    with open_episode(root, FIRST) as episode:
        assert (episode.summary.task, problems(episode)) == ("", {("meta_damaged", None)})


def test_an_episode_without_anything_is_one_sentence(root: Path) -> None:
    table_file(root).unlink()
    shutil.rmtree(episode_folder(root))
    with pytest.raises(UnreadableRecordingError, match="nothing that can be shown"):
        open_episode(root, FIRST)
