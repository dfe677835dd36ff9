"""Plots cost pixels, not samples, and lose no spike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.errors import KnownError
from models.playback.pyramid import (
    build_pyramid,
    curve,
    read_pyramid,
    value_range,
    widest_channels,
)
from models.streams import SignalBlock
from models.timebase import NS_PER_MS, TimeRange

COUNT = 100_000
SPIKE_AT = 61_803


def block(values: NDArray[np.float64], period_ns: int = NS_PER_MS) -> SignalBlock:
    return SignalBlock(np.arange(len(values), dtype=np.int64) * period_ns, values)


@pytest.fixture(scope="module")
def spiky() -> SignalBlock:
    values = np.sin(np.arange(COUNT) / 500)[:, None] * [1.0, 0.1]
    values[SPIKE_AT, 0] = 50.0
    return block(values)


@pytest.mark.parametrize("samples", [10, 300, 2_000, 15_000, 60_000, COUNT])
@pytest.mark.parametrize("pixels", [57, 400, 1900])
def test_a_spike_of_one_sample_is_seen_at_every_zoom(spiky: SignalBlock, samples: int, pixels: int) -> None:
    start = max(0, min(SPIKE_AT - samples // 3, COUNT - samples))
    window = TimeRange(start * NS_PER_MS, (start + samples) * NS_PER_MS)
    line = curve(build_pyramid(spiky), 0, window, pixels)
    assert np.nanmax(line.y) == 50.0
    at_ns = line.t_ns[int(np.nanargmax(line.y))]
    column_ns = window.duration_ns / pixels
    assert abs(at_ns - SPIKE_AT * NS_PER_MS) <= 2 * column_ns + NS_PER_MS


@pytest.mark.parametrize("samples", [2_000, 20_000, COUNT])
def test_the_points_of_a_line_follow_the_pixels_not_the_samples(spiky: SignalBlock, samples: int) -> None:
    line = curve(build_pyramid(spiky), 0, TimeRange(0, samples * NS_PER_MS), 400)
    assert len(line.y) <= 2 * (400 + 2)
    assert len(line.y) >= 400


def test_few_samples_are_drawn_as_they_are(spiky: SignalBlock) -> None:
    line = curve(build_pyramid(spiky), 1, TimeRange(1000 * NS_PER_MS, 1100 * NS_PER_MS), 400)
    expected = spiky.values[1000:1101, 1]
    np.testing.assert_array_equal(line.y, expected)


def test_what_is_not_finite_breaks_the_line_and_nothing_else() -> None:
    values = np.ones((5_000, 1))
    values[1_000:3_000] = np.nan
    values[4_000] = np.inf
    pyramid = build_pyramid(block(values))
    line = curve(pyramid, 0, TimeRange(0, 5_000 * NS_PER_MS), 100)
    assert np.isnan(line.y).any()
    assert set(line.y[np.isfinite(line.y)]) == {1.0}
    assert value_range(pyramid, 0) == (1.0, 1.0)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3_000),
    st.integers(1, 200),
    st.integers(0, 2_000),
    st.integers(1, 3_000),
)
def test_the_extremes_inside_a_window_are_those_of_its_samples(
    numbers: list[float], pixels: int, start: int, length: int
) -> None:
    values = np.array(numbers)[:, None]
    inside = values[start : start + length, 0]
    line = curve(build_pyramid(block(values, 10)), 0, TimeRange(start * 10, (start + length) * 10), pixels)
    if inside.size:
        assert line.y.max() >= inside.max()
        assert line.y.min() <= inside.min()
        assert set(line.y) <= set(numbers)


def test_an_empty_block_gives_an_empty_line() -> None:
    pyramid = build_pyramid(SignalBlock(np.empty(0, np.int64), np.empty((0, 3))))
    assert len(curve(pyramid, 2, TimeRange(0, 100), 50).y) == 0
    assert np.isnan(value_range(pyramid, 1)).all()


def test_the_channels_that_move_furthest_come_first() -> None:
    values = np.zeros((1_000, 4))
    values[500, 1], values[600, 3], values[:, 2] = 7.0, -9.0, 100.0
    assert widest_channels(build_pyramid(block(values)), (0, 1, 2, 3), 2) == (1, 3)


class Recorded:
    """A signal stream over a block, which counts the largest part that was asked for."""

    def __init__(self, whole: SignalBlock) -> None:
        self._whole = whole
        self.largest = 0

    def stamps(self) -> NDArray[np.int64]:
        return self._whole.stamps_ns

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        assert time_range is not None
        stamps_ns = self._whole.stamps_ns
        inside = (stamps_ns >= time_range.start_ns) & (stamps_ns < time_range.end_ns)
        self.largest = max(self.largest, int(inside.sum()))
        return SignalBlock(stamps_ns[inside], self._whole.values[inside])


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=400),
    st.integers(1, 3),
    st.integers(0, 2**32 - 1),
)
def test_read_in_parts_it_is_the_pyramid_of_the_whole(gaps: list[int], channels: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(len(gaps), channels))
    whole = SignalBlock(np.cumsum(gaps).astype(np.int64), values)
    read = read_pyramid(Recorded(whole), channels=channels, most_nbytes=1 << 30)
    built = build_pyramid(whole)
    np.testing.assert_array_equal(read.stamps_ns, built.stamps_ns)
    np.testing.assert_array_equal(read.values, built.values)
    assert len(read.levels) == len(built.levels)


@pytest.mark.parametrize("share", [0.6, 0.2, 0.02])
def test_a_pyramid_keeps_its_bound_and_loses_no_spike(spiky: SignalBlock, share: float) -> None:
    whole = build_pyramid(spiky).nbytes
    read = read_pyramid(Recorded(spiky), channels=2, most_nbytes=int(whole * share))
    # Stamps are kept beside the values.
    assert read.nbytes <= whole * share + 2 * read.stamps_ns.nbytes
    assert (read.grain > 1) == (share < 0.4)
    for samples in (2_000, COUNT):
        start = SPIKE_AT - samples // 2 if samples < COUNT else 0
        window = TimeRange(start * NS_PER_MS, (start + samples) * NS_PER_MS)
        assert np.nanmax(curve(read, 0, window, 400).y) == 50.0


def test_a_long_signal_is_read_in_small_parts() -> None:
    count = 3_000_000
    stream = Recorded(SignalBlock(np.arange(count, dtype=np.int64), np.zeros((count, 8))))
    read_pyramid(stream, channels=8, most_nbytes=1 << 30)
    assert stream.largest * 8 * 8 <= 9 << 20


def test_reading_that_nobody_wants_any_more_is_given_up_between_parts() -> None:
    count = 3 * (8 << 20) // 8
    whole = SignalBlock(np.arange(count, dtype=np.int64), np.zeros((count, 1)))
    answers = iter((True, False))
    with pytest.raises(KnownError, match="given up"):
        read_pyramid(Recorded(whole), channels=1, most_nbytes=1 << 30, wanted=lambda: next(answers))
