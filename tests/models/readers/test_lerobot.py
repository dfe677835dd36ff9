"""LeRobot data sets: rows, pictures and stamps against pyarrow and a plain decode; damage in one sentence."""

import json
import random
from pathlib import Path

import av
import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.episode import StreamKind
from models.errors import NoSampleError, UnknownNameError, UnreadableRecordingError
from models.readers import Episode, open_episode, open_recording
from models.readers.lerobot_format import recognises
from models.readers.lerobot_info import channel_names, fill_template
from models.readers.lerobot_video import match_pictures
from models.streams import SignalStream, VideoFrame, sample_at
from models.timebase import Clock, TimeRange
from tests.support.data import facts, shared
from tests.support.lerobot_factory import CAMERA, JOINTS, TASKS, Recipe, table, write_dataset
from tests.support.video_factory import numbered_picture, read_number, write_video

RECIPES = {
    "v2.0": Recipe(version="v2.0"),
    "v2.1": Recipe(version="v2.1"),
    "v2.1 b-frames": Recipe(version="v2.1", video={"b_frames": 3}),
    "v3.0": Recipe(),
    "v3.0 b-frames": Recipe(video={"b_frames": 3}),
    "v3.0 gop 250": Recipe(video={"gop": 250, "b_frames": 2, "options": {"sc_threshold": "0"}}),
    "v3.0 av1": Recipe(video={"codec": "libsvtav1"}),
    "v3.0 row groups across episodes": Recipe(row_group_size=17),
    "v3.0 50 fps": Recipe(fps=50.0),
    "v3.0 variable rate": Recipe(
        lengths=(20, 30),
        times_s=[[0.0, *np.random.default_rng(n).uniform(0.02, 0.1, n - 1).cumsum()] for n in (20, 30)],
        video={"b_frames": 2},
    ),
}


def codes(episode: Episode) -> set[str]:
    """Codes of the problems found so far."""
    return {problem.code for problem in episode.summary.problems}


def number_at(episode: Episode, index: int) -> int:
    """The number drawn into a camera's picture."""
    frame = episode.streams[CAMERA].sample(index)
    assert isinstance(frame, VideoFrame)
    return read_number(frame.rgb)


@pytest.mark.parametrize("name", RECIPES)
def test_each_row_has_its_own_picture(name: str, tmp_path: Path) -> None:
    recipe = RECIPES[name]
    recording = open_recording(write_dataset(tmp_path, recipe))
    assert recording.format == f"lerobot-{recipe.version}"
    assert recording.episode_ids == tuple(str(i) for i in range(len(recipe.lengths)))
    for episode_index, start in enumerate(recipe.starts()):
        with recording.episode(str(episode_index)) as episode:
            count = episode.streams[CAMERA].info.count
            assert count == recipe.lengths[episode_index]
            order = [*range(count), *reversed(range(count)), *random.Random(3).sample(range(count), count)]
            assert all(number_at(episode, index) == start + index for index in order)
            assert episode.summary.problems == ()


@pytest.mark.parametrize("name", RECIPES)
def test_columns_and_stamps_are_those_of_the_table(name: str, tmp_path: Path) -> None:
    recipe = RECIPES[name]
    rows = table(recipe).slice(recipe.starts()[1], recipe.lengths[1])
    with open_episode(write_dataset(tmp_path, recipe), "1") as episode:
        stamps = [round(float(t) * 1e9) for t in rows.column("timestamp").to_pylist()]
        assert (episode.summary.start_ns, episode.summary.end_ns) == (stamps[0], stamps[-1])
        assert list(episode.streams) == ["observation.state", CAMERA, *rows.column_names[1:]]
        for column in rows.column_names:
            stream = episode.streams[column]
            assert isinstance(stream, SignalStream)
            block = stream.block()
            expected = np.array(
                [np.atleast_1d(value) for value in rows.column(column).to_pylist()], np.float64
            )
            assert np.array_equal(block.values, expected)
            assert block.stamps_ns.tolist() == stream.stamps().tolist() == stamps
            assert stream.message(7) == {column: rows.column(column)[7].as_py()}
            assert np.array_equal(stream.sample(7).values, expected[7])
            assert stream.describe().channels == (JOINTS if column == "observation.state" else ("0",))


