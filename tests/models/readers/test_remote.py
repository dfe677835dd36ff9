"""Recordings that lie elsewhere: what is read is fetched, and no more; a bad server is a sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
import numpy as np
import pytest
from fsspec.config import conf
from mcap.writer import CompressionType, Writer

from models.errors import KnownError, UnreadableRecordingError
from models.ingest import find_recordings, ingest
from models.readers import open_episode, open_recording, remote_file
from models.readers.byte_source import LocalFile
from models.readers.place import is_remote, open_binary, place
from models.readers.remote_file import BLOCK_NBYTES, CHECKED_EVERY, RemoteFile
from tests.support.data import DEMO
from tests.support.reader_cases import CASES, Case
from tests.support.servers import Served, http_server, s3_server

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")

NAME = "pick_can_success.mcap"
ONE_OF_A_FORMAT = (
    "demo-success", "json-images", "bag-lz4", "db3-folder", "lerobot-v2.1", "lerobot-v3.0", "agibot", "umi-folder",
    "umi-zip",
    "hdf5-aloha", "cloud-pcd-compressed", "cloud-laz", "cloud-csv", "video-mp4", "folder-rgbd", "folder-stamped",
)  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with http_server(DEMO) as running:
        yield running


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with s3_server():
        system = fsspec.filesystem("s3")
        for path in DEMO.glob("*.mcap"):
            system.put(str(path), f"rushes-test/day/morning/{path.name}")
        yield "s3://rushes-test/day"


def in_memory(path: Path) -> str:
    """A copy of a file or folder in fsspec's memory."""
    system = fsspec.filesystem("memory")
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        system.pipe(
            f"/remote/{path.name}/{file.relative_to(path)}" if path.is_dir() else f"/remote/{path.name}",
            file.read_bytes(),
        )
    return f"memory://remote/{path.name}"


def write_chunks(path: Path, *, chunks: int, chunk_nbytes: int) -> Path:
    """An MCAP of one topic whose chunks hold one incompressible message each."""
    payload = np.random.default_rng(3).bytes(chunk_nbytes)
    with path.open("wb") as file:
        writer = Writer(file, chunk_size=chunk_nbytes, compression=CompressionType.NONE)
        writer.start()
        channel = writer.register_channel("/raw", "json", writer.register_schema("raw", "jsonschema", b"{}"))
        for number in range(chunks):
            writer.add_message(
                channel, log_time=number * 10**8, publish_time=0, data=b'{"a":"' + payload + b'"}'
            )
        writer.finish()
    return path


@contextmanager
def counted() -> Iterator[list[int]]:
    """Bytes of every range that S3 is asked for."""
    sizes: list[int] = []
    kind = type(fsspec.filesystem("s3"))
    original = kind._cat_file

    async def counting(self: object, path: str, **options: int) -> bytes:
        data: bytes = await original(self, path, **options)
        sizes.append(len(data))
        return data

    kind._cat_file = counting
    try:
        yield sizes
    finally:
        kind._cat_file = original


def same(ours: object, theirs: object) -> bool:
    return repr(ours) == repr(theirs)


