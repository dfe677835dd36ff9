"""Streams of an MCAP file: one class a kind, all on the same table of messages."""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem, Severity, StreamInfo, StreamKind
from models.errors import NoHeaderStampError, NoSampleError
from models.readers.byte_source import ByteSource
from models.readers.cdr import BadMessageError, Layout, decode, plain
from models.readers.cdr_types import Struct, UnknownTypeError
from models.readers.image import (
    decode_compressed_depth,
    decode_compressed_rgb,
    decode_raw_depth,
    decode_raw_rgb,
)
from models.readers.mcap_index import McapIndex, bad_chunk
from models.readers.mcap_segments import BadSegmentError, SegmentReader, message_spans
from models.readers.mcap_table import MessageTable, read_table
from models.readers.mcap_topics import COMPRESSED_VIDEO, RAW_IMAGE, Nature, Topic
from models.readers.pointcloud import decode_points
from models.readers.signals import SignalDecoder, channels_of, columns_of, distinct_layouts
from models.readers.video import MessageVideo
from models.streams import (
    DepthImage,
    Message,
    PointCloud,
    Sample,
    SignalBlock,
    SignalSample,
    Stamps,
    VideoFrame,
)
from models.timebase import TimeRange

_DESCRIBED_MESSAGES = 512
# A definition comes from the recording like everything else, so a message may lack what its name promises.
MISFITS = (BadMessageError, LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Place:
    """Everything a stream needs to read itself; immutable.

    ``table`` is given where the episode is on the header clock: its rows are in (header stamp, file order).
    ``stamped`` is False where that clock was asked for and the messages carry no stamp.
    """

    source: ByteSource
    index: McapIndex
    topic: Topic
    nature: Nature
    table: MessageTable | None = None
    stamped: bool = True


class McapStream:
    """Messages of one topic; samples are the decoded messages themselves."""

    def __init__(self, place: Place, info: StreamInfo) -> None:
        self._place = place
        self._info = info
        self._described: StreamInfo | None = None
        self._message_type: Struct | None = None
        self._table = place.table
        self._segments = SegmentReader(place.source, place.index.segments)
        self._channels = frozenset(place.topic.channels)
        self._notes: dict[str, Problem] = {}

    @property
    def info(self) -> StreamInfo:
        """What the index alone tells."""
        return self._info

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What reading has found so far."""
        segments = self._place.index.segments
        found = [bad_chunk(segments[n], why, self._info.name) for n, why in self._segments.bad.items()]
        return (*self._notes.values(), *found)

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
            fields = self._fields(0)
        except NoSampleError:
            return ""
        header = fields.get("header", fields)
        frame = header.get("frame_id", "") if isinstance(header, dict) else ""
        return frame if isinstance(frame, str) else ""

    def _sample(self, t_ns: int, index: int) -> Sample:
        return Message(t_ns, index, self.message(index))

    def _rows(self) -> MessageTable:
        if self._table is None:
            place = self._place
            self._table, refused = read_table(place.source, place.index, place.topic.channels)
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
            return self._segments.payload(int(rows.segments[index]), int(rows.offsets[index]), self._channels)
        except BadSegmentError as error:
            raise self._damaged(index, error) from error

    def _damaged(self, index: int, why: Exception) -> NoSampleError:
        return NoSampleError(
            "Sample {index} of stream {stream} is damaged: {why}",
            index=index,
            stream=self._info.name,
            why=why,
        )

    def _type(self) -> Struct:
        if self._message_type is None:
            try:
                self._message_type = self._place.topic.message_type()
            except UnknownTypeError as error:
                self._note("unsupported_encoding", Severity.INFO, f"The messages cannot be decoded: {error}")
                raise NoSampleError(
                    "Stream {stream} cannot be decoded: {why}", stream=self._info.name, why=error
                ) from error
        return self._message_type

    def _fields(self, index: int) -> dict[str, Any]:
        data = self._payload(index)
        try:
            return decode(self._type(), data)
        except BadMessageError as error:
            raise self._damaged(index, error) from error


class UndecodedStream(McapStream):
    """Messages whose type is not understood: JSON as it is, anything else as base64."""

    def _describe(self) -> StreamInfo:
        return self._info

    def message(self, index: int) -> Mapping[str, Any]:
        """Decoded JSON, or ``{"data_base64": ...}``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        data = bytes(self._payload(index))
        if self._place.topic.encoding != "json":
            return {"data_base64": base64.b64encode(data).decode("ascii")}
        try:
            value = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise self._damaged(index, error) from error
        return value if isinstance(value, dict) else {"value": value}


class PictureStream(McapStream):
    """Images, compressed or not."""

    def _describe(self) -> StreamInfo:
        first = self._picture(0, 0)
        shape = first.depth_m.shape if isinstance(first, DepthImage) else first.rgb.shape
        return replace(super()._describe(), shape=shape)

    def _sample(self, t_ns: int, index: int) -> Sample:
        return self._picture(t_ns, index)

    def _picture(self, t_ns: int, index: int) -> DepthImage | VideoFrame:
        fields = self._fields(index)
        raw = self._type().name in RAW_IMAGE
        try:
            if self._info.kind is StreamKind.DEPTH:
                depth_m = decode_raw_depth(fields) if raw else decode_compressed_depth(fields)
                return DepthImage(t_ns, index, depth_m)
            return VideoFrame(t_ns, index, decode_raw_rgb(fields) if raw else decode_compressed_rgb(fields))
        except MISFITS as error:
            raise self._damaged(index, error) from error


class VideoStream(McapStream):
    """Coded video, one coded picture a message. Pictures are decoded in the order of the file, whatever the clock."""

    def __init__(self, place: Place, info: StreamInfo) -> None:
        super().__init__(place, info)
        self._video: MessageVideo | None = None
        self._coding_order: NDArray[np.int64] | None = None

    def _describe(self) -> StreamInfo:
        return replace(super()._describe(), shape=(*self._decoder().size(), 3))

    def _sample(self, t_ns: int, index: int) -> Sample:
        number = int(np.flatnonzero(self._order() == index)[0])
        return VideoFrame(t_ns, index, self._decoder().frame(number))

    def _decoder(self) -> MessageVideo:
        if self._video is None:
            count = len(self._rows())
            self._video = MessageVideo(count=count, read_packet=self._packet, codec=self._info.encoding)
        return self._video

    def _order(self) -> NDArray[np.int64]:
        """Rows in the order of the file."""
        if self._coding_order is None:
            rows = self._rows()
            self._coding_order = np.lexsort((rows.offsets, rows.segments))
        return self._coding_order

    def _packet(self, number: int) -> bytes:
        index = int(self._order()[number])
        try:
            return bytes(self._fields(index)["data"])
        except MISFITS as error:
            raise self._damaged(index, error) from error


class CloudStream(McapStream):
    """PointCloud2."""

    def _describe(self) -> StreamInfo:
        points = self._cloud(0, 0).points
        names = points.dtype.names or ()
        return replace(super()._describe(), shape=(len(points), len(names)), channels=names)

    def _sample(self, t_ns: int, index: int) -> Sample:
        return self._cloud(t_ns, index)

    def _cloud(self, t_ns: int, index: int) -> PointCloud:
        fields = self._fields(index)
        try:
            return PointCloud(t_ns, index, decode_points(fields), str(fields["header"]["frame_id"]))
        except MISFITS as error:
            raise self._damaged(index, error) from error


class NumbersStream(McapStream):
    """Messages of numbers as named channels."""

    def __init__(self, place: Place, info: StreamInfo) -> None:
        super().__init__(place, info)
        self._numbers: SignalDecoder | None = None

    def _describe(self) -> StreamInfo:
        """Channels are the union over the messages near the start, in the order of their first appearance."""
        units: dict[str, str] = {}
        for layout in self._first_layouts():
            for name, unit in channels_of(columns_of(self._type(), layout)).items():
                units.setdefault(name, unit)
        return replace(
            super()._describe(),
            shape=(len(units),),
            channels=tuple(units),
            units=tuple(units.values()),
        )

    def _first_layouts(self) -> list[Layout]:
        """Layouts of the messages in the first segment that is whole and holds one that can be decoded."""
        everything = np.arange(len(self._rows()))
        for number, rows in self._rows().by_segment(everything):
            with suppress(BadSegmentError):
                records = self._segments.load(number)
                starts, lengths = message_spans(records, self._rows().offsets[rows], self._channels)
                whole = np.flatnonzero(lengths >= 0)[:_DESCRIBED_MESSAGES]
                layouts = distinct_layouts(self._type(), records, starts[whole], lengths[whole])
                if layouts:
                    return layouts
        return []

    def _sample(self, t_ns: int, index: int) -> Sample:
        data = self._payload(index)
        try:
            return SignalSample(t_ns, index, self._decoder().one(data))
        except BadMessageError as error:
            raise self._damaged(index, error) from error

    def _decoder(self) -> SignalDecoder:
        if self._numbers is None:
            self._numbers = SignalDecoder(self._type(), self.describe().channels)
        return self._numbers

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """All samples inside a range, float64 (n, channels), a segment at a time; NaN where one is damaged.

        Raises:
            NoHeaderStampError: on a clock that this stream does not have.
        """
        stamps_ns = self.stamps()
        first, last = _span(stamps_ns, time_range)
        decoder = self._decoder()
        values = np.full((last - first, len(self.describe().channels)), np.nan)
        for number, rows in self._rows().by_segment(np.arange(first, last)):
            self._fill(decoder, number, rows, values, first)
        if decoder.strangers:
            names = ", ".join(sorted(decoder.strangers)[:8])
            text = f"Some messages carry channels that the first ones lack and that are not shown: {names}"
            self._note("channels_changed", Severity.WARNING, text)
        return SignalBlock(stamps_ns[first:last], values)

    def _fill(
        self,
        decoder: SignalDecoder,
        number: int,
        rows: NDArray[np.int64],
        values: NDArray[np.float64],
        first: int,
    ) -> None:
        try:
            records = self._segments.load(number)
        except BadSegmentError:
            # Told as a problem of the stream; the samples stay in their places as NaN.
            return
        starts, lengths = message_spans(records, self._rows().offsets[rows], self._channels)
        rows = rows - first
        if (lengths >= 0).all() and rows[-1] - rows[0] + 1 == len(rows):
            decoder.many(records, starts, lengths, into=values[rows[0] : rows[-1] + 1])
            return
        whole = lengths >= 0
        values[rows[whole]] = decoder.many(records, starts[whole], lengths[whole])


def _span(stamps_ns: Stamps, time_range: TimeRange | None) -> tuple[int, int]:
    if time_range is None:
        return 0, len(stamps_ns)
    edges = np.searchsorted(stamps_ns, [time_range.start_ns, time_range.end_ns], side="left")
    return int(edges[0]), int(edges[1])


def make_stream(place: Place, info: StreamInfo) -> McapStream:
    """The stream class that fits the nature of a topic."""
    if not place.nature.decodable:
        return UndecodedStream(place, info)
    if place.topic.type_name in COMPRESSED_VIDEO:
        return VideoStream(place, info)
    by_kind: dict[StreamKind, type[McapStream]] = {
        StreamKind.VIDEO: PictureStream,
        StreamKind.DEPTH: PictureStream,
        StreamKind.POINTS: CloudStream,
        StreamKind.SIGNAL: NumbersStream,
    }
    return by_kind.get(info.kind, McapStream)(place, info)