def test_what_the_summary_says(tmp_path: Path) -> None:
    with open_episode(
        write_dataset(tmp_path, Recipe()) / "meta" / "info.json", "1", clock=Clock.HEADER
    ) as episode:
        summary = episode.summary
        infos = {info.name: info for info in summary.streams}
    assert (summary.id, summary.format, summary.task, summary.robot) == (
        "1",
        "lerobot-v3.0",
        TASKS[1],
        "three_joints",
    )
    camera, state = infos[CAMERA], infos["observation.state"]
    assert (camera.kind, camera.encoding, camera.shape) == (StreamKind.VIDEO, "h264", (96, 192, 3))
    assert (state.kind, state.encoding, state.shape) == (StreamKind.SIGNAL, "float32", (3,))
    assert state.rate_hz == pytest.approx(30.0)
    assert infos["task_index"].encoding == "int64"
    assert episode.range == TimeRange(summary.start_ns, summary.end_ns + 1)


def test_a_block_is_half_open(tmp_path: Path) -> None:
    with open_episode(write_dataset(tmp_path, Recipe()), "0") as episode:
        stream = episode.streams["observation.state"]
        assert isinstance(stream, SignalStream)
        stamps = stream.stamps()
        part = stream.block(TimeRange(int(stamps[5]), int(stamps[9])))
    assert part.stamps_ns.tolist() == stamps[5:9].tolist()


def test_a_sample_holds_until_the_next(tmp_path: Path) -> None:
    with open_episode(write_dataset(tmp_path, Recipe()), "2") as episode:
        camera = episode.streams[CAMERA]
        stamps = camera.stamps()
        assert sample_at(camera, int(stamps[8]) - 1).index == 7
        assert sample_at(camera, int(stamps[8])).index == 8
        with pytest.raises(NoSampleError):
            sample_at(camera, -1)


def test_indexes_out_of_range_are_no_samples(tmp_path: Path) -> None:
    with open_episode(write_dataset(tmp_path, Recipe()), "0") as episode:
        for stream in episode.streams.values():
            for index in (-1, stream.info.count):
                with pytest.raises(NoSampleError):
                    stream.sample(index)
                with pytest.raises(NoSampleError):
                    stream.message(index)


