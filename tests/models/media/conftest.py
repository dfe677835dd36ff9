"""A recording that is a file, one that is a folder, and a cache."""

from pathlib import Path

import pytest

from models.media.cache import MediaCache


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "day 1" / "take.mcap"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(range(256)) * 40_000)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in" / "set"
    for name, size in (
        ("meta/info.json", 10),
        ("data/b.parquet", 300_000),
        ("data/a.parquet", 5),
        (".zattrs", 2),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode()[:1] * size)
    return root


@pytest.fixture
def cache(tmp_path: Path) -> MediaCache:
    return MediaCache(tmp_path / "cache", max_nbytes=64 << 20)
