"""Segments of a file as phases without gaps and overlaps; what that takes is told."""

from collections.abc import Sequence
from dataclasses import replace

from models.exports.labelset import Segment
from models.exports.losses import Loss, Losses, losses_of
from models.labelling.cutting import MIN_PHASE_NS
from models.timebase import TimeRange


def tile(segments: Sequence[Segment], time_range: TimeRange, idle: str) -> tuple[tuple[Segment, ...], Losses]:
    """``segments`` in order without gaps and overlaps, and what that took."""
    tiled: list[Segment] = []
    told: list[Loss] = []
    for segment in segments:
        start_ns = max(segment.start_ns, time_range.start_ns)
        end_ns = min(segment.end_ns, time_range.end_ns)
        cut_ns = max(start_ns - segment.start_ns, segment.end_ns - end_ns)
        told.append(
            Loss(
                "Phases that reach out of the episode: {n}, cut by up to {ms} ms", int(cut_ns > 0), 0, cut_ns
            )
        )
        if start_ns >= end_ns:
            told.append(Loss("Phases outside of the episode, left out: {n}"))
            continue
        told.extend(
            _append(tiled, replace(segment, start_ns=start_ns, end_ns=end_ns), time_range.start_ns, idle)
        )
    if tiled:
        told.extend(_close(tiled, time_range.end_ns, idle))
    return tuple(tiled), losses_of(told)


def _append(tiled: list[Segment], segment: Segment, start_ns: int, idle: str) -> list[Loss]:
    """The next in order; what it overlaps of the one before is its own."""
    told: list[Loss] = []
    while tiled and tiled[-1].end_ns > segment.start_ns:
        last = tiled.pop()
        over_ns = last.end_ns - segment.start_ns
        told.append(Loss("Phases that overlap: {n}, the earlier one cut by up to {ms} ms", 1, 0, over_ns))
        if last.start_ns < segment.start_ns:
            tiled.append(replace(last, end_ns=segment.start_ns))
    told.extend(_close(tiled, segment.start_ns, idle, start_ns))
    tiled.append(segment)
    return told


def _close(tiled: list[Segment], until_ns: int, idle: str, start_ns: int = 0) -> list[Loss]:
    """Fill what nobody labelled before ``until_ns``: a gap too short for a phase falls to the one before it."""
    from_ns = tiled[-1].end_ns if tiled else start_ns
    gap_ns = until_ns - from_ns
    if gap_ns <= 0:
        return []
    if tiled and (gap_ns < MIN_PHASE_NS or tiled[-1].code == idle):
        tiled[-1] = replace(tiled[-1], end_ns=until_ns)
    else:
        tiled.append(Segment(idle, from_ns, until_ns))
    if gap_ns < MIN_PHASE_NS:
        return [Loss("Gaps too short for a phase: {n}, closed by up to {ms} ms", 1, 0, gap_ns)]
    return [Loss("Gaps: {n}, now {what}", 1, what=idle)]
