"""A signal lane loses no spike, whatever the zoom."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from models.timebase import NS_PER_MS, TimeRange
from widgets.timeline.canvas import Frame
from widgets.timeline.scale import TimeScale
from widgets.timeline.signal_lane import columns_of, value_range
from widgets.timeline.values import SignalLane

COUNT = 20_000
LENGTH_NS = COUNT * NS_PER_MS


def frame(start_ns: int, span_ns: int, dpr: float = 1.0) -> Frame:
    full = TimeRange(0, LENGTH_NS)
    scale = TimeScale.fitting(full, left=8, width=800).showing(start_ns, span_ns)
    return Frame(QRect(0, 0, 820, 40), 0, scale, dpr)


def lane(values: np.ndarray) -> SignalLane:
    stamps = np.arange(len(values), dtype=np.int64) * NS_PER_MS
    return SignalLane("torque", "N·m", stamps, values, values)


@given(st.integers(1, COUNT - 2), st.integers(5, COUNT), st.sampled_from([1.0, 1.25, 2.0]))
def test_a_spike_of_one_sample_is_drawn_at_every_zoom(at: int, span_ms: int, dpr: float) -> None:
    values = np.zeros(COUNT)
    values[at] = 7.0
    columns = columns_of(
        frame(at * NS_PER_MS - span_ms * NS_PER_MS // 2, span_ms * NS_PER_MS, dpr), lane(values)
    )
    assert np.nanmax(columns.high) == 7.0


def test_a_line_that_stands_still_has_one_value_everywhere() -> None:
    columns = columns_of(frame(0, LENGTH_NS), lane(np.full(COUNT, 3.0)))
    inside = ~np.isnan(columns.low)
    assert inside[8:800].all()
    assert (columns.low[inside] == 3.0).all()


def test_between_two_samples_the_line_goes_straight() -> None:
    columns = columns_of(frame(0, 2 * NS_PER_MS), lane(np.arange(COUNT, dtype=float)))
    middle = (columns.low[408] + columns.high[408]) / 2
    assert abs(middle - 1.0) < 0.01


def test_missing_values_leave_a_hole() -> None:
    values = np.zeros(COUNT)
    values[5000:15000] = np.nan
    columns = columns_of(frame(0, LENGTH_NS), lane(values))
    assert np.isnan(columns.low[300:500]).all()
    assert not np.isnan(columns.low[20:180]).any()


def test_nothing_is_drawn_outside_of_the_samples() -> None:
    stamps = np.array([5_000 * NS_PER_MS, 6_000 * NS_PER_MS])
    columns = columns_of(frame(0, LENGTH_NS), SignalLane("a", "", stamps, np.ones(2), np.ones(2)))
    drawn = np.flatnonzero(~np.isnan(columns.low))
    assert 200 <= drawn[0] <= 210
    assert 240 <= drawn[-1] <= 250


def test_a_channel_without_values_has_a_range() -> None:
    assert value_range(lane(np.full(4, np.nan))) == (-1.0, 1.0)
    assert value_range(lane(np.full(4, 2.0))) == (1.0, 3.0)
