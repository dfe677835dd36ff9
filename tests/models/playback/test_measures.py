"""Statistics, spectrum and derivatives against what is known of made signals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.playback.measures import derived, deviations, most_deviating, spectrum_of, statistics_of
from models.playback.pyramid import build_pyramid
from models.streams import SignalBlock
from models.timebase import NS_PER_S, TimeRange

RATE_HZ = 500
ALL = TimeRange(0, 10**12)


def pyramid_of(*channels: np.ndarray, rate_hz: float = RATE_HZ):
    stamps_ns = np.rint(np.arange(len(channels[0])) * NS_PER_S / rate_hz).astype(np.int64)
    return build_pyramid(SignalBlock(stamps_ns, np.stack(channels, axis=1)))


@given(
    arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6)),
    st.integers(0, 59),
    st.integers(1, 60),
)
def test_statistics_are_those_of_the_samples_from_the_start_up_to_the_end(values, first, count):
    pyramid = pyramid_of(values)
    past = min(first + count, len(values))
    stretch = TimeRange(int(first * NS_PER_S / RATE_HZ), int((first + count) * NS_PER_S / RATE_HZ))
    found = statistics_of(pyramid, 0, stretch)
    part = values[first:past]
    assert found.count == len(part)
    if len(part):
        assert (found.low, found.high) == (part.min(), part.max())
        assert found.mean == pytest.approx(part.mean(), abs=1e-6)
        assert found.median == pytest.approx(np.median(part), abs=1e-6)
        assert found.rms**2 == pytest.approx(found.mean**2 + found.std**2, rel=1e-6, abs=1e-6)


def test_the_slope_is_that_of_a_line_also_with_uneven_stamps():
    stamps_ns = np.cumsum(np.random.default_rng(1).integers(1_000_000, 9_000_000, 400))
    values = 3.0 * stamps_ns / NS_PER_S + 7.0
    pyramid = build_pyramid(SignalBlock(stamps_ns, values[:, None]))
    assert statistics_of(pyramid, 0, ALL).slope == pytest.approx(3.0)


def test_what_is_not_finite_is_not_counted():
    found = statistics_of(pyramid_of(np.array([1.0, np.nan, 3.0])), 0, ALL)
    assert (found.count, found.mean) == (2, 2.0)


@given(frequency=st.floats(20, 200), amplitude=st.floats(0.1, 50), level=st.floats(-100, 100))
def test_a_sine_is_found_at_its_frequency_with_its_amplitude(frequency, amplitude, level):
    t_s = np.arange(4000) / RATE_HZ
    found = spectrum_of(pyramid_of(level + amplitude * np.sin(2 * np.pi * frequency * t_s)), 0, ALL)
    bin_hz = found.frequency_hz[1]
    assert abs(found.peak_hz - frequency) <= bin_hz
    assert 0.8 * amplitude <= found.amplitude[1:].max() <= 1.01 * amplitude
    assert not found.resampled


def test_uneven_stamps_are_resampled_and_it_is_said():
    chance = np.random.default_rng(3)
    stamps_ns = np.sort(np.arange(4000) * 2_000_000 + chance.integers(0, 600_000, 4000))
    values = np.sin(2 * np.pi * 31.0 * stamps_ns / NS_PER_S)
    found = spectrum_of(build_pyramid(SignalBlock(stamps_ns, values[:, None])), 0, ALL)
    assert found.resampled
    assert found.peak_hz == pytest.approx(31.0, abs=found.frequency_hz[1])


def test_too_few_samples_have_no_spectrum():
    assert spectrum_of(pyramid_of(np.ones(9)), 0, ALL) is None


def test_derivatives_of_a_parabola():
    t_s = np.arange(2000) / RATE_HZ
    first = derived(pyramid_of(2.0 * t_s**2), 1)
    np.testing.assert_allclose(first.values[0, 1:-1], 4.0 * t_s[1:-1], atol=1e-6)
    second = derived(pyramid_of(2.0 * t_s**2), 2)
    np.testing.assert_allclose(second.values[0, 2:-2], 4.0, atol=1e-6)


def test_nothing_is_derived_across_a_gap():
    stamps_ns = np.concatenate([np.arange(100), np.arange(300, 400)]) * 2_000_000
    values = np.where(np.arange(200) < 100, 0.0, 50.0)
    found = derived(build_pyramid(SignalBlock(stamps_ns, values[:, None])), 1)
    assert np.nanmax(np.abs(found.values)) < 1e-6


def test_a_spike_makes_its_channel_the_most_deviating_where_it_is_and_nowhere_else():
    chance = np.random.default_rng(2)
    calm, spiked, busy = (chance.normal(0, sigma, 5000) for sigma in (1.0, 1.0, 30.0))
    spiked[4000] = 25.0
    pyramid = pyramid_of(calm, spiked, busy)
    around = TimeRange(round(7.9 * NS_PER_S), round(8.1 * NS_PER_S))
    assert most_deviating(pyramid, (0, 1, 2), around)[0] == 1
    before = deviations(pyramid, TimeRange(0, 2 * NS_PER_S))
    assert before.max() < 6


def test_a_channel_that_rests_is_not_unusual_by_its_noise():
    resting = np.full(5000, 2.0)
    resting[1::2] += 1e-9
    resting[-1] = 3.0
    assert deviations(pyramid_of(resting), TimeRange(0, NS_PER_S))[0] < 1
