"""Video in a file of its own, or in a stretch of a shared one."""

import math
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Self

import numpy as np
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from models.errors import NoSampleError, UnreadableRecordingError
from models.readers.media import open_media
from models.readers.place import place
from models.readers.video_decode import ExactDecoder, Fed, Packet, set_up
from models.readers.video_index import (
    NEVER_SHOWN,
    PacketIndex,
    build_index,
    byte_of,
    demux,
    entries_before,
    lacks_order,
    order_stamp,
    origin_stamp,
    rewind,
)
from models.readers.video_rgb import RgbConverter
from models.readers.video_ring import DEFAULT_RING_NBYTES, FrameRing
from models.timebase import NS_PER_S

SEEK_LEADS = (0.0, 2.0, 30.0, np.inf)


class FileVideo:
    """Exact pictures of a video stream of a file.

    Args:
        path: any container that FFmpeg reads.
        track: which of its video streams, counted from 0.
        start_s: pictures shown before are left out; seconds since the file's start.
        end_s: pictures shown then or later are left out; None for all.
        ring_nbytes: bound of the pictures kept.

    Opening reads the header. The index of pictures is built when it is first needed, over the stretch only.

    Raises:
        UnreadableRecordingError: missing, or no video in it.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        track: int = 0,
        start_s: float = 0.0,
        end_s: float | None = None,
        ring_nbytes: int = DEFAULT_RING_NBYTES,
    ) -> None:
        self.path = place(path)
        self._packets = _FilePackets(self.path, track, start_s, end_s)
        self._decoder = ExactDecoder(self._packets, FrameRing(ring_nbytes))
        self._to_rgb = RgbConverter()

    @property
    def ring(self) -> FrameRing:
        """The pictures that are kept, as decoded."""
        return self._decoder.ring

    @property
    def codec(self) -> str:
        """h264, hevc, av1, vp9 ..."""
        return str(self._packets.stream.codec_context.codec.canonical_name)

    @property
    def declared_count(self) -> int | None:
        """Pictures of the stretch by the header's table alone, None where it has none or the file ends early."""
        return self._packets.declared_count()

    @property
    def last_pts_ns(self) -> int | None:
        """When the last picture of the file is shown, nanoseconds since its start, read from its end alone; None
        where there is no table that leads there.
        """
        return self._packets.last_pts_ns() if self.declared_count else None

    @property
    def count(self) -> int:
        """Pictures shown in the stretch."""
        return self._packets.count

    @property
    def pts_ns(self) -> NDArray[np.int64]:
        """When each picture is shown, int64 (count,), nanoseconds since the file's start."""
        return self._packets.index.pts_ns

    def size(self) -> tuple[int, int]:
        """(height, width) as the header says."""
        context = self._packets.stream.codec_context
        return context.height, context.width

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Picture ``index`` of the stretch as RGB uint8 (height, width, 3), C-contiguous.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        return self._to_rgb(self._decoder.frame(index))

    def decoded(self, index: int) -> VideoFrame:
        """Picture ``index`` as the decoder gives it, for those that are no colours.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        return self._decoder.frame(index)

    @property
    def bits(self) -> int:
        """Bits of the first component of a pixel, 8 where the header does not say."""
        pixels = self._packets.stream.codec_context.format
        return pixels.components[0].bits if pixels is not None else 8

    def index_at_ns(self, offset_ns: int) -> int:
        """Index of the last picture shown at or before ``offset_ns`` since the file's start, -1 before the first."""
        return int(np.searchsorted(self.pts_ns, offset_ns, side="right")) - 1

    def frame_at_ns(self, offset_ns: int) -> NDArray[np.uint8]:
        """The picture shown at ``offset_ns`` since the file's start.

        Raises:
            NoSampleError: the video starts later, or the picture is missing or damaged.
        """
        index = self.index_at_ns(offset_ns)
        if index < 0:
            raise NoSampleError(
                "The video {path} has no picture at or before {t_ns} ns", path=self.path, t_ns=offset_ns
            )
        return self.frame(index)

    def keyframes(self) -> NDArray[np.int64]:
        """Indexes of the keyframes that are shown, int64 (N,), ascending."""
        index = self._packets.index
        shown = index.shown[index.keyframe]
        return np.sort(shown[shown != NEVER_SHOWN])

    def keyframe_at(self, index: int) -> int:
        """The shown keyframe from which picture ``index`` is decoded; itself where there is none before it."""
        position = self._packets.keyframe_for(index)
        shown = NEVER_SHOWN if position is None else int(self._packets.index.shown[position])
        return index if shown == NEVER_SHOWN else shown

    def undecodable(self) -> list[int]:
        """Indexes of pictures that the index has and the decoder does not give. Decodes the whole stretch."""
        return [index for index in range(self.count) if not self._decodes(index)]

    def close(self) -> None:
        """Release the file, the decoder and the pictures kept."""
        self._decoder.close()
        self._packets.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _decodes(self, index: int) -> bool:
        try:
            self._decoder.frame(index)
        except NoSampleError:
            return False
        return True