def test_opening_an_unknown_episode(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no episode 9"):
        open_recording(write_dataset(tmp_path, Recipe())).episode("9")


def test_words_flags_matrices_and_pictures_in_the_table(tmp_path: Path) -> None:
    total = 30
    png = [cv2.imencode(".png", numbered_picture(i)[..., ::-1])[1].tobytes() for i in range(total)]
    recipe = Recipe(
        version="v2.1",
        lengths=(total,),
        columns={
            "note": pa.array([f"row {i}" for i in range(total)]),
            "next.done": pa.array([i == total - 1 for i in range(total)]),
            "pose": pa.array([[[i, 1.0], [2.0, None]] for i in range(total)]),
            "ragged": pa.array([[float(i)] * (i % 3) for i in range(total)]),
            "observation.images.wrist": pa.array([{"bytes": data, "path": None} for data in png]),
        },
        features={
            "note": {"dtype": "string", "shape": [1], "names": None},
            "next.done": {"dtype": "bool", "shape": [1], "names": None},
            "pose": {"dtype": "float32", "shape": [2, 2], "names": ["row", "column"]},
            "observation.images.wrist": {"dtype": "image", "shape": [96, 192, 3], "names": None},
        },
    )
    with open_episode(write_dataset(tmp_path, recipe)) as episode:
        streams = episode.streams
        assert streams["note"].info.kind is StreamKind.TEXT
        assert streams["note"].message(3) == {"note": "row 3"}
        assert streams["next.done"].sample(total - 1).values.tolist() == [1.0]
        assert streams["next.done"].message(0) == {"next.done": False}
        assert np.array_equal(streams["pose"].sample(4).values, [4.0, 1.0, 2.0, np.nan], equal_nan=True)
        assert streams["pose"].describe().channels == ("0", "1", "2", "3")
        assert np.array_equal(streams["ragged"].sample(1).values, [1.0, np.nan], equal_nan=True)
        wrist = streams["observation.images.wrist"]
        assert (wrist.describe().kind, wrist.describe().encoding) == (StreamKind.VIDEO, "png")
        assert np.array_equal(wrist.sample(12).rgb, numbered_picture(12))


@pytest.mark.parametrize(
    ("names", "width", "expected"),
    [
        (["a", "b"], 2, ("a", "b")),
        ([["a", "b"]], 2, ("a", "b")),
        ({"motors": ["a", "b"]}, 2, ("a", "b")),
        ({"left": ["x", "y"], "right": ["x", "y"]}, 4, ("left.x", "left.y", "right.x", "right.y")),
        ({"arm": ["a", "b"], "hand": ["c"]}, 3, ("a", "b", "c")),
        ({"b": 1, "a": 0}, 2, ("a", "b")),
        (None, 2, ("0", "1")),
        (["height", "width"], 4, ("0", "1", "2", "3")),
    ],
)
def test_channel_names(names: object, width: int, expected: tuple[str, ...]) -> None:
    assert channel_names(names, width) == expected


@pytest.mark.parametrize(
    "template",
    ["../{episode_index}", "/etc/{episode_index}", "{unknown}", "{episode_index:999999999d}", "{x.y}"],
)
def test_a_template_stays_inside_the_data_set(template: str) -> None:
    with pytest.raises(UnreadableRecordingError, match="path template"):
        fill_template(template, {"episode_index": 3})


def test_pictures_are_matched_to_the_nearest_within_half_a_period() -> None:
    pts = np.array([0, 100, 200, 300], np.int64)
    rows = np.array([-60, -40, 0, 51, 130, 160, 340, 360], np.int64)
    assert match_pictures(rows, pts, 50).tolist() == [-1, 0, 0, 1, 1, 2, 3, -1]
    assert match_pictures(rows, pts[:0], 50).tolist() == [-1] * len(rows)


def test_a_video_that_ends_early_is_reported(tmp_path: Path) -> None:
    root = write_dataset(tmp_path, Recipe(version="v2.1", lengths=(30,)))
    write_video(root / f"videos/chunk-000/{CAMERA}/episode_000000.mp4", range(24))
    with open_episode(root) as episode:
        assert episode.streams[CAMERA].info.count == 24
        assert number_at(episode, 23) == 23
        assert "video_count" in codes(episode)
        assert episode.streams["index"].info.count == 30


def test_a_picture_missing_in_the_middle_is_reported(tmp_path: Path) -> None:
    times = [[i / 30 for i in range(30)]]
    root = write_dataset(tmp_path, Recipe(lengths=(30,), times_s=times))
    shown = [i for i in range(30) if i != 12]
    video = root / f"videos/{CAMERA}/chunk-000/file-000.mp4"
    write_video(video, shown, times_s=[i / 30 for i in shown])
    with open_episode(root) as episode:
        assert "video_count" in codes(episode)
        assert [number_at(episode, index) for index in (11, 12, 13, 29)] == [11, 11, 13, 29]


def test_pictures_that_lie_apart_from_their_rows_are_reported(tmp_path: Path) -> None:
    root = write_dataset(tmp_path, Recipe(version="v2.1", lengths=(30,)))
    late = [0.0, *(i / 30 + 0.025 for i in range(1, 30))]
    write_video(root / f"videos/chunk-000/{CAMERA}/episode_000000.mp4", range(30), times_s=late)
    with open_episode(root) as episode:
        episode.streams[CAMERA].sample(0)
        assert "video_offset" in codes(episode)


def test_without_a_video_the_signals_are_shown(tmp_path: Path) -> None:
    root = write_dataset(tmp_path, Recipe(version="v2.1"))
    (root / f"videos/chunk-000/{CAMERA}/episode_000001.mp4").unlink()
    (root / f"videos/chunk-000/{CAMERA}/episode_000002.mp4").write_bytes(b"broken")
    with open_episode(root, "1") as missing, open_episode(root, "2") as damaged:
        assert codes(missing) == {"video_missing"}
        assert codes(damaged) == {"video_damaged"}
        assert missing.streams[CAMERA].info.count == 0
        assert missing.streams["observation.state"].info.count == 55


def test_without_its_table_the_video_is_shown(tmp_path: Path) -> None:
    root = write_dataset(tmp_path, Recipe(version="v2.1"))
    path = root / "data/chunk-000/episode_000001.parquet"
    path.write_bytes(path.read_bytes()[:200])
    with open_episode(root, "1") as episode:
        assert {"data_missing", "assumed_rate"} <= codes(episode)
        assert number_at(episode, 5) == 45
    (root / f"videos/chunk-000/{CAMERA}/episode_000001.mp4").unlink()
    with pytest.raises(UnreadableRecordingError, match="neither its data file"):
        open_episode(root, "1")


@pytest.mark.parametrize("version", ["v2.1", "v3.0"])
def test_without_its_list_episodes_are_found_in_the_data(version: str, tmp_path: Path) -> None:
    root = write_dataset(tmp_path, Recipe(version=version))
    listed = root / (
        "meta/episodes.jsonl" if version == "v2.1" else "meta/episodes/chunk-000/file-000.parquet"
    )
    listed.write_bytes(b"{broken")
    recording = open_recording(root)
    assert recording.episode_ids == ("0", "1", "2")
    with recording.episode("1") as episode:
        assert {"meta_damaged", "meta_missing"} <= codes(episode)
        assert episode.streams["observation.state"].info.count == 55
        assert episode.summary.task == TASKS[1]


def test_rows_without_stamps_are_spaced_by_the_rate(tmp_path: Path) -> None:
    recipe = Recipe(version="v2.1", columns={"timestamp": None}, features={"timestamp": None}, fps=20.0)  # type: ignore[dict-item]
    with open_episode(write_dataset(tmp_path, recipe), "0") as episode:
        assert episode.streams["index"].stamps()[:3].tolist() == [0, 50_000_000, 100_000_000]
        assert codes(episode) == {"assumed_rate"}


def test_stamps_that_are_no_numbers_are_replaced(tmp_path: Path) -> None:
    stamps = pa.array([float("nan"), *(i / 30 for i in range(1, 30))], pa.float32())
    recipe = Recipe(version="v2.1", lengths=(30,), columns={"timestamp": stamps})
    with open_episode(write_dataset(tmp_path, recipe)) as episode:
        assert codes(episode) == {"assumed_rate"}
        assert episode.summary.end_ns == round(29 / 30 * 1e9)


def test_rows_out_of_order_are_sorted_by_stamp(tmp_path: Path) -> None:
    root = write_dataset(tmp_path, Recipe(version="v2.1", lengths=(30,)))
    path = root / "data/chunk-000/episode_000000.parquet"
    rows = pq.read_table(path, partitioning=None)
    pq.write_table(rows.take([1, 0, *range(2, 30)]), path)
    with open_episode(root) as episode:
        assert codes(episode) == {"stamp_order"}
        assert episode.streams["index"].sample(0).values.tolist() == [0.0]
        assert [number_at(episode, index) for index in range(3)] == [0, 1, 2]


def test_fewer_rows_than_listed_and_a_missing_column_are_reported(tmp_path: Path) -> None:
    root = write_dataset(tmp_path, Recipe(version="v2.1", lengths=(30,)))
    path = root / "data/chunk-000/episode_000000.parquet"
    pq.write_table(
        pq.read_table(path, partitioning=None).slice(0, 28).drop_columns(["observation.state"]), path
    )
    with open_episode(root) as episode:
        assert {"row_count", "column_missing"} <= codes(episode)
        assert episode.streams["index"].info.count == 28
        assert episode.streams["observation.state"].info.count == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"codebase_version": "v1.6"}, "version v1.6; Rushes reads v2.0, v2.1 and v3.0"),
        ({"codebase_version": None}, "version unknown"),
        ({"features": None}, "lists no features"),
        ({"data_path": "../{episode_index}"}, "path template"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    change: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    root = write_dataset(tmp_path, Recipe(version="v2.1"))
    path = root / "meta" / "info.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(UnreadableRecordingError, match=sentence):
        open_episode(root, "0")


def test_recognition_is_by_layout(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "set", Recipe(version="v2.1", lengths=(3,)))
    assert recognises(root)
    assert recognises(root / "meta" / "info.json")
    assert not recognises(root / "meta")
    assert not recognises(tmp_path)
    (root / "meta" / "info.json").write_text("{not json")
    with pytest.raises(UnreadableRecordingError, match="not JSON"):
        open_recording(root)


@pytest.mark.parametrize("name", ["g1_v21", "g1_v30"])
def test_real_recordings_agree_with_their_facts(name: str) -> None:
    fact = facts()[f"lerobot/{name}"] if facts() else {}
    recording = open_recording(shared(f"lerobot/{name}"))
    lengths = []
    for episode_id in recording.episode_ids:
        with recording.episode(episode_id) as episode:
            state = episode.streams["observation.state"]
            lengths.append(state.info.count)
            assert state.describe().shape == (fact["state_dim"],)
            assert episode.summary.task == fact["task"]
            assert episode.summary.robot == fact["robot"]
            assert episode.streams["observation.images.cam_high"].info.count == state.info.count
            assert episode.summary.problems == ()
    assert lengths == fact["episode_lengths"]
    with recording.episode("0") as episode:
        assert episode.streams["observation.state"].sample(0).values[:7] == pytest.approx(
            fact["first_row_state"], abs=1e-5
        )


@pytest.mark.parametrize(
    ("name", "episode_id", "video", "first"),
    [
        ("g1_v21", "1", "videos/chunk-000/observation.images.cam_high/episode_000001.mp4", 0),
        ("g1_v30", "1", "videos/observation.images.cam_high/chunk-000/file-000.mp4", 297),
    ],
)
def test_every_real_picture_equals_a_plain_decode(name: str, episode_id: str, video: str, first: int) -> None:
    root = shared(f"lerobot/{name}")
    with open_episode(root, episode_id) as episode, av.open(str(root / video)) as container:
        camera = episode.streams["observation.images.cam_high"]
        plain = [hash(frame.to_ndarray(format="rgb24").tobytes()) for frame in container.decode(video=0)]
        order = random.Random(1).sample(range(camera.info.count), camera.info.count)
        assert all(hash(camera.sample(i).rgb.tobytes()) == plain[first + i] for i in order)
