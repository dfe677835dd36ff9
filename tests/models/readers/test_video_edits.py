"""Videos whose edit list shows a part of the track, later than from its start, or in another order."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from models.readers import open_episode
from models.readers.video import FileVideo
from models.streams import VideoFrame
from tests.support.edit_lists import EMPTY, set_edits
from tests.support.video_factory import numbered_picture, read_number, write_video

COUNT = 90
LAST_S = COUNT / 30
CODED: dict[str, dict[str, Any]] = {
    "plain": {},
    "gop 250": {"gop": 250, "options": {"sc_threshold": "0"}},
    "b-frames": {"b_frames": 3},
    "hevc b-frames": {"codec": "libx265", "b_frames": 4, "gop": 25},
    "mpeg4": {"codec": "mpeg4"},
}
# The lengths of edits are in milliseconds; a part ends before the picture that it does not show.
SLACK_S = 0.002
Edits = Sequence[tuple[float, float]]

# name: edits, and the numbers of the pictures that they show in the order of showing
EDITS: dict[str, tuple[Edits, list[int]]] = {
    "nothing at first": ([(0.5, EMPTY), (LAST_S, 0)], list(range(COUNT))),
    "from the middle of a GOP": ([(LAST_S - 40 / 30, 40 / 30)], list(range(40, COUNT))),
    "from a keyframe": ([(LAST_S - 1, 1)], list(range(30, COUNT))),
    "nothing at first, then from the middle": (
        [(0.7, EMPTY), (LAST_S - 17 / 30, 17 / 30)],
        list(range(17, COUNT)),
    ),
    "up to the middle": ([(50 / 30, 0)], list(range(50))),
    "without a middle": ([(1, 0), (1, 2)], [*range(30), *range(60, 90)]),
}


def is_cut(edits: Edits) -> bool:
    """Whether several parts of the track are shown."""
    return sum(at_s != EMPTY for _, at_s in edits) > 1


def tolerance_s(edits: Edits, coding: str) -> float:
    """FFmpeg misses the stamps behind a cut by as many pictures as the decoder holds back."""
    return 0.005 + (CODED[coding].get("b_frames", 0) + 1) / 30 * is_cut(edits)


def delay_s(path: Path) -> float:
    """How long after its decoding the first picture is shown, which times in an edit list count from."""
    with av.open(str(path), options={"ignore_editlist": "1"}) as container:
        (stream,) = container.streams.video
        pts = min(packet.pts for packet in container.demux(stream) if packet.pts is not None)
        return float(pts * (stream.time_base or 0))


def edited(path: Path, edits: Edits, **coded: Any) -> Path:
    """The edits as from the first picture on."""
    write_video(path, range(COUNT), **coded)
    first_s = delay_s(path)
    return set_edits(
        path,
        [(lasts, EMPTY) if at == EMPTY else (lasts - SLACK_S, at + first_s) for lasts, at in edits],
    )


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("coding", CODED)
def test_the_pictures_shown_are_those_of_the_edits(tmp_path: Path, name: str, coding: str) -> None:
    edits, numbers = EDITS[name]
    path = edited(tmp_path / "a.mp4", edits, **CODED[coding])
    count = len(numbers)
    shuffled = random.Random(name).sample(range(count), count)
    with FileVideo(path) as video:
        assert video.count == count
        for index in (*shuffled, *reversed(range(count)), *range(count)):
            assert read_number(video.frame(index)) == numbers[index]
        assert np.abs(video.pts_ns / 1e9 - np.arange(count) / 30).max() < tolerance_s(edits, coding)


@pytest.mark.parametrize("coding", CODED)
@pytest.mark.parametrize("seed", range(4))
def test_pictures_of_any_edits_in_the_order_of_the_track(tmp_path: Path, coding: str, seed: int) -> None:
    random_ = random.Random(seed)
    edits: list[tuple[float, float]] = [(random_.random(), EMPTY)] if random_.random() < 0.5 else []
    numbers: list[int] = []
    at = 0
    while at < COUNT - 12:
        at += random_.randrange(12)
        lasts = random_.randrange(5, 30)
        edits.append((lasts / 30, at / 30))
        numbers += range(at, min(at + lasts, COUNT))
        at += lasts
    with FileVideo(edited(tmp_path / "a.mp4", edits, **CODED[coding])) as video:
        assert video.count == len(numbers)
        shuffled = random_.sample(range(video.count), video.count)
        found = {index: read_number(video.frame(index)) for index in shuffled}
        again = [read_number(video.frame(index)) for index in range(video.count)]
    assert again == [found[index] for index in range(len(numbers))]
    # Which of the pictures at a cut comes first is left to the stamps that FFmpeg gives them.
    told = sorted(again) if is_cut(edits) and "b_frames" in CODED[coding] else again
    assert told == numbers


def test_the_stream_of_an_edited_file_shows_the_same(tmp_path: Path) -> None:
    edits, numbers = EDITS["nothing at first, then from the middle"]
    path = edited(tmp_path / "a.mp4", edits, b_frames=3)
    with open_episode(path) as episode:
        stream = episode.streams["video"]
        assert len(stream.stamps()) == stream.info.count == len(numbers)
        for index in (0, 40, 3, len(numbers) - 1):
            sample = stream.sample(index)
            assert isinstance(sample, VideoFrame)
            assert read_number(sample.rgb) == numbers[index]


def test_a_track_that_begins_later_than_its_neighbour_stays_behind_it(tmp_path: Path) -> None:
    path = two_tracks(tmp_path / "a.mp4", 30)
    set_edits(path, [(0.4, EMPTY), (1, 0)], track=1)
    with open_episode(path) as episode:
        left, right = episode.streams["video_0"], episode.streams["video_1"]
        assert (left.stamps()[0], left.info.start_ns) == (0, 0)
        assert (right.stamps()[0], right.info.start_ns) == (400_000_000, 400_000_000)
        assert right.info.end_ns == right.stamps()[-1]
        sample = right.sample(7)
        assert isinstance(sample, VideoFrame)
        assert (sample.t_ns, read_number(sample.rgb)) == (right.stamps()[7], 7)


def two_tracks(path: Path, count: int) -> Path:
    with av.open(str(path), "w") as output:
        streams = [output.add_stream("libx264", rate=30) for _ in range(2)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = 192, 96, "yuv420p"
        for number in range(count):
            for stream in streams:
                frame = av.VideoFrame.from_ndarray(numbered_picture(number), format="rgb24")
                output.mux(stream.encode(frame))
        for stream in streams:
            output.mux(stream.encode(None))
    return path
