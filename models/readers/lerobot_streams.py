"""Features of a LeRobot episode as streams: numbers, words, and pictures kept in the table."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.episode import StreamInfo, StreamKind
from models.errors import NoSampleError
from models.readers.cdr import BadMessageError
from models.readers.image import coding, decode_compressed_depth, decode_compressed_rgb
from models.readers.lerobot_info import channel_names
from models.readers.lerobot_table import EpisodeTable, fixed_width, to_matrix
from models.streams import DepthImage, Message, Sample, SignalBlock, SignalSample, Stamps, VideoFrame
from models.timebase import NS_PER_S, TimeRange


def rate_hz(stamps_ns: Stamps) -> float | None:
    """(count - 1) / duration, None where there is no duration."""
    if len(stamps_ns) < 2 or stamps_ns[-1] == stamps_ns[0]:
        return None
    return (len(stamps_ns) - 1) * NS_PER_S / int(stamps_ns[-1] - stamps_ns[0])


def timed_info(info: StreamInfo, stamps_ns: Stamps) -> StreamInfo:
    """``info`` with count, range and rate of these stamps."""
    return replace(
        info,
        count=len(stamps_ns),
        start_ns=int(stamps_ns[0]) if len(stamps_ns) else None,
        end_ns=int(stamps_ns[-1]) if len(stamps_ns) else None,
        rate_hz=rate_hz(stamps_ns),
    )


def with_width(info: StreamInfo, width: int) -> StreamInfo:
    """``info`` of a signal with ``width`` numbers; names that do not fit give way to numbers."""
    channels = info.channels if len(info.channels) == width else channel_names(None, width)
    return replace(info, shape=(width,), channels=channels)


def checked(index: int, info: StreamInfo) -> int:
    """``index``.

    Raises:
        NoSampleError: the stream has no such sample.
    """
    if not 0 <= index < info.count:
        raise _no_sample(index, info)
    return index


def _no_sample(index: int, info: StreamInfo) -> NoSampleError:
    return NoSampleError(
        "Stream {stream} has no sample {index}; it has {count}",
        stream=info.name,
        index=index,
        count=info.count,
    )


class EmptyStream:
    """A feature that the data set promises and its files do not hold."""

    def __init__(self, info: StreamInfo) -> None:
        self._info = timed_info(info, np.empty(0, np.int64))

    @property
    def info(self) -> StreamInfo:
        """What the data set says about the feature, without samples."""
        return self._info

    def describe(self) -> StreamInfo:
        """The same."""
        return self._info

    def stamps(self) -> Stamps:
        """None: int64 (0,)."""
        return np.empty(0, np.int64)

    def sample(self, index: int) -> Sample:
        """Nothing.

        Raises:
            NoSampleError: always.
        """
        raise _no_sample(index, self._info)

    def message(self, index: int) -> Mapping[str, Any]:
        """Nothing.

        Raises:
            NoSampleError: always.
        """
        raise _no_sample(index, self._info)


class ColumnStream:
    """A column of the table, read as a whole when it is first used; each value is one sample."""

    def __init__(self, info: StreamInfo, table: EpisodeTable, stamps_ns: Stamps) -> None:
        self._info = timed_info(info, stamps_ns)
        self._table = table
        self._stamps_ns = stamps_ns

    @property
    def info(self) -> StreamInfo:
        """What the data set says about the feature."""
        return self._info

    def describe(self) -> StreamInfo:
        """The same: the data set says everything beforehand."""
        return self._info

    def stamps(self) -> Stamps:
        """Stamps of the episode's rows, int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> Sample:
        """The value of row ``index`` as plain Python.

        Raises:
            NoSampleError: out of range or damaged.
        """
        fields = self.message(index)
        return Message(t_ns=int(self._stamps_ns[index]), index=index, fields=fields)

    def message(self, index: int) -> Mapping[str, Any]:
        """``{name of the feature: value}``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        return {self._info.name: self._column[checked(index, self._info)].as_py()}

    @cached_property
    def _column(self) -> pa.Array:
        return self._table.column(self._info.name)


class SignalColumn(ColumnStream):
    """Numbers: a vector a row. A nested shape is one long vector in row order."""

    def describe(self) -> StreamInfo:
        """With one channel a number, as many as the data hold."""
        if fixed_width(self._table.schema.field(self._info.name).type) is None:
            self._info = with_width(self._info, self._matrix.shape[1])
        return self._info

    def sample(self, index: int) -> SignalSample:
        """The vector of row ``index``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        values = self._matrix[checked(index, self._info)].astype(np.float64)
        return SignalSample(t_ns=int(self._stamps_ns[index]), index=index, values=values)

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """All vectors inside ``time_range``, float64 (N, channels)."""
        stamps_ns, first, past = self._stamps_ns, 0, self._info.count
        if time_range is not None:
            first, past = np.searchsorted(stamps_ns, [time_range.start_ns, time_range.end_ns]).tolist()
        return SignalBlock(stamps_ns[first:past], self._matrix[first:past].astype(np.float64))

    @cached_property
    def _matrix(self) -> NDArray[Any]:
        """(rows, channels) in the numbers' own dtype."""
        return to_matrix(self._column)


