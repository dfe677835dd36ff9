"""Moments at which a recording shows that something begins or ends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from models.cutting_aids.courses import Courses, Numbers, courses_of
from models.episode import StreamInfo
from models.playback.pyramid import SignalPyramid
from models.timebase import NS_PER_MS

_STROKE_EDGE = 0.1
_STROKE_LEAST = 0.15
_PEAK = 0.1
_PEAK_REACH = 10
_USUAL = 0.4
_DEPTH = 0.4
_STILL = 0.002
_NOISE = 1.5
_SHORT_STEPS = 25
_LOAD_STEPS = 5
_LOAD_LEAST = 6.0
_APART_NS = 60 * NS_PER_MS


class Kind(StrEnum):
    """What happens: a gripper begins or ends a stroke, a load changes, movement begins, ends, or is at its slowest."""

    GRIP_MOVES = "grip_moves"
    GRIP_RESTS = "grip_rests"
    LOAD = "load"
    MOVES = "moves"
    RESTS = "rests"
    SLOWEST = "slowest"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """``strength`` from 0 to 1."""

    t_ns: int
    kind: Kind
    strength: float


def evidence_of(info: StreamInfo, pyramid: SignalPyramid) -> tuple[Evidence, ...]:
    """The evidence in a signal stream, in order of time; a pure function for a background lane."""
    courses = courses_of(info, pyramid)
    return () if courses is None else joined([_of_courses(courses)])


def joined(found: Iterable[Iterable[Evidence]]) -> tuple[Evidence, ...]:
    """Of several streams together; of one kind within 60 ms only the strongest."""
    kept: list[Evidence] = []
    for one in sorted((each for part in found for each in part), key=lambda each: -each.strength):
        if not any(other.kind is one.kind and abs(other.t_ns - one.t_ns) < _APART_NS for other in kept):
            kept.append(one)
    return tuple(sorted(kept))


def _of_courses(courses: Courses) -> Iterator[Evidence]:
    for stroke in courses.strokes.T:
        yield from _strokes(courses, stroke)
    if courses.loads.shape[1]:
        yield from _loads(courses)
    if courses.speed is not None:
        yield from _valleys(courses, courses.speed)


def _strokes(courses: Courses, speed: Numbers) -> Iterator[Evidence]:
    """Where the speed of a stroke leaves and reaches a tenth of its peak."""
    peak = float(speed.max(initial=0.0))
    if peak <= 0.0:
        return
    for first, past in _runs(speed > _STROKE_EDGE * peak):
        strength = float(speed[first:past].max()) / peak
        if strength >= _STROKE_LEAST:
            yield Evidence(courses.time_of(first), Kind.GRIP_MOVES, strength)
            yield Evidence(courses.time_of(past), Kind.GRIP_RESTS, strength)


def _loads(courses: Courses) -> Iterator[Evidence]:
    """Where the mean of 0.1 s differs from that of the 0.1 s before by much more than it usually does."""
    sums = np.cumsum(np.vstack([np.zeros((1, courses.loads.shape[1])), courses.loads]), axis=0)
    n = _LOAD_STEPS
    if len(sums) < 2 * n + 2:
        return
    means = (sums[n:] - sums[:-n]) / n
    change = np.linalg.norm(means[n:] - means[:-n], axis=1)
    usual = float(np.median(change))
    if usual <= 0.0:
        return
    score = change / usual
    for peak in _peaks(score, n):
        if score[peak] >= _LOAD_LEAST:
            yield Evidence(
                courses.time_of(int(peak) + n - 0.5), Kind.LOAD, 1 - _LOAD_LEAST / 2 / float(score[peak])
            )


def _valleys(courses: Courses, speed: Numbers) -> Iterator[Evidence]:
    """Where movement begins and ends beside a longer rest, and its slowest moment between two movements."""
    busy = float(np.percentile(speed, 95))
    tops = [0, *(int(top) for top in _peaks(speed, _PEAK_REACH) if speed[top] > _PEAK * busy), len(speed) - 1]
    if busy <= 0.0 or len(tops) < 3:
        return
    for place, (left, right) in enumerate(pairwise(tops)):
        first, last = place == 0, place == len(tops) - 2
        side = float(speed[right] if first else speed[left] if last else min(speed[left], speed[right]))
        part = speed[left : right + 1]
        depth = 1.0 - float(part.min()) / side
        if side <= 0.0 or depth < _DEPTH:
            continue
        strength = depth * min(1.0, side / (_USUAL * busy))
        still = np.flatnonzero(part <= max(_STILL * side, _NOISE * float(part.min())))
        begin, end = left + int(still[0]), left + int(still[-1])
        if first:
            yield Evidence(courses.time_of(end), Kind.MOVES, strength)
        elif last:
            yield Evidence(courses.time_of(begin), Kind.RESTS, strength)
        elif end - begin < _SHORT_STEPS:
            yield Evidence(courses.time_of(left + int(part.argmin())), Kind.SLOWEST, strength)
        else:
            yield Evidence(courses.time_of(begin), Kind.RESTS, strength)
            yield Evidence(courses.time_of(end), Kind.MOVES, strength)


def _peaks(values: Numbers, reach: int) -> np.ndarray:
    """Indexes of the greatest within ``reach`` steps on both sides, the first of equal ones."""
    if len(values) < 2 * reach + 1:
        return np.zeros(0, np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(values, 2 * reach + 1)
    return np.flatnonzero(windows.argmax(axis=1) == reach) + reach


def _runs(on: np.ndarray) -> np.ndarray:
    """(n, 2): first index and the one past the last of each stretch that is on."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], on, [False])).astype(np.int8)))
    return edges.reshape(-1, 2)
