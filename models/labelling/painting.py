"""Whole tracks at once: idle ends, and phases as they were proposed."""

from dataclasses import dataclass, replace

from models.errors import RefusedEditError
from models.labelling.cutting import MIN_PHASE_NS
from models.phases import Phase, PhaseTrack


@dataclass(frozen=True, slots=True)
class Ends:
    """Something happens in ``[start_ns, end_ns)`` only; the ids are of the idle phases before and after it."""

    start_ns: int
    end_ns: int
    head_id: str
    tail_id: str


def trimmed(track: PhaseTrack, ends: Ends, *, idle: str) -> PhaseTrack:
    """The time before and after becomes idle; what would be shorter than ``MIN_PHASE_NS`` goes with it.

    Raises:
        RefusedEditError: nothing is cut yet, or nothing would be left.
    """
    if not track.phases:
        raise RefusedEditError("No phase is cut yet")
    whole = track.range
    start_ns, end_ns = max(ends.start_ns, whole.start_ns), min(ends.end_ns, whole.end_ns)
    phases = [
        phase
        for phase in track.phases
        if min(phase.end_ns, end_ns) - max(phase.start_ns, start_ns) >= min(MIN_PHASE_NS, phase.duration_ns)
    ]
    if not phases or start_ns >= end_ns:
        raise RefusedEditError("Between the idle ends nothing would be left")
    if start_ns > whole.start_ns:
        phases = _with_head(
            track, phases, start_ns, Phase(ends.head_id, idle, whole.start_ns, start_ns, track.tier)
        )
    if end_ns < whole.end_ns:
        phases = _with_tail(
            track, phases, end_ns, Phase(ends.tail_id, idle, end_ns, whole.end_ns, track.tier)
        )
    return replace(track, phases=tuple(phases))


def taken(track: PhaseTrack, phases: tuple[Phase, ...]) -> PhaseTrack:
    """These phases in the place of all that were there.

    Raises:
        RefusedEditError: they do not fill the episode.
    """
    tier = track.tier
    try:
        there = (phase if phase.tier == tier else replace(phase, tier=tier) for phase in phases)
        return replace(track, phases=tuple(there))
    except ValueError as error:
        raise RefusedEditError("These phases do not fill the episode") from error


def _with_head(track: PhaseTrack, phases: list[Phase], start_ns: int, head: Phase) -> list[Phase]:
    """The first phase goes on being the idle one where it was that before."""
    first, was = phases[0], track.phases[0]
    if first.label == head.label:
        return [replace(first, start_ns=head.start_ns, raw_ns=None), *phases[1:]]
    at_ns = max(start_ns, first.start_ns)
    head = replace(was if was.label == head.label else head, end_ns=at_ns)
    return [head, replace(first, start_ns=at_ns), *phases[1:]]


def _with_tail(track: PhaseTrack, phases: list[Phase], end_ns: int, tail: Phase) -> list[Phase]:
    last, was = phases[-1], track.phases[-1]
    if last.label == tail.label:
        return [*phases[:-1], replace(last, end_ns=tail.end_ns)]
    at_ns = min(end_ns, last.end_ns)
    tail = replace(was if was.label == tail.label else tail, start_ns=at_ns)
    return [*phases[:-1], replace(last, end_ns=at_ns), tail]
