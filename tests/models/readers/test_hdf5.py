"""HDF5: what each layout is recognised by, what its attributes say, and what remains of damaged files."""

from pathlib import Path

import cv2
import h5py
import numpy as np
import pytest

from models.episode import StreamKind
from models.errors import NoSampleError, UnreadableRecordingError
from models.readers import Episode, hdf5_heap, open_episode, open_recording
from models.readers.array_stamps import stamps_of
from models.readers.hdf5_format import recognises
from models.readers.hdf5_heap import heap_is_sound
from models.streams import SignalStream
from models.timebase import NS_PER_S, Clock
from tests.support.data import facts, shared
from tests.support.hdf5_factory import (
    ROWS,
    pictures,
    vectors,
    write_aloha,
    write_compressed,
    write_robomimic,
    write_robomind,
    write_stamped,
)

FACTS = {name: fact for name, fact in facts().items() if name.startswith("hdf5/")}


def codes(episode: Episode) -> list[str]:
    return [problem.code for problem in episode.summary.problems]


def small(path: Path, **arrays: object) -> Path:
    """A file of these arrays; ``__`` in a name stands for a group."""
    with h5py.File(path, "w") as file:
        for name, values in arrays.items():
            file[name.replace("__", "/")] = values
    return path


@pytest.mark.skipif(not FACTS, reason="the collection of recordings is not here")
@pytest.mark.parametrize("name", FACTS)
def test_real_episodes_agree_with_their_facts(name: str) -> None:
    fact = FACTS[name]
    with open_episode(shared(name)) as episode:
        action = episode.streams["action"]
        assert isinstance(action, SignalStream)
        values = action.block().values
        assert (episode.summary.task, episode.summary.format) == (fact["instruction"], "hdf5-aloha")
        assert values.shape == tuple(fact["action"])
        assert episode.streams["observations/qpos"].describe().shape == (fact["qpos"][1],)
        assert (values.min(), values.max()) == (fact["action_min"], fact["action_max"])
        camera = episode.streams["observations/images/cam_high"]
        assert (camera.info.count, *camera.describe().shape) == tuple(fact["images"])
        assert codes(episode) == ["assumed_rate"]
        assert episode.summary.end_ns == (fact["steps"] - 1) * NS_PER_S


@pytest.mark.parametrize(
    ("write", "name", "ids"),
    [
        (write_aloha, "hdf5-aloha", ("made",)),
        (write_robomimic, "hdf5-robomimic", ("demo_9", "demo_10")),
        (write_robomind, "hdf5-robomind", ("made",)),
        (write_stamped, "hdf5", ("made",)),
    ],
)
def test_layouts(write, name: str, ids: tuple[str, ...], tmp_path: Path) -> None:
    path = write(tmp_path / "made.h5")
    assert recognises(path)
    recording = open_recording(path)
    assert (recording.format, recording.episode_ids) == (name, ids)


def test_aloha_takes_its_rate_from_an_attribute(tmp_path: Path) -> None:
    with open_episode(write_compressed(tmp_path / "a.hdf5"), clock=Clock.HEADER) as episode:
        assert codes(episode) == []
        kinds = {info.name: (info.kind, info.encoding, info.rate_hz) for info in episode.summary.streams}
    assert kinds["observations/images/cam_high"] == (StreamKind.VIDEO, "jpeg", pytest.approx(50.0))
    assert "compress_len" not in kinds


def test_robomimic_says_task_rate_and_masks(tmp_path: Path) -> None:
    with open_episode(write_robomimic(tmp_path / "r.hdf5"), "demo_10") as episode:
        summary = episode.summary
        assert (summary.task, summary.attributes["mask"], summary.attributes["num_samples"]) == (
            "Lift",
            "valid",
            str(ROWS),
        )
        assert codes(episode) == []
        assert episode.streams["obs/agentview_depth"].info.kind is StreamKind.DEPTH


def test_robomind_names_the_folder(tmp_path: Path) -> None:
    (tmp_path / "0704_114313" / "data").mkdir(parents=True)
    path = write_robomind(tmp_path / "0704_114313" / "data" / "trajectory.hdf5")
    assert open_recording(path).episode_ids == ("0704_114313",)


