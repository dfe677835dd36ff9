"""Quick copies of videos: every picture under its own index, never of another video, nothing half done."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest

from models.errors import KnownError, UnreadableRecordingError
from models.readers import open_episode
from models.readers.video import FileVideo
from models.readers.video_proxy import GROUP, ProxyVideo, has_long_groups, proxy_key, write_proxy
from models.streams import Stream, VideoFrame
from tests.support.camera_mcap import CAMERA, write_camera
from tests.support.data import ROOT
from tests.support.video_factory import encode_packets, read_number, write_video

COUNT = 150
LONG = {"gop": 250, "options": {"sc_threshold": "0"}}
UNEVEN = np.concatenate([[0.0], np.random.default_rng(7).uniform(0.005, 0.2, COUNT - 1).cumsum()]).tolist()


@contextmanager
def stream_of(path: Path, name: str = "video") -> Iterator[Stream]:
    with open_episode(path) as episode:
        yield episode.streams[name]


def numbers_of(copy: ProxyVideo, indexes: list[int]) -> list[int]:
    return [read_number(copy.sample(index).rgb) for index in indexes]


@pytest.mark.parametrize("times_s", [None, UNEVEN])
@pytest.mark.parametrize("b_frames", [0, 3])
def test_index_of_the_copy_is_index_of_the_source(
    tmp_path: Path, times_s: list[float] | None, b_frames: int
) -> None:
    path = write_video(tmp_path / "a.mp4", range(COUNT), times_s=times_s, b_frames=b_frames, **LONG)
    shuffled = random.Random(1).sample(range(COUNT), COUNT)
    with stream_of(path) as stream:
        write_proxy(stream, tmp_path / "copy.mp4")
        copy = ProxyVideo(tmp_path / "copy.mp4", stream)
        assert numbers_of(copy, [*shuffled, *range(COUNT)]) == [*shuffled, *range(COUNT)]
        sample = copy.sample(42)
        assert (sample.index, sample.t_ns) == (42, stream.stamps()[42])
        assert sample.rgb.shape == stream.describe().shape
        assert sample.rgb.flags.c_contiguous
        copy.close()


def test_a_camera_in_messages_gets_one_too(tmp_path: Path) -> None:
    numbers = write_camera(tmp_path / "a.mcap", range(COUNT), **LONG)
    with stream_of(tmp_path / "a.mcap", CAMERA) as stream:
        assert has_long_groups(stream)
        write_proxy(stream, tmp_path / "copy.mp4")
        copy = ProxyVideo(tmp_path / "copy.mp4", stream)
        assert numbers_of(copy, [149, 3, 77]) == [numbers[index] for index in (149, 3, 77)]
        copy.close()


def test_a_copy_is_small_and_has_a_keyframe_every_few_pictures(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as output:
        video = output.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 1282, 722, "yuv420p"
        for _ in range(30):
            output.mux(video.encode(av.VideoFrame(1282, 722, "yuv420p")))
        output.mux(video.encode(None))
    with stream_of(path) as stream:
        write_proxy(stream, tmp_path / "copy.mp4")
    with FileVideo(tmp_path / "copy.mp4") as copy:
        assert copy.size() == (360, 640)
        assert np.diff(copy.keyframes()).max() <= GROUP


def test_only_videos_with_seconds_between_keyframes_need_one(tmp_path: Path) -> None:
    with stream_of(write_video(tmp_path / "short.mp4", range(COUNT), gop=30)) as stream:
        assert not has_long_groups(stream)
    with stream_of(write_video(tmp_path / "long.mp4", range(COUNT), **LONG)) as stream:
        assert has_long_groups(stream)


def test_another_video_or_other_times_have_another_key(tmp_path: Path) -> None:
    def key(name: str, numbers: range, fingerprint: str = "f", times_s: list[float] | None = None) -> str:
        write_video(tmp_path / name / "a.mp4", numbers, times_s=times_s)
        with stream_of(tmp_path / name / "a.mp4") as stream:
            return proxy_key(fingerprint, stream)

    same = key("one", range(60))
    assert same == key("again", range(60))
    others = {
        key("shifted", range(1, 61)),
        key("shorter", range(59)),
        key("source", range(60), "g"),
        key("later", range(60), times_s=[i / 29 for i in range(60)]),
    }
    assert same not in others
    assert len(others) == 4


def test_a_copy_of_another_video_is_refused(tmp_path: Path) -> None:
    with stream_of(write_video(tmp_path / "a.mp4", range(40))) as stream:
        write_proxy(stream, tmp_path / "copy.mp4")
    with (
        stream_of(write_video(tmp_path / "b.mp4", range(41))) as stream,
        pytest.raises(UnreadableRecordingError, match="of another video"),
    ):
        ProxyVideo(tmp_path / "copy.mp4", stream)


def test_a_damaged_picture_is_grey_in_the_copy_and_the_others_keep_their_places(tmp_path: Path) -> None:
    data = [bytes(packet) for packet in encode_packets(range(60), gop=20, options={"sc_threshold": "0"})]
    path = tmp_path / "a.mcap"
    write_camera(path, range(60), gop=20, options={"sc_threshold": "0"}, chunk_nbytes=1)
    whole = path.read_bytes()
    assert data[30] not in whole, "the chunks are expected to be compressed"
    with stream_of(path, CAMERA) as stream:
        segment = stream._place.archive._index.segments[30]  # type: ignore[attr-defined]
    middle = segment.position + segment.length // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0x55]) + whole[middle + 1 :])
    with stream_of(path, CAMERA) as stream:
        write_proxy(stream, tmp_path / "copy.mp4")
        copy = ProxyVideo(tmp_path / "copy.mp4", stream)
        assert numbers_of(copy, [5, 29, 40, 59]) == [5, 29, 40, 59]
        assert abs(int(copy.sample(30).rgb.mean()) - 128) < 8
        copy.close()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from models.errors import KnownError
from models.readers import open_episode
from models.readers.video_proxy import write_proxy
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
with open_episode(Path(sys.argv[1])) as episode:
    try:
        write_proxy(episode.streams["video"], Path(sys.argv[2]))
    except KnownError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes there")
def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(COUNT))
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), str(tmp_path / "copy.mp4")],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("No quick copy of video can be made: ")


def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    with (
        stream_of(write_video(tmp_path / "a.mp4", range(9))) as stream,
        pytest.raises(KnownError, match="No quick copy of video can be made"),
    ):
        write_proxy(stream, tmp_path / "nowhere" / "copy.mp4")


def test_what_it_shows_is_the_picture_of_the_source_coarser(tmp_path: Path) -> None:
    with stream_of(write_video(tmp_path / "a.mp4", range(30))) as stream:
        write_proxy(stream, tmp_path / "copy.mp4")
        copy = ProxyVideo(tmp_path / "copy.mp4", stream)
        source = stream.sample(17)
        assert isinstance(source, VideoFrame)
        off = np.abs(copy.sample(17).rgb.astype(int) - source.rgb)
        assert off.mean() < 6
        copy.close()
