"""What the lanes show, as plain values."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from models.timebase import TimeRange


@dataclass(frozen=True, slots=True)
class CoverageLane:
    """Where a stream has samples. ``gaps`` are (start_ns, end_ns, severity) without samples."""

    name: str
    rate_hz: float | None
    start_ns: int
    end_ns: int
    gaps: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SignalLane:
    """One pinned channel: int64 stamps in order and the least and greatest value from each on, all of shape (n,).

    ``low`` and ``high`` are the same array where no samples were joined. NaN leaves a hole.
    """

    name: str
    unit: str
    t_ns: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class ModeSpan(NamedTuple):
    """A stretch of control; ``kind`` is teleoperated, autonomous or anything else, ``text`` is drawn in the bar."""

    start_ns: int
    end_ns: int
    text: str
    kind: str


class ProblemMark(NamedTuple):
    """A finding at a moment, or over an interval where ``end_ns`` is given; severity info, warning or critical."""

    t_ns: int
    severity: str
    text: str
    end_ns: int | None = None


class Picture(NamedTuple):
    """A small picture of the reference camera."""

    t_ns: int
    image: QImage


@dataclass(frozen=True, slots=True)
class DifferenceBar:
    """A stretch on which readings differ; ``taken`` is the tier that it is taken from, None while that is open.

    ``word`` stands in the bar where there is room, ``current`` is the one that the person looks at.
    """

    id: str
    range: TimeRange
    taken: int | None
    word: str = ""
    current: bool = False
