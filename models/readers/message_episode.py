"""An archive of messages as an episode.

Opening reads the index, and the first message of a topic whose schema leaves its kind open. On the header clock
it reads the messages through once, for their stamps.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

from models.episode import EpisodeSummary, Problem, Severity, StreamInfo
from models.errors import UnknownNameError, UnreadableRecordingError
from models.readers.archive import Archive
from models.readers.byte_source import ByteSource
from models.readers.cdr_types import UnknownTypeError
from models.readers.coder import Coder
from models.readers.header_clock import StampJob, header_stamps
from models.readers.message_stream import MessageStream, Place
from models.readers.message_streams import make_stream
from models.readers.message_table import MessageTable
from models.readers.message_topics import Nature, Topic, nature_of, topics_of
from models.readers.place import open_source
from models.timebase import NS_PER_S, Clock, TimeRange


class FileRecording:
    """One file, one episode, named like the file; nothing is read before the episode is asked for."""

    def __init__(
        self, path: Path, *, format_name: str, open_archive: Callable[[ByteSource], Archive]
    ) -> None:
        self._path = path
        self._open_archive = open_archive
        self.format = format_name
        self.episode_ids: tuple[str, ...] = (path.stem,)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> "MessageEpisode":
        """Open it.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: damaged beyond use.
        """
        if episode_id not in self.episode_ids:
            raise UnknownNameError("{path} has no episode {id}", path=self._path, id=episode_id)
        source = open_source(self._path)
        try:
            return MessageEpisode(self._open_archive(source), episode_id, self._path, clock)
        except BaseException:
            source.close()
            raise


class MessageEpisode:
    """An open archive; closes it at the end.

    Raises:
        UnreadableRecordingError: it holds no message that can be read on this clock.
    """

    def __init__(self, archive: Archive, episode_id: str, path: Path, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        opened = _Opening(archive, clock)
        self._streams = opened.streams
        self._problems = (*archive.problems, *opened.problems)
        starts = [s.info.start_ns for s in self._streams.values() if s.info.start_ns is not None]
        ends = [s.info.end_ns for s in self._streams.values() if s.info.end_ns is not None]
        if not starts or not ends:
            raise UnreadableRecordingError(_why_empty(archive, clock), path=path)
        self._id = episode_id
        self._start_ns, self._end_ns = min(starts), max(ends)

    @property
    def summary(self) -> EpisodeSummary:
        """What the index tells, with the problems found so far."""
        labels = self._archive.labels
        return EpisodeSummary(
            id=self._id,
            format=labels.format,
            start_ns=self._start_ns,
            end_ns=self._end_ns,
            streams=tuple(stream.info for stream in self._streams.values()),
            problems=(*self._problems, *(p for s in self._streams.values() for p in s.problems)),
            task=labels.task,
            robot=labels.robot,
            attributes=labels.attributes,
        )

    @property
    def clock(self) -> Clock:
        """The clock of every stamp."""
        return self._clock

    @property
    def streams(self) -> Mapping[str, MessageStream]:
        """By topic, in the order of the channels."""
        return MappingProxyType(self._streams)

    @property
    def range(self) -> TimeRange:
        """Half-open range that holds every sample."""
        return TimeRange(self._start_ns, self._end_ns + 1)

    def verify(self) -> Iterator[Problem | None]:
        """Read every segment and check it: one result each, None where it is whole.

        For a thorough look at a recording; opening never does this.
        """
        return self._archive.verify()

    def close(self) -> None:
        """Close the files."""
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _why_empty(archive: Archive, clock: Clock) -> str:
    if clock is Clock.HEADER and archive.count(tuple(archive.channels)):
        return "{path} holds no message with a header stamp; open it on the log clock"
    return "{path} holds no message that can be read"


class _Opening:
    """Builds the streams of an episode."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        topics, problems = topics_of(archive)
        self.problems: list[Problem] = list(problems)
        natures = {topic.name: self._nature(topic) for topic in topics}
        if clock is Clock.LOG:
            self.streams = {topic.name: self._by_log(topic, natures[topic.name]) for topic in topics}
        else:
            self.streams = self._by_header(topics, natures)

    def _nature(self, topic: Topic) -> Nature:
        first = self._archive.first_message(topic.channels) if topic.needs_first_message else None
        nature, problem = nature_of(topic, first)
        if problem is not None:
            self.problems.append(problem)
        return nature

    def _by_log(self, topic: Topic, nature: Nature) -> MessageStream:
        start_ns, end_ns = self._archive.first_and_last(topic.channels)
        info = _info(topic, nature, self._archive.count(topic.channels), start_ns, end_ns)
        return make_stream(Place(self._archive, topic, nature), info)

    def _by_header(self, topics: tuple[Topic, ...], natures: dict[str, Nature]) -> dict[str, MessageStream]:
        tables = {t.name: self._archive.table(t.channels)[0] for t in topics}
        coders = {t.name: coder for t in topics if (coder := self._stamped_coder(t)) is not None}
        jobs = {
            t.name: StampJob(tables[t.name], frozenset(t.channels), coders[t.name])
            for t in topics
            if t.name in coders
        }
        stamps = header_stamps(self._archive, jobs)
        return {
            t.name: self._restamped(t, natures[t.name], tables[t.name].restamped(stamps[t.name]))
            if t.name in stamps
            else self._refusing(t, natures[t.name], tables[t.name])
            for t in topics
        }

    def _stamped_coder(self, topic: Topic) -> Coder | None:
        try:
            coder = topic.coder()
        except UnknownTypeError:
            return None
        return coder if coder.carries_stamps else None

    def _restamped(self, topic: Topic, nature: Nature, table: MessageTable) -> MessageStream:
        first = int(table.stamps_ns[0]) if len(table) else None
        last = int(table.stamps_ns[-1]) if len(table) else None
        info = _info(topic, nature, len(table), first, last)
        return make_stream(Place(self._archive, topic, nature, table), info)

    def _refusing(self, topic: Topic, nature: Nature, table: MessageTable) -> MessageStream:
        text = "The messages carry no header stamp, so they have no place on the header clock"
        self.problems.append(Problem("no_header_stamp", Severity.INFO, text, topic.name))
        info = _info(topic, nature, len(table), None, None)
        return make_stream(Place(self._archive, topic, nature, table, stamped=False), info)


def _info(topic: Topic, nature: Nature, count: int, start_ns: int | None, end_ns: int | None) -> StreamInfo:
    lasts = (end_ns or 0) - (start_ns or 0)
    rate_hz = (count - 1) * NS_PER_S / lasts if count > 1 and lasts > 0 else None
    return replace(StreamInfo(topic.name, nature.kind, count, start_ns, end_ns, rate_hz, nature.coding))
