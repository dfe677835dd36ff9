"""Plain folders: which are one recording, how their times are told, and what a manifest may say."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.episode import StreamKind
from models.errors import UnreadableRecordingError
from models.readers import open_episode
from models.readers.folder_format import recognises
from models.readers.name_stamps import named_number, sequences
from models.readers.number_table import read_table
from tests.support.data import DEMO, SHARED, facts, shared
from tests.support.folder_cases import save, write_described, write_stamped
from tests.support.video_factory import numbered_picture, write_video

S = 10**9
FACTS = {name: fact for name, fact in facts().items() if name.startswith("rgbd/")}


def pictures(folder: Path, names: tuple[str, ...] = ("0.png", "1.png", "2.png")) -> None:
    for number, name in enumerate(names):
        save(folder / name, numbered_picture(number))


@pytest.mark.parametrize(
    ("stem", "stamp_ns"),
    [
        ("1700000000123456789", 1700000000123456789),
        ("left_1700000000123456", 1700000000123456000),
        ("1700000000123", 1700000000123000000),
        ("1305031102.175304", 1305031102175304000),
        ("1700000000_000000042", 1700000000000000042),
        ("1700000000", 1700000000 * S),
        ("frame_000042", None),
        ("color_640x480_7", None),
    ],
)
def test_stamps_in_names_are_known_by_their_magnitude(stem: str, stamp_ns: int | None) -> None:
    number = named_number(stem)
    assert number is not None
    assert number.stamp_ns == stamp_ns


def test_numbers_in_names_give_the_order() -> None:
    groups = sequences(["b_10", "b_9", "a_1", "readme"])
    assert {pattern: [stem for stem, _ in group] for pattern, group in groups.items()} == {
        ("b_", ""): ["b_9", "b_10"],
        ("a_", ""): ["a_1"],
    }


@pytest.mark.skipif(not FACTS, reason="the collection of recordings is not here")
def test_the_colour_and_depth_folder_is_one_episode() -> None:
    with open_episode(shared("rgbd")) as episode:
        kinds = {name: stream.info.kind for name, stream in episode.streams.items()}
        assert kinds == {"color": StreamKind.VIDEO, "depth": StreamKind.DEPTH, "pose": StreamKind.SIGNAL}
        assert {problem.code for problem in episode.summary.problems} == {"assumed_rate"}
        for name, fact in FACTS.items():
            if fact["format"] == "txt":
                assert episode.streams["pose"].info.count == fact["lines"]
                first = episode.streams["pose"].sample(0).values
                assert [repr(v) for v in first.tolist()] == [repr(float(v)) for v in fact["header"].split()]
                continue
            folder, file = name.removeprefix("rgbd/").split("/")
            sample = episode.streams[folder].sample(int(Path(file).stem) - 1)
            if folder == "color":
                assert list(sample.rgb.shape) == fact["shape"]
                assert (sample.rgb.min(), sample.rgb.max()) == (fact["min"], fact["max"])
            else:
                assert list(sample.depth_m.shape) == fact["shape"]
                assert np.nanmax(sample.depth_m) == pytest.approx(fact["max"] / 1000)
                assert np.isnan(sample.depth_m).any() == (fact["min"] == 0)


@pytest.mark.parametrize(
    "name", ["", "mcap", "bag", "db3/rosbag2_test", "hdf5", "lerobot/g1_v21", "pointcloud", "sim", "robot"]
)
def test_folders_of_other_recordings_are_none(name: str) -> None:
    assert not recognises(shared(name) if name else SHARED)


def _numbered_episodes(root: Path) -> None:
    for number in range(3):
        pictures(root / f"episode_{number}")


def _pairs(root: Path) -> None:
    for number in range(2):
        write_video(root / f"episode_{number}.mp4", range(3))
        (root / f"episode_{number}.csv").write_text("t,a\n0,1\n1,2\n")


def _beside_an_mcap(root: Path) -> None:
    pictures(root / "color")
    shutil.copy(DEMO / "pick_missed_grasp.mcap", root / "a.mcap")


def _several_with_manifest(root: Path) -> None:
    pictures(root / "a")
    (root / "a" / "episode.toml").write_text("[[streams]]\npath = '*.png'\n")


def _program(root: Path) -> None:
    pictures(root / "pictures")
    for number in range(9):
        (root / f"module{number}.py").write_text("")


def _videos_only(root: Path) -> None:
    for name in ("left", "right"):
        write_video(root / f"{name}.mp4", range(3))


@pytest.mark.parametrize(
    "write", [_numbered_episodes, _pairs, _beside_an_mcap, _several_with_manifest, _program, _videos_only]
)
def test_a_folder_of_several_recordings_is_not_one(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path)
    assert not recognises(tmp_path)


def test_numbered_cameras_are_one_recording(tmp_path: Path) -> None:
    for number in range(2):
        pictures(tmp_path / f"cam{number}")
        write_video(tmp_path / f"cam_{number}.mp4", range(3))
    (tmp_path / "state.csv").write_text("t,a\n0,1\n1,2\n")
    with open_episode(tmp_path) as episode:
        assert set(episode.streams) == {"cam0", "cam1", "cam_0", "cam_1", "state"}


def test_numbers_count_from_the_same_first_sample(tmp_path: Path) -> None:
    pictures(tmp_path / "left", ("4.png", "5.png", "7.png"))
    pictures(tmp_path / "right", ("5.png", "6.png"))
    with open_episode(tmp_path) as episode:
        assert episode.streams["left"].stamps().tolist() == [0, S, 3 * S]
        assert episode.streams["right"].stamps().tolist() == [S, 2 * S]


def test_a_stamp_table_beside_pictures_tells_their_times(tmp_path: Path) -> None:
    pictures(tmp_path / "cam")
    (tmp_path / "cam" / "timestamps.txt").write_text(
        "time\n1700000000.5\n1700000000.75\n1700000001.000000001\n"
    )
    with open_episode(tmp_path) as episode:
        assert (episode.streams["cam"].stamps() - 1700000000 * S).tolist() == [S // 2, 3 * S // 4, S + 1]
        assert episode.summary.problems == ()


def test_a_manifest_says_task_robot_frames_units_and_limits(tmp_path: Path) -> None:
    write_described(tmp_path)
    for path in (tmp_path, tmp_path / "episode.toml"):
        with open_episode(path) as episode:
            summary = episode.summary
            assert (summary.task, summary.robot) == ("Pick up the can", "g1")
            assert summary.attributes == {"limits.arm.elbow": "-25.0 25.0"}
            assert episode.streams["eye"].info.frame_id == "camera_head"
            assert episode.streams["arm"].info.units == ("N·m",)
            assert summary.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[streams]]\n",
        "[[streams]]\npath = '../*.png'\n",
        "[[streams]]\npath = '/etc/*.csv'\n",
        "[[streams]]\npath = '*.png'\nkind = 'smell'\n",
        "[[streams]]\npath = '*.png'\nrate_hz = -1\n",
        "[[streams]]\npath = '**/**/*.png'\n",
        "streams = 3\n",
        "[[streams",
        "[[streams]]\npath = '*.png'\n[[streams]]\npath = '*.png'\n",
    ],
)
def test_a_manifest_that_cannot_be_used_is_one_sentence(text: str, tmp_path: Path) -> None:
    pictures(tmp_path)
    (tmp_path / "episode.toml").write_text(text)
    with pytest.raises(UnreadableRecordingError, match="cannot be used"):
        open_episode(tmp_path)


def test_damaged_files_of_a_folder_are_problems_and_the_rest_is_read(tmp_path: Path) -> None:
    write_stamped(tmp_path)
    (tmp_path / "wrist.mp4").write_bytes(b"nothing")
    (tmp_path / "joints.csv").write_bytes((tmp_path / "joints.csv").read_bytes() + b"\n1,2,3,4\n")
    with open_episode(tmp_path) as episode:
        assert set(episode.streams) == {"rgb", "depth", "lidar", "joints"}
        found = {(problem.code, problem.stream) for problem in episode.summary.problems}
        assert found == {("file_damaged", "wrist"), ("table_rows", "joints")}


def test_a_table_keeps_nanoseconds_and_sorts_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "a,time,word,flag\n1,1700000000.000000003,x,true\n2,1700000000.000000001,y,false\n3,,z,true\n"
    )
    table = read_table(path)
    assert table.names == ("a", "flag")
    assert table.left_out == ("word",)
    assert table.stamps_ns is not None
    assert (table.stamps_ns - 1700000000 * S).tolist() == [1, 3]
    assert table.values.tolist() == [[2, 0], [1, 1]]
    assert len(table.flaws) == 2


@pytest.mark.parametrize(
    ("text", "stamps_ns"),
    [
        ("t,a\n0.5,1\n1.5,2\n", [S // 2, 3 * S // 2]),
        ("time_ms,a\n5,1\n7,2\n", [5_000_000, 7_000_000]),
        ("Time [us],a\n5,1\n7,2\n", [5000, 7000]),
        ("a,stamp\n1,0\n2,33333333\n3,66666666\n", [0, 33333333, 66666666]),
        ("0.1 5\n0.2 6\n", [S // 10, S // 5]),
        ("# time a\n1700000000123456 5\n1700000000123457 6\n", [1700000000123456000, 1700000000123457000]),
        ("frame,a\n0,5\n1,6\n", None),
        ("a,b\n3,5\n1,6\n", None),
    ],
)
def test_units_of_time_are_known_by_name_or_magnitude(
    text: str, stamps_ns: list[int] | None, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text(text)
    found = read_table(tmp_path / "t.csv").stamps_ns
    assert (None if found is None else found.tolist()) == stamps_ns


def test_times_may_be_written_as_dates(tmp_path: Path):
    rows = "".join(f"2023-11-14T22:13:2{n}.5Z,{n}\n" for n in range(3))
    (tmp_path / "a.csv").write_text("stamp,a\n" + rows + "2023-11-1", encoding="utf-8")
    table = read_table(tmp_path / "a.csv")
    assert table.stamps_ns is not None
    assert table.stamps_ns.tolist() == [1_700_000_000 * S + n * S + S // 2 for n in range(3)]
    (tmp_path / "b.csv").write_text("time,a\n2023-11-14 22:13:20.123456789,1\n", encoding="utf-8")
    stamps_ns = read_table(tmp_path / "b.csv").stamps_ns
    assert stamps_ns is not None
    assert stamps_ns.tolist() == [1_700_000_000_123_456_789]


def test_folders_as_euroc_lays_them(tmp_path: Path):
    first_ns = 1403636579763555584
    names = tuple(f"{first_ns + n * 50_000_000}.png" for n in range(3))
    pictures(tmp_path / "cam0" / "data", names)
    index = "".join(f"{name[:-4]},{name}\n" for name in names)
    (tmp_path / "cam0" / "data.csv").write_text("#timestamp [ns],filename\n" + index, encoding="utf-8")
    (tmp_path / "imu0").mkdir()
    (tmp_path / "imu0" / "data.csv").write_text(
        f"#timestamp [ns],w_x [rad s^-1],a_x [m s^-2]\n{first_ns},0.5,9.8\n", encoding="utf-8"
    )
    with open_episode(tmp_path) as episode:
        assert {name: stream.info.count for name, stream in episode.streams.items()} == {"cam0": 3, "imu0": 1}
        assert episode.streams["imu0"].info.channels == ("w_x [rad s^-1]", "a_x [m s^-2]")
        assert {int(stream.stamps()[0]) for stream in episode.streams.values()} == {first_ns}
