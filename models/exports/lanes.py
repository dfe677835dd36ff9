"""Tracks of arms and events as columns of a data set: one an arm, and one a label of an event, true where it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.exports.frames import Span, frame_number, frame_start_ns, frames_of, runs_of, spans_of
from models.exports.labelset import PHASES, LabelSet, Mark
from models.exports.losses import NOTHING_LOST, Loss, Losses, losses_of

EVENT = "event."
Spans = tuple[tuple[int, int], ...]
"""Half-open frame numbers, each at least one frame long."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Of one episode: ``arms`` by tier, ``events`` by the name of their column."""

    arms: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    events: Mapping[str, Spans] = field(default_factory=dict)


def lanes_of(labels: LabelSet, what: str) -> tuple[Lanes, Losses]:
    """The lanes of an episode in its frames, and what ``what`` loses of them.

    Raises:
        KnownError: see ``frames_of``.
    """
    arms: dict[str, tuple[Span, ...]] = {}
    losses = NOTHING_LOST
    for tier in labels.tiers:
        if tier != PHASES:
            arms[tier], moved = spans_of(labels, labels.tier(tier), what)
            losses += moved
    if not labels.marks:
        return Lanes(arms), losses
    frames_of(labels, what)
    events = _events(labels.marks, labels)
    joined = len(labels.marks) - sum(map(len, events.values()))
    template = "{what} joins events of one label that meet or overlap: {n}"
    moved = moved_marks(labels, what, least_ns=_farthest_ns(labels) if joined else 0)
    return Lanes(arms, events), losses + losses_of([Loss(template, joined, what=what)]) + moved


def _farthest_ns(labels: LabelSet) -> int:
    """How far an end of what is read lies from the next one of its label that was there: what was joined is longer."""
    starts: dict[tuple[str, str], list[int]] = defaultdict(list)
    ends: dict[tuple[str, str], list[int]] = defaultdict(list)
    for mark in labels.marks:
        lane = lane_of(mark)
        starts[lane, mark.code].append(mark.start_ns)
        ends[lane, mark.code].append(mark.end_ns)
    far_ns = 0
    for mark in marks_as_read(labels.marks, labels):
        for t_ns, there in ((mark.start_ns, starts), (mark.end_ns, ends)):
            far_ns = max(far_ns, min(abs(t_ns - each) for each in there[mark.tier, mark.code]))
    return far_ns


def moved_marks(labels: LabelSet, what: str, *, least_ns: int = 0) -> Losses:
    """How far frames move the ends of events, ``least_ns`` at least, and which of them become points.

    Raises:
        KnownError: see ``frames_of``.
    """
    if labels.marks:
        frames_of(labels, what)
    seen = [mark_as_read(mark, labels) for mark in labels.marks]
    moves = [
        max(abs(one.start_ns - mark.start_ns), abs(one.end_ns - mark.end_ns))
        for one, mark in zip(seen, labels.marks, strict=True)
    ]
    points = sum(
        one.start_ns == one.end_ns and mark.start_ns < mark.end_ns
        for one, mark in zip(seen, labels.marks, strict=True)
    )
    return losses_of(
        [
            Loss(
                "{what} counts frames: {n} of {of} events move by up to {ms} ms",
                max(sum(1 for move_ns in moves if move_ns), int(least_ns > 0)),
                len(moves),
                max([*moves, least_ns]),
                what=what,
            ),
            Loss("{what} counts frames: events within one become points: {n}", points, what=what),
        ]
    )


def span_of(mark: Mark, labels: LabelSet) -> tuple[int, int]:
    """The frames of a mark, one at least; a point has one."""
    frames = frames_of(labels, "")
    start = frame_at(mark.start_ns, labels)
    return start, max(start + 1, frame_number(mark.end_ns, labels, frames))


def frame_at(t_ns: int, labels: LabelSet) -> int:
    """The first frame at or after a moment, the last where none is."""
    frames = frames_of(labels, "")
    return min(frame_number(t_ns, labels, frames), frames.count - 1)


def moment_as_read(t_ns: int, labels: LabelSet) -> int:
    """A moment as frames hold it."""
    return frame_start_ns(frame_at(t_ns, labels), labels.range, frames_of(labels, ""))


def moved_remarks(labels: LabelSet, what: str) -> Losses:
    """How far frames move remarks."""
    moves = [abs(moment_as_read(one.t_ns, labels) - one.t_ns) for one in labels.remarks]
    template = "{what} counts frames: {n} of {of} remarks move by up to {ms} ms"
    moved = sum(1 for move_ns in moves if move_ns)
    return losses_of([Loss(template, moved, len(moves), max(moves, default=0), what=what)])


def mark_of(code: str, lane: str, span: tuple[int, int], labels: LabelSet) -> Mark:
    """The mark that these frames are: a point where they are one."""
    frames = frames_of(labels, "")
    start_ns = frame_start_ns(span[0], labels.range, frames)
    end_ns = start_ns if span[1] - span[0] <= 1 else frame_start_ns(span[1], labels.range, frames)
    return Mark(code, start_ns, end_ns, tier=lane)


def event_marks(name: str, flags: NDArray[np.bool_], labels: LabelSet) -> Iterator[Mark]:
    """The marks of the column ``name``, whose ``flags`` stand in the order of the frames."""
    lane, code = lane_in(name), label_of(name)
    for is_there, start, end in runs_of(flags.tolist()):
        if is_there:
            yield mark_of(code, lane, (start, end), labels)


def marks_as_read(marks: Sequence[Mark], labels: LabelSet) -> list[Mark]:
    """What ``event_marks`` makes of marks."""
    found: list[Mark] = []
    for name, spans in _events(marks, labels).items():
        found.extend(mark_of(label_of(name), lane_in(name), span, labels) for span in spans)
    return found


def flags_of(spans: Spans, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the frames ``numbers`` an event holds."""
    if not spans:
        return np.zeros(len(numbers), bool)
    starts, ends = np.array(spans, np.int64).T
    begun = np.searchsorted(np.sort(starts), numbers, side="right")
    return begun > np.searchsorted(np.sort(ends), numbers, side="right")


def event_names(names: Iterable[str], prefix: str = "") -> list[str]:
    """Those of the columns ``names`` that are events, without the ``prefix`` of a format."""
    start = prefix + EVENT
    return [name.removeprefix(prefix) for name in names if name.startswith(start)]


def lane_in(name: str) -> str:
    """The lane of the column of an event."""
    return name.removeprefix(EVENT).partition(".")[0]


def label_of(name: str) -> str:
    """The label that the column of an event is about."""
    return name.removeprefix(EVENT).partition(".")[2]


def lane_of(mark: Mark) -> str:
    """The lane of a mark as the name of a column has it."""
    return mark.tier.replace(".", "_") or "none"


def mark_as_read(mark: Mark, labels: LabelSet) -> Mark:
    """A mark as frames hold it by itself."""
    return mark_of(mark.code, mark.tier, span_of(mark, labels), labels)


def _events(marks: Sequence[Mark], labels: LabelSet) -> dict[str, Spans]:
    by_name: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for mark in marks:
        by_name[f"{EVENT}{lane_of(mark)}.{mark.code}"].append(span_of(mark, labels))
    return {name: _joined(spans) for name, spans in by_name.items()}


def _joined(spans: Sequence[tuple[int, int]]) -> Spans:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
