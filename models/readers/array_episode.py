"""Arrays that share their rows as one episode: which rows, at which stamps, and what is odd about them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from models.episode import EpisodeSummary, Problem, Severity
from models.errors import KnownError, UnreadableRecordingError
from models.geometry.camera import Camera
from models.geometry.transforms import TransformSource
from models.readers.array_names import text
from models.readers.array_source import ArrayFacts, ArraySource, read_rows
from models.readers.array_stamps import is_stamps, spaced, stamps_of
from models.readers.array_streams import Rows, array_stream
from models.streams import Stamps, Stream
from models.timebase import Clock, TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeHead:
    """What a recording says about an episode beside its arrays."""

    id: str
    format: str
    task: str = ""
    robot: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a recording says about cameras, by stream of pictures, and about frames."""

    cameras: Mapping[str, Camera] = field(default_factory=dict)
    transforms: Sequence[TransformSource] = ()


class ArrayEpisode:
    """Streams of one episode with the problems found so far. Both clocks mean the same stamps.

    Raises:
        UnreadableRecordingError: no stream holds a sample.
    """

    def __init__(
        self,
        head: EpisodeHead,
        streams: Mapping[str, Stream],
        problems: list[Problem],
        *,
        clock: Clock,
        close: Callable[[], None],
        survey: Survey | None = None,
    ) -> None:
        self._head = head
        self._streams = streams
        self._problems = problems
        self._clock = clock
        self._close = close
        self._survey = survey or Survey()
        if not any(stream.info.count for stream in streams.values()):
            raise UnreadableRecordingError("Episode {id} holds nothing that can be shown", id=head.id)

    @property
    def summary(self) -> EpisodeSummary:
        """With the problems found so far."""
        infos = tuple(stream.info for stream in self._streams.values())
        return EpisodeSummary(
            id=self._head.id,
            format=self._head.format,
            start_ns=min(info.start_ns for info in infos if info.start_ns is not None),
            end_ns=max(info.end_ns for info in infos if info.end_ns is not None),
            streams=infos,
            problems=tuple(self._problems),
            task=self._head.task,
            robot=self._head.robot,
            attributes=self._head.attributes,
        )

    @property
    def clock(self) -> Clock:
        """The clock asked for; both give the same stamps."""
        return self._clock

    @property
    def streams(self) -> Mapping[str, Stream]:
        """By name, in the order of the recording."""
        return self._streams

    @property
    def cameras(self) -> Mapping[str, Camera]:
        """As far as the recording says how they see."""
        return self._survey.cameras

    @property
    def transforms(self) -> Sequence[TransformSource]:
        """As far as the recording says where they are."""
        return self._survey.transforms

    @property
    def range(self) -> TimeRange:
        """Half-open range that holds every sample."""
        return self.summary.range

    def close(self) -> None:
        """Release files."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class RowPlan:
    """Which rows of which array are samples, and when.

    Args:
        sources: arrays by the name of their stream.
        rate_hz: declared rows a second, None where nothing is declared.
        cut: rows that belong to the episode, None for all of each array.
        report: takes what is odd.
    """

    def __init__(
        self,
        sources: Mapping[str, ArraySource],
        *,
        rate_hz: float | None,
        report: Callable[[Problem], None],
        cut: range | None = None,
    ) -> None:
        self._report = report
        self._rate_hz = rate_hz
        self._cut = cut
        self._sources = {name: source for name, source in sources.items() if self._usable(source.facts)}
        facts = {name: source.facts for name, source in self._sources.items()}
        self._clocks = {n: f for n, f in facts.items() if is_stamps(n, f.dtype, f.shape)}
        counts = Counter(fact.rows for name, fact in facts.items() if fact.rows and name not in self._clocks)
        self._usual = max(counts, key=lambda rows: (counts[rows], rows), default=0)
        self._known: dict[str, tuple[Rows, Stamps] | None] = {}

    def streams(self) -> Iterator[tuple[str, Stream]]:
        """Every array that has rows of the episode."""
        for name, source in self._sources.items():
            placed = self._placed(name, source.facts)
            if placed is not None:
                yield name, array_stream(name, source, *placed)

    def _usable(self, facts: ArrayFacts) -> bool:
        if facts.flaw:
            self._warn("too_large", f"{facts.flaw}; it is left out", facts.name)
        return not facts.flaw

    def _placed(self, name: str, facts: ArrayFacts) -> tuple[Rows, Stamps] | None:
        for clock in self._clocks_for(name, facts):
            placed = self._read_clock(clock)
            if placed is not None:
                return placed
        rows = self._rows_of(facts)
        if facts.rows in (0, self._usual):
            return rows, self._assumed(len(rows), 1.0)
        if self._cut is not None:
            return self._short(name, facts, rows)
        if facts.rows * 2 < self._usual or self._usual == 0:
            self._note("other_rows", f"{facts.rows} rows of their own and no stamps; not shown", name)
            return None
        times = round(facts.rows / self._usual)
        sentence = f"{facts.rows} rows where the others have {self._usual}"
        self._warn("row_count", sentence if times < 2 else f"{sentence}; shown {times} times as fast", name)
        return rows, self._assumed(len(rows), max(times, 1))

    def _short(self, name: str, facts: ArrayFacts, rows: range) -> tuple[Rows, Stamps] | None:
        """An array with more or fewer rows than the others, of which an episode is cut."""
        if not rows:
            self._note(
                "other_rows", f"{facts.rows} rows where the others have {self._usual}; not shown", name
            )
            return None
        self._warn("row_count", f"{facts.rows} rows where the others have {self._usual}", name)
        return rows, self._assumed(len(rows), 1.0)

    def _rows_of(self, facts: ArrayFacts) -> range:
        if self._cut is None:
            return range(facts.rows)
        return range(min(self._cut.start, facts.rows), min(self._cut.stop, facts.rows))

    def _clocks_for(self, name: str, facts: ArrayFacts) -> list[str]:
        """Arrays of stamps with as many rows, the nearest first: of its own group, then of those above, then any."""
        near = [clock for clock, fact in self._clocks.items() if fact.rows == facts.rows]
        return sorted(near, key=lambda clock: -_shared_groups(clock, name))

    def _read_clock(self, clock: str) -> tuple[Rows, Stamps] | None:
        if clock not in self._known:
            self._known[clock] = self._sorted_stamps(clock)
        return self._known[clock]

    def _sorted_stamps(self, clock: str) -> tuple[Rows, Stamps] | None:
        source = self._sources[clock]
        rows = self._rows_of(source.facts)
        unit = source.facts.attributes.get("units", source.facts.attributes.get("unit", ""))
        unit = "ns" if clock.endswith("_ns") else text(unit)
        try:
            stamps_ns = stamps_of(read_rows(source, rows.start, rows.stop), unit=unit)
        except KnownError:
            stamps_ns = None
        if stamps_ns is None:
            if len(rows):
                self._warn("bad_stamps", "They are no usable stamps", clock)
            return None
        if (np.diff(stamps_ns) >= 0).all():
            return rows, stamps_ns
        self._warn("stamp_order", "The stamps are not in order; the rows were sorted by them", clock)
        order = np.argsort(stamps_ns, kind="stable")
        return np.asarray(rows, np.int64)[order], stamps_ns[order]

    def _assumed(self, count: int, times: float) -> Stamps:
        if self._rate_hz is None and count and "" not in self._known:
            self._known[""] = None
            self._warn("assumed_rate", "The rows have no time stamps; one row a second was assumed", None)
        return spaced(count, (self._rate_hz or 1.0) * times)

    def _warn(self, code: str, message: str, stream: str | None) -> None:
        self._report(Problem(code=code, severity=Severity.WARNING, message=message, stream=stream))

    def _note(self, code: str, message: str, stream: str) -> None:
        self._report(Problem(code=code, severity=Severity.INFO, message=message, stream=stream))


def _shared_groups(one: str, other: str) -> int:
    """How many groups both names begin with."""
    count = 0
    for mine, theirs in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        count += 1
    return count