class _FilePackets:
    """A file's packets as a source for the decoder."""

    def __init__(self, path: Path, track: int, start_s: float, end_s: float | None) -> None:
        self._start_s = start_s
        self._end_s = end_s
        try:
            self._nbytes = path.stat().st_size
            self._container = open_media(path)
        except (FFmpegError, OSError, ValueError) as error:
            raise UnreadableRecordingError("The video {path} cannot be opened", path=path) from error
        streams = [stream for stream in self._container.streams.video if stream.codec_context is not None]
        if not track < len(streams):
            self._container.close()
            raise UnreadableRecordingError("{path} holds no video that can be decoded", path=path)
        self.stream: VideoStream = streams[track]
        set_up(self.stream.codec_context)

    @cached_property
    def index(self) -> PacketIndex:
        return build_index(self._container, self.stream, start_s=self._start_s, end_s=self._end_s)

    @cached_property
    def _positions(self) -> dict[int, list[int]]:
        """Decode positions by stamp; around a cut of an edit list hidden pictures have the stamps of shown ones."""
        found: dict[int, list[int]] = {}
        for position, stamp in enumerate(self.index.stored.tolist()):
            found.setdefault(stamp, []).append(position)
        return found

    @property
    def count(self) -> int:
        return self.index.count

    def keyframe_for(self, index: int) -> int | None:
        return self.index.keyframe_for(index)

    def keyframe_before(self, position: int) -> int | None:
        return self.index.keyframe_before(position)

    def position_of(self, index: int) -> int:
        return int(self.index.position[index])

    def is_keyframe(self, position: int) -> bool:
        return bool(self.index.keyframe[position])

    def is_needed(self, position: int) -> bool:
        return not self.index.disposable[position]

    def packets_from(self, position: int) -> Iterator[Fed]:
        shown = self.index.shown[position:]
        for picture, packet in zip(shown.tolist(), self._from_keyframe(position), strict=False):
            yield (None if picture == NEVER_SHOWN else picture), packet

    @property
    def may_skim(self) -> bool:
        return bool(self.stream.codec_context.codec.canonical_name == "h264")

    def new_decoder(self) -> VideoCodecContext:
        context = self.stream.codec_context
        if not context.is_open:
            try:
                context.open()
            except (FFmpegError, ValueError) as error:
                raise NoSampleError(
                    "There is no decoder for {codec} video", codec=context.codec.canonical_name
                ) from error
        return context

    def declared_count(self) -> int | None:
        entries = self.stream.index_entries
        if not self.stream.frames or len(entries) != self.stream.frames or not self._is_whole():
            return None
        # The table has stamps of decoding; those of showing follow them at the same distance.
        tick_s = float(self.stream.time_base or 1)
        first = entries[0].timestamp
        begin = entries_before(self.stream, first + math.ceil(self._start_s / tick_s))
        if self._end_s is None:
            return len(entries) - begin
        return entries_before(self.stream, first + math.ceil(self._end_s / tick_s)) - begin

    def last_pts_ns(self) -> int | None:
        entries = self.stream.index_entries
        hidden = any(entries[i].is_discard for i in range(len(entries)))
        if hidden or lacks_order(self._container, self.stream):
            return None
        rewind(self._container, self.stream, entries[len(entries) - 1].timestamp)
        last = max((order_stamp(packet) for packet in demux(self._container, self.stream)), default=None)
        if last is None:
            return None
        ticks = last - origin_stamp(self._container, self.stream)
        return int(np.round(ticks * (float(self.stream.time_base or 1) * NS_PER_S)))

    def close(self) -> None:
        self._container.close()

    def _is_whole(self) -> bool:
        last = self.stream.index_entries[len(self.stream.index_entries) - 1]
        return last.pos + last.size <= self._nbytes

    def _from_keyframe(self, position: int) -> Iterator[Packet]:
        """Packets from ``position`` on. A container may land elsewhere than asked, so the packets say where."""
        tick_s = float(self.stream.time_base or 1)
        for lead_s in SEEK_LEADS:
            rewind(self._container, self.stream, int(self.index.seek[position]) - lead_s / tick_s)
            packets = demux(self._container, self.stream)
            here, first = self._first_known(packets)
            if first is not None and here <= position:
                behind = position - here
                yield from islice(chain((first,), packets), behind, None)
                return

    def _first_known(self, packets: Iterator[Packet]) -> tuple[int, Packet | None]:
        """Decode position and packet of the first that the index has; a stretch begins later than its file."""
        for packet in packets:
            alike = self._positions.get(order_stamp(packet), ())
            if alike:
                here = byte_of(packet)
                return next((each for each in alike if self.index.place[each] == here), alike[0]), packet
        return 0, None
