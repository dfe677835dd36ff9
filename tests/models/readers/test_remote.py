"""Recordings that lie elsewhere: what is read is fetched, and no more; a bad server is a sentence."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import numpy as np
import pytest

from models.errors import KnownError, UnreadableRecordingError
from models.ingest import find_recordings, ingest
from models.readers import open_episode, open_recording
from models.readers.place import is_remote, open_binary, place
from models.readers.remote_file import BLOCK_NBYTES, RemoteFile
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
    source = RemoteFile(path)
    served.fail_next = 2
    assert source.read_at(10, 50) == (DEMO / NAME).read_bytes()[10:60]
    source.close()


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
