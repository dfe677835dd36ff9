"""Channels of several episodes over one time: every sample of each is there, wherever it maps to."""

import numpy as np
import pytest

from models.alignment.time_map import by_start, through
from models.playback.measures import derived, deviations, spectrum_of, statistics_of
from models.playback.overlay import Laid, laid_over
from models.playback.pyramid import build_pyramid, curve, only_channels, value_range
from models.streams import SignalBlock
from models.timebase import NS_PER_MS, NS_PER_S, TimeRange

LEAD_NS = 1_700_000_000 * NS_PER_S
OTHER_NS = 1_800_000_000 * NS_PER_S
SECONDS = 30
WHOLE = TimeRange(LEAD_NS, LEAD_NS + SECONDS * NS_PER_S)
OTHER = TimeRange(OTHER_NS, OTHER_NS + SECONDS * NS_PER_S)
SPIKE_AT = 17_773


def signal(start_ns: int, period_ns: int, seconds: int = SECONDS):
    stamps_ns = start_ns + np.arange(0, seconds * NS_PER_S, period_ns, dtype=np.int64)
    t_s = (stamps_ns - start_ns) / NS_PER_S
    return stamps_ns, np.stack([np.sin(t_s), np.cos(t_s)], axis=1)


@pytest.fixture(scope="module")
def lead():
    """Ten samples a second: of a thousand of the other one in a hundred falls on a stamp."""
    return build_pyramid(SignalBlock(*signal(LEAD_NS, 100 * NS_PER_MS)))


@pytest.fixture(scope="module")
def other():
    stamps_ns, values = signal(OTHER_NS, NS_PER_MS)
    values[SPIKE_AT, 1] = 50.0
    return build_pyramid(SignalBlock(stamps_ns, values))


@pytest.fixture(scope="module")
def both(lead, other):
    return laid_over(lead, 0, WHOLE, [Laid(other, 1, by_start(WHOLE, OTHER))])


@pytest.mark.parametrize("pixels", [57, 400, 1900])
@pytest.mark.parametrize("window_s", [0.01, 1, 10, SECONDS])
def test_a_spike_of_one_sample_of_another_is_seen_at_every_zoom(both, pixels, window_s):
    at_ns = LEAD_NS + SPIKE_AT * NS_PER_MS
    half_ns = round(window_s * NS_PER_S / 2)
    window = TimeRange(max(WHOLE.start_ns, at_ns - half_ns), min(WHOLE.end_ns, at_ns + half_ns))
    line = curve(both, 1, window, pixels)
    assert np.nanmax(line.y) == 50.0
    found_ns = line.t_ns[int(np.nanargmax(line.y))]
    assert abs(found_ns - at_ns) <= 2 * window.duration_ns / pixels + NS_PER_MS


def test_points_follow_the_pixels_not_the_samples(both):
    assert len(curve(both, 1, WHOLE, 400).y) <= 2 * 402


def test_the_lead_keeps_its_samples_and_stamps(both, lead):
    assert both.channel_count == 2
    np.testing.assert_array_equal(both.stamps_ns, lead.stamps_ns)
    np.testing.assert_array_equal(both.values[0], lead.values[0])


def test_every_measure_is_of_the_own_samples(both):
    of_other = statistics_of(both, 1, WHOLE)
    assert of_other.count == SECONDS * 1000
    assert of_other.high == value_range(both, 1)[1] == 50.0
    assert statistics_of(both, 0, WHOLE).count == SECONDS * 10
    assert spectrum_of(both, 1, WHOLE).rate_hz == pytest.approx(1000)
    assert spectrum_of(both, 0, WHOLE).rate_hz == pytest.approx(10)
    assert deviations(both, WHOLE)[1] > 10 > deviations(both, WHOLE)[0]


def test_slopes_are_those_of_the_own_samples(both):
    slopes = derived(both, 1)
    t_ns = LEAD_NS + 5 * NS_PER_S
    lead, other = slopes.held((0, 1), t_ns)
    assert lead == pytest.approx(np.cos(5), abs=1e-2)
    assert other == pytest.approx(-np.sin(5), abs=1e-4)


def test_at_a_time_each_shows_its_own_last_sample(both):
    t_ns = LEAD_NS + 3 * NS_PER_S + 57 * NS_PER_MS + 3
    assert both.held((1, 0), t_ns) == (pytest.approx(np.cos(3.057)), pytest.approx(np.sin(3.0)))
    assert np.isnan(both.held((0, 1), LEAD_NS - 1)).all()


def test_some_channels_in_another_order_keep_their_samples(both):
    turned = only_channels(both, (1, 0))
    assert turned.channel_count == 2
    assert value_range(turned, 0) == value_range(both, 1)
    assert value_range(turned, 1) == value_range(both, 0)
    assert turned.held((0, 1), LEAD_NS + NS_PER_S) == both.held((1, 0), LEAD_NS + NS_PER_S)


def test_what_has_no_counterpart_is_left_out_and_holds_no_value(lead):
    stamps_ns, values = signal(OTHER_NS, NS_PER_MS, seconds=10)
    short = build_pyramid(SignalBlock(stamps_ns, values))
    both = laid_over(
        lead, 0, WHOLE, [Laid(short, 0, by_start(WHOLE, TimeRange(OTHER_NS, int(stamps_ns[-1]) + 1)))]
    )
    assert np.isfinite(both.held((1,), LEAD_NS + 9 * NS_PER_S)).all()
    assert np.isnan(both.held((1,), LEAD_NS + 11 * NS_PER_S)).all()


def test_a_stretched_map_keeps_a_spike_and_puts_it_where_it_maps_to(lead, other):
    warped = through(
        [
            (LEAD_NS, OTHER_NS),
            (LEAD_NS + 5 * NS_PER_S, OTHER_NS + 15 * NS_PER_S),
            (LEAD_NS + 29 * NS_PER_S, OTHER_NS + 29 * NS_PER_S),
        ]
    )
    both = laid_over(lead, 0, WHOLE, [Laid(other, 1, warped)])
    line = curve(both, 1, WHOLE, 300)
    at_ns = warped.to_lead(OTHER_NS + SPIKE_AT * NS_PER_MS)
    assert abs(line.t_ns[int(np.nanargmax(line.y))] - at_ns) <= 2 * WHOLE.duration_ns / 300


def test_it_says_how_much_memory_it_takes(both, lead):
    assert both.nbytes > only_channels(lead, (0,)).nbytes + SECONDS * 1000 * 16
