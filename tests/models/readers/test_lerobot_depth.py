"""Depth in LeRobot data sets: videos of 12 and 16 bits come out in metres."""

from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa
import pytest

from models.episode import StreamKind
from models.errors import NoSampleError
from models.readers import Episode, open_episode
from models.readers.lerobot_depth import DepthCoding, depth_coding, to_metres
from models.streams import DepthImage
from tests.support.depth_video import ABOUT, codes, depth_m, write_depth_video
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.video_factory import write_video

CAMERA = "observation.images.top_depth"
ROWS = 20
IMAGE = pa.struct({"bytes": pa.binary(), "path": pa.string()})


def dataset(folder: Path, about: dict[str, object]) -> Path:
    feature = {
        "dtype": "video",
        "shape": [48, 64, 1],
        "names": ["height", "width", "channels"],
        "info": about,
    }
    return write_dataset(folder, Recipe(version="v2.1", lengths=(ROWS,), features={CAMERA: feature}))


def video(root: Path) -> Path:
    return root / f"videos/chunk-000/{CAMERA}/episode_000000.mp4"


def codes_of(episode: Episode) -> set[str]:
    return {problem.code for problem in episode.summary.problems}


@pytest.mark.parametrize("pixels", ["gray12le", "yuv420p12le"])
def test_twelve_bits_come_out_in_metres(pixels: str, tmp_path: Path) -> None:
    root = dataset(tmp_path, ABOUT)
    write_depth_video(video(root), range(ROWS), pixels=pixels)
    with open_episode(root) as episode:
        stream = episode.streams[CAMERA]
        assert (stream.info.kind, stream.info.shape, stream.info.count) == (StreamKind.DEPTH, (48, 64), ROWS)
        for index in (0, 7, ROWS - 1, 3):
            sample = stream.sample(index)
            assert isinstance(sample, DepthImage)
            truth = np.where(codes(depth_m(index)) == 0, np.nan, depth_m(index))
            np.testing.assert_array_equal(np.isnan(sample.depth_m), np.isnan(truth))
            # One code is at most 2.9 mm wide here.
            np.testing.assert_allclose(sample.depth_m, truth, atol=0.0015)
        assert codes_of(episode) == set()


def test_limits_that_nobody_says_are_assumed_and_told(tmp_path: Path) -> None:
    root = dataset(tmp_path, {"video.is_depth_map": True})
    write_depth_video(video(root), range(ROWS))
    with open_episode(root) as episode:
        depth = episode.streams[CAMERA].sample(2).depth_m
        expected = np.exp(np.log(3.51) + codes(depth_m(2)) / 4095 * (np.log(13.5) - np.log(3.51))) - 3.5
        np.testing.assert_allclose(depth[10:], expected[10:], atol=1e-4)
        assert codes_of(episode) == {"assumed_depth"}


def test_a_depth_video_of_8_bits_is_shown_as_pictures(tmp_path: Path) -> None:
    root = dataset(tmp_path, ABOUT)
    write_video(video(root), range(ROWS))
    with open_episode(root) as episode:
        assert episode.streams[CAMERA].info.kind is StreamKind.VIDEO
        assert codes_of(episode) == {"depth_8_bit"}


def test_depth_pictures_in_the_table(tmp_path: Path) -> None:
    stored = [(depth_m(i) * 1000).astype(np.uint16) for i in range(ROWS)]
    column = pa.array([{"bytes": cv2.imencode(".png", image)[1].tobytes(), "path": None} for image in stored])
    feature = {"dtype": "image", "shape": [48, 64, 1], "info": {"is_depth_map": True}}
    recipe = Recipe(version="v2.0", lengths=(ROWS,), columns={CAMERA: column}, features={CAMERA: feature})
    with open_episode(write_dataset(tmp_path, recipe)) as episode:
        stream = episode.streams[CAMERA]
        assert stream.describe().kind is StreamKind.DEPTH
        assert stream.describe().shape == (48, 64)
        expected = np.where(stored[4] == 0, np.float32("nan"), stored[4] * np.float32(0.001))
        np.testing.assert_array_equal(stream.sample(4).depth_m, expected)


def test_a_picture_outside_of_the_data_set_is_not_read(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "secret.png"), np.zeros((8, 8), np.uint8))
    places = [str(tmp_path / "secret.png"), "../secret.png", *["images/none.png"] * (ROWS - 2)]
    column = pa.array([{"bytes": None, "path": place} for place in places], IMAGE)
    feature = {"dtype": "image", "shape": [8, 8, 3]}
    recipe = Recipe(version="v2.1", lengths=(ROWS,), columns={"eye": column}, features={"eye": feature})
    with open_episode(write_dataset(tmp_path / "set", recipe)) as episode:
        for index in range(3):
            with pytest.raises(NoSampleError, match="is missing"):
                episode.streams["eye"].sample(index)


def test_sixteen_bits_are_millimetres() -> None:
    stored = np.array([[0, 1, 1500, 65535]], np.uint16)
    np.testing.assert_allclose(to_metres(stored, 16, DepthCoding()), [[np.nan, 0.001, 1.5, 65.535]])


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, None),
        ({"video.is_depth_map": False}, None),
        ({"is_depth_map": True}, DepthCoding()),
        ({"is_depth_map": True, "depth_min": 5, "depth_max": 1, "shift": 0}, DepthCoding()),
        ({"is_depth_map": True, "depth_min": 0, "depth_max": 1, "shift": 0}, DepthCoding()),
        (
            {"is_depth_map": True, "depth_min": 0, "depth_max": 1, "shift": 0, "use_log": False},
            DepthCoding(0.0, 1.0, 0.0, logarithmic=False, assumed=False),
        ),
    ],
)
def test_what_a_feature_says_about_depth(about: dict[str, object], expected: DepthCoding | None) -> None:
    assert depth_coding(about) == expected
