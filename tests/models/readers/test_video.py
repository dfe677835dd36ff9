"""The picture asked for is the picture given, in whatever order, container, codec and rate."""

import random
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NoSampleError, UnreadableRecordingError
from models.readers.video import FileVideo, MessageVideo
from models.readers.video_bitstream import is_keyframe, may_be_referenced, nal_type, nal_units, parameter_sets
from models.readers.video_rgb import RgbConverter
from models.readers.video_ring import FrameRing, frame_nbytes
from tests.support.video_factory import encode_packets, numbered_picture, read_number, write_video

COUNT = 120
CONSTANT = [i / 30 for i in range(COUNT)]
VARIABLE = np.concatenate([[0.0], np.random.default_rng(7).uniform(0.005, 0.2, COUNT - 1).cumsum()]).tolist()
LONG_GOP = {"sc_threshold": "0"}
OPEN_GOP = {"x264-params": "open-gop=1:keyint=20:scenecut=0"}

# name: file, what the encoder is told, when the pictures are shown
FILES = {
    "plain": ("a.mp4", {}, CONSTANT),
    "b-frames": ("a.mp4", {"b_frames": 3}, CONSTANT),
    "gop 250": ("a.mp4", {"b_frames": 3, "gop": 250, "options": LONG_GOP}, CONSTANT),
    "open gop": ("a.mp4", {"b_frames": 3, "options": OPEN_GOP}, CONSTANT),
    "variable rate": ("a.mp4", {"b_frames": 2}, VARIABLE),
    "no edit list": ("a.mp4", {"b_frames": 3, "container": {"use_editlist": "0"}}, CONSTANT),
    "fragments": ("a.mp4", {"b_frames": 3, "container": {"movflags": "frag_keyframe+empty_moov"}}, CONSTANT),
    "matroska": ("a.mkv", {"b_frames": 3}, CONSTANT),
    "transport stream": ("a.ts", {"b_frames": 3}, CONSTANT),
    "avi": ("a.avi", {"codec": "mpeg4"}, CONSTANT),
    "mpeg-4": ("a.mp4", {"codec": "mpeg4", "b_frames": 2}, CONSTANT),
    "mjpeg": ("a.mp4", {"codec": "mjpeg"}, CONSTANT),
    "hevc": ("a.mp4", {"codec": "libx265", "b_frames": 4, "gop": 25}, CONSTANT),
    "vp9": ("a.webm", {"codec": "libvpx-vp9"}, CONSTANT),
    "av1": ("a.mp4", {"codec": "libsvtav1"}, CONSTANT),
}


