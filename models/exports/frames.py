"""Between times and frame numbers, by the frames' own stamps, never by a rate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.exports.files import as_it_is
from models.exports.labelset import Frames, LabelSet, Segment
from models.exports.losses import Loss, Losses, losses_of
from models.timebase import TimeRange


@dataclass(frozen=True, slots=True)
class Span:
    """A segment as half-open frame numbers ``[start, end)``."""

    segment: Segment
    start: int
    end: int


def frames_of(labels: LabelSet, what: str) -> Frames:
    """The frames that ``what`` counts.

    Raises:
        KnownError: the recording gave none.
    """
    if labels.frames is None or not labels.frames.count:
        raise KnownError(
            "{format} counts frames, and {episode} has no stream to count; the recording is needed",
            format=what,
            episode=labels.episode,
        )
    return labels.frames


def spans_of(labels: LabelSet, segments: Sequence[Segment], what: str) -> tuple[tuple[Span, ...], Losses]:
    """``segments`` in frames: a frame belongs to the segment that holds its stamp.

    A segment that holds no stamp is left out. The losses say how far boundaries move.

    Raises:
        KnownError: see ``frames_of``.
    """
    frames = frames_of(labels, what)
    spans = [
        Span(each, frame_number(each.start_ns, labels, frames), frame_number(each.end_ns, labels, frames))
        for each in segments
    ]
    held = tuple(span for span in spans if span.start < span.end)
    moves = [
        abs(frame_start_ns(number, labels.range, frames) - t_ns)
        for t_ns, number in {
            (t_ns, number)
            for span in spans
            for t_ns, number in ((span.segment.start_ns, span.start), (span.segment.end_ns, span.end))
        }
        if labels.range.start_ns < t_ns < labels.range.end_ns
    ]
    return held, losses_of(
        (
            Loss(
                "{what} counts frames: {n} of {of} boundaries move by up to {ms} ms",
                sum(1 for move_ns in moves if move_ns),
                len(moves),
                max(moves, default=0),
                what=what,
            ),
            Loss(
                "{what} counts frames: {n} of {of} phases hold no frame and are left out",
                len(spans) - len(held),
                len(spans),
                what=what,
            ),
        )
    )


def repeats(segments: Sequence[Segment], names: Mapping[str, str], what: str) -> Losses:
    """Instructions that say no more than what their phase is called: a format with one text cannot tell them."""
    n = sum(segment.text == names[segment.code] for segment in segments)
    return losses_of(
        [Loss("{what} cannot tell instructions that repeat the name of a phase: {n}", n, what=what)]
    )


def frame_start_ns(number: int, time_range: TimeRange, frames: Frames) -> int:
    """Where frame ``number`` begins; the first begins with its episode, the one after the last at its end."""
    if number <= 0:
        return time_range.start_ns
    return int(frames.stamps_ns[number]) if number < frames.count else time_range.end_ns


def rounder(labels: LabelSet, frames: Frames | None) -> Callable[[int], int]:
    """What a format that counts ``frames`` makes of a time."""
    if frames is None:
        return as_it_is
    return lambda t_ns: frame_start_ns(frame_number(t_ns, labels, frames), labels.range, frames)


def codes_at(segments: Sequence[Segment], stamps_ns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index into ``segments`` (in order, tiling) of each stamp; those before the first belong to it."""
    starts = np.array([segment.start_ns for segment in segments], np.int64)
    return np.maximum(np.searchsorted(starts, stamps_ns, side="right") - 1, 0)


def runs_of(values: Sequence[object]) -> tuple[tuple[object, int, int], ...]:
    """Stretches of equal values as (value, start, end)."""
    found: list[tuple[object, int, int]] = []
    start = 0
    for index in range(1, len(values) + 1):
        if index == len(values) or values[index] != values[start]:
            found.append((values[start], start, index))
            start = index
    return tuple(found)


def frame_number(t_ns: int, labels: LabelSet, frames: Frames) -> int:
    """The first frame at or after a time; 0 at the start of the episode, their count at its end."""
    if t_ns <= labels.range.start_ns:
        return 0
    if t_ns >= labels.range.end_ns:
        return frames.count
    return int(np.searchsorted(frames.stamps_ns, t_ns, side="left"))
