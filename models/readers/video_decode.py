"""From an index to exactly that picture: where to start, what to feed, what to keep."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import av
from av.codec.context import Flags
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext

from models.errors import NoSampleError
from models.readers.video_ring import FrameRing

# An H.264 or H.265 decoder holds back at most 16 pictures to put them in order; AV1 and VP9 none.
REORDER_LIMIT = 20

# After a jump, this many pictures before the one asked for are decoded in any case: stepping back is near.
KEPT_BEFORE = 16

# Keyframes to go back when a picture does not come out: a wrong keyframe flag or an open GOP.
RETRIES = 3

if TYPE_CHECKING:
    Packet = av.Packet[Any]
else:
    # The class of the library is generic for the type checker only.
    Packet = av.Packet

Fed = tuple[int | None, Packet]


class PacketSource(Protocol):
    """Coded pictures in the order of decoding."""

    @property
    def count(self) -> int:
        """How many pictures can be asked for."""

    def keyframe_for(self, index: int) -> int | None:
        """Decode position of the keyframe from which picture ``index`` can be built, None without one."""

    def keyframe_before(self, position: int) -> int | None:
        """Decode position of the keyframe before ``position``, None where it is the first."""

    def position_of(self, index: int) -> int:
        """Decode position of the packet that holds picture ``index``."""

    def is_keyframe(self, position: int) -> bool:
        """Whether decoding may start at the packet there."""

    def is_needed(self, position: int) -> bool:
        """Whether other pictures may build on the one in the packet there."""

    def packets_from(self, position: int) -> Iterator[Fed]:
        """Packets from ``position`` on with the picture each holds; None for one that is never shown."""

    @property
    def may_skim(self) -> bool:
        """Whether pictures that no other needs are marked as such and can be left out on the way (H.264 only:
        in H.265 a picture so marked may still serve a higher layer).
        """

    def new_decoder(self) -> VideoCodecContext:
        """A decoder ready for a keyframe."""


class ExactDecoder:
    """Gives the picture asked for and never its neighbour.

    Each packet carries the index of its picture as its presentation stamp, so a picture says itself which one
    it is. Asking for the next one continues the decoder; pictures that come out on the way stay in the ring.

    After a damaged picture on which others build, those up to the next keyframe count as damaged too: a decoder
    would still give them, patched together from what it has, and they would pass for what the camera saw.
    """

    def __init__(self, source: PacketSource, ring: FrameRing) -> None:
        self.ring = ring
        self._source = source
        self._decoder: VideoCodecContext | None = None
        self._feed: Iterator[Fed] | None = None
        self._next_position = 0
        self._in_flight: set[int] = set()
        self._skimmed: set[int] = set()
        self._skim_to = 0
        self._started = 0
        self._chain: list[int | None] = []
        self._chain_is_broken = False
        self._last_asked = 0
        self._broken: set[int] = set()
        self._lost: set[int] = set()

    def frame(self, index: int) -> av.VideoFrame:
        """Picture ``index`` as decoded.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        if not 0 <= index < self._source.count:
            raise NoSampleError(
                "There is no frame {index}; the video has {count}", index=index, count=self._source.count
            )
        self.ring.aim(index)
        found = self.ring.get(index)
        if found is None and index not in self._lost:
            found = self._decode(index, jump=abs(index - self._last_asked) > KEPT_BEFORE)
        self._last_asked = index
        if found is None:
            self._lost |= self._broken | {index}
            raise NoSampleError(
                "Frame {index} cannot be decoded: its data is missing or damaged", index=index
            )
        return found

    def close(self) -> None:
        """Let go of the decoder and of every picture."""
        self._feed = None
        self._decoder = None
        self._in_flight.clear()
        self.ring.clear()

    def _decode(self, index: int, *, jump: bool) -> av.VideoFrame | None:
        keyframe = self._source.keyframe_for(index)
        if keyframe is None:
            return None
        if self._continues(index, keyframe):
            found = self._run(index)
            if found is not None or self._is_settled(index, keyframe):
                return found
        elif jump and self._source.may_skim:
            self._restart(keyframe, skim_to=self._source.position_of(index) - KEPT_BEFORE)
            found = self._run(index)
            if found is not None:
                return found
        return self._decode_fully(index, keyframe)

    def _decode_fully(self, index: int, keyframe: int) -> av.VideoFrame | None:
        start: int | None = keyframe
        for _ in range(RETRIES):
            if start is None:
                return None
            self._restart(start)
            found = self._run(index)
            if found is not None:
                return found
            start = self._source.keyframe_before(start)
        return None

    def _is_settled(self, index: int, keyframe: int) -> bool:
        """Whether starting anew cannot help: the decoder came from before the keyframe and met the damage."""
        from_before = self._started < keyframe or self._source.keyframe_before(keyframe) is None
        return index in self._broken and from_before

    def _continues(self, index: int, keyframe: int) -> bool:
        """Whether the running decoder will give the picture without a detour."""
        if self._feed is None:
            return False
        ahead = self._source.position_of(index) >= self._next_position
        return index in self._in_flight or (ahead and keyframe <= self._next_position)

    def _restart(self, position: int, *, skim_to: int = 0) -> None:
        self._in_flight.clear()
        self._skimmed.clear()
        self._skim_to = skim_to
        self._started = position
        self._broken.clear()
        self._chain.clear()
        self._chain_is_broken = False
        if self._decoder is None:
            self._decoder = self._source.new_decoder()
        self._feed = self._source.packets_from(position)
        self._decoder.flush_buffers()
        self._next_position = position

    def _run(self, index: int) -> av.VideoFrame | None:
        limit = self._source.position_of(index) + REORDER_LIMIT
        while index not in self.ring and index not in self._broken:
            entry = (
                next(self._feed, None) if self._feed is not None and self._next_position <= limit else None
            )
            if entry is None:
                self._drain()
                break
            self._send(*entry)
        return self.ring.get(index)

    def _send(self, index: int | None, packet: Packet) -> None:
        skims = self._next_position < self._skim_to
        self._link(index)
        self._next_position += 1
        packet.pts = packet.dts = None
        if index is not None and index not in self._broken:
            packet.pts = index
            (self._skimmed if skims else self._in_flight).add(index)
        try:
            if not packet.size:
                self._break_at(index)
                return
            self._take(packet, skims=skims)
        except FFmpegError:
            self._break_at(index)

    def _link(self, index: int | None) -> None:
        """Note the picture about to be fed as one that builds on those since the last keyframe."""
        if self._source.is_keyframe(self._next_position):
            self._chain.clear()
            self._chain_is_broken = False
        self._chain.append(index)
        if self._chain_is_broken and index is not None:
            self._broken.add(index)

    def _break_at(self, index: int | None) -> None:
        """Picture ``index`` is damaged, and with it what builds on it."""
        damaged: set[int | None] = {index}
        if (
            index is not None
            and index in self._chain
            and self._source.is_needed(self._source.position_of(index))
        ):
            damaged.update(self._chain[self._chain.index(index) :])
            self._chain_is_broken = True
        for picture in damaged:
            if picture is None:
                continue
            self._broken.add(picture)
            self._in_flight.discard(picture)
            self._skimmed.discard(picture)
            self.ring.drop(picture)

    def _drain(self) -> None:
        """Get out what the decoder holds back; afterwards it must start at a keyframe again."""
        self._feed = None
        try:
            self._take(None)
        except FFmpegError:
            self._in_flight.clear()

    def _take(self, packet: Packet | None, *, skims: bool = False) -> None:
        assert self._decoder is not None
        self._decoder.skip_frame = "NONREF" if skims else "DEFAULT"
        for frame in self._decoder.decode(packet):
            if frame.pts is None or not (frame.pts in self._in_flight or frame.pts in self._skimmed):
                continue
            self._in_flight.discard(frame.pts)
            self._skimmed.discard(frame.pts)
            if frame.is_corrupt:
                self._break_at(frame.pts)
            else:
                self.ring.put(frame.pts, frame)


def set_up(decoder: VideoCodecContext) -> None:
    """Settle threads before the decoder opens.

    Measured on two cores: threads by slice, since a decoder that works on several frames at once must be fed
    further before the picture asked for comes out, and cameras decode side by side anyway. AV1 shows its
    pictures in the order of its packets, so its decoder need not hold any back: that halves a seek.
    """
    decoder.thread_type = "SLICE"
    if decoder.codec.canonical_name == "av1":
        decoder.flags |= Flags.low_delay