@pytest.mark.parametrize(
    "remote", [case for case in CASES if case.name in ONE_OF_A_FORMAT], ids=lambda case: case.name
)
def test_every_format_reads_the_same_from_afar(remote: Case):
    path = remote.path()
    with (
        open_episode(path, remote.episode_id) as here,
        open_episode(in_memory(path), remote.episode_id) as there,
    ):
        assert list(here.streams) == list(there.streams)
        for name, stream in here.streams.items():
            other = there.streams[name]
            assert other.describe() == stream.describe()
            np.testing.assert_array_equal(other.stamps(), stream.stamps())
            for index in {0, stream.info.count // 2, stream.info.count - 1} if stream.info.count else ():
                assert same(other.message(index), stream.message(index))


def test_opening_a_large_file_fetches_its_index_only(served: Served):
    served.requests = served.nbytes = 0
    with open_episode(f"{served.url}/{NAME}") as episode:
        assert episode.streams["/camera/head/color"].info.count == 700
    size = (DEMO / NAME).stat().st_size
    assert served.nbytes < size / 2
    assert served.requests < 60


def test_a_picture_costs_the_chunk_that_holds_it(served: Served):
    with open_episode(f"{served.url}/{NAME}") as episode, open_episode(DEMO / NAME) as local:
        before = served.nbytes
        there = episode.streams["/camera/head/color"].sample(350)
        # The chunk of the picture and that of its keyframe, each an eighth of the file, and what is read ahead.
        assert 0 < served.nbytes - before < (DEMO / NAME).stat().st_size * 2 / 3
        np.testing.assert_array_equal(there.rgb, local.streams["/camera/head/color"].sample(350).rgb)


def test_a_bucket_is_walked_and_nothing_in_it_is_new_the_second_time(bucket: str):
    root = place(bucket)
    first = list(ingest(find_recordings(root), ()))
    local = list(ingest(find_recordings(DEMO), ()))
    assert [s.record.id for s in first if s.record] == [s.record.id for s in local if s.record]
    records = [step.record for step in first if step.record is not None]
    assert {step.outcome.value for step in ingest(find_recordings(root), records)} == {"known"}
    assert open_recording(records[0].path).format == "mcap"


def test_a_lost_connection_is_tried_again(served: Served):
    path = place(f"{served.url}/{NAME}")
    pauses_s: list[float] = []
    source = RemoteFile(path, pause=pauses_s.append)
    served.fail_next = 2
    assert source.read_at(10, 50) == (DEMO / NAME).read_bytes()[10:60]
    # The client asks once more by itself where a kept connection was closed under it.
    assert pauses_s == list(remote_file.PAUSES_S)[: len(pauses_s)]
    source.close()


def test_a_file_that_changes_on_a_web_server_is_told_at_once():
    with http_server(DEMO) as changing:
        source = RemoteFile(place(f"{changing.url}/{NAME}"))
        source.read_at(0, 10)
        changing.etag = '"second"'
        assert source.read_at(0, 10) == (DEMO / NAME).read_bytes()[:10]
        with pytest.raises(UnreadableRecordingError, match="changed while it was read"):
            source.read_at(source.size - 10, 10)


def test_a_file_that_changes_in_a_bucket_is_told(bucket: str):
    system = fsspec.filesystem("s3")
    size = 24 * BLOCK_NBYTES
    system.pipe("rushes-test/changing.bin", b"a" * size)
    source = RemoteFile(place("s3://rushes-test/changing.bin"))
    source.read_at(0, 1)
    system.pipe("rushes-test/changing.bin", b"b" * size)

    def read_backwards() -> None:
        """So that nothing is read ahead."""
        for block in reversed(range(24 - CHECKED_EVERY, 24)):
            source.read_at(block * BLOCK_NBYTES, 1)

    with pytest.raises(UnreadableRecordingError, match="changed while it was read"):
        read_backwards()


def test_a_server_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("models.readers.place._READ_S", 0.2)
    with http_server(DEMO) as slow:
        source = RemoteFile(place(f"{slow.url}/{NAME}"), pause=lambda _: None)
        slow.stalls = True
        with pytest.raises(UnreadableRecordingError, match="cannot be read"):
            source.read_at(0, 10)


def test_a_redirect_is_followed(served: Served):
    with http_server(DEMO) as old:
        old.moved_to = served.url
        source = RemoteFile(place(f"{old.url}/{NAME}"))
        assert source.read_at(0, 10) == (DEMO / NAME).read_bytes()[:10]


@pytest.mark.parametrize("url", ["s3://AKIA1:geheim@bucket/a.mcap", "ftp://anna:geheim@host/a.mcap"])
def test_a_key_in_an_address_is_refused_and_not_repeated(url: str):
    with pytest.raises(UnreadableRecordingError, match="key or password") as refusal:
        place(url)
    assert "geheim" not in str(refusal.value)
    assert "AKIA1" not in str(refusal.value)


def test_what_the_person_configured_is_kept(monkeypatch: pytest.MonkeyPatch, served: Served):
    monkeypatch.setitem(conf, "http", {"client_kwargs": {"headers": {"X-Lab": "7"}}})
    open_episode(f"{served.url}/{NAME}").close()
    assert served.headers[-1]["X-Lab"] == "7"


def test_opening_a_large_recording_in_a_bucket_reads_its_index(bucket: str, tmp_path: Path):
    path = write_chunks(tmp_path / "large.mcap", chunks=256, chunk_nbytes=1 << 20)
    fsspec.filesystem("s3").put(str(path), "rushes-test/large.mcap")
    with (
        counted() as fetched,
        open_episode("s3://rushes-test/large.mcap") as there,
        open_episode(path) as here,
    ):
        for name, stream in here.streams.items():
            assert there.streams[name].info == stream.info
        assert sum(fetched) < 0.03 * path.stat().st_size
        assert len(fetched) <= 12


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"fail_next": 1000}, "cannot be read"),
        ({"ranges": False}, "range requests"),
        ({"cut_at": 10}, "cannot be read"),
        ({"status": 403}, "403"),
        ({"status": 500}, "500"),
    ],
    ids=str,
)
def test_a_server_that_does_not_serve_is_a_sentence(state: dict[str, object], words: str):
    with http_server(DEMO) as bad:
        for name, value in state.items():
            setattr(bad, name, value)
        with pytest.raises(KnownError, match=words) as refusal:
            open_episode(f"{bad.url}/{NAME}")
        assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a.mcap", "gopher://host/a", "memory://nothing/here"])
def test_what_cannot_be_reached_is_a_sentence(url: str):
    with pytest.raises(UnreadableRecordingError):
        open_recording(url)


def test_what_is_not_there_is_told(served: Served):
    with pytest.raises(UnreadableRecordingError, match="does not exist"):
        open_recording(f"{served.url}/gone.mcap")


def test_a_password_is_sent_and_never_shown(served: Served):
    path = place(served.url.replace("http://", "http://anna:geheim@") + f"/{NAME}")
    assert "geheim" not in str(path) + repr(path)
    open_episode(path).close()
    assert served.headers[-1]["Authorization"].startswith("Basic ")


def test_bytes_come_by_position_whatever_the_blocks():
    data = np.random.default_rng(1).integers(0, 256, 5 * BLOCK_NBYTES + 77, np.uint8).tobytes()
    fsspec.filesystem("memory").pipe("/bytes", data)
    source = RemoteFile(place("memory://bytes"))
    for start, length in (
        (0, 10),
        (BLOCK_NBYTES - 3, 6),
        (len(data) - 5, 50),
        (7, len(data)),
        (len(data), 1),
        (3, 0),
    ):
        assert source.read_at(start, length) == data[start : start + length]
    with open_binary(place("memory://bytes")) as file:
        file.seek(-10, 2)
        assert file.read() == data[-10:]


def test_a_path_stays_a_path(tmp_path: Path):
    assert place(str(tmp_path)) == tmp_path
    assert not is_remote(place("C:\\data\\a.mcap"))
    assert not is_remote(place("relative/a.mcap"))


def test_a_machine_without_reads_by_position_reads_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(os, "pread", raising=False)
    with LocalFile(DEMO / NAME) as source:
        assert source.read_at(1000, 50) == (DEMO / NAME).read_bytes()[1000:1050]
        assert len(source.read_at(source.size - 3, 50)) == 3
