"""A stream of messages: a table of them, and what all kinds of streams do with it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.episode import Problem, Severity, StreamInfo, StreamKind
from models.errors import NoHeaderStampError, NoSampleError
from models.readers.archive import Archive, BadSegmentError, bad_chunk
from models.readers.cdr import BadMessageError, plain
from models.readers.cdr_types import UnknownTypeError
from models.readers.coder import Coder
from models.readers.message_table import MessageTable
from models.readers.message_topics import Nature, Topic
from models.streams import Message, Sample, Stamps


@dataclass(frozen=True, slots=True)
class Place:
    """Everything a stream needs to read itself; immutable.

    ``table`` is given where the episode is on the header clock: its rows are in (header stamp, file order).
    ``stamped`` is False where that clock was asked for and the messages carry no stamp.
    """

    archive: Archive
    topic: Topic
    nature: Nature
    table: MessageTable | None = None
    stamped: bool = True


class MessageStream:
    """Messages of one topic; samples are the decoded messages themselves."""

    def __init__(self, place: Place, info: StreamInfo) -> None:
        self._place = place
        self._info = info
        self._described: StreamInfo | None = None
        self._own_coder: Coder | None = None
        self._table = place.table
        self._shelf = place.archive.shelf()
        self._channels = frozenset(place.topic.channels)
        self._notes: dict[str, Problem] = {}

    @property
    def info(self) -> StreamInfo:
        """What the index alone tells."""
        return self._info

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What reading has found so far."""
        times = self._place.archive.segment_range
        found = [bad_chunk(times(n), why, self._info.name) for n, why in self._shelf.bad.items()]
        return (*self._notes.values(), *found)

    @property
    def held_nbytes(self) -> int:
        """Segments that are kept for the next message."""
        return self._shelf.held_nbytes

    def hold_at_most(self, nbytes: int) -> None:
        """Bound them."""
        self._shelf.hold_at_most(nbytes)

    def describe(self) -> StreamInfo:
        """``info`` with shape, channels and units; a stream whose first message is damaged stays as it is."""
        if self._described is None:
            try:
                self._described = self._describe() if self._info.count else self._info
            except NoSampleError:
                self._described = self._info
        return self._described

    def stamps(self) -> Stamps:
        """All stamps, int64 (count,), from the message indexes.

        Raises:
            NoHeaderStampError: on the header clock, and the messages carry no header.
        """
        if not self._place.stamped:
            raise NoHeaderStampError(
                "Stream {stream} has no header stamps; open the recording on the log clock to see it",
                stream=self._info.name,
            )
        return self._rows().stamps_ns

    def sample(self, index: int) -> Sample:
        """Decode one sample.

        Raises:
            NoSampleError: out of range or damaged.
            NoHeaderStampError: on a clock that this stream does not have.
        """
        stamps_ns = self.stamps()
        self._require(index)
        return self._sample(int(stamps_ns[index]), index)

    def message(self, index: int) -> Mapping[str, Any]:
        """The message in its own fields, as plain Python values.

        Long byte arrays of pictures and clouds come as ``{"data_base64": ...}``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        blobs = self._info.kind in (StreamKind.VIDEO, StreamKind.DEPTH, StreamKind.POINTS)
        return dict(plain(self._fields(index), blobs=blobs))

    def _describe(self) -> StreamInfo:
        return replace(self._info, frame_id=self._frame_id())

    def _frame_id(self) -> str:
        """Frame of the first message, empty where it names none or is damaged."""
        try:
            fields = self._first_fields()
        except NoSampleError:
            return ""
        header = fields.get("header", fields)
        frame = header.get("frame_id", "") if isinstance(header, dict) else ""
        return frame if isinstance(frame, str) else ""

    def _sample(self, t_ns: int, index: int) -> Sample:
        return Message(t_ns, index, self.message(index))

    def _rows(self) -> MessageTable:
        if self._table is None:
            self._table, refused = self._place.archive.table(self._place.topic.channels)
            for why in refused:
                self._note("bad_index", Severity.CRITICAL, f"Messages are left out: {why}")
            if len(self._table) != self._info.count:
                self._info = replace(self._info, count=len(self._table))
                self._described = None
        return self._table

    def _note(self, code: str, severity: Severity, text: str, t_ns: int | None = None) -> None:
        self._notes.setdefault(code, Problem(code, severity, text, self._info.name, t_ns))

    def _require(self, index: int) -> None:
        if not 0 <= index < len(self._rows()):
            raise NoSampleError(
                "Stream {stream} has no sample {index}; it has {count}",
                stream=self._info.name,
                index=index,
                count=len(self._rows()),
            )

    def _payload(self, index: int) -> memoryview:
        self._require(index)
        rows = self._rows()
        try:
            return self._shelf.payload(int(rows.segments[index]), int(rows.offsets[index]), self._channels)
        except BadSegmentError as error:
            raise self._damaged(index, error) from error

    def _damaged(self, index: int, why: Exception) -> NoSampleError:
        return NoSampleError(
            "Sample {index} of stream {stream} is damaged: {why}",
            index=index,
            stream=self._info.name,
            why=why,
        )

    def _coder(self) -> Coder:
        if self._own_coder is None:
            try:
                self._own_coder = self._place.topic.coder()
            except UnknownTypeError as error:
                self._note("unsupported_encoding", Severity.INFO, f"The messages cannot be decoded: {error}")
                raise NoSampleError(
                    "Stream {stream} cannot be decoded: {why}", stream=self._info.name, why=error
                ) from error
        return self._own_coder

    def _fields(self, index: int) -> dict[str, Any]:
        return self._decoded(self._payload(index), index)

    def _first_fields(self) -> dict[str, Any]:
        """Of the first message, for a description: its segment need not be read whole, nor kept."""
        self._require(0)
        rows = self._rows()
        try:
            data = self._shelf.glimpse(int(rows.segments[0]), int(rows.offsets[0]), self._channels)
        except BadSegmentError as error:
            raise self._damaged(0, error) from error
        return self._decoded(data, 0)

    def _decoded(self, data: memoryview, index: int) -> dict[str, Any]:
        try:
            return self._coder().decode(data)
        except BadMessageError as error:
            raise self._damaged(index, error) from error


class UndecodedStream(MessageStream):
    """Messages whose type is not understood, as base64."""

    def _describe(self) -> StreamInfo:
        return self._info

    def message(self, index: int) -> Mapping[str, Any]:
        """``{"data_base64": ...}``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        return {"data_base64": base64.b64encode(self._payload(index)).decode("ascii")}
