"""Some damaged copies of clouds, videos and folders; tests/support/fuzz_files.py tries as many as one likes."""

from pathlib import Path

import pytest

from tests.support.cloud_factory import write_clouds
from tests.support.folder_cases import write_described
from tests.support.fuzz_files import fuzz
from tests.support.video_factory import write_video

SEED = 7


@pytest.mark.parametrize("name", ["a.pcd", "b.pcd", "c.pcd", "a.ply", "b.ply", "a.las", "b.laz", "a.xyz"])
def test_damaged_clouds_are_sentences_or_problems(name: str, tmp_path: Path) -> None:
    write_clouds(tmp_path)
    assert list(fuzz(tmp_path / name, count=60, seed=SEED)) == []


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("b.mkv", "libx264"), ("c.avi", "mpeg4")])
def test_damaged_videos_are_sentences_or_problems(name: str, codec: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / name, range(12), codec=codec, gop=4)
    assert list(fuzz(path, count=25, seed=SEED)) == []


@pytest.mark.parametrize("only", ["episode.toml", "arm.csv", "when.csv", "0.jpg"])
def test_damaged_folders_are_sentences_or_problems(only: str, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    write_described(tmp_path / "run")
    assert list(fuzz(tmp_path / "run", count=40, seed=SEED, only=only)) == []