def every_order(count: int) -> list[int]:
    """Forward, backward, and at random."""
    rng = random.Random(count)
    return [*range(count), *reversed(range(count)), *(rng.randrange(count) for _ in range(count // 2))]


@pytest.fixture(scope="module", params=FILES)
def video(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[float]]:
    name, options, times_s = FILES[request.param]
    path = tmp_path_factory.mktemp("video") / name
    return write_video(path, range(COUNT), times_s=times_s, **options), times_s


def test_every_picture_in_every_order(video: tuple[Path, list[float]]) -> None:
    with FileVideo(video[0]) as file:
        assert file.count == COUNT
        assert all(read_number(file.frame(index)) == index for index in every_order(COUNT))


def test_stamps_are_those_of_the_pictures(video: tuple[Path, list[float]]) -> None:
    with FileVideo(video[0]) as file:
        # Matroska rounds to milliseconds.
        assert np.abs(file.pts_ns / 1e9 - np.array(video[1])).max() < 0.6e-3


def test_the_picture_at_a_time_is_the_last_one_shown(video: tuple[Path, list[float]]) -> None:
    with FileVideo(video[0]) as file:
        for index in range(0, COUNT - 1, 17):
            middle_ns = int(file.pts_ns[index] + file.pts_ns[index + 1]) // 2
            assert read_number(file.frame_at_ns(middle_ns)) == index
            assert read_number(file.frame_at_ns(int(file.pts_ns[index]))) == index


def test_a_stretch_holds_its_own_pictures_only(video: tuple[Path, list[float]]) -> None:
    start_s, end_s = video[1][40] - 0.002, video[1][90] - 0.002
    with FileVideo(video[0], start_s=start_s, end_s=end_s) as part:
        assert part.count == 50
        assert all(read_number(part.frame(index)) == index + 40 for index in every_order(50))


def test_pictures_equal_a_plain_decode(video: tuple[Path, list[float]]) -> None:
    with av.open(str(video[0])) as container:
        plain = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with FileVideo(video[0]) as file:
        assert all(np.array_equal(file.frame(index), plain[index]) for index in every_order(COUNT)[COUNT:])
        assert file.size() == plain[0].shape[:2]
        assert file.undecodable() == []


def test_pictures_are_contiguous_rgb(tmp_path: Path) -> None:
    with FileVideo(write_video(tmp_path / "a.mp4", range(3))) as file:
        picture = file.frame(1)
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous
    assert picture.shape == numbered_picture(0).shape


class Decoder:
    """Counts what the decoder of a video is asked to do."""

    def __init__(self, video: FileVideo) -> None:
        self.starts = 0
        original = video._packets.packets_from

        def packets_from(position: int) -> object:
            self.starts += 1
            return original(position)

        video._packets.packets_from = packets_from  # type: ignore[assignment, method-assign]


def test_going_forward_never_seeks(tmp_path: Path) -> None:
    with FileVideo(write_video(tmp_path / "a.mp4", range(COUNT), b_frames=3)) as file:
        decoder = Decoder(file)
        for index in range(COUNT):
            file.frame(index)
        assert decoder.starts == 1


def test_going_back_inside_a_gop_decodes_nothing(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(COUNT), gop=250, options=LONG_GOP)
    with FileVideo(path) as file:
        decoder = Decoder(file)
        for index in reversed(range(COUNT)):
            file.frame(index)
        assert decoder.starts == 1


def frame_nbytes_of(path: Path) -> int:
    with av.open(str(path)) as container:
        return frame_nbytes(next(container.decode(video=0)))


def test_a_small_ring_still_gives_every_picture(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(COUNT), gop=250, b_frames=2, options=LONG_GOP)
    with FileVideo(path, ring_nbytes=10 * frame_nbytes_of(path)) as file:
        decoder = Decoder(file)
        assert all(read_number(file.frame(index)) == index for index in reversed(range(COUNT)))
        assert len(file._decoder.ring) == 10
        assert decoder.starts < COUNT / 6


def test_the_ring_lets_the_farthest_go() -> None:
    frames = [av.VideoFrame(64, 48, "yuv420p") for _ in range(9)]
    ring = FrameRing(max_nbytes=4 * frame_nbytes(frames[0]))
    ring.aim(8)
    ring.put(8, frames[8])
    ring.aim(5)
    for index in range(6):
        ring.put(index, frames[index])
    assert [index for index in range(9) if index in ring] == [2, 3, 4, 5]
    assert ring.used_nbytes == 4 * frame_nbytes(frames[0])


def test_the_ring_keeps_the_picture_asked_for_however_large() -> None:
    ring = FrameRing(max_nbytes=1)
    ring.put(5, av.VideoFrame(64, 48, "yuv420p"))
    assert 5 in ring


def test_conversion_is_that_of_the_library() -> None:
    frame = av.VideoFrame.from_ndarray(numbered_picture(1365), format="rgb24").reformat(format="yuv420p")
    assert np.array_equal(RgbConverter()(frame), frame.to_ndarray(format="rgb24"))


def test_a_frame_out_of_range_is_no_sample(tmp_path: Path) -> None:
    with FileVideo(write_video(tmp_path / "a.mp4", range(5))) as file:
        for index in (-1, 5):
            with pytest.raises(NoSampleError, match="the video has 5"):
                file.frame(index)
        with pytest.raises(NoSampleError, match="at or before"):
            file.frame_at_ns(-1)


@pytest.mark.parametrize("content", [b"", b"not a video at all", b"\x00\x00\x00\x18ftypmp42" + bytes(64)])
def test_what_is_no_video_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(UnreadableRecordingError):
        FileVideo(path)
    with pytest.raises(UnreadableRecordingError):
        FileVideo(tmp_path / "missing.mp4")


def test_the_header_tells_the_count(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(COUNT), b_frames=3)
    with FileVideo(path) as file, FileVideo(path, start_s=1 - 1 / 60, end_s=2 - 1 / 60) as part:
        assert (file.declared_count, part.declared_count) == (COUNT, 30)


def test_a_file_cut_short_gives_what_is_left(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(COUNT), container={"movflags": "faststart"})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    with FileVideo(path) as file:
        assert file.declared_count is None
        assert 20 < file.count < COUNT
        assert all(read_number(file.frame(index)) == index for index in range(file.count - 1))


def test_damage_in_the_middle_spares_the_other_gops(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(90), gop=30, options=LONG_GOP)
    with av.open(str(path)) as container:
        packets = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    for pos, size in packets[30:33]:
        data[pos : pos + size] = bytes(size)
    path.write_bytes(data)
    with FileVideo(path) as file:
        broken = file.undecodable()
        assert broken == list(range(30, 60))
        assert all(read_number(file.frame(index)) == index for index in [*range(30), *range(60, 90)])
        with pytest.raises(NoSampleError, match="Frame 30 cannot be decoded"):
            file.frame(30)


MESSAGES = {
    "h264": ("libx264", "h264", {}),
    "h264 with b-frames": ("libx264", "h264", {"b_frames": 3}),
    "h264 gop 250": ("libx264", "H264", {"gop": 250, "options": LONG_GOP}),
    "h264 zero latency": ("libx264", "h264", {"options": {"tune": "zerolatency"}}),
    "h265": ("libx265", "h265", {}),
    "hevc with b-frames": ("libx265", "hevc", {"b_frames": 3}),
    "av1": ("libsvtav1", "av1", {}),
    "vp9": ("libvpx-vp9", "vp9", {}),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_every_message_in_every_order(case: str) -> None:
    encoder, codec, options = MESSAGES[case]
    packets = encode_packets(range(COUNT), codec=encoder, **options)
    data = [bytes(packet) for packet in packets]
    with MessageVideo(count=COUNT, read_packet=data.__getitem__, codec=codec) as video:
        assert all(read_number(video.frame(index)) == packets[index].pts for index in every_order(COUNT))
        assert video.size() == numbered_picture(0).shape[:2]
        assert video.keyframes().tolist() == [i for i, p in enumerate(packets) if p.is_keyframe]


def reader(data: list[bytes], seen: set[int]) -> Callable[[int], bytes]:
    def read(index: int) -> bytes:
        seen.add(index)
        return data[index]

    return read


def h264_messages(count: int = 90) -> list[bytes]:
    return [bytes(packet) for packet in encode_packets(range(count), gop=30, options=LONG_GOP)]


def test_the_first_seek_reads_one_gop_only() -> None:
    seen: set[int] = set()
    data = h264_messages()
    with MessageVideo(count=90, read_packet=reader(data, seen), codec="h264") as video:
        assert read_number(video.frame(75)) == 75
    assert seen <= set(range(60, 90))


def test_parameter_sets_of_the_first_keyframe_serve_the_others() -> None:
    data = h264_messages()
    for index in (30, 60):
        bare = [unit for unit in nal_units(data[index]) if nal_type("h264", unit) == 5]
        data[index] = b"".join(b"\x00\x00\x00\x01" + unit for unit in bare)
        assert not parameter_sets("h264", data[index])
        assert is_keyframe("h264", data[index])
    with MessageVideo(count=90, read_packet=data.__getitem__, codec="h264") as video:
        assert read_number(video.frame(75)) == 75


def numbers_or_none(video: MessageVideo, indexes: range) -> list[int | None]:
    """The number of each picture, None where it cannot be decoded."""

    def number(index: int) -> int | None:
        try:
            return read_number(video.frame(index))
        except NoSampleError:
            return None

    return [number(index) for index in indexes]


def scrambled(data: bytes) -> bytes:
    """Bytes with every seventh one changed, behind the first ten."""
    return data[:10] + bytes(byte ^ 0x55 if i % 7 == 0 else byte for i, byte in enumerate(data[10:]))


@pytest.mark.parametrize("damage", [lambda _: b"", scrambled, lambda data: data[: len(data) // 2]])
@pytest.mark.parametrize("order", [range(90), range(89, -1, -1)])
def test_a_damaged_message_takes_its_successors_up_to_the_next_keyframe(
    damage: Callable[[bytes], bytes], order: range
) -> None:
    data = h264_messages()
    data[40] = damage(data[40])
    with MessageVideo(count=90, read_packet=data.__getitem__, codec="h264") as video:
        expected = [None if 40 <= index < 60 else index for index in order]
        assert numbers_or_none(video, order) == expected


def test_a_damaged_picture_that_no_other_needs_takes_none_with_it() -> None:
    packets = encode_packets(range(90), b_frames=3, options=LONG_GOP)
    data = [bytes(packet) for packet in packets]
    idle = next(i for i in range(40, 60) if not may_be_referenced("h264", data[i]))
    data[idle] = scrambled(data[idle])
    with MessageVideo(count=90, read_packet=data.__getitem__, codec="h264") as video:
        expected = [None if i == idle else packet.pts for i, packet in enumerate(packets)]
        found = numbers_or_none(video, range(90))
        assert found[:idle] + found[idle + 1 :] == expected[:idle] + expected[idle + 1 :]


def test_a_message_that_cannot_be_read_is_a_damaged_one() -> None:
    data = h264_messages()

    def read(index: int) -> bytes:
        if index == 60:
            raise NoSampleError("The chunk is damaged")
        return data[index]

    with MessageVideo(count=90, read_packet=read, codec="h264") as video:
        assert numbers_or_none(video, range(90)) == [*range(60), *[None] * 30]


def test_before_the_first_keyframe_there_is_no_picture() -> None:
    data = h264_messages()[10:]
    with MessageVideo(count=len(data), read_packet=data.__getitem__, codec="h264") as video:
        with pytest.raises(NoSampleError):
            video.frame(5)
        assert read_number(video.frame(25)) == 35


def test_without_any_keyframe_there_is_no_size() -> None:
    with (
        MessageVideo(count=3, read_packet=lambda _: b"", codec="h264") as video,
        pytest.raises(NoSampleError, match="no keyframe"),
    ):
        video.size()


def test_an_unknown_codec_is_one_sentence() -> None:
    with (
        MessageVideo(count=1, read_packet=lambda _: b"x", codec="nothing") as video,
        pytest.raises(NoSampleError, match="no decoder for nothing"),
    ):
        video.frame(0)


@given(st.sampled_from(["h264", "hevc", "av1", "vp9", "vp8", "mjpeg"]), st.binary(max_size=200))
def test_any_bytes_are_a_keyframe_or_not(codec: str, data: bytes) -> None:
    assert is_keyframe(codec, data) in (True, False)
    assert len(parameter_sets(codec, data)) <= 2 * len(data) + 4


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_an_avi_with_b_frames_is_shown_in_the_order_of_the_camera(tmp_path: Path, codec: str) -> None:
    write_video(tmp_path / "b.avi", range(40), codec=codec, gop=10, b_frames=2)
    with FileVideo(tmp_path / "b.avi") as video:
        assert video.count == 40
        assert np.diff(video.pts_ns).min() > 0
        places = [*np.random.default_rng(4).permutation(40).tolist(), *range(40)]
        assert [read_number(video.frame(index)) for index in places] == places