class ImageColumn(ColumnStream):
    """Pictures kept in the table as PNG or JPEG, or as files that it names."""

    def __init__(self, info: StreamInfo, table: EpisodeTable, stamps_ns: Stamps, root: Path) -> None:
        super().__init__(info, table, stamps_ns)
        self._root = root

    def describe(self) -> StreamInfo:
        """With the coding and the size of the first picture."""
        if self._info.count and self._info.encoding == "image":
            first = self.sample(0)
            shape = first.rgb.shape if isinstance(first, VideoFrame) else first.depth_m.shape
            self._info = replace(self._info, encoding=coding("image", self._bytes(0)), shape=shape)
        return self._info

    def sample(self, index: int) -> VideoFrame | DepthImage:
        """Picture of row ``index``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        try:
            data = np.frombuffer(self._bytes(checked(index, self._info)), np.uint8)
            rgb = decode_compressed_rgb({"data": data, "format": ""})
        except BadMessageError as error:
            raise NoSampleError(
                "Picture {index} of {stream} is damaged", index=index, stream=self._info.name
            ) from error
        return VideoFrame(t_ns=int(self._stamps_ns[index]), index=index, rgb=rgb)

    def message(self, index: int) -> Mapping[str, Any]:
        """Path and number of bytes of the picture."""
        data = self._bytes(checked(index, self._info))
        return {self._info.name: {"path": self._value(index).get("path"), "nbytes": len(data)}}

    def _value(self, index: int) -> Mapping[str, Any]:
        value = self._column[index].as_py()
        return value if isinstance(value, dict) else {"bytes": value if isinstance(value, bytes) else None}

    def _bytes(self, index: int) -> bytes:
        value = self._value(index)
        if value.get("bytes") is not None:
            return bytes(value["bytes"])
        path = self._root / str(value.get("path") or "")
        # A data set may come from anywhere and must not reach what lies outside of it.
        if not path.is_relative_to(self._root) or ".." in path.parts or not path.is_file():
            raise NoSampleError("Picture {index} of {stream} is missing", index=index, stream=self._info.name)
        return path.read_bytes()


class DepthColumn(ImageColumn):
    """Depth kept in the table: whole numbers in millimetres, fractions in metres."""

    def __init__(self, info: StreamInfo, table: EpisodeTable, stamps_ns: Stamps, root: Path) -> None:
        super().__init__(replace(info, kind=StreamKind.DEPTH), table, stamps_ns, root)

    def sample(self, index: int) -> DepthImage:
        """Depth of row ``index`` in metres.

        Raises:
            NoSampleError: out of range or damaged.
        """
        try:
            data = np.frombuffer(self._bytes(checked(index, self._info)), np.uint8)
            depth_m = decode_compressed_depth({"data": data, "format": "16UC1"})
        except BadMessageError as error:
            raise NoSampleError(
                "Picture {index} of {stream} is damaged", index=index, stream=self._info.name
            ) from error
        return DepthImage(t_ns=int(self._stamps_ns[index]), index=index, depth_m=depth_m)


def column_kind(dtype: str, *, numeric: bool) -> StreamKind:
    """Kind of a column by its declared dtype and by whether it holds numbers."""
    if dtype == "image":
        return StreamKind.VIDEO
    if numeric:
        return StreamKind.SIGNAL
    return StreamKind.TEXT if dtype in ("string", "language") else StreamKind.OTHER
