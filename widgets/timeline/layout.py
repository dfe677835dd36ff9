"""Which lanes stand where: heights per density, and what gives way when there is no room. Pure arithmetic.

Lanes fold in a fixed order (coverage, signals with the control mode, pictures, remarks and findings, marks of the
taxonomy); the ruler, the phases and the overview always stay.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

COVERAGE_ROWS_MOST = 8
SIGNAL_PX_MOST = 56


class Lane(StrEnum):
    """Every lane, in the order from top to bottom. MARKS is remarks and findings on one row."""

    RULER = "ruler"
    PHASES = "phases"
    SECOND = "second"
    DIFFERENCES = "differences"
    PROPOSALS = "proposals"
    EVENTS = "events"
    FILMSTRIP = "filmstrip"
    SIGNAL = "signal"
    MODE = "mode"
    REMARKS = "remarks"
    FINDINGS = "findings"
    MARKS = "marks"
    COVERAGE = "coverage"
    OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is to show. ``arms`` counts lanes of phases, ``events`` lanes of marks, ``tiers`` readings below the
    phases; ``differences`` is where these differ. ``proposals`` are the lanes of phases below which proposals lie;
    those of the number behind the last one lie below all. ``streams`` counts coverage rows; ``worst`` makes them one.
    """

    compact: bool = False
    arms: int = 1
    events: int = 0
    tiers: int = 0
    differences: bool = False
    proposals: tuple[int, ...] = ()
    filmstrip: bool = False
    signals: int = 0
    mode: bool = False
    streams: int = 0
    worst: bool = False
    joined: bool = False
    marks: bool = True
    signal_px: int = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One lane at ``y``; below its ``height`` lies one dividing line. ``index`` counts lanes of one kind from 0."""

    lane: Lane
    index: int
    y: int
    height: int

    @property
    def bottom(self) -> int:
        """First pixel below the lane."""
        return self.y + self.height


def denser(inventory: Inventory) -> Inventory:
    """As under 800 px of height: no signals, remarks with findings, one row of coverage."""
    if not inventory.compact:
        return inventory
    return replace(inventory, signals=0, mode=False, joined=True, worst=True)


_FOLDS: tuple[Callable[[Inventory], Inventory], ...] = (
    lambda lanes: replace(lanes, worst=True),
    lambda lanes: replace(lanes, streams=0),
    lambda lanes: replace(lanes, signals=min(lanes.signals, 1)),
    lambda lanes: replace(lanes, signals=0),
    lambda lanes: replace(lanes, mode=False),
    lambda lanes: replace(lanes, filmstrip=False),
    lambda lanes: replace(lanes, joined=True),
    lambda lanes: replace(lanes, marks=False),
    lambda lanes: replace(lanes, events=0),
    lambda lanes: replace(lanes, tiers=0),
)


def full_height(inventory: Inventory) -> int:
    """Pixels that all lanes want."""
    return _height(_rows(denser(inventory)))


def least_height(inventory: Inventory) -> int:
    """Pixels with everything folded that can be."""
    for fold in _FOLDS:
        inventory = fold(inventory)
    return _height(_rows(inventory))


def lay_out(inventory: Inventory, height: int) -> tuple[Row, ...]:
    """The lanes that fit into ``height``, one pixel of line between two. Room that is left goes to the signals."""
    inventory = denser(inventory)
    rows = _rows(inventory)
    for fold in _FOLDS:
        if _height(rows) <= height:
            break
        inventory = fold(inventory)
        rows = _rows(inventory)
    spare = height - _height(rows)
    if spare > 0 and inventory.signals:
        signal_px = min(inventory.signal_px + spare // inventory.signals, SIGNAL_PX_MOST)
        rows = _rows(replace(inventory, signal_px=signal_px))
    return rows


def _height(rows: tuple[Row, ...]) -> int:
    return rows[-1].bottom


def _rows(lanes: Inventory) -> tuple[Row, ...]:
    rows: list[Row] = []
    y = 0
    for lane, index, height in _heights(lanes):
        rows.append(Row(lane, index, y, height))
        y += height + 1
    return tuple(rows)


def _heights(lanes: Inventory) -> list[tuple[Lane, int, int]]:
    compact = lanes.compact
    wanted = [(Lane.RULER, 0, 20 if compact else 24)]
    phases = (32 if compact else 38) if lanes.arms < 2 else (24 if compact else 30)
    proposals = 20 if compact else 22
    for index in range(lanes.arms):
        wanted.append((Lane.PHASES, index, phases))
        if lanes.arms > 1 and index in lanes.proposals:
            wanted.append((Lane.PROPOSALS, index, proposals))
    wanted += [(Lane.SECOND, index, 20 if compact else 24) for index in range(lanes.tiers)]
    if lanes.differences:
        wanted.append((Lane.DIFFERENCES, 0, 16 if compact else 18))
    last = 0 if lanes.arms < 2 else lanes.arms
    wanted += [(Lane.PROPOSALS, index, proposals) for index in lanes.proposals if index >= last]
    wanted += [(Lane.EVENTS, index, 16 if compact else 18) for index in range(lanes.events)]
    if lanes.filmstrip:
        wanted.append((Lane.FILMSTRIP, 0, 36 if compact else 46))
    wanted += [(Lane.SIGNAL, index, lanes.signal_px) for index in range(lanes.signals)]
    if lanes.mode:
        wanted.append((Lane.MODE, 0, 18))
    if lanes.marks:
        wanted += [(Lane.MARKS, 0, 20)] if lanes.joined else [(Lane.REMARKS, 0, 20), (Lane.FINDINGS, 0, 20)]
    if lanes.streams:
        worst = lanes.worst or lanes.streams > COVERAGE_ROWS_MOST
        wanted.append((Lane.COVERAGE, 0, (12 if compact else 13) if worst else 13 * lanes.streams + 2))
    wanted.append((Lane.OVERVIEW, 0, 18 if compact else 22))
    return wanted
