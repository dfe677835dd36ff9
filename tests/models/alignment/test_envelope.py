"""What is usual at each part of each phase, however long the phases of the one or the other last."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.alignment.envelope import Course, band_on, envelope_of, sampled, template_of
from models.phases import Phase, PhaseTrack
from models.timebase import NS_PER_S, TimeRange

LABELS = ("idle", "grasp", "lift")


def course(durations_s: tuple[float, ...], level: float, labels: tuple[str, ...] = LABELS) -> Course:
    """Torque rises through each phase from its place in the order to the next, shifted by ``level``."""
    edges = np.concatenate(([0.0], np.cumsum(durations_s)))
    stamps_ns = np.arange(0, int(edges[-1] * 100) + 1) * (NS_PER_S // 100)
    places = [LABELS.index(label) for label in labels]
    x = stamps_ns / NS_PER_S
    y = np.zeros(len(x))
    for place, left, right in zip(places, edges, edges[1:], strict=False):
        inside = (x >= left) & (x <= right)
        y[inside] = place + (x[inside] - left) / (right - left)
    ends = (edges * NS_PER_S).astype(int)
    phases = tuple(
        Phase(str(i), label, int(a), int(b))
        for i, (label, a, b) in enumerate(zip(labels, ends, ends[1:], strict=False))
    )
    return Course(("effort.a",), stamps_ns, y[None] + level, PhaseTrack(TimeRange(0, int(ends[-1])), phases))


FIVE = tuple(course((1 + i / 4, 2 - i / 8, 1 + i / 2), float(i)) for i in range(5))


def made_of(courses: tuple[Course, ...]):
    template = template_of([one.track for one in courses])
    assert template is not None
    rows = [found for one in courses if (found := sampled(one, template)) is not None]
    return envelope_of(courses[0].channels, template, rows)


def test_the_band_lies_where_its_episodes_do_on_a_time_of_its_own() -> None:
    envelope = made_of(FIVE)
    assert envelope is not None
    lead = course((3.0, 0.5, 2.0), 2.0)
    band = band_on(envelope, "effort.a", lead.track)
    assert band is not None
    assert band.episodes == 5
    own = np.interp(band.t_ns, lead.stamps_ns, lead.values[0])
    assert band.median == pytest.approx(own, abs=0.06), "the middle one has level 2"
    assert band.high - band.low == pytest.approx(np.full(len(own), 3.2), abs=0.06)
    assert list(band.t_ns) == sorted(band.t_ns)


def test_fewer_than_three_promise_nothing() -> None:
    assert made_of(FIVE[:2]) is None


def test_a_phase_that_fewer_than_three_have_is_left_open() -> None:
    short = tuple(course((1.0, 1.0), 0.0, ("idle", "lift")) for _ in range(2))
    envelope = made_of((*FIVE[:2], *FIVE[3:4], *short))
    assert envelope is not None
    band = band_on(envelope, "effort.a", FIVE[0].track)
    assert band is not None
    assert np.isfinite(band.low).all(), "three have the grasp"
    envelope = made_of((*FIVE[:3], *short))
    thin = made_of((*FIVE[:2], *short, course((1.0, 1.0), 0.0, ("idle", "lift"))))
    assert thin is not None
    band = band_on(thin, "effort.a", FIVE[0].track)
    assert band is None or np.isnan(band.low).sum() in {0, 40}


def test_nothing_in_common_is_no_band() -> None:
    envelope = made_of(FIVE)
    assert envelope is not None
    strange = PhaseTrack(TimeRange(0, 9), (Phase("x", "wave", 0, 9),))
    assert band_on(envelope, "effort.a", strange) is None
    assert band_on(envelope, "effort.b", FIVE[0].track) is None
    assert template_of([PhaseTrack(TimeRange(0, 9))]) is None


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=7))
def test_the_percentiles_are_in_order(levels: list[float]) -> None:
    envelope = made_of(tuple(course((1.0, 1.0, 1.0), level) for level in levels))
    assert envelope is not None
    low, median, high = envelope.bands
    assert (low <= median).all()
    assert (median <= high).all()
