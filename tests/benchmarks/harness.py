"""Takes measurements: ours, the peer and the limit by turns, so that a busy machine disturbs all three alike.

The peer is what people use for the same work today, the limit is the least work that must be done whatever the
program. Ratios of one run are what counts; the figures themselves belong to the machine.
"""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.rows import Row, measured

Action = Callable[[int], object]
MS_PER_S = 1000.0
FULL_REPETITIONS = 200
WARM_UP = range(-5, 0)
ENOUGH, ENOUGH_S = 5, 10.0
_WARM_UP_S = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """How thoroughly to measure, where files that are made once lie, and where to say what happens."""

    repetitions: int
    work: Path
    say: Callable[[str], None]

    @property
    def full(self) -> bool:
        """Whether everything is measured at full size."""
        return self.repetitions >= FULL_REPETITIONS

    def seldom(self, *, reduced: int, full: int = 1) -> int:
        """``every`` of a slow side, whose median needs few values in a reduced run."""
        return full if self.full else reduced

    def optional(self, name: str, make: "Callable[[], Side]") -> "Side | None":
        """A peer, or None with a word on why it cannot run here."""
        try:
            return make()
        except Exception as error:
            self.say(f"{name} cannot run: {error}")
            return None


@dataclass(frozen=True, slots=True)
class Side:
    """``run(i)`` is timed, ``before(i)`` is not. It takes part in every ``every``-th repetition only, if it is slow.

    A side in another process has ``took_ms`` instead: what that process measured of itself.
    """

    run: Action = lambda _number: None
    before: Action | None = None
    every: int = 1
    took_ms: Callable[[int], float] | None = None

    def warm_up(self) -> None:
        """Fill caches that are warm in use."""
        end_s = time.perf_counter() + _WARM_UP_S
        for number in WARM_UP:
            self.timed_ms(number)
            if time.perf_counter() > end_s:
                break

    def timed_ms(self, number: int) -> float:
        """Milliseconds of one run."""
        if self.before is not None:
            self.before(number)
        if self.took_ms is not None:
            return self.took_ms(number)
        start_s = time.perf_counter()
        self.run(number)
        return (time.perf_counter() - start_s) * MS_PER_S


@dataclass(frozen=True, slots=True)
class Contest:
    """Who is timed against whom."""

    ours: Side
    peer: Side | None = None
    limit: Side | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Raw values of each side; ``actions`` is of how many ours are, where that is not one each."""

    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    actions: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One row to be. ``take`` measures it; ``available`` says whether what it needs is on this machine."""

    name: str
    goal: str
    take: Callable[[Stage], Figures]
    unit: str = "ms"
    peer: str = ""
    available: Callable[[], bool] = lambda: True

    def row(self, stage: Stage) -> Row:
        """Measure."""
        figures = self.take(stage)
        return measured(
            self.name,
            self.unit,
            figures.ours,
            goal=self.goal,
            peer=self.peer,
            peer_values=figures.peer,
            limit_values=figures.limit,
            actions=figures.actions,
        )


def timed(
    prepare: Callable[[Stage], AbstractContextManager[Contest]], *, least: int = 0
) -> Callable[[Stage], Figures]:
    """A ``take`` that times the sides of a contest in milliseconds, ``least`` times also in a reduced run.

    Without ``least`` a reduced run stops at ``ENOUGH`` values of ours once they have taken ``ENOUGH_S`` seconds.
    Each side first runs up to five times, or half a second, with numbers below 0 and without counting.
    """

    def take(stage: Stage) -> Figures:
        with prepare(stage) as contest:
            enough_s = float("inf") if stage.full or least else ENOUGH_S
            return _by_turns(contest, stage, max(stage.repetitions, least), enough_s)

    return take


def _by_turns(contest: Contest, stage: Stage, repetitions: int, enough_s: float) -> Figures:
    figures = Figures()
    sides = [(contest.ours, figures.ours), (contest.limit, figures.limit)]
    peer = _Peer(contest.peer, figures.peer, stage)
    for side, _ in sides:
        if side is not None:
            side.warm_up()
    peer.warm_up()
    end_s = time.monotonic() + enough_s
    for number in range(repetitions):
        if len(figures.ours) >= ENOUGH and time.monotonic() > end_s:
            break
        for side, values in sides[:: 1 if number % 2 else -1]:
            if side is not None and number % side.every == 0:
                values.append(side.timed_ms(number))
        peer.turn(number)
    return figures


class _Peer:
    """A peer may fail; then it has no figures, and our own measurement goes on."""

    def __init__(self, side: Side | None, values: list[float], stage: Stage) -> None:
        self._side = side
        self._values = values
        self._stage = stage

    def warm_up(self) -> None:
        self._try(lambda side: side.warm_up())

    def turn(self, number: int) -> None:
        if self._side is not None and number % self._side.every == 0:
            self._try(lambda side: self._values.append(side.timed_ms(number)))

    def _try(self, act: Callable[[Side], object]) -> None:
        if self._side is None:
            return
        try:
            act(self._side)
        except Exception as error:
            self._stage.say(f"the peer failed: {error}")
            self._side = None
            self._values.clear()


def chance(name: str) -> random.Random:
    """Random numbers, the same in every run."""
    return random.Random(name)
