"""MCAP files as recordings of one episode each.

Opening reads the summary, the message indexes that hold the first and last message of each channel, and the
first message of a topic whose schema leaves its kind open. On the header clock it reads the messages through
once, for their stamps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

import numpy as np

from models.episode import EpisodeSummary, Problem, Severity, StreamInfo
from models.errors import UnknownNameError, UnreadableRecordingError
from models.readers.byte_source import ByteSource, LocalFile
from models.readers.cdr_types import Struct, UnknownTypeError
from models.readers.mcap_clock import StampJob, StampPlace, header_stamps, stamp_place
from models.readers.mcap_index import McapIndex, bad_chunk, read_index, scanned_index
from models.readers.mcap_records import MAGIC
from models.readers.mcap_runs import NO_RUNS, read_pairs
from models.readers.mcap_segments import BadSegmentError, load_segment, message_data
from models.readers.mcap_stream import McapStream, Place
from models.readers.mcap_streams import make_stream
from models.readers.mcap_table import MessageTable, first_and_last, read_table
from models.readers.mcap_topics import Nature, Topic, nature_of, topics_of
from models.timebase import NS_PER_S, Clock, TimeRange

_FIRST_BYTES = 1 << 17


def recognises(path: Path) -> bool:
    """A file that begins with MCAP's magic, or a folder of such files that ROS 2 has split."""
    if path.is_dir():
        return _is_split_bag(path)
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _is_split_bag(path: Path) -> bool:
    return (path / "metadata.yaml").is_file() and any(recognises(file) for file in path.glob("*.mcap"))


def open_recording(path: Path) -> "McapRecording":
    """Open a file.

    Raises:
        UnreadableRecordingError: nothing in it can be read, or it is a folder.
    """
    if path.is_dir():
        raise UnreadableRecordingError(
            "{path} is a ROS 2 bag folder; open one of the .mcap files in it instead", path=path
        )
    return McapRecording(path)


class McapRecording:
    """One file, one episode, named like the file."""

    format = "mcap"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.episode_ids: tuple[str, ...] = (path.stem,)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> "McapEpisode":
        """Open it.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: damaged beyond use.
        """
        if episode_id not in self.episode_ids:
            raise UnknownNameError("{path} has no episode {id}", path=self._path, id=episode_id)
        source = LocalFile(self._path)
        try:
            return McapEpisode(source, episode_id, self._path, clock)
        except BaseException:
            source.close()
            raise


