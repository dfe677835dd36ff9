"""Samples of every kind and the protocol by which all readers give them.

A stream belongs to one thread at a time; two streams of one episode share no mutable state, so that each
can be read on its own lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamInfo
from models.errors import NoSampleError
from models.timebase import TimeRange

Stamps = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """``rgb`` uint8 (height, width, 3), C-contiguous."""

    t_ns: int
    index: int
    rgb: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class DepthImage:
    """``depth_m`` float32 (height, width) in metres along the optical axis, NaN where there is no measurement."""

    t_ns: int
    index: int
    depth_m: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PointCloud:
    """``points`` is a structured array (N,) with the message's fields in its order; x, y, z in metres."""

    t_ns: int
    index: int
    points: NDArray[np.void]
    frame_id: str = ""

    def xyz(self) -> NDArray[np.float32]:
        """Positions, float32 (N, 3), metres."""
        xyz = np.empty((len(self.points), 3), np.float32)
        for column, name in enumerate(("x", "y", "z")):
            xyz[:, column] = self.points[name]
        return xyz

    def field(self, name: str) -> NDArray[np.float32]:
        """One field, float32 (N,)."""
        return np.ascontiguousarray(self.points[name], np.float32)

    def table(self) -> NDArray[np.float64]:
        """All fields as float64 (N, fields) in the message's field order."""
        names = self.points.dtype.names or ()
        if not names:
            return np.empty((len(self.points), 0))
        return np.stack([self.points[name].astype(np.float64) for name in names], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class SignalSample:
    """``values`` float64 (channels,), in the order of ``StreamInfo.channels``; NaN where the message has none."""

    t_ns: int
    index: int
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """A decoded message of any other kind: nested dict of plain Python values."""

    t_ns: int
    index: int
    fields: Mapping[str, Any]


Sample = VideoFrame | DepthImage | PointCloud | SignalSample | Message


@dataclass(frozen=True, slots=True, eq=False)
class SignalBlock:
    """A run of signal samples: ``stamps_ns`` int64 (N,), ``values`` float64 (N, channels)."""

    stamps_ns: Stamps
    values: NDArray[np.float64]


class Stream(Protocol):
    """One topic or feature, indexed by its own stamps in (stamp, file order)."""

    @property
    def info(self) -> StreamInfo:
        """What the index alone tells."""

    def describe(self) -> StreamInfo:
        """``info`` completed with shape, channels and units by a look at the first sample."""

    def stamps(self) -> Stamps:
        """All stamps on the episode's clock, int64 (count,), non-decreasing.

        Raises:
            NoHeaderStampError: the episode was opened on the header clock and this stream has none.
        """

    def sample(self, index: int) -> Sample:
        """Decode exactly the sample of that index.

        Raises:
            NoSampleError: out of range or damaged.
        """

    def message(self, index: int) -> Mapping[str, Any]:
        """The message as plain Python values, whatever its kind; for tables and JSON.

        Raises:
            NoSampleError: out of range or damaged.
        """


@runtime_checkable
class SignalStream(Protocol):
    """A stream of numbers that can be read as blocks."""

    @property
    def info(self) -> StreamInfo:
        """As of every stream."""

    def describe(self) -> StreamInfo:
        """As of every stream."""

    def stamps(self) -> Stamps:
        """As of every stream."""

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """All samples inside ``time_range`` (all of them for None), decoded a chunk at a time."""


@runtime_checkable
class HoldingStream(Protocol):
    """A stream that keeps what it decoded or decompressed, since the next sample is likely to need it."""

    @property
    def info(self) -> StreamInfo:
        """As of every stream."""

    @property
    def held_nbytes(self) -> int:
        """Bytes that are kept at the moment; may be asked from any thread."""

    def hold_at_most(self, nbytes: int) -> None:
        """Bound them. What is needed for the sample asked for is kept in any case."""


@runtime_checkable
class KeyframedStream(Protocol):
    """A video of which some pictures are coded without reference to others."""

    def keyframe_at(self, index: int) -> int:
        """The picture at or before ``index`` that costs no other to decode; ``index`` itself where none is known.

        Raises:
            NoSampleError: out of range.
        """


def index_at(stamps_ns: Stamps, t_ns: int) -> int:
    """Index of the last sample at or before ``t_ns`` (of equal stamps the last), -1 before the first."""
    return int(np.searchsorted(stamps_ns, t_ns, side="right")) - 1


def sample_at(stream: Stream, t_ns: int) -> Sample:
    """The last sample at or before ``t_ns``: sample-and-hold, never the nearest.

    Raises:
        NoSampleError: the stream starts later.
    """
    index = index_at(stream.stamps(), t_ns)
    if index < 0:
        raise NoSampleError(
            "Stream {stream} has no sample at or before {t_ns} ns", stream=stream.info.name, t_ns=t_ns
        )
    return stream.sample(index)
