"""Videos alone: tracks, damage, and pictures of a file whose table was never written."""

from pathlib import Path

import av
import numpy as np
import pytest

from models.episode import Severity
from models.errors import UnreadableRecordingError
from models.readers import open_episode
from models.readers.video_boxes import boxes, ends_early
from tests.support.video_factory import numbered_picture, read_number, write_video

REPEATED = {"x264-params": "repeat-headers=1"}


def numbers_in(path: Path, stream: str = "video", *, most: int = 1000) -> list[int]:
    with open_episode(path) as episode:
        camera = episode.streams[stream]
        return [read_number(camera.sample(i).rgb) for i in range(min(camera.info.count, most))]


def problems_of(path: Path) -> dict[str, Severity]:
    with open_episode(path) as episode:
        return {problem.code: problem.severity for problem in episode.summary.problems}


def test_privacy_of_a_video_counts_as_unchecked(tmp_path: Path) -> None:
    with open_episode(write_video(tmp_path / "hands.mp4", range(5))) as episode:
        assert episode.summary.attributes == {"privacy": "unchecked"}
        assert (episode.summary.id, episode.summary.format) == ("hands", "video")


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", range(4)).rename(tmp_path / "a.recording")
    assert numbers_in(tmp_path / "a.recording") == [0, 1, 2, 3]
    (tmp_path / "b.mp4").write_bytes(b"no video at all")
    with pytest.raises(UnreadableRecordingError, match="no recording"):
        open_episode(tmp_path / "b.mp4")


def test_opening_reads_the_ends_of_a_long_video_only(tmp_path: Path) -> None:
    path = write_video(tmp_path / "long.mp4", range(600), b_frames=2)
    with open_episode(path) as episode:
        info = episode.streams["video"].info
        assert "_stamps" not in vars(episode.streams["video"])
        stamps_ns = episode.streams["video"].stamps()
        assert (info.count, info.start_ns, info.end_ns) == (600, stamps_ns[0], stamps_ns[-1])
        assert info == episode.streams["video"].info


def test_every_track_is_a_stream_and_sound_is_mentioned(tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    with av.open(str(path), "w") as output:
        cameras = [output.add_stream("mpeg4", rate=30) for _ in range(2)]
        for camera in cameras:
            camera.width, camera.height, camera.pix_fmt = 192, 96, "yuv420p"
        sound = output.add_stream("pcm_s16le", rate=8000)
        for number in range(6):
            for place, camera in enumerate(cameras):
                picture = numbered_picture(number + 100 * place)
                output.mux(camera.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        output.mux(sound.encode(frame))
        for stream in (*cameras, sound):
            output.mux(stream.encode(None))
    assert numbers_in(path, "video_0") == [0, 1, 2, 3, 4, 5]
    assert numbers_in(path, "video_1") == [100, 101, 102, 103, 104, 105]
    assert problems_of(path) == {"track_ignored": Severity.INFO}


@pytest.mark.parametrize("name", ["a.mkv", "a.avi", "a.ts"])
def test_a_video_cut_short_gives_the_pictures_before(name: str, tmp_path: Path) -> None:
    codec = "mpeg4" if name.endswith("avi") else "libx264"
    path = write_video(tmp_path / name, range(60), codec=codec, gop=10)
    with av.open(str(path)) as container:
        half = [packet.pos for packet in container.demux(video=0) if packet.size][30]
    path.write_bytes(path.read_bytes()[: half + 10])
    with open_episode(path) as episode:
        camera = episode.streams["video"]
        assert 20 < camera.info.count < 60
        assert [read_number(camera.sample(i).rgb) for i in range(20)] == list(range(20))
        assert {problem.code for problem in episode.summary.problems} == {"truncated"}


def test_a_fragmented_mp4_cut_short_gives_the_pictures_before(tmp_path: Path) -> None:
    fragments = {"movflags": "frag_keyframe+empty_moov"}
    path = write_video(tmp_path / "f.mp4", range(60), gop=10, container=fragments)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    assert numbers_in(path, most=20) == list(range(20))
    assert problems_of(path) == {"truncated": Severity.WARNING}


@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_pictures_of_an_mp4_without_its_table_are_found(codec: str, b_frames: int, tmp_path: Path) -> None:
    options = REPEATED if codec == "libx264" else {"x265-params": "repeat-headers=1:log-level=none"}
    path = write_video(tmp_path / "k.mp4", range(40), codec=codec, gop=10, b_frames=b_frames, options=options)
    _leave_unfinished(path)
    assert numbers_in(path, most=30) == list(range(30))
    assert problems_of(path) == {"truncated": Severity.CRITICAL}


def test_an_mp4_without_table_and_parameters_is_one_sentence(tmp_path: Path) -> None:
    path = write_video(tmp_path / "k.mp4", range(20), codec="mpeg4")
    _leave_unfinished(path)
    with pytest.raises(UnreadableRecordingError, match="never finished"):
        open_episode(path)


def _leave_unfinished(path: Path) -> None:
    """As a recorder leaves a file that is killed: mdat without its length, cut in a picture, no moov."""
    media = next(box for box in boxes(path) if box.kind == b"mdat")
    data = bytearray(path.read_bytes()[: media.end - 20])
    data[media.start - 8 : media.start - 4] = bytes(4)
    path.write_bytes(data)


def test_a_whole_file_does_not_end_early(tmp_path: Path) -> None:
    for name, codec in (("a.mp4", "libx264"), ("b.mkv", "libx264"), ("c.avi", "mpeg4"), ("d.ts", "libx264")):
        assert not ends_early(write_video(tmp_path / name, range(5), codec=codec))
