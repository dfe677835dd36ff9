"""Where each picture of a video file lies, found by demuxing and without decoding."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream
from numpy.typing import NDArray

from models.readers.video_decode import Packet
from models.timebase import NS_PER_S

# How far before a stretch to begin, so that the keyframe of its first picture is found; tried in turn.
LEADS_S = (2.0, 30.0, np.inf)
NEVER_SHOWN = -1
FAR_BEFORE = -(1 << 40)
REORDER_S = 1.0
# More pictures than any decoder holds back to put them in order.
ORIGIN_PACKETS = 20


@dataclass(frozen=True, slots=True, eq=False)
class PacketIndex:
    """The pictures of a file, or of a stretch of it.

    In the order of decoding (P,): ``keyframe`` bool, ``disposable`` bool where
    the container says that no other picture builds on it, ``seek`` int64 stamp of decoding, ``stored`` int64
    stamp by which the packet is known, ``place`` int64 byte in the file that tells packets of one stamp apart, -1 where
    the container does not say, ``order`` int64 stamp of showing in the stream's time base, ``shown``
    int64 index of the picture or -1 where it lies outside the stretch or an edit list hides it. In the
    order of showing (N,): ``pts_ns`` int64
    since the file's start, ``position`` int64 place in the order of decoding.
    """

    keyframe: NDArray[np.bool_]
    disposable: NDArray[np.bool_]
    seek: NDArray[np.int64]
    stored: NDArray[np.int64]
    place: NDArray[np.int64]
    order: NDArray[np.int64]
    shown: NDArray[np.int64]
    pts_ns: NDArray[np.int64]
    position: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Number of pictures shown."""
        return len(self.pts_ns)

    def keyframe_for(self, index: int) -> int | None:
        """Decode position of the last keyframe that is not shown after picture ``index``.

        Leading pictures of an open GOP are coded after a keyframe but shown before it and may need the GOP
        before, so the stamps decide and not the places.
        """
        own = int(self.position[index])
        usable = self.keyframe[: own + 1] & (self.order[: own + 1] <= self.order[own])
        return _last_true(usable)

    def keyframe_before(self, position: int) -> int | None:
        """Decode position of the keyframe before ``position``."""
        return _last_true(self.keyframe[:position])


def _last_true(flags: NDArray[np.bool_]) -> int | None:
    places = np.flatnonzero(flags)
    return int(places[-1]) if len(places) else None


def build_index(
    container: InputContainer, stream: VideoStream, *, start_s: float = 0.0, end_s: float | None = None
) -> PacketIndex:
    """Index the pictures shown in ``[start_s, end_s)``, seconds since the file's start; a slack for rounding is
    the caller's to add. Reads only that stretch.
    """
    tick_s = float(stream.time_base or 1)
    origin = origin_stamp(container, stream)
    first = origin + start_s / tick_s if start_s > 0 else -np.inf
    past = np.inf if end_s is None else origin + end_s / tick_s
    rows = _rows(container, stream, first=first, past=past, tick_s=tick_s)
    order = np.array([row.order for row in rows], np.int64)
    if lacks_order(container, stream) and rows:
        order = _decoded_order(container, stream, np.array([row.seek for row in rows], np.int64))
        origin = int(order.min())
    return _index(rows, order, origin=origin, first=first, past=past, tick_s=tick_s)


def lacks_order(container: InputContainer, stream: VideoStream) -> bool:
    """Whether pictures are coded in another order than shown and the container does not say in which (AVI)."""
    return container.format.name == "avi" and bool(stream.codec_context.has_b_frames)


