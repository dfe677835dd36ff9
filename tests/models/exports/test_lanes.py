"""Events as frames and back: what frames cannot tell apart is told."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.exports.labelset import Mark
from models.exports.lanes import event_marks, flags_of, lanes_of, marks_as_read, moved_marks
from tests.support.label_sets import plain_case

LABELS = plain_case().labels
STAMPS_NS = [int(t_ns) for t_ns in plain_case().frames.stamps_ns]
LATER_NS = 5_000_000


def marked(*marks: Mark):
    return replace(LABELS, marks=marks)


@given(spans=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))), shift=st.integers(0, 5))
def test_a_row_is_true_where_some_event_holds_its_frame(spans: list[tuple[int, int]], shift: int):
    held = tuple((start, start + length) for start, length in spans)
    numbers = np.arange(shift, 60)
    assert flags_of(held, numbers).tolist() == [any(a <= n < b for a, b in held) for n in numbers.tolist()]


def test_events_of_one_label_that_overlap_become_one():
    slips = (
        Mark("slip", STAMPS_NS[3], STAMPS_NS[6], tier="m.x"),
        Mark("slip", STAMPS_NS[5], STAMPS_NS[9], tier="m.x"),
    )
    lanes, losses = lanes_of(marked(*slips), "Mine")
    assert lanes.events == {"event.m_x.slip": ((3, 9),)}
    assert losses.sentences == ("Mine joins events of one label that meet or overlap: 1",)
    assert marks_as_read(slips, LABELS) == [Mark("slip", STAMPS_NS[3], STAMPS_NS[9], tier="m_x")]


def test_points_in_frames_that_meet_become_an_interval_and_how_much_longer_it_is_is_told():
    slips = (
        Mark("slip", STAMPS_NS[3], STAMPS_NS[3], tier="m"),
        Mark("slip", STAMPS_NS[4], STAMPS_NS[4], tier="m"),
    )
    _, losses = lanes_of(marked(*slips), "Mine")
    assert losses.sentences == (
        "Mine joins events of one label that meet or overlap: 1",
        "Mine counts frames: 1 of 2 events move by up to 33.334 ms",
    )
    (seen,) = marks_as_read(slips, LABELS)
    assert seen.end_ns - STAMPS_NS[4] == losses.largest_ns


def test_what_lies_between_frames_moves_as_far_as_is_told():
    brief = Mark("slip", STAMPS_NS[3] + LATER_NS, STAMPS_NS[3] + 2 * LATER_NS, tier="m")
    losses = moved_marks(marked(brief), "Mine")
    assert losses.sentences == (
        "Mine counts frames: 1 of 1 events move by up to 28.334 ms",
        "Mine counts frames: events within one become points: 1",
    )
    (seen,) = marks_as_read([brief], LABELS)
    assert seen == Mark("slip", STAMPS_NS[4], STAMPS_NS[4], tier="m")
    assert abs(seen.start_ns - brief.start_ns) == losses.largest_ns


def test_runs_of_true_rows_are_events():
    flags = np.zeros(60, bool)
    flags[[2, 7, 8, 9]] = True
    assert list(event_marks("event.events.contact", flags, LABELS)) == [
        Mark("contact", STAMPS_NS[2], STAMPS_NS[2], tier="events"),
        Mark("contact", STAMPS_NS[7], STAMPS_NS[10], tier="events"),
    ]
