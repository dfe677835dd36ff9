"""How phases are cut, moved and joined. Every answer tiles the episode again."""

from dataclasses import dataclass, replace
from typing import Any

from models.errors import RefusedEditError
from models.labelling.document import Document
from models.phases import Phase, PhaseTrack
from models.timebase import NS_PER_MS

MIN_PHASE_NS = NS_PER_MS


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut at ``t_ns`` that names a phase; ``new_id`` is its id where it is new, the rest as in ``Phase``."""

    t_ns: int
    label: str
    new_id: str
    raw_ns: int | None = None
    source: str = ""


def cut(track: PhaseTrack, made: Cut, *, idle: str, idle_id: str, min_ns: int = MIN_PHASE_NS) -> PhaseTrack:
    """The phase begins at the cut; on a boundary the phase that begins there is renamed.

    On an empty track the time before becomes the phase ``idle``.

    Raises:
        RefusedEditError: outside the episode, or too near to a boundary.
    """
    _refuse_outside(track, made.t_ns)
    if not track.phases:
        whole = _whole(track, idle_id, idle)
        if made.t_ns == track.range.start_ns:
            return _with(whole, 0, 1, _named(replace(whole.phases[0], id=made.new_id), made))
        return cut(whole, made, idle=idle, idle_id=idle_id, min_ns=min_ns)
    index = _index_at(track, made.t_ns)
    phase = track.phases[index]
    if phase.start_ns == made.t_ns:
        return _with(track, index, index + 1, _named(phase, made))
    right = Phase(made.new_id, made.label, made.t_ns, phase.end_ns, track.tier)
    left = replace(phase, end_ns=made.t_ns)
    return _apart(track, index, left, _named(right, made), min_ns=min_ns)


def end(track: PhaseTrack, made: Cut, *, idle: str, idle_id: str, min_ns: int = MIN_PHASE_NS) -> PhaseTrack:
    """The phase ends at the cut; on a boundary the phase that ends there is renamed.

    What follows stays what it was; on an empty track it becomes the phase ``idle``.

    Raises:
        RefusedEditError: outside the episode, at its very beginning, or too near to a boundary.
    """
    if not track.range.start_ns < made.t_ns <= track.range.end_ns:
        raise RefusedEditError("A cut must lie inside the episode")
    ended = replace(made, raw_ns=None)
    if not track.phases:
        whole = _whole(track, idle_id, idle)
        if made.t_ns == track.range.end_ns:
            return _with(whole, 0, 1, _named(replace(whole.phases[0], id=made.new_id), ended))
        return end(whole, made, idle=idle, idle_id=idle_id, min_ns=min_ns)
    index = _index_at(track, made.t_ns - 1)
    phase = track.phases[index]
    if phase.end_ns == made.t_ns:
        return _with(track, index, index + 1, _named(phase, ended))
    left = Phase(made.new_id, made.label, phase.start_ns, made.t_ns, track.tier, raw_ns=phase.raw_ns)
    right = replace(phase, start_ns=made.t_ns, raw_ns=made.raw_ns)
    return _apart(track, index, _named(left, ended), right, min_ns=min_ns)


def split(track: PhaseTrack, *, t_ns: int, new_id: str, min_ns: int = MIN_PHASE_NS) -> PhaseTrack:
    """Two phases of which the same is said; on a boundary nothing changes.

    Raises:
        RefusedEditError: outside the episode, nothing cut yet, or too near to a boundary.
    """
    _refuse_outside(track, t_ns)
    if not track.phases:
        raise RefusedEditError("There is no phase to split yet")
    index = _index_at(track, t_ns)
    phase = track.phases[index]
    if phase.start_ns == t_ns:
        return track
    right = replace(phase, id=new_id, start_ns=t_ns, raw_ns=None)
    return _apart(track, index, replace(phase, end_ns=t_ns), right, min_ns=min_ns)


def move_boundary(track: PhaseTrack, *, phase_id: str, t_ns: int, min_ns: int = MIN_PHASE_NS) -> PhaseTrack:
    """The start of a phase goes to ``t_ns``, clamped so that both neighbours last ``min_ns`` at least.

    Raises:
        RefusedEditError: the first phase, or neighbours too short to give way.
    """
    index = _index_of(track, phase_id)
    if index == 0:
        raise RefusedEditError("The first phase begins with its episode and cannot be moved")
    left, right = track.phases[index - 1], track.phases[index]
    low, high = left.start_ns + min_ns, right.end_ns - min_ns
    if low > high:
        raise RefusedEditError("The phases on both sides are too short to move their boundary")
    target_ns = min(max(t_ns, low), high)
    moved = (replace(left, end_ns=target_ns), replace(right, start_ns=target_ns))
    return _with(track, index - 1, index + 1, *moved)


def rename(track: PhaseTrack, *, phase_id: str, label: str) -> PhaseTrack:
    """Another label for one phase, by a person."""
    return changed(track, phase_id, label=label, source="", confidence_pm=None)


def changed(track: PhaseTrack, phase_id: str, **members: Any) -> PhaseTrack:
    """Other members of one phase, not its times."""
    index = _index_of(track, phase_id)
    return _with(track, index, index + 1, replace(track.phases[index], **members))


def track_with(document: Document, phase_id: str) -> PhaseTrack:
    """The track that holds a phase.

    Raises:
        RefusedEditError: none does.
    """
    track = document.track_with(phase_id)
    if track is None:
        raise RefusedEditError("This phase is no longer there")
    return track


def delete(track: PhaseTrack, *, phase_id: str) -> PhaseTrack:
    """The phase goes; its time falls to the one before, of the first to the one after, of the only one to nobody."""
    index = _index_of(track, phase_id)
    gone = track.phases[index]
    if len(track.phases) == 1:
        return replace(track, phases=())
    if index == 0:
        return _with(track, 0, 2, replace(track.phases[1], start_ns=gone.start_ns, raw_ns=None))
    return _with(track, index - 1, index + 1, replace(track.phases[index - 1], end_ns=gone.end_ns))


def merge(track: PhaseTrack, *, phase_id: str) -> PhaseTrack:
    """The phase swallows the next one and keeps its own label.

    Raises:
        RefusedEditError: there is no next one.
    """
    index = _index_of(track, phase_id)
    if index == len(track.phases) - 1:
        raise RefusedEditError("The last phase has no next one to merge with")
    return _with(track, index, index + 2, replace(track.phases[index], end_ns=track.phases[index + 1].end_ns))


def _named(phase: Phase, made: Cut) -> Phase:
    """A phase as the cut names it."""
    raw_ns = phase.raw_ns if made.raw_ns is None else made.raw_ns
    return replace(phase, label=made.label, source=made.source, confidence_pm=None, raw_ns=raw_ns)


def _whole(track: PhaseTrack, phase_id: str, label: str) -> PhaseTrack:
    """One phase that lasts as long as the episode."""
    whole = Phase(phase_id, label, track.range.start_ns, track.range.end_ns, track.tier)
    return replace(track, phases=(whole,))


def _apart(track: PhaseTrack, index: int, left: Phase, right: Phase, *, min_ns: int) -> PhaseTrack:
    """The phase at ``index`` in two, if both last long enough."""
    if left.duration_ns < min_ns or right.duration_ns < min_ns:
        raise RefusedEditError(
            "The cut is too near to a boundary: a phase lasts at least {ms} ms", ms=min_ns // NS_PER_MS
        )
    return _with(track, index, index + 1, left, right)


def _with(track: PhaseTrack, start: int, stop: int, *phases: Phase) -> PhaseTrack:
    return track.spliced(start, stop, *phases)


def _refuse_outside(track: PhaseTrack, t_ns: int) -> None:
    if not track.range.contains(t_ns):
        raise RefusedEditError("A cut must lie inside the episode")


def _index_at(track: PhaseTrack, t_ns: int) -> int:
    index = track.index_at(t_ns)
    if index is None:
        raise RefusedEditError("A cut must lie inside the episode")
    return index


def _index_of(track: PhaseTrack, phase_id: str) -> int:
    index = track.index_of(phase_id)
    if index is None:
        raise RefusedEditError("This phase is no longer there")
    return index
