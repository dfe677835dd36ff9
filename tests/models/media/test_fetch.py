"""Fetching: whole and right or not there, going on where it was cut, from a disk, a web server and a bucket."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import KnownError
from models.ingest.fingerprint import file_fingerprint
from models.media.cache import DamagedCopyError, MediaCache
from models.media.disk import FullDiskError
from models.media.fetch import Fetched, Wish, fetch
from models.media.manifest import Manifest, manifest_of
from tests.support.data import ROOT
from tests.support.servers import http_server, s3_server


class StoppedError(Exception):
    """What a person's Stop raises."""


def stop_after(nbytes: int):
    def tell(here: int, _all: int) -> None:
        if here >= nbytes:
            raise StoppedError

    return tell


def wish_for(path: Path, *sources: object, manifest: Manifest | None = None) -> Wish:
    return Wish(file_fingerprint(path), path.stem, tuple(map(str, sources or (path,))), manifest)


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def test_a_file_is_kept_under_its_name_and_found_again(cache: MediaCache, file: Path):
    wish = wish_for(file)
    fetched = fetch(cache, wish)
    assert fetched.path.name == "take.mcap"
    assert same(fetched.path, file)
    assert cache.find(wish.fingerprint) == fetched.path
    file.unlink()
    assert fetch(cache, wish) == fetched


def test_a_folder_comes_whole(cache: MediaCache, folder: Path):
    fetched = fetch(cache, Wish("of the folder", "set", (str(folder),), manifest_of(folder)))
    assert fetched.path.name == "set"
    assert manifest_of(fetched.path) == manifest_of(folder)


@pytest.mark.parametrize("with_manifest", [True, False])
def test_from_a_web_server_it_goes_on_where_it_was_cut(cache: MediaCache, file: Path, with_manifest: bool):
    manifest = manifest_of(file) if with_manifest else None
    with http_server(file.parent) as served:
        wish = wish_for(file, f"{served.url}/take.mcap", manifest=manifest)
        with pytest.raises(StoppedError):
            fetch(cache, wish, stop_after(4 << 20))
        assert cache.find(wish.fingerprint) is None
        begun = served.nbytes
        assert same(fetch(cache, wish).path, file)
        assert served.nbytes - begun < file.stat().st_size - (3 << 20)
    assert list(cache.parts.glob("*.part")) == []


def test_from_a_bucket(cache: MediaCache, file: Path, folder: Path):
    import boto3

    with s3_server():
        client = boto3.client("s3")
        client.upload_file(str(file), "rushes-test", "day/take.mcap")
        for path in folder.rglob("*"):
            if path.is_file():
                client.upload_file(str(path), "rushes-test", f"set/{path.relative_to(folder).as_posix()}")
        fetched = fetch(cache, wish_for(file, "s3://rushes-test/day/take.mcap"))
        assert same(fetched.path, file)
        whole = fetch(cache, Wish("set", "set", ("s3://rushes-test/set",)))
        assert manifest_of(whole.path) == manifest_of(folder)


def test_a_wrong_copy_is_told_and_the_next_one_used(cache: MediaCache, file: Path, tmp_path: Path):
    wrong = tmp_path / "wrong" / "take.mcap"
    wrong.parent.mkdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    wrong.write_bytes(data)
    wish = wish_for(file, wrong, file, manifest=manifest_of(file))
    fetched = fetch(cache, wish)
    assert same(fetched.path, file)
    assert [type(error) for error in fetched.told] == [DamagedCopyError]
    with pytest.raises(KnownError, match="not what the manifest says"):
        fetch(MediaCache(tmp_path / "other"), wish_for(file, wrong, manifest=manifest_of(file)))
    assert [path for path in (tmp_path / "other").rglob("*") if path.stat().st_size > 10_000] == []


def test_another_recording_of_that_name_is_not_taken(cache: MediaCache, file: Path, tmp_path: Path):
    other = tmp_path / "take.mcap"
    other.write_bytes(b"something else")
    with pytest.raises(KnownError, match="another recording"):
        fetch(cache, Wish(file_fingerprint(file), "take", (str(other),)))


def test_a_begun_file_that_is_not_right_is_fetched_anew(cache: MediaCache, file: Path):
    """As after a loss of power: the length is there, the bytes are not."""
    manifest = manifest_of(file)
    cache.parts.mkdir(parents=True)
    (cache.parts / f"{manifest.files[0].sha256}.part").write_bytes(bytes(5 << 20))
    assert same(fetch(cache, wish_for(file, manifest=manifest)).path, file)


def test_a_copy_that_was_touched_is_compared_again(cache: MediaCache, file: Path):
    wish = wish_for(file)
    path = fetch(cache, wish).path
    os.utime(path, (1, 1))
    assert cache.find(wish.fingerprint) == path
    with path.open("r+b") as out:
        out.write(b"x")
    with pytest.raises(DamagedCopyError):
        cache.find(wish.fingerprint)
    assert cache.find(wish.fingerprint) is None
    assert same(fetch(cache, wish).path, file)


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    cache: MediaCache, file: Path, monkeypatch: pytest.MonkeyPatch
):
    wish = wish_for(file, manifest=manifest_of(file))

    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("models.media.fetch.os.fsync", full)
        with pytest.raises(FullDiskError, match="is full"):
            fetch(cache, wish)
    assert cache.find(wish.fingerprint) is None
    assert same(fetch(cache, wish).path, file)


def test_nobody_knows_where(cache: MediaCache):
    with pytest.raises(KnownError, match="Nobody knows"):
        fetch(cache, Wish("a", "take", ()))


def test_two_processes_fetch_one_file_once(cache: MediaCache, file: Path):
    with http_server(file.parent) as served:
        code = (
            "import sys; from pathlib import Path; from models.media.cache import MediaCache;"
            "from models.media.fetch import Wish, fetch;"
            "print(fetch(MediaCache(Path(sys.argv[1])), Wish(sys.argv[2], 'take', (sys.argv[3],))).path)"
        )
        words = [str(cache.folder), file_fingerprint(file), f"{served.url}/take.mcap"]
        both = [
            subprocess.Popen(
                [sys.executable, "-c", code, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        paths = {Path(process.communicate(timeout=60)[0].strip()) for process in both}
    (path,) = paths
    assert same(path, file)
    assert list(cache.parts.glob("*.part")) == []


@pytest.mark.parametrize("after", [0, 3 << 20, 9 << 20])
def test_a_process_that_is_killed_leaves_nothing_half(cache: MediaCache, file: Path, after: int):
    code = (
        "import os, signal, sys; from pathlib import Path; from models.media.cache import MediaCache;"
        "from models.media.fetch import Wish, fetch\n"
        "def tell(here, whole):\n"
        "    if here > int(sys.argv[4]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "fetch(MediaCache(Path(sys.argv[1])), Wish(sys.argv[2], 'take', (sys.argv[3],)), tell)"
    )
    words = [str(cache.folder), file_fingerprint(file), str(file), str(after)]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode < 0, done.stderr
    assert cache.find(words[1]) is None
    fetched: Fetched = fetch(cache, wish_for(file))
    assert same(fetched.path, file)
