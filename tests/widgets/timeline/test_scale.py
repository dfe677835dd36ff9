"""The scale is exact: what goes to the screen comes back to the same nanosecond."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.timebase import NS_PER_S, TimeRange
from widgets.timeline.scale import LEAST_SPAN_NS, TimeScale

NOW_NS = 1_767_363_600_101_095_306
DAY_NS = 86_400 * NS_PER_S


@st.composite
def scales(draw: st.DrawFn) -> TimeScale:
    start = NOW_NS + draw(st.integers(-DAY_NS, DAY_NS))
    full = TimeRange(start, start + draw(st.integers(LEAST_SPAN_NS, DAY_NS)))
    scale = TimeScale.fitting(full, left=draw(st.integers(0, 200)), width=draw(st.integers(50, 8000)))
    span = draw(st.integers(LEAST_SPAN_NS, full.duration_ns))
    return scale.showing(start + draw(st.integers(0, full.duration_ns)), span)


@given(scales(), st.integers(0, DAY_NS))
def test_a_time_comes_back_from_its_pixel_to_the_nanosecond(scale: TimeScale, offset: int) -> None:
    t_ns = scale.visible.start_ns + offset % (scale.span_ns + 1)
    assert scale.time_at(scale.x_of(t_ns)) == t_ns


@given(scales(), st.lists(st.integers(0, DAY_NS), min_size=1, max_size=20))
def test_many_times_lie_where_each_of_them_lies(scale: TimeScale, offsets: list[int]) -> None:
    times = np.array([scale.visible.start_ns + o % (scale.span_ns + 1) for o in offsets], dtype=np.int64)
    xs = scale.xs_of(times)
    assert xs == pytest.approx([scale.x_of(int(t)) for t in times], abs=1e-6)


@given(scales(), st.floats(0, 1), st.floats(0.1, 10))
def test_zoom_keeps_the_time_under_the_pointer(scale: TimeScale, where: float, factor: float) -> None:
    x = scale.left + where * scale.width
    zoomed = scale.zoomed(factor, x)
    assume(scale.full.start_ns < zoomed.visible.start_ns and zoomed.visible.end_ns < scale.full.end_ns)
    assert abs(zoomed.time_at(x) - scale.time_at(x)) <= 1


@given(
    scales(), st.lists(st.tuples(st.sampled_from(["zoom", "pan", "page"]), st.floats(0.2, 5)), max_size=30)
)
def test_whatever_the_hand_does_the_window_stays_in_the_episode(
    scale: TimeScale, moves: list[tuple[str, float]]
) -> None:
    for kind, amount in moves:
        if kind == "zoom":
            scale = scale.zoomed(amount, scale.left + amount * 20)
        elif kind == "pan":
            scale = scale.panned((amount - 2) * 300)
        else:
            scale = scale.paged(scale.full.start_ns + round(amount / 5 * scale.full.duration_ns))
        assert scale.full.start_ns <= scale.visible.start_ns < scale.visible.end_ns <= scale.full.end_ns
        assert scale.span_ns >= LEAST_SPAN_NS


@given(scales(), st.integers(-500, 500))
def test_pan_and_back_is_no_move(scale: TimeScale, pixels: int) -> None:
    there = scale.panned(pixels)
    assume(scale.full.start_ns < there.visible.start_ns and there.visible.end_ns < scale.full.end_ns)
    assert there.panned(-pixels) == scale


@given(scales(), st.integers(0, DAY_NS))
def test_a_page_shows_the_time_asked_for(scale: TimeScale, offset: int) -> None:
    t_ns = scale.full.start_ns + offset % scale.full.duration_ns
    assert scale.paged(t_ns).visible.contains(t_ns)


@given(scales())
def test_far_out_is_the_same_as_fit(scale: TimeScale) -> None:
    assert scale.zoomed(1e-9, scale.left + 10) == scale.fitted()
    assert scale.fitted().is_whole


def test_an_episode_of_one_sample_has_a_scale() -> None:
    scale = TimeScale.fitting(TimeRange(NOW_NS, NOW_NS), left=0, width=100)
    assert scale.x_of(NOW_NS) == 0
    assert scale.zoomed(3, 50).span_ns == 1


def test_a_widget_without_width_has_a_scale() -> None:
    scale = TimeScale.fitting(TimeRange(0, NS_PER_S), left=176, width=-20)
    assert scale.width == 1
