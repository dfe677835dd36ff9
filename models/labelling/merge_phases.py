"""Three tracks of one episode laid over each other: where they differ, and a track made of chosen sides.

A track is read as a line of cells (the label between two neighbouring cuts of any side) and edges (whether a side
cuts there). A moved boundary changes the cell that it passed and both its old and its new edge, so that these are
one stretch and move as one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import eq
from uuid import NAMESPACE_OID, uuid5

from models.phases import Phase, PhaseTrack
from models.timebase import TimeRange

Item = str | bool | None
Line = tuple[Item, ...]


class Side(StrEnum):
    """Whose word: BASE is what both began with, MINE was refused, THEIRS stands in the catalog."""

    BASE = "base"
    MINE = "mine"
    THEIRS = "theirs"


class Status(StrEnum):
    """Who changed something since the base: one side alone, both the same (SAME), or both differently (OPEN)."""

    MINE = "mine"
    THEIRS = "theirs"
    SAME = "same"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items ``first`` to ``last`` of a ``Weave``; taking the base goes back from ``base_first`` to ``base_last``."""

    status: Status
    range: TimeRange
    first: int
    last: int
    base_first: int
    base_last: int


@dataclass(frozen=True, slots=True)
class Weave:
    """``edges_ns`` are all cuts of all sides with both ends of the episode; ``lines`` have cell, edge, cell, ..."""

    range: TimeRange
    edges_ns: tuple[int, ...]
    lines: Mapping[Side, Line]
    stretches: tuple[Stretch, ...]


def weave(base: PhaseTrack, mine: PhaseTrack, theirs: PhaseTrack) -> Weave:
    """Find every stretch that somebody changed, in order of time."""
    tracks = {Side.BASE: base, Side.MINE: mine, Side.THEIRS: theirs}
    ends = {base.range.start_ns, base.range.end_ns}
    edges_ns = tuple(sorted(ends.union(*(track.boundaries_ns for track in tracks.values()))))
    lines = {side: _line(track, edges_ns) for side, track in tracks.items()}
    return Weave(base.range, edges_ns, lines, tuple(_stretches(edges_ns, lines)))


def braid(woven: Weave, chosen: Mapping[int, Side]) -> list[tuple[int, int, str]]:
    """Start, end and label of the phases where stretch ``index`` is taken from ``chosen[index]``.

    A stretch that is not named is taken from THEIRS. Two labels that meet are cut apart.

    Raises:
        ValueError: nothing is labelled on one side of a cut, which happens with an empty base only.
    """
    line = list(woven.lines[Side.THEIRS])
    sides = {index: chosen.get(index, Side.THEIRS) for index in range(len(woven.stretches))}
    for index, stretch in enumerate(woven.stretches):
        if sides[index] is Side.BASE:
            span = slice(stretch.base_first, stretch.base_last + 1)
            line[span] = woven.lines[Side.BASE][span]
    for index, stretch in enumerate(woven.stretches):
        if sides[index] is not Side.BASE and stretch.status is not Status.SAME:
            span = slice(stretch.first, stretch.last + 1)
            line[span] = woven.lines[sides[index]][span]
    return _phases(line, woven.edges_ns)


def named(
    parts: list[tuple[int, int, str]], whole: TimeRange, tracks: tuple[PhaseTrack, ...], *, space: str
) -> PhaseTrack:
    """A track of ``parts``, each under the id of the phase that it continues, looked for in ``tracks`` in order.

    What continues nothing gets an id made from ``space`` and itself, the same each time.
    """
    used: set[str] = set()
    phases = []
    for place, part in enumerate(parts):
        rest = parts[place + 1 :]
        found = next((one for one in _ancestors(part, rest, tracks) if one not in used), "")
        phase_id = found or _fresh(space, part, used)
        used.add(phase_id)
        phases.append(Phase(phase_id, part[2], part[0], part[1]))
    return PhaseTrack(whole, tuple(phases))


def _line(track: PhaseTrack, edges_ns: tuple[int, ...]) -> Line:
    cuts = set(track.boundaries_ns)
    items: list[Item] = []
    for start_ns in edges_ns[:-1]:
        if items:
            items.append(start_ns in cuts)
        phase = track.at(start_ns)
        items.append(None if phase is None else phase.label)
    return tuple(items)


