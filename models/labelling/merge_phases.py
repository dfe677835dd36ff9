"""Three tracks of one episode laid over each other: where they differ, and a track made of chosen sides.

A track is read as a line of cells (what is said between two neighbouring cuts of any side) and edges (whether a side
cuts there). A moved boundary changes the cell that it passed and both its old and its new edge, so that these are
one stretch and move as one. Two sides that say the same, only not from the same source, do not differ: theirs is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import eq
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

from models.phases import Phase, PhaseTrack
from models.timebase import TimeRange


class Said(NamedTuple):
    """What a person says of a stretch of time."""

    label: str
    grade: str
    text: str
    text_zh: str


class Origin(NamedTuple):
    """Where it comes from, see ``Phase``; the key belongs to the beginning alone."""

    source: str
    confidence_pm: int | None
    raw_ns: int | None


class Cell(NamedTuple):
    """A stretch in which a side says one thing."""

    said: Said
    origin: Origin


Item = Cell | bool | None
Line = tuple[Item, ...]
Part = tuple[int, int, Cell]
"""Start, end and what is said of a phase."""


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
    tier: str
    edges_ns: tuple[int, ...]
    lines: Mapping[Side, Line]
    stretches: tuple[Stretch, ...]


def weave(base: PhaseTrack, mine: PhaseTrack, theirs: PhaseTrack) -> Weave:
    """Find every stretch of one tier that somebody changed, in order of time."""
    tracks = {Side.BASE: base, Side.MINE: mine, Side.THEIRS: theirs}
    ends = {base.range.start_ns, base.range.end_ns}
    edges_ns = tuple(sorted(ends.union(*(track.boundaries_ns for track in tracks.values()))))
    lines = {side: _line(track, edges_ns) for side, track in tracks.items()}
    lines[Side.MINE] = tuple(map(_agreeing, lines[Side.BASE], lines[Side.MINE], lines[Side.THEIRS]))
    return Weave(base.range, base.tier, edges_ns, lines, tuple(_stretches(edges_ns, lines)))


def braid(woven: Weave, chosen: Mapping[int, Side]) -> list[Part]:
    """The phases where stretch ``index`` is taken from ``chosen[index]``.

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


def parts_of(track: PhaseTrack) -> list[Part]:
    """The same of a track as it is."""
    return [(phase.start_ns, phase.end_ns, _cell(phase, phase.start_ns)) for phase in track.phases]


def named(parts: list[Part], tracks: tuple[PhaseTrack, ...], *, space: str, used: set[str]) -> PhaseTrack:
    """A track of ``parts``, each under the id of the phase that it continues, looked for in ``tracks`` in order.

    What continues nothing gets an id made from ``space`` and itself, the same each time. No id that is ``used`` is
    given again; those that are given are added.
    """
    phases = []
    whole, tier = tracks[0].range, tracks[0].tier
    for place, part in enumerate(parts):
        rest = parts[place + 1 :]
        found = next((one for one in _ancestors(part, rest, tracks) if one not in used), "")
        phase_id = found or _fresh(f"{space}|{tier}" if tier else space, part, used)
        used.add(phase_id)
        start_ns, end_ns, (said, origin) = part
        phases.append(Phase(phase_id, said.label, start_ns, end_ns, tier, *said[1:], *origin))
    return PhaseTrack(whole, tuple(phases), tier)


def _cell(phase: Phase, start_ns: int) -> Cell:
    """What a phase says from ``start_ns`` on."""
    said = Said(phase.label, phase.grade, phase.text, phase.text_zh)
    raw_ns = phase.raw_ns if phase.start_ns == start_ns else None
    return Cell(said, Origin(phase.source, phase.confidence_pm, raw_ns))


def _agreeing(base: Item, mine: Item, theirs: Item) -> Item:
    """Mine, or theirs where both say the same that the base did not say."""
    if isinstance(mine, Cell) and isinstance(theirs, Cell) and base not in (mine, theirs):
        return theirs if mine.said == theirs.said else mine
    return mine


def _line(track: PhaseTrack, edges_ns: tuple[int, ...]) -> Line:
    cuts = set(track.boundaries_ns)
    items: list[Item] = []
    for start_ns in edges_ns[:-1]:
        if items:
            items.append(start_ns in cuts)
        phase = track.at(start_ns)
        items.append(None if phase is None else _cell(phase, start_ns))
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


def _phases(line: list[Item], edges_ns: tuple[int, ...]) -> list[Part]:
    cells = line[0::2]
    if all(cell is None for cell in cells):
        return []
    parts: list[Part] = []
    for place, cell in enumerate(cells):
        start_ns, end_ns = edges_ns[place], edges_ns[place + 1]
        if not isinstance(cell, Cell):
            raise ValueError(f"nothing is labelled from {start_ns} on")
        if parts and parts[-1][2].said == cell.said and not line[2 * place - 1]:
            parts[-1] = (parts[-1][0], end_ns, parts[-1][2])
        else:
            parts.append((start_ns, end_ns, cell))
    return parts


def _ancestors(part: Part, rest: list[Part], tracks: tuple[PhaseTrack, ...]) -> Iterator[str]:
    """Ids of phases that begin or end with ``part`` under its label, then of those that overlap it.

    A phase that a later part continues exactly is left to that one.
    """
    start_ns, end_ns, label = part[0], part[1], part[2].said.label
    taken = {(start, cell.said.label) for start, _, cell in rest}
    for track in tracks:
        yield from (p.id for p in track.phases if p.label == label and p.start_ns == start_ns)
    for track in tracks:
        free = [p for p in track.phases if p.label == label and (p.start_ns, p.label) not in taken]
        free = [p for p in free if p.start_ns < end_ns and start_ns < p.end_ns]
        yield from (p.id for p in sorted(free, key=lambda p: abs(p.end_ns - end_ns)))


def _fresh(space: str, part: Part, used: set[str]) -> str:
    made = str(uuid5(NAMESPACE_OID, f"{space}|{(part[0], part[1], part[2].said.label)}"))
    return made if made not in used else str(uuid5(NAMESPACE_OID, f"{made}|{len(used)}"))
