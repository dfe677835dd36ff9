"""States and actions of an AgiBot episode, placed on its frames, with the known defects of its writers.

Source: any4lerobot, ``agibot2lerobot``, and OpenDriveLab's loaders. A frame is a row of ``state``; an action with
fewer rows names its frames in an ``index`` beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem, Severity
from models.errors import KnownError
from models.readers.array_source import ArrayFacts, ArraySource, read_rows
from models.readers.array_stamps import spaced, stamps_of
from models.readers.array_streams import Rows, array_stream
from models.streams import Stamps, Stream

FRAMES_HZ = 30.0
TIMESTAMP = "timestamp"
_SIDES = ("left", "right")
_UNITS = {"joint/position": "rad", "joint/velocity": "rad/s", "end/position": "m", "head/position": "rad"}


class AgibotRows:
    """Arrays of the table.

    Args:
        sources: by path in the file.
        report: takes what is odd.
    """

    def __init__(self, sources: Mapping[str, ArraySource], report: Callable[[Problem], None]) -> None:
        self._report = report
        self._sources = {name: source for name, source in sources.items() if self._usable(source.facts)}
        self.frames_ns = self._find_frames()

    def streams(self) -> Iterator[tuple[str, Stream]]:
        """Every array but the lists of frames."""
        for name, source in self._sources.items():
            if name.endswith("/index") or source.facts.shape == ():
                continue
            placed = self._placed(name, source.facts.rows)
            yield name, array_stream(name, _Named(source), *placed)

    def _find_frames(self) -> Stamps:
        """Stamps of the frames: those of the file, else 30 a second."""
        counts = Counter(
            s.facts.rows for name, s in self._sources.items() if name.startswith("state/") and s.facts.rows
        )
        count = max(counts, key=lambda rows: (counts[rows], rows), default=0)
        clock = self._sources.get(TIMESTAMP)
        if clock is None:
            return spaced(count, FRAMES_HZ)
        try:
            stamps_ns = stamps_of(read_rows(clock, 0, clock.facts.rows))
        except KnownError:
            stamps_ns = None
        if stamps_ns is not None and len(stamps_ns) >= count and bool((np.diff(stamps_ns) >= 0).all()):
            return stamps_ns[:count] if count else stamps_ns
        self._warn("bad_stamps", "They are no usable stamps; 30 frames a second were assumed", TIMESTAMP)
        return spaced(count, FRAMES_HZ)

    def _placed(self, name: str, rows: int) -> tuple[Rows, Stamps]:
        frames = len(self.frames_ns)
        if rows == frames:
            return range(rows), self.frames_ns
        if rows > frames:
            self._warn(
                "longer_than_state", f"{rows} rows for {frames} frames; those beyond are left out", name
            )
            return range(frames), self.frames_ns
        if rows == 0:
            self._warn("empty", "It has no rows", name)
            return range(0), self.frames_ns[:0]
        index = self._index_for(name, rows)
        if index is None:
            self._warn("row_count", f"{rows} rows for {frames} frames and no list of frames", name)
            return range(rows), self.frames_ns[:rows]
        order = np.argsort(index, kind="stable")
        kept = order[index[order] < frames]
        if len(kept) < rows:
            self._warn("index_outside", f"{rows - len(kept)} rows name frames that do not exist", name)
        return kept, self.frames_ns[index[kept]]

    def _index_for(self, name: str, rows: int) -> NDArray[np.int64] | None:
        """Frames of an array: the list of its own part; an empty one gives way to that of the joints."""
        top, _, rest = name.partition("/")
        for part in (f"{top}/{rest.split('/')[0]}/index", f"{top}/joint/index"):
            source = self._sources.get(part)
            if source is None or source.facts.rows != rows or source.facts.dtype.kind not in "iu":
                continue
            try:
                index = read_rows(source, 0, rows).reshape(-1).astype(np.int64)
            except KnownError:
                continue
            if len(index) == rows and (index >= 0).all():
                return index
        return None

    def _usable(self, facts: ArrayFacts) -> bool:
        if facts.flaw:
            self._warn("too_large", f"{facts.flaw}; it is left out", facts.name)
        return not facts.flaw

    def _warn(self, code: str, message: str, stream: str) -> None:
        self._report(Problem(code=code, severity=Severity.WARNING, message=message, stream=stream))


class _Named:
    """An array with the names and units that the format gives its numbers, unless it says its own."""

    def __init__(self, source: ArraySource) -> None:
        self.read = source.read
        facts = source.facts
        known = {"names": _names(facts.name, facts.shape[1:]), "unit": _unit(facts.name)}
        self.facts = replace(facts, attributes={k: v for k, v in known.items() if v} | dict(facts.attributes))


def _names(name: str, extents: tuple[int, ...]) -> list[str]:
    """Poses of both ends: (2, 3) positions, (2, 4) quaternions x y z w."""
    pose = "/end/" in name and len(extents) == 2 and extents[0] == 2
    axes = {3: "xyz", 4: "xyzw"}.get(extents[1], "") if pose else ""
    return [f"{side}.{axis}" for side in _SIDES for axis in axes]


def _unit(name: str) -> str:
    return next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
