"""Copies on the disk: whole ones only, under their bound, the least recently used first to go."""

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import KnownError
from models.storage.proxy_store import ProxyStore


def writer(nbytes: int, byte: int = 7):
    return lambda path: path.write_bytes(bytes([byte]) * nbytes)


def test_a_copy_is_written_once_and_found(tmp_path: Path) -> None:
    store = ProxyStore(tmp_path / "proxies", 100)
    assert store.find("a") is None
    path = store.put("a", writer(10))
    assert store.find("a") == path
    assert store.put("a", lambda _: pytest.fail("it is there already")) == path
    assert (store.kept().count, store.kept().nbytes) == (1, 10)


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    store = ProxyStore(tmp_path, 100)
    for age, key in enumerate(("a", "b", "c")):
        os.utime(store.put(key, writer(30)), ns=(age, age))
    assert store.find("a") is not None
    store.put("d", writer(40))
    assert [store.find(key) is not None for key in "abcd"] == [True, False, True, True]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(0, 130), max_size=12), bound=st.integers(1, 100))
def test_the_bound_holds_whatever_is_put(tmp_path: Path, sizes: list[int], bound: int) -> None:
    store = ProxyStore(tmp_path, bound)
    store.clear()
    for number, nbytes in enumerate(sizes):
        try:
            store.put(str(number), writer(nbytes))
        except KnownError:
            assert nbytes > bound
        else:
            assert store.find(str(number)) is not None
        assert store.kept().nbytes <= bound


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def half(path: Path) -> None:
        path.write_bytes(b"half")
        raise KnownError("The encoder is gone")

    store = ProxyStore(tmp_path, 100)
    with pytest.raises(KnownError, match="encoder"):
        store.put("a", half)
    assert store.kept().count == 0
    assert not [path for path in tmp_path.iterdir() if path.name != "lock"]


def _write_for_ever(folder: str) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        time.sleep(60)

    ProxyStore(Path(folder), 100).put("a", write)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_process_that_is_killed_leaves_no_broken_copy_and_no_lock(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_write_for_ever, args=(str(tmp_path),))
    process.start()
    deadline_s = time.monotonic() + 60
    while not list(tmp_path.glob("*.part")):
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    store = ProxyStore(tmp_path, 100)
    assert store.find("a") is None
    assert store.put("a", writer(5)).read_bytes() == bytes([7]) * 5
    assert not list(tmp_path.glob("*.part"))


def test_clearing_tells_what_went(tmp_path: Path) -> None:
    store = ProxyStore(tmp_path, 100)
    store.put("a", writer(10))
    store.put("b", writer(20))
    removed = store.clear()
    assert (removed.count, removed.nbytes) == (2, 30)
    assert store.kept().count == 0
    assert ProxyStore(tmp_path / "none", 5).clear().count == 0


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KnownError, match="cannot be written"):
        ProxyStore(tmp_path / "file" / "proxies", 5).put("a", writer(1))