def test_robomind_warns_of_swapped_colours(tmp_path: Path) -> None:
    with open_episode(write_robomind(tmp_path / "r.hdf5")) as episode:
        assert episode.summary.task == "put the bread into the toaster"
        assert codes(episode) == ["assumed_rate", "colour_order"]
        depth = episode.streams["observations/depth_images/camera_top"].describe()
        assert (depth.kind, depth.encoding, depth.shape) == (StreamKind.DEPTH, "png", (24, 32))


def test_names_and_units_of_channels(tmp_path: Path) -> None:
    with open_episode(write_stamped(tmp_path / "s.h5")) as episode:
        torque = episode.streams["arm/torque"].info
        assert (torque.channels, torque.units) == (("shoulder", "elbow"), ("N·m", "N·m"))
        assert episode.streams["arm/table"].info.channels == ("x", "count")
        assert episode.streams["arm/note"].info.kind is StreamKind.TEXT
        assert episode.summary.robot == "arm of two joints"
        assert codes(episode) == ["other_rows"]


def test_colours_that_an_attribute_calls_bgr(tmp_path: Path) -> None:
    path = small(tmp_path / "b.h5", rgb=pictures()[..., ::-1])
    with h5py.File(path, "a") as file:
        file["rgb"].attrs["color_format"] = "BGR"
    with open_episode(path) as episode:
        np.testing.assert_array_equal(episode.streams["rgb"].sample(3).rgb, pictures()[3])


def test_an_action_shorter_than_the_state_is_reported(tmp_path: Path) -> None:
    path = small(
        tmp_path / "s.h5", observations__qpos=vectors(3), observations__qvel=vectors(3), action=vectors(3)[:9]
    )
    with open_episode(path) as episode:
        assert codes(episode) == ["row_count", "assumed_rate"]
        assert episode.streams["action"].info.count == 9


def test_rows_out_of_order_are_sorted(tmp_path: Path) -> None:
    with open_episode(small(tmp_path / "s.h5", timestamp=[0.2, 0.0, 0.1], x=[2.0, 0.0, 1.0])) as episode:
        assert codes(episode) == ["stamp_order"]
        assert episode.streams["x"].block().values[:, 0].tolist() == [0.0, 1.0, 2.0]
        assert episode.streams["x"].sample(2).values.tolist() == [2.0]


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        (np.array([0.0, 0.02]), "", [0, 20_000_000]),
        (np.array([0, 33, 66]), "", [0, 33_000_000, 66_000_000]),
        (np.array([0, 33_333]), "", [0, 33_333_000]),
        (np.array([0, 33_333_333]), "", [0, 33_333_333]),
        (np.array([1_700_000_000_123]), "", [1_700_000_000_123_000_000]),
        (np.array([1.7e9]), "", [1_700_000_000_000_000_000]),
        (np.array([1_700_000_000_123_456_789]), "", [1_700_000_000_123_456_789]),
        (np.array([5, 6]), "ms", [5_000_000, 6_000_000]),
        (np.array([0.0, np.nan]), "", None),
        (np.array([1e300]), "", None),
        (np.array([np.iinfo(np.uint64).max], np.uint64), "s", None),
    ],
)
def test_units_of_stamps(values: np.ndarray, unit: str, expected: list[int] | None) -> None:
    found = stamps_of(values, unit=unit)
    assert (None if found is None else found.tolist()) == expected


def test_absurd_arrays_are_left_out_and_never_allocated(tmp_path: Path) -> None:
    path = small(tmp_path / "s.h5", x=vectors(3))
    with h5py.File(path, "a") as file:
        file.create_dataset("rows", (1 << 40, 7), "f8", chunks=(1024, 7))
        file.create_dataset("sample", (ROWS, 1 << 20, 1 << 20), "f8", chunks=(1, 1024, 1024))
        file.create_dataset("chunk", (ROWS, 1 << 15, 1 << 15), "u1", chunks=(ROWS, 1 << 14, 1 << 14))
    with open_episode(path) as episode:
        assert list(episode.streams) == ["x"]
        assert codes(episode).count("too_large") == 3


