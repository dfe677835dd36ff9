"""The budget: who goes, who stays, and what is shared."""

import os
from pathlib import Path

import pytest

from models.media.cache import MediaCache
from models.media.disk import FullDiskError
from models.media.fetch import Wish, fetch, part_name
from models.media.forget import forget_cached
from models.media.manifest import manifest_of

MIB = 1 << 20


@pytest.fixture
def small(tmp_path: Path) -> MediaCache:
    return MediaCache(tmp_path / "small", max_nbytes=10 * MIB)


def made(tmp_path: Path, name: str, nbytes: int = 4 * MIB, content: bytes = b"") -> Wish:
    path = tmp_path / "in" / f"{name}.mcap"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((content or name.encode()) * (nbytes // len(content or name)))
    return Wish(f"print of {name}", name, (str(path),), manifest_of(path))


def used_at(cache: MediaCache, wish: Wish, when: int) -> None:
    assert wish.manifest is not None
    os.utime(cache.folder / "entries" / f"{wish.manifest.sha256}.json", (when, when))


def names(cache: MediaCache) -> set[str]:
    return {one.name for one in cache.recordings()}


def test_the_least_recently_used_goes_first(small: MediaCache, tmp_path: Path):
    a, b, c = (made(tmp_path, name) for name in "abc")
    for when, wish in enumerate((a, b), start=1):
        fetch(small, wish)
        used_at(small, wish, when)
    assert small.find(a.fingerprint) is not None
    fetch(small, c)
    assert names(small) == {"a.mcap", "c.mcap"}
    assert small.find(b.fingerprint) is None
    assert small.nbytes() <= small.max_nbytes


def test_what_is_pinned_stays_until_it_is_released(small: MediaCache, tmp_path: Path):
    a, b, c = (made(tmp_path, name) for name in "abc")
    for wish in (a, b):
        fetch(small, wish)
        assert small.pin(wish.fingerprint)
    with pytest.raises(FullDiskError, match="release offline copies"):
        fetch(small, c)
    assert names(small) >= {"a.mcap", "b.mcap"}
    assert small.release([a.fingerprint]) == 1
    fetch(small, c)
    assert {one.name for one in small.recordings() if one.is_whole} == {"b.mcap", "c.mcap"}
    assert small.release() == 1
    assert not any(one.pinned for one in small.recordings())


def test_two_recordings_share_the_files_that_are_alike(small: MediaCache, tmp_path: Path):
    for name in ("one", "two"):
        for file, content in (("same", b"s"), ("own", name.encode())):
            path = tmp_path / name / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content * (MIB // len(content)))
    one, two = (
        Wish(name, name, (str(tmp_path / name),), manifest_of(tmp_path / name)) for name in ("one", "two")
    )
    for wish in (one, two):
        fetch(small, wish)
    assert small.nbytes() < 3 * MIB + 10
    small.forget("one")
    path = small.find("two")
    assert path is not None
    assert manifest_of(path) == two.manifest


def test_forgetting_takes_pins_parts_and_damaged_entries_along(small: MediaCache, tmp_path: Path):
    a, b = (made(tmp_path, name) for name in "ab")
    for wish in (a, b):
        fetch(small, wish)
        small.pin(wish.fingerprint)
    begun = small.parts / part_name(a.fingerprint, "somewhere")
    begun.write_bytes(b"begun")
    assert forget_cached(a.fingerprint, small) >= 4 * MIB
    assert not begun.exists()
    assert b.manifest is not None
    (small.folder / "entries" / f"{b.manifest.sha256}.json").write_text("damaged", encoding="ascii")
    assert small.find(b.fingerprint) is None
    assert forget_cached(b.fingerprint, small) >= 4 * MIB
    assert [path for path in small.folder.rglob("*") if path.is_file() and path.stat().st_size > MIB] == []
    assert forget_cached(b.fingerprint, small) == 0


def test_asking_makes_nothing(tmp_path: Path):
    cache = MediaCache(tmp_path / "none")
    assert (cache.find("x"), cache.recordings(), cache.nbytes(), cache.forget("x"), cache.release()) == (
        None, (), 0, 0, 0,
    )  # fmt: skip
    assert not (tmp_path / "none").exists()
