"""zarr as UMI writes it: episodes by their ends, unknown codecs left out, damage told."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from models.errors import KnownError, NoSampleError, UnknownNameError, UnreadableRecordingError
from models.readers import Episode, open_episode, open_recording
from models.readers.zarr_format import recognises
from models.streams import SignalStream
from tests.support.zarr_factory import ENDS, arrays, change_meta, write_umi, write_version_3


def codes(episode: Episode) -> set[str]:
    return {problem.code for problem in episode.summary.problems}


@pytest.mark.parametrize("name", ["umi.zarr", "umi.zarr.zip"])
def test_each_episode_is_a_cut(name: str, tmp_path: Path) -> None:
    recording = open_recording(write_umi(tmp_path / name))
    assert (recording.format, recording.episode_ids) == ("zarr-umi", ("0", "1", "2"))
    for episode_id, start, end in zip(recording.episode_ids, (0, *ENDS), ENDS, strict=False):
        with recording.episode(episode_id) as episode:
            position = episode.streams["robot0_eef_pos"]
            assert isinstance(position, SignalStream)
            np.testing.assert_array_equal(position.block().values, arrays()["robot0_eef_pos"][start:end])
            assert position.info.rate_hz == pytest.approx(20.0)
            assert codes(episode) == set()


def test_version_3_and_a_zip_with_the_store_in_a_folder(tmp_path: Path) -> None:
    store = write_version_3(tmp_path / "umi.zarr")
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        for file in sorted(store.rglob("*")):
            packed.write(file, Path("replay_buffer.zarr") / file.relative_to(store))
    with open_episode(tmp_path / "packed.zip", "1") as episode:
        picture = episode.streams["camera0_rgb"].sample(2)
        np.testing.assert_array_equal(picture.rgb, arrays()["camera0_rgb"][ENDS[0] + 2])


def test_recognition_is_by_layout(tmp_path: Path) -> None:
    assert recognises(write_umi(tmp_path / "x"))
    assert not recognises(tmp_path)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("letter.txt", "no arrays")
    assert not recognises(tmp_path / "other.zip")
    with pytest.raises(UnknownNameError):
        open_recording(tmp_path / "x").episode("3")


@pytest.mark.parametrize("codec", ["imagecodecs_jpegls", "pickle"])
def test_an_array_of_an_unknown_codec_is_left_out(codec: str, tmp_path: Path) -> None:
    store = write_umi(tmp_path / "umi.zarr")
    change_meta(store / "data/camera0_rgb/.zarray", compressor={"id": codec})
    with open_episode(store, "0") as episode:
        assert set(episode.streams) == {"robot0_eef_pos", "robot0_gripper_width"}
        (problem,) = episode.summary.problems
        assert (problem.code, problem.stream) == ("not_read", "camera0_rgb")
        assert codec in problem.message


def test_chunks_that_are_missing_are_told(tmp_path: Path) -> None:
    store = write_umi(tmp_path / "umi.zarr")
    (store / "data/camera0_rgb/3.0.0.0").unlink()
    with open_episode(store, "0") as episode:
        assert codes(episode) == {"missing_chunks"}


def test_a_damaged_chunk_is_one_sample(tmp_path: Path) -> None:
    store = write_umi(tmp_path / "umi.zarr")
    (store / "data/camera0_rgb/3.0.0.0").write_bytes(b"broken")
    with open_episode(store, "0") as episode:
        with pytest.raises(NoSampleError, match="Row 3 of camera0_rgb cannot be read"):
            episode.streams["camera0_rgb"].sample(3)
        assert episode.streams["camera0_rgb"].sample(4).rgb.shape == (96, 192, 3)


def test_without_its_ends_a_store_is_one_episode(tmp_path: Path) -> None:
    store = write_umi(tmp_path / "umi.zarr")
    for file in (store / "meta/episode_ends").glob("[0-9]*"):
        file.write_bytes(b"broken")
    with open_episode(store) as episode:
        assert episode.streams["robot0_eef_pos"].info.count == ENDS[-1]
        assert codes(episode) == {"meta_damaged"}


@pytest.mark.parametrize(
    "change",
    [
        {"chunks": [1, 1 << 20, 1 << 20, 3]},
        {"shape": [1 << 50, 96, 192, 3]},
        {"dtype": "|V99999999999"},
        {"chunks": 3},
    ],
)
def test_absurd_shapes_are_left_out(change: dict[str, object], tmp_path: Path) -> None:
    store = write_umi(tmp_path / "umi.zarr")
    change_meta(store / "data/camera0_rgb/.zarray", **change)
    with open_episode(store, "0") as episode:
        assert "camera0_rgb" not in episode.streams
        assert codes(episode) & {"not_read", "too_large"}


def test_a_truncated_zip_is_one_sentence(tmp_path: Path) -> None:
    path = write_umi(tmp_path / "umi.zarr.zip")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UnreadableRecordingError):
        open_episode(path, "0")


def test_a_store_with_damaged_meta_data_keeps_what_it_can(tmp_path: Path) -> None:
    store = write_umi(tmp_path / "umi.zarr")
    (store / "data/robot0_eef_pos/.zarray").write_text(json.dumps([1]))
    with open_episode(store, "0") as episode:
        assert set(episode.streams) == {"camera0_rgb", "robot0_gripper_width"}
    for file in store.rglob(".zarray"):
        file.write_text("{")
    with pytest.raises(KnownError):
        open_episode(store)
