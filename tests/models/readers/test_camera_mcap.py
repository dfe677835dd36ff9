"""Coded video of a camera in an MCAP: the picture asked for, and what a visit to a chunk leaves behind."""

import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NoSampleError
from models.readers import open_episode
from models.readers.kept_packets import KeptPackets
from models.streams import HoldingStream, VideoFrame
from tests.support.camera_mcap import CAMERA, STEP_NS, write_camera
from tests.support.video_factory import read_number

COUNT = 200
UNEVEN = [place * STEP_NS + (place * 7919) % STEP_NS for place in range(COUNT)]

CASES: dict[str, dict[str, Any]] = {
    "h264": {},
    "h264 gop 250": {"gop": 250, "options": {"sc_threshold": "0"}},
    "h264 b-frames": {"b_frames": 3},
    "h264 uneven": {"stamps_ns": UNEVEN},
    "h265": {"codec": "libx265", "encoding": "h265"},
    "h265 b-frames": {"codec": "libx265", "encoding": "h265", "b_frames": 4, "gop": 25},
    "av1": {"codec": "libsvtav1", "encoding": "av1"},
    "vp9": {"codec": "libvpx-vp9", "encoding": "vp9"},
}


def number_of(sample: object) -> int:
    assert isinstance(sample, VideoFrame)
    return read_number(sample.rgb)


@pytest.mark.parametrize("chunk_nbytes", [1 << 12, 1 << 17])
@pytest.mark.parametrize("case", CASES)
def test_every_picture_in_every_order(tmp_path: Path, case: str, chunk_nbytes: int) -> None:
    path = tmp_path / "camera.mcap"
    numbers = write_camera(path, range(COUNT), beside_nbytes=2000, chunk_nbytes=chunk_nbytes, **CASES[case])
    shuffled = random.Random(case).sample(range(COUNT), COUNT)
    with open_episode(path) as episode:
        stream = episode.streams[CAMERA]
        assert stream.info.count == COUNT
        for index in (*shuffled, *reversed(range(COUNT)), *range(COUNT)):
            assert number_of(stream.sample(index)) == numbers[index]
        if "stamps_ns" in CASES[case]:
            assert stream.stamps().tolist() == UNEVEN


def test_with_next_to_no_memory_every_picture_is_still_the_right_one(tmp_path: Path) -> None:
    numbers = write_camera(tmp_path / "camera.mcap", range(COUNT), beside_nbytes=2000, chunk_nbytes=1 << 14)
    with open_episode(tmp_path / "camera.mcap") as episode:
        stream = episode.streams[CAMERA]
        assert isinstance(stream, HoldingStream)
        stream.hold_at_most(0)
        for index in random.Random(2).sample(range(COUNT), COUNT):
            assert number_of(stream.sample(index)) == numbers[index]
            # The newest picture and the newest chunk with its memory stay whatever the bound.
            assert stream.held_nbytes < 100_000


def test_a_gop_that_was_visited_needs_the_file_no_more(tmp_path: Path) -> None:
    path = tmp_path / "camera.mcap"
    write_camera(path, range(90), beside_nbytes=2000, chunk_nbytes=1 << 14)
    with open_episode(path) as episode:
        stream = episode.streams[CAMERA]
        assert isinstance(stream, HoldingStream)
        stream.hold_at_most(1 << 20)
        for index in range(90):
            stream.sample(index)
        # No decoded picture but the newest is left, and no chunk but the newest.
        stream.hold_at_most(1 << 18)
        os.truncate(path, 0)
        assert [number_of(stream.sample(index)) for index in (3, 31, 88, 59)] == [3, 31, 88, 59]


def test_a_damaged_chunk_takes_its_pictures_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "camera.mcap"
    write_camera(path, range(90), gop=10, beside_nbytes=20_000, chunk_nbytes=1 << 18)
    with open_episode(path) as episode:
        whole = episode.streams[CAMERA]
        segments = whole._rows().segments  # type: ignore[attr-defined]
        place = whole._place.archive._index.segments[3]  # type: ignore[attr-defined]
    data = bytearray(path.read_bytes())
    data[place.position + place.length // 2] ^= 0x40
    path.write_bytes(data)
    with open_episode(path) as episode:
        stream = episode.streams[CAMERA]
        given = {}
        for index in random.Random(5).sample(range(90), 90):
            try:
                given[index] = number_of(stream.sample(index))
            except NoSampleError:
                assert index not in given
        assert all(index == number for index, number in given.items())
        lost = [index for index in range(90) if segments[index] == 3]
        after = -(-(lost[-1] + 1) // 10) * 10
        assert set(range(90)) - set(given) == set(range(lost[0], after))
        assert [problem.code for problem in stream.problems] == ["bad_chunk"]


@given(
    bound=st.integers(0, 3000),
    puts=st.lists(st.dictionaries(st.integers(0, 30), st.binary(max_size=900), max_size=5), max_size=20),
)
def test_kept_packets_stay_within_their_bound_and_are_what_was_put(
    bound: int, puts: list[dict[int, bytes]]
) -> None:
    packets = KeptPackets(bound)
    newest: dict[int, bytes] = {}
    for each in puts:
        packets.put(each)
        newest |= each
        assert packets.used_nbytes <= bound
        found = {number: packets.get(number) for number in newest}
        assert all(data in (None, newest[number]) for number, data in found.items())
    packets.hold_at_most(0)
    assert packets.used_nbytes == 0


def test_the_packet_not_used_for_longest_goes_first() -> None:
    packets = KeptPackets(1000)
    packets.put({1: bytes(200), 2: bytes(200)})
    assert packets.get(1) is not None
    packets.put({3: bytes(200)})
    assert [number in packets for number in (1, 2, 3)] == [True, False, True]
