"""The ruler's steps are 1-2-5 and never crowd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.timebase import NS_PER_S, TimeRange
from widgets.timeline.scale import LEAST_SPAN_NS, TimeScale
from widgets.timeline.ticks import MAJOR_PX, STEPS_NS, label_of, step_ns, ticks

HOUR_NS = 3600 * NS_PER_S


@given(st.integers(LEAST_SPAN_NS, 24 * HOUR_NS), st.integers(200, 8000))
def test_majors_lie_at_least_56_px_apart_and_never_three_times_as_far(span_ns: int, width: int) -> None:
    scale = TimeScale.fitting(TimeRange(0, span_ns), left=0, width=width)
    step_px = step_ns(scale) / scale.ns_per_px
    assert step_px >= MAJOR_PX
    assert step_px <= 3 * MAJOR_PX + 1 or step_ns(scale) == STEPS_NS[0]


def test_steps_grow_and_divide_into_minors() -> None:
    assert list(STEPS_NS) == sorted(STEPS_NS)
    assert all(step % 5 == 0 for step in STEPS_NS)


@given(st.integers(0, HOUR_NS), st.integers(LEAST_SPAN_NS, HOUR_NS))
def test_every_major_has_a_label_and_stands_on_a_whole_step(start_ns: int, span_ns: int) -> None:
    scale = TimeScale.fitting(TimeRange(0, 2 * HOUR_NS), left=0, width=1000).showing(start_ns, span_ns)
    step = step_ns(scale)
    drawn = list(ticks(scale, step))
    assert len(drawn) < 130
    assert all((tick.t_ns % step == 0) == bool(tick.label) for tick in drawn)


@pytest.mark.parametrize(
    ("offset_ns", "step", "text"),
    [
        (0, NS_PER_S, "0:00"),
        (61 * NS_PER_S, NS_PER_S, "1:01"),
        (7_500_000_000, 500_000_000, "0:07.5"),
        (7_512_340_000, 10_000, "0:07.51234"),
        (2 * HOUR_NS + 62 * NS_PER_S, NS_PER_S, "2:01:02"),
        (20 * NS_PER_S, 20 * NS_PER_S, "0:20"),
    ],
)
def test_labels(offset_ns: int, step: int, text: str) -> None:
    assert label_of(offset_ns, step) == text