def _decoded_order(
    container: InputContainer, stream: VideoStream, seek: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Stamps of showing, int64 (P,): those of decoding dealt out in the order in which a decoder shows the
    packets; one that gives no picture keeps its own. Decodes the stretch once.
    """
    shown = np.array(list(dict.fromkeys(_places_as_shown(container, stream, seek))), np.int64)
    order = seek.copy()
    order[shown] = np.sort(seek[shown])
    return order


def _places_as_shown(
    container: InputContainer, stream: VideoStream, seek: NDArray[np.int64]
) -> Iterator[int]:
    place_of = {stamp: place for place, stamp in enumerate(seek.tolist())}
    decoder = cast(VideoCodecContext, av.CodecContext.create(stream.codec_context.codec.name, "r"))
    decoder.extradata = stream.codec_context.extradata
    rewind(container, stream, int(seek[0]))
    for packet in chain(demux(container, stream), (None,)):
        if packet is not None:
            place = place_of.get(order_stamp(packet) if packet.dts is None else packet.dts)
            if place is None:
                continue
            packet.dts, packet.pts = None, place
        with suppress(FFmpegError):
            yield from (frame.pts for frame in decoder.decode(packet) if frame.pts is not None)


def demux(container: InputContainer, stream: VideoStream) -> Iterator[Packet]:
    """Packets from where the container stands, as far as the file is readable."""
    try:
        yield from (packet for packet in container.demux(stream) if packet.size)
    except (FFmpegError, EOFError):
        return


def rewind(container: InputContainer, stream: VideoStream, timestamp: float) -> None:
    """Go to a keyframe at or before ``timestamp`` in the stream's time base, else to the file's start.

    Some containers (AVI) refuse a stamp before their start, others have keyframes before it.
    """
    for target in (max(timestamp, FAR_BEFORE), stream.start_time or 0):
        with suppress(FFmpegError):
            container.seek(int(target), stream=stream, backward=True)
            return


def entries_before(stream: VideoStream, timestamp: int) -> int:
    """How many entries of the header's table are decoded before ``timestamp``; reads nothing."""
    return int(stream.index_entries.search_timestamp(timestamp - 1, backward=True, any_frame=True)) + 1


@dataclass(frozen=True, slots=True)
class _Row:
    order: int
    seek: int
    keyframe: bool
    hidden: bool
    disposable: bool
    place: int


def order_stamp(packet: Packet) -> int:
    """What orders a picture among the shown ones; AVI has no presentation stamps, only the order of decoding."""
    if packet.pts is not None:
        return packet.pts
    return packet.dts if packet.dts is not None else 0


def byte_of(packet: Packet) -> int:
    """Where the packet lies in the file, -1 where the container does not say."""
    return -1 if packet.pos is None else packet.pos


def origin_stamp(container: InputContainer, stream: VideoStream) -> int:
    """Stamp of the first picture shown; headers that tell it are wrong in some containers (AVI)."""
    rewind(container, stream, FAR_BEFORE)
    head = islice((packet for packet in demux(container, stream) if not packet.is_discard), ORIGIN_PACKETS)
    return min((order_stamp(packet) for packet in head), default=stream.start_time or 0)


def _rows(
    container: InputContainer, stream: VideoStream, *, first: float, past: float, tick_s: float
) -> list[_Row]:
    """Packets in the order of decoding, from a keyframe at or before ``first`` on."""
    rows: list[_Row] = []
    for lead_s in LEADS_S:
        rewind(container, stream, first - lead_s / tick_s)
        rows = list(_rows_until(container, stream, past, REORDER_S / tick_s))
        if first == -np.inf or any(row.keyframe and row.order <= first for row in rows):
            break
    return rows


def _rows_until(container: InputContainer, stream: VideoStream, past: float, slack: float) -> Iterator[_Row]:
    for packet in demux(container, stream):
        order = order_stamp(packet)
        seek = packet.dts if packet.dts is not None else order
        # A picture is never shown before it is decoded. Without a decoding stamp some slack must do.
        if seek >= past + (slack if packet.dts is None else 0):
            return
        yield _Row(order, seek, packet.is_keyframe, packet.is_discard, packet.is_disposable, byte_of(packet))


def _index(
    rows: list[_Row], order: NDArray[np.int64], *, origin: int, first: float, past: float, tick_s: float
) -> PacketIndex:
    hidden = np.array([row.hidden for row in rows], np.bool_)
    inside = np.flatnonzero(~hidden & (order >= first) & (order < past))
    position = inside[np.argsort(order[inside], kind="stable")]
    shown = np.full(len(rows), NEVER_SHOWN, np.int64)
    shown[position] = np.arange(len(position))
    return PacketIndex(
        keyframe=np.array([row.keyframe for row in rows], np.bool_),
        disposable=np.array([row.disposable for row in rows], np.bool_),
        seek=np.array([row.seek for row in rows], np.int64),
        stored=np.array([row.order for row in rows], np.int64),
        place=np.array([row.place for row in rows], np.int64),
        order=order,
        shown=shown,
        pts_ns=np.round((order[position] - origin) * (tick_s * NS_PER_S)).astype(np.int64),
        position=position.astype(np.int64),
    )
