"""A frame belongs to the phase that holds its stamp, and what that moves is told."""

from dataclasses import replace

import pytest

from models.errors import KnownError
from models.exports.frames import runs_of, spans_of
from tests.support.label_sets import plain_case


def test_cuts_on_frames_move_nothing():
    labels = plain_case().labels
    spans, losses = spans_of(labels, labels.phases, "Test")
    assert [(span.start, span.end) for span in spans] == [
        (0, 10),
        (10, 11),
        (11, 25),
        (25, 40),
        (40, 55),
        (55, 60),
    ]
    assert not losses


def test_cuts_between_frames_move_to_the_next_frame():
    labels = plain_case(on_frames=False).labels
    spans, losses = spans_of(labels, labels.phases, "Test")
    assert [(span.start, span.end) for span in spans] == [
        (0, 11),
        (11, 12),
        (12, 26),
        (26, 41),
        (41, 56),
        (56, 60),
    ]
    assert losses.sentences == ("Test counts frames: 5 of 5 boundaries move by up to 28.334 ms",)


def test_a_phase_between_two_frames_is_told():
    case = plain_case()
    short = [replace(case.labels.phases[0], start_ns=1_000_000, end_ns=2_000_000)]
    spans, losses = spans_of(case.labels, short, "Test")
    assert spans == ()
    assert "Test counts frames: 1 of 1 phases hold no frame and are left out" in losses.sentences


def test_frames_need_a_recording():
    labels = replace(plain_case().labels, frames=None)
    with pytest.raises(KnownError, match="Test counts frames, and episode one has no stream to count"):
        spans_of(labels, labels.phases, "Test")


def test_runs_are_stretches_of_equal_values():
    assert runs_of([3, 3, 1, 3]) == ((3, 0, 2), (1, 2, 3), (3, 3, 4))
    assert runs_of([]) == ()
