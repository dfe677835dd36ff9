"""The replayed power loss keeps what was synced and loses what was not, in every way that the model names."""

import sys
from pathlib import Path

import pytest

from tests.support.power_loss import Log, cuts, record

START = """
import os
watch, acks = os.environ["POWER_WATCH"], os.open(os.environ["POWER_ACKS"], os.O_WRONLY | os.O_CREAT)
def put(name, data, *, sync=True):
    fd = os.open(os.path.join(watch, name), os.O_WRONLY | os.O_CREAT)
    os.write(fd, data)
    if sync:
        os.fsync(fd)
    os.close(fd)
def sync_folder(name=""):
    fd = os.open(os.path.join(watch, name), os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
def promise(word):
    os.write(acks, word.encode() + b"\\n")
def path(name):
    return os.path.join(watch, name)
"""
OLD, NEW = b"o" * 5000, b"n" * 5000


@pytest.fixture
def after(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Runs a script; all that its folder may be after its last step: {name: every content seen, None: no file}."""

    def run(script: str, *, names: str, promised: str = "") -> dict[str, set[bytes | None]]:
        log = recorded(tmp_path, script)
        seen: dict[str, set[bytes | None]] = {name: set() for name in names.split()}
        for seed in range(300):
            (cut,) = cuts(log, count=1, seed=seed, first=len(log.records))
            assert cut.acknowledged == tuple(promised.split())
            for name, contents in seen.items():
                contents.add(cut.files.get(name))
        return seen

    return run


def recorded(folder: Path, script: str) -> Log:
    command = [sys.executable, "-I", "-c", START + f"OLD, NEW = {OLD!r}, {NEW!r}\n" + script]
    watch = folder / f"watched-{len(list(folder.iterdir()))}"
    return record(command, watch=watch, scratch=folder)


def test_synced_is_kept_and_unsynced_is_lost_kept_or_torn(after) -> None:  # type: ignore[no-untyped-def]
    seen = after(
        "put('a', OLD); promise('one'); put('a', NEW, sync=False)",
        names="a",
        promised="one",
    )["a"]
    assert {OLD, NEW} <= seen
    assert None not in seen
    mixed = seen - {OLD, NEW}
    assert len(mixed) > 5
    assert all(len(content) == 5000 for content in mixed)
    assert all(len(set(content[at : at + 512])) == 1 for content in mixed for at in range(0, 5000, 512))


def test_a_file_may_have_grown_without_its_content(after) -> None:  # type: ignore[no-untyped-def]
    seen = after("put('a', b''); put('a', NEW, sync=False)", names="a")["a"]
    assert {b"", NEW} <= seen
    assert any(content and len(content) == 5000 and not any(content[-1024:]) for content in seen)


def test_a_file_that_was_made_and_not_synced_may_be_gone(after) -> None:  # type: ignore[no-untyped-def]
    seen = after("put('a', NEW, sync=False); put('b', NEW)", names="a b")
    assert None in seen["a"]
    assert seen["b"] == {NEW}


def test_the_careful_way_to_replace_a_file(after) -> None:  # type: ignore[no-untyped-def]
    replace = "put('a', OLD); put('new', NEW); os.rename(path('new'), path('a'))"
    assert after(replace, names="a")["a"] == {OLD, NEW}, "old or new, never half"
    assert after(replace + "; sync_folder()", names="a new") == {"a": {NEW}, "new": {None}}


def test_the_careless_way_to_replace_a_file(after) -> None:  # type: ignore[no-untyped-def]
    seen = after("put('a', OLD); put('new', NEW, sync=False); os.rename(path('new'), path('a'))", names="a")
    assert len(seen["a"] - {OLD, NEW}) > 5, "the name was there before the content"


def test_a_removed_file_may_come_back_until_its_folder_is_synced(after) -> None:  # type: ignore[no-untyped-def]
    remove = "put('a', OLD); os.unlink(path('a'))"
    assert after(remove, names="a")["a"] == {OLD, None}
    assert after(remove + "; sync_folder()", names="a")["a"] == {None}
    assert after(remove + "; put('a', NEW)", names="a")["a"] == {NEW}, "the second of its name stays"


def test_folders_and_cut_lengths(after) -> None:  # type: ignore[no-untyped-def]
    seen = after(
        "os.mkdir(path('d')); os.mkdir(path('d/e')); put('d/e/a', OLD)\n"
        "put('d/b', OLD); os.ftruncate(os.open(path('d/b'), os.O_WRONLY), 10)",
        names="d/e/a d/b",
    )
    assert seen == {"d/e/a": {OLD}, "d/b": {OLD, OLD[:10]}}


def test_a_disk_is_made_whole_again_elsewhere(tmp_path: Path) -> None:
    log = recorded(tmp_path, "os.mkdir(path('d')); os.mkdir(path('d/e')); put('d/a', OLD); sync_folder('d')")
    (tmp_path / "after").mkdir()
    (tmp_path / "after" / "left-over").touch()
    *_, last = cuts(log, count=200, seed=0)
    last.restore(tmp_path / "after")
    assert sorted(p.relative_to(tmp_path / "after").as_posix() for p in (tmp_path / "after").rglob("*")) == [
        "d",
        "d/a",
        "d/e",
    ]
    assert (tmp_path / "after" / "d" / "a").read_bytes() == OLD
