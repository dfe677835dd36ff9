"""Arrays as streams: numbers, pictures, depth and words, one sample a row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamInfo, StreamKind
from models.errors import KnownError, NoSampleError
from models.readers.array_kinds import ArrayKind, kind_of, picture_bytes
from models.readers.array_names import channels_of, says_bgr
from models.readers.array_source import MOST_NBYTES, ArraySource, read_rows
from models.readers.cdr import BadMessageError
from models.readers.image import (
    decode_compressed_depth,
    decode_compressed_rgb,
    decode_raw_depth,
    decode_raw_rgb,
)
from models.readers.lerobot_streams import checked, timed_info
from models.streams import (
    DepthImage,
    Message,
    Sample,
    SignalBlock,
    SignalSample,
    Stamps,
    Stream,
    VideoFrame,
)
from models.timebase import TimeRange

# Numbers up to this size are kept, since plots and tables come back to them.
KEPT_NBYTES = 1 << 26
RUN_NBYTES = 1 << 24

Rows = Sequence[int] | NDArray[np.int64]


class ArrayStream:
    """Rows of an array at some stamps; values that are neither numbers nor pictures.

    Args:
        name: of the stream.
        source: the array.
        kind: what it shows.
        rows: which row is which sample.
        stamps_ns: int64 (rows,), ascending.
    """

    def __init__(
        self, name: str, source: ArraySource, kind: ArrayKind, rows: Rows, stamps_ns: Stamps
    ) -> None:
        self._source = source
        self._kind = kind
        self._rows = rows
        self._stamps_ns = stamps_ns
        info = StreamInfo(name, kind.kind, 0, None, None, None, kind.encoding)
        self._info = timed_info(info, stamps_ns)

    @property
    def info(self) -> StreamInfo:
        """What the head of the array tells."""
        return self._info

    def describe(self) -> StreamInfo:
        """The same."""
        return self._info

    def stamps(self) -> Stamps:
        """Stamps of the rows, int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> Sample:
        """The value of row ``index`` as plain Python.

        Raises:
            NoSampleError: out of range or damaged.
        """
        fields = self.message(index)
        return Message(t_ns=int(self._stamps_ns[index]), index=index, fields=fields)

    def message(self, index: int) -> Mapping[str, Any]:
        """``{name: value}``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        return {self._info.name: plain(self._row(index))}

    def _row(self, index: int) -> Any:
        row = int(self._rows[checked(index, self._info)])
        return read_rows(self._source, row, row + 1)[0]


class SignalArray(ArrayStream):
    """Numbers: a vector a row; a nested shape is one long vector in row order, a table one channel a column."""

    def __init__(
        self, name: str, source: ArraySource, kind: ArrayKind, rows: Rows, stamps_ns: Stamps
    ) -> None:
        super().__init__(name, source, kind, rows, stamps_ns)
        channels, units = channels_of(source.facts)
        self._info = replace(self._info, shape=(len(channels),), channels=channels, units=units)

    def sample(self, index: int) -> SignalSample:
        """The vector of row ``index``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        if self._fits:
            values = self._matrix[checked(index, self._info)].copy()
        else:
            values = _numbers(np.asarray(self._row(index))[None])[0]
        return SignalSample(t_ns=int(self._stamps_ns[index]), index=index, values=values)

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """All vectors inside ``time_range``, float64 (N, channels).

        Raises:
            NoSampleError: damaged, or more than 1 GiB.
        """
        first, past = 0, self._info.count
        if time_range is not None:
            limits = [time_range.start_ns, time_range.end_ns]
            first, past = np.searchsorted(self._stamps_ns, limits).tolist()
        values = self._matrix[first:past].copy() if self._fits else self._run(first, past)
        return SignalBlock(self._stamps_ns[first:past], values)

    @property
    def _fits(self) -> bool:
        return self._info.count * len(self._info.channels) * 8 <= KEPT_NBYTES

    @cached_property
    def _matrix(self) -> NDArray[np.float64]:
        return self._run(0, self._info.count)

    def _run(self, first: int, past: int) -> NDArray[np.float64]:
        """Samples ``[first, past)``, a stretch of the array at a time."""
        width = len(self._info.channels)
        if (past - first) * width * 8 > MOST_NBYTES:
            raise NoSampleError("{stream} is too large to be read at once", stream=self._info.name)
        values = np.empty((past - first, width))
        for start, stop in self._stretches(first, past):
            rows = np.asarray(self._rows[start:stop], np.int64)
            least = int(rows.min())
            stretch = read_rows(self._source, least, int(rows.max()) + 1)
            values[start - first : stop - first] = _numbers(stretch)[rows - least]
        return values

    def _stretches(self, first: int, past: int) -> list[tuple[int, int]]:
        step = max(RUN_NBYTES // max(self._source.facts.row_nbytes, 1), 1)
        if not isinstance(self._rows, range):
            # Rows out of order are read at once: they may lie anywhere.
            step = max(past - first, 1)
        return [(start, min(start + step, past)) for start in range(first, past, step)]


class PictureArray(ArrayStream):
    """Pictures, plain or coded. Plain ones are RGB unless an attribute says BGR; coded ones say it themselves."""

    def describe(self) -> StreamInfo:
        """With the size of the first picture."""
        if self._info.count and not self._info.shape:
            self._info = replace(self._info, shape=self.sample(0).rgb.shape)
        return self._info

    def sample(self, index: int) -> VideoFrame:
        """Picture of row ``index``.

        Raises:
            NoSampleError: out of range or damaged.
        """
        row = self._row(index)
        try:
            rgb = self._coded_rgb(row) if self._kind.coded else self._raw_rgb(row)
        except (BadMessageError, ValueError) as error:
            raise damaged(index, self._info) from error
        return VideoFrame(t_ns=int(self._stamps_ns[index]), index=index, rgb=rgb)

    def message(self, index: int) -> Mapping[str, Any]:
        """Coding and number of bytes of the picture."""
        return {self._info.name: {"encoding": self._info.encoding, "nbytes": _nbytes(self._row(index))}}

    def _coded_rgb(self, row: Any) -> NDArray[np.uint8]:
        data = np.frombuffer(picture_bytes(row), np.uint8)
        rgb = decode_compressed_rgb({"data": data, "format": ""})
        return np.ascontiguousarray(rgb[..., ::-1]) if says_bgr(self._source.facts) else rgb

    def _raw_rgb(self, row: NDArray[np.uint8]) -> NDArray[np.uint8]:
        pixels = _channel_last(row, planar=self._kind.planar)
        colours = pixels.shape[2] if pixels.ndim == 3 else 1
        bgr = says_bgr(self._source.facts)
        encoding = {1: "mono8", 3: "bgr8" if bgr else "rgb8", 4: "bgra8" if bgr else "rgba8"}[colours]
        return decode_raw_rgb(_image(pixels, encoding, colours))


class DepthArray(ArrayStream):
    """Depth: whole numbers in millimetres, fractions in metres, plain or as pictures of 16 bits."""

    def describe(self) -> StreamInfo:
        """With the size of the first image."""
        if self._info.count and not self._info.shape:
            self._info = replace(self._info, shape=self.sample(0).depth_m.shape)
        return self._info

    def sample(self, index: int) -> DepthImage:
        """Depth of row ``index`` in metres.

        Raises:
            NoSampleError: out of range or damaged.
        """
        row = self._row(index)
        try:
            depth_m = self._coded_m(row) if self._kind.coded else self._raw_m(row)
        except (BadMessageError, ValueError) as error:
            raise damaged(index, self._info) from error
        return DepthImage(t_ns=int(self._stamps_ns[index]), index=index, depth_m=depth_m)

    def message(self, index: int) -> Mapping[str, Any]:
        """Coding and number of bytes of the image."""
        return {self._info.name: {"encoding": self._info.encoding, "nbytes": _nbytes(self._row(index))}}

    def _coded_m(self, row: Any) -> NDArray[np.float32]:
        data = np.frombuffer(picture_bytes(row), np.uint8)
        return decode_compressed_depth({"data": data, "format": "16UC1"})

    def _raw_m(self, row: NDArray[Any]) -> NDArray[np.float32]:
        pixels = _channel_last(row, planar=self._kind.planar)
        pixels = pixels[..., 0] if pixels.ndim == 3 else pixels
        whole = pixels.dtype.kind in "iu"
        pixels = np.clip(pixels, 0, 65535).astype(np.uint16) if whole else pixels.astype(np.float32)
        return decode_raw_depth(_image(pixels, "16UC1" if whole else "32FC1", 1))


_CLASSES: Mapping[StreamKind, type[ArrayStream]] = {
    StreamKind.SIGNAL: SignalArray,
    StreamKind.VIDEO: PictureArray,
    StreamKind.DEPTH: DepthArray,
}


def array_stream(name: str, source: ArraySource, rows: Rows, stamps_ns: Stamps) -> Stream:
    """The stream that fits an array; ``rows`` says which row is which sample."""
    kind = kind_of(source)
    return _CLASSES.get(kind.kind, ArrayStream)(name, source, kind, rows, stamps_ns)


def damaged(index: int, info: StreamInfo) -> KnownError:
    """What to raise for a picture that cannot be decoded."""
    return NoSampleError("Picture {index} of {stream} is damaged", index=index, stream=info.name)


def plain(value: Any) -> Any:
    """A value of an array as plain Python."""
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, np.void):
        names = value.dtype.names
        return {name: plain(value[name]) for name in names} if names else value.tobytes().hex()
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()] if value.ndim else plain(value.item())
    if isinstance(value, np.generic):
        return plain(value.item())
    return value if isinstance(value, (str, int, float, bool, list, type(None))) else str(value)


def _numbers(rows: NDArray[Any]) -> NDArray[np.float64]:
    """(n, channels) float64 of n rows of any numeric shape."""
    if rows.dtype.names:
        return np.stack([rows[name].astype(np.float64) for name in rows.dtype.names], axis=1)
    return rows.astype(np.float64).reshape(len(rows), -1)


def _channel_last(pixels: NDArray[Any], *, planar: bool) -> NDArray[Any]:
    return np.moveaxis(pixels, 0, -1) if planar and pixels.ndim == 3 else pixels


def _image(pixels: NDArray[Any], encoding: str, colours: int) -> dict[str, Any]:
    """A picture as the decoders of raw messages take it."""
    plainly = np.ascontiguousarray(pixels)
    height, width = plainly.shape[:2]
    return {
        "encoding": encoding,
        "height": height,
        "width": width,
        "step": width * colours * plainly.dtype.itemsize,
        "is_bigendian": plainly.dtype.byteorder == ">",
        "data": plainly.reshape(-1).view(np.uint8),
    }


def _nbytes(row: Any) -> int:
    try:
        return len(picture_bytes(row))
    except ValueError:
        return int(np.asarray(row).nbytes)