class McapEpisode:
    """An open MCAP file."""

    def __init__(self, source: ByteSource, episode_id: str, path: Path, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        index = read_index(source)
        try:
            opened = _Opening(source, index, clock)
        except BadSegmentError as error:
            index = scanned_index(source, str(error))
            opened = _Opening(source, index, clock)
        self._index = index
        self._streams = opened.streams
        self._problems = (*index.problems, *opened.problems)
        starts = [s.info.start_ns for s in self._streams.values() if s.info.start_ns is not None]
        ends = [s.info.end_ns for s in self._streams.values() if s.info.end_ns is not None]
        if not starts or not ends:
            raise UnreadableRecordingError(_why_empty(index, clock), path=path)
        self._id = episode_id
        self._start_ns, self._end_ns = min(starts), max(ends)

    @property
    def summary(self) -> EpisodeSummary:
        """What the index tells, with the problems found so far."""
        attributes = {
            f"{name}.{k}": v for name, pairs in self._index.metadata.items() for k, v in pairs.items()
        }
        attributes |= {"profile": self._index.profile, "library": self._index.library}
        return EpisodeSummary(
            id=self._id,
            format="mcap",
            start_ns=self._start_ns,
            end_ns=self._end_ns,
            streams=tuple(stream.info for stream in self._streams.values()),
            problems=(*self._problems, *(p for s in self._streams.values() for p in s.problems)),
            task=_noted(self._index, "task"),
            robot=_noted(self._index, "robot"),
            attributes=attributes,
        )

    @property
    def clock(self) -> Clock:
        """The clock of every stamp."""
        return self._clock

    @property
    def streams(self) -> Mapping[str, McapStream]:
        """By topic, in the order of the channels."""
        return MappingProxyType(self._streams)

    @property
    def range(self) -> TimeRange:
        """Half-open range that holds every sample."""
        return TimeRange(self._start_ns, self._end_ns + 1)

    def verify(self) -> Iterator[Problem | None]:
        """Read every chunk and check it: one result a chunk, None where it is whole.

        For a thorough look at a recording; opening never does this.
        """
        for segment in self._index.segments:
            try:
                load_segment(self._source, segment)
            except BadSegmentError as error:
                yield bad_chunk(segment, str(error))
            else:
                yield None

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _why_empty(index: McapIndex, clock: Clock) -> str:
    if clock is Clock.HEADER and any(runs.count for runs in index.runs.values()):
        return "{path} holds no message with a header stamp; open it on the log clock"
    return "{path} is an MCAP file without a message that can be read"


def _noted(index: McapIndex, key: str) -> str:
    return next((pairs[key] for pairs in index.metadata.values() if key in pairs), "")


class _Opening:
    """Builds the streams of an episode from its index."""

    def __init__(self, source: ByteSource, index: McapIndex, clock: Clock) -> None:
        self._source = source
        self._index = index
        topics, problems = topics_of(index)
        self.problems: list[Problem] = list(problems)
        natures = {topic.name: self._nature(topic) for topic in topics}
        if clock is Clock.LOG:
            self.streams = {topic.name: self._by_log(topic, natures[topic.name]) for topic in topics}
        else:
            self.streams = self._by_header(topics, natures)

    def _nature(self, topic: Topic) -> Nature:
        first = self._first_message(topic) if topic.needs_first_message else None
        nature, problem = nature_of(topic, first)
        if problem is not None:
            self.problems.append(problem)
        return nature

    def _by_log(self, topic: Topic, nature: Nature) -> McapStream:
        count = sum(self._index.runs.get(channel, NO_RUNS).count for channel in topic.channels)
        start_ns, end_ns = first_and_last(self._source, self._index, topic.channels)
        info = _info(topic, nature, count, start_ns, end_ns)
        return make_stream(Place(self._source, self._index, topic, nature), info)

    def _by_header(self, topics: tuple[Topic, ...], natures: dict[str, Nature]) -> dict[str, McapStream]:
        tables = {t.name: read_table(self._source, self._index, t.channels)[0] for t in topics}
        stamped = {t.name: found for t in topics if (found := _stamped_type(t)) is not None}
        jobs = {
            t.name: StampJob(tables[t.name], *stamped[t.name], frozenset(t.channels))
            for t in topics
            if t.name in stamped
        }
        stamps = header_stamps(self._source, self._index.segments, jobs)
        return {
            t.name: self._restamped(t, natures[t.name], tables[t.name].restamped(stamps[t.name]))
            if t.name in stamps
            else self._refusing(t, natures[t.name], tables[t.name])
            for t in topics
        }

    def _restamped(self, topic: Topic, nature: Nature, table: MessageTable) -> McapStream:
        first = int(table.stamps_ns[0]) if len(table) else None
        last = int(table.stamps_ns[-1]) if len(table) else None
        info = _info(topic, nature, len(table), first, last)
        return make_stream(Place(self._source, self._index, topic, nature, table), info)

    def _refusing(self, topic: Topic, nature: Nature, table: MessageTable) -> McapStream:
        text = "The messages carry no header stamp, so they have no place on the header clock"
        self.problems.append(Problem("no_header_stamp", Severity.INFO, text, topic.name))
        info = _info(topic, nature, len(table), None, None)
        return make_stream(Place(self._source, self._index, topic, nature, table, stamped=False), info)

    def _first_message(self, topic: Topic) -> bytes | None:
        """The first whole message of a topic in the file, decompressing no more than it takes."""
        for channel in topic.channels:
            runs = self._index.runs.get(channel, NO_RUNS)
            for which in np.flatnonzero(runs.counts)[:1]:
                pairs = read_pairs(self._source, runs, channel, int(which))
                found = self._at(int(runs.segments[which]), int(pairs[0, 1]), channel)
                if found is not None:
                    return found
        return None

    def _at(self, number: int, offset: int, channel: int) -> bytes | None:
        segment = self._index.segments[number]
        for first_bytes in (offset + _FIRST_BYTES, None):
            try:
                records = load_segment(self._source, segment, first_bytes=first_bytes)
                return bytes(message_data(records, offset, frozenset((channel,))))
            except BadSegmentError:
                # Too little was read, or it is damaged, which the stream itself reports when it is asked.
                continue
        return None


def _stamped_type(topic: Topic) -> tuple[Struct, StampPlace] | None:
    try:
        message_type = topic.message_type()
    except UnknownTypeError:
        return None
    place = stamp_place(message_type)
    return None if place is None else (message_type, place)


def _info(topic: Topic, nature: Nature, count: int, start_ns: int | None, end_ns: int | None) -> StreamInfo:
    lasts = (end_ns or 0) - (start_ns or 0)
    rate_hz = (count - 1) * NS_PER_S / lasts if count > 1 and lasts > 0 else None
    return replace(StreamInfo(topic.name, nature.kind, count, start_ns, end_ns, rate_hz, nature.coding))