def test_what_lies_in_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(bytes(range(96)))
    other = small(tmp_path / "other.h5", y=vectors(3))
    path = small(tmp_path / "s.h5", x=vectors(3))
    with h5py.File(path, "a") as file:
        file["linked"] = h5py.ExternalLink(str(other), "/y")
        file.create_dataset("kept_outside", (ROWS,), "f8", external=[(str(tmp_path / "secret"), 0, 96)])
        layout = h5py.VirtualLayout((ROWS, 3), "f8")
        layout[:] = h5py.VirtualSource(str(other), "y", (ROWS, 3))
        file.create_virtual_dataset("virtual", layout)
    with open_episode(path) as episode:
        assert list(episode.streams) == ["x"]
        left = {problem.stream for problem in episode.summary.problems if problem.code == "not_read"}
        assert left == {"linked", "kept_outside", "virtual"}


def test_a_group_that_holds_itself_is_walked_once(tmp_path: Path) -> None:
    path = small(tmp_path / "s.h5", arm__x=vectors(3))
    with h5py.File(path, "a") as file:
        file["arm/again"] = file["arm"]
        file["arm/top"] = file["/"]
    with open_episode(path) as episode:
        assert list(episode.streams) == ["arm/x"]


def test_a_damaged_picture_is_one_sample(tmp_path: Path) -> None:
    coded = [cv2.imencode(".jpg", image)[1].tobytes() for image in pictures()]
    coded[4] = coded[4][:30]
    path = tmp_path / "s.h5"
    with h5py.File(path, "w") as file:
        dataset = file.create_dataset("camera", (ROWS,), h5py.vlen_dtype(np.uint8))
        for row, data in enumerate(coded):
            dataset[row] = np.frombuffer(data, np.uint8)
    with open_episode(path) as episode:
        with pytest.raises(NoSampleError, match="Picture 4 of camera is damaged"):
            episode.streams["camera"].sample(4)
        assert episode.streams["camera"].sample(5).rgb.shape == (96, 192, 3)


@pytest.mark.parametrize("kept", [8, 100, 1000])
def test_a_truncated_file_is_one_sentence(kept: int, tmp_path: Path) -> None:
    path = write_aloha(tmp_path / "a.hdf5")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(UnreadableRecordingError, match=r"damaged HDF5 file|cannot be read"):
        open_episode(path)


@pytest.mark.parametrize("searched_whole", [True, False])
def test_a_heap_that_would_never_end_is_not_walked(
    searched_whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library itself would hang on the text of this file: a free object of size 0."""
    if not searched_whole:
        monkeypatch.setattr(hdf5_heap, "WHOLE_NBYTES", 0)
    path = small(tmp_path / "s.h5", x=vectors(3))
    with h5py.File(path, "a") as file:
        file.attrs["instruction"] = "pick it up"
        file.create_dataset("words", data=["a"] * ROWS, dtype=h5py.string_dtype())
    assert heap_is_sound(path)
    data = bytearray(path.read_bytes())
    place = data.find(b"GCOL") + 16
    while int.from_bytes(data[place : place + 2], "little"):
        place += 16 + (int.from_bytes(data[place + 8 : place + 16], "little") + 7) // 8 * 8
    data[place + 8 : place + 16] = bytes(8)
    path.write_bytes(data)
    assert not heap_is_sound(path)
    with open_episode(path) as episode:
        assert list(episode.streams) == ["x"]
        left = {problem.stream for problem in episode.summary.problems if problem.code == "not_read"}
        assert left == {"words", None}


def test_a_text_that_claims_more_than_it_has_is_not_read(tmp_path: Path) -> None:
    """The library would set aside 1 GiB before it finds out."""
    path = small(tmp_path / "s.h5", x=vectors(3))
    with h5py.File(path, "a") as file:
        file.attrs["instruction"] = "pick it up"
    data = bytearray(path.read_bytes())
    address = data.find(b"GCOL").to_bytes(8, "little")
    place = data.find(len("pick it up").to_bytes(4, "little") + address)
    data[place + 3] = 0x40
    path.write_bytes(data)
    with open_episode(path) as episode:
        assert episode.summary.task == ""
        assert "not_read" in codes(episode)


def test_a_file_without_rows_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecordingError, match="nothing that can be shown"):
        open_episode(small(tmp_path / "s.h5", mass=3.5))
