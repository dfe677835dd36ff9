"""How phases are cut, moved and joined. Every answer tiles the episode again."""

from dataclasses import replace

from models.errors import RefusedEditError
from models.phases import Phase, PhaseTrack
from models.timebase import NS_PER_MS

MIN_PHASE_NS = NS_PER_MS


def cut(
    track: PhaseTrack,
    *,
    t_ns: int,
    label: str,
    new_id: str,
    idle: str,
    idle_id: str,
    min_ns: int = MIN_PHASE_NS,
) -> PhaseTrack:
    """The phase ``label`` begins at ``t_ns``; on a boundary it renames the phase that begins there.

    On an empty track the time before ``t_ns`` becomes the phase ``idle``.

    Raises:
        RefusedEditError: outside the episode, or too near to a boundary.
    """
    _refuse_outside(track, t_ns)
    if not track.phases:
        whole = PhaseTrack(track.range, (Phase(idle_id, idle, track.range.start_ns, track.range.end_ns),))
        if t_ns == track.range.start_ns:
            return PhaseTrack(track.range, (replace(whole.phases[0], id=new_id, label=label),))
        return _split(whole, 0, t_ns=t_ns, label=label, new_id=new_id, min_ns=min_ns)
    index = _index_at(track, t_ns)
    if track.phases[index].start_ns == t_ns:
        return rename(track, phase_id=track.phases[index].id, label=label)
    return _split(track, index, t_ns=t_ns, label=label, new_id=new_id, min_ns=min_ns)


def split(track: PhaseTrack, *, t_ns: int, new_id: str, min_ns: int = MIN_PHASE_NS) -> PhaseTrack:
    """Two phases of one label; on a boundary nothing changes.

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
    return _split(track, index, t_ns=t_ns, label=phase.label, new_id=new_id, min_ns=min_ns)


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
    """Another label for one phase."""
    index = _index_of(track, phase_id)
    return _with(track, index, index + 1, replace(track.phases[index], label=label))


def delete(track: PhaseTrack, *, phase_id: str) -> PhaseTrack:
    """The phase goes; its time falls to the one before, of the first to the one after, of the only one to nobody."""
    index = _index_of(track, phase_id)
    gone = track.phases[index]
    if len(track.phases) == 1:
        return PhaseTrack(track.range)
    if index == 0:
        return _with(track, 0, 2, replace(track.phases[1], start_ns=gone.start_ns))
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


def _split(track: PhaseTrack, index: int, *, t_ns: int, label: str, new_id: str, min_ns: int) -> PhaseTrack:
    phase = track.phases[index]
    if t_ns - phase.start_ns < min_ns or phase.end_ns - t_ns < min_ns:
        raise RefusedEditError(
            "The cut is too near to a boundary: a phase lasts at least {ms} ms", ms=min_ns // NS_PER_MS
        )
    return _with(
        track, index, index + 1, replace(phase, end_ns=t_ns), Phase(new_id, label, t_ns, phase.end_ns)
    )


def _with(track: PhaseTrack, start: int, stop: int, *phases: Phase) -> PhaseTrack:
    return PhaseTrack(track.range, (*track.phases[:start], *phases, *track.phases[stop:]))


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