def _stretches(edges_ns: tuple[int, ...], lines: Mapping[Side, Line]) -> Iterator[Stretch]:
    base, mine, theirs = lines[Side.BASE], lines[Side.MINE], lines[Side.THEIRS]
    apart = _apart(mine, theirs)
    same = [m == t != b and not differs for b, m, t, differs in zip(base, mine, theirs, apart, strict=True)]
    for first, last in _runs([one or other for one, other in zip(apart, same, strict=True)]):
        for start, stop, differs in _parts(apart, first, last):
            span = slice(start, stop + 1)
            low = start if not differs else _reach(same, start, -1, first)
            high = stop if not differs else _reach(same, stop, 1, last)
            status = _status(base[span], mine[span], theirs[span], differs=differs)
            yield Stretch(status, _range(edges_ns, start, stop), start, stop, low, high)


def _apart(mine: Line, theirs: Line) -> list[bool]:
    """Where both sides differ; an edge that neither cuts holds the cells beside it together."""
    apart = [m != t for m, t in zip(mine, theirs, strict=True)]
    for edge in range(1, len(apart) - 1, 2):
        if not mine[edge] and not theirs[edge] and apart[edge - 1] and apart[edge + 1]:
            apart[edge] = True
    return apart


def _status(base: Line, mine: Line, theirs: Line, *, differs: bool) -> Status:
    if not differs:
        return Status.SAME
    if all(map(eq, base, theirs)):
        return Status.MINE
    return Status.THEIRS if all(map(eq, base, mine)) else Status.OPEN


def _runs(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last index of every run of True."""
    begin = None
    for index, flag in enumerate([*flags, False]):
        if flag and begin is None:
            begin = index
        elif not flag and begin is not None:
            yield begin, index - 1
            begin = None


def _parts(apart: list[bool], first: int, last: int) -> Iterator[tuple[int, int, bool]]:
    """A run of changes in parts on which both sides differ, or agree."""
    begin = first
    for index in range(first, last + 1):
        if index == last or apart[index + 1] != apart[begin]:
            yield begin, index, apart[begin]
            begin = index + 1


def _reach(same: list[bool], at: int, step: int, end: int) -> int:
    """How far beside a stretch both sides moved away from the base together."""
    while at != end and same[at + step]:
        at += step
    return at


def _range(edges_ns: tuple[int, ...], first: int, last: int) -> TimeRange:
    """From the beginning of a cell or edge to the end of another; an edge has no length."""
    return TimeRange(edges_ns[(first + 1) // 2], edges_ns[(last + 2) // 2])


def _phases(line: list[Item], edges_ns: tuple[int, ...]) -> list[tuple[int, int, str]]:
    labels = line[0::2]
    if all(label is None for label in labels):
        return []
    parts: list[tuple[int, int, str]] = []
    for cell, label in enumerate(labels):
        start_ns, end_ns = edges_ns[cell], edges_ns[cell + 1]
        if not isinstance(label, str):
            raise ValueError(f"nothing is labelled from {start_ns} on")
        if parts and parts[-1][2] == label and not line[2 * cell - 1]:
            parts[-1] = (parts[-1][0], end_ns, label)
        else:
            parts.append((start_ns, end_ns, label))
    return parts


def _ancestors(
    part: tuple[int, int, str], rest: list[tuple[int, int, str]], tracks: tuple[PhaseTrack, ...]
) -> Iterator[str]:
    """Ids of phases that begin or end with ``part`` under its label, then of those that overlap it.

    A phase that a later part continues exactly is left to that one.
    """
    start_ns, end_ns, label = part
    taken = {(start, name) for start, _, name in rest}
    for track in tracks:
        yield from (p.id for p in track.phases if p.label == label and p.start_ns == start_ns)
    for track in tracks:
        free = [p for p in track.phases if p.label == label and (p.start_ns, p.label) not in taken]
        free = [p for p in free if p.start_ns < end_ns and start_ns < p.end_ns]
        yield from (p.id for p in sorted(free, key=lambda p: abs(p.end_ns - end_ns)))


def _fresh(space: str, part: tuple[int, int, str], used: set[str]) -> str:
    made = str(uuid5(NAMESPACE_OID, f"{space}|{part}"))
    return made if made not in used else str(uuid5(NAMESPACE_OID, f"{made}|{len(used)}"))
