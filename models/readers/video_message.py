"""Video whose pictures arrive as one message each."""

from collections.abc import Callable, Iterator
from typing import Self, cast

import av
import numpy as np
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from models.errors import KnownError, NoSampleError
from models.readers.video_bitstream import ANNEX_B_CODECS, is_keyframe, may_be_referenced, parameter_sets
from models.readers.video_decode import ExactDecoder, Fed, set_up
from models.readers.video_rgb import RgbConverter
from models.readers.video_ring import DEFAULT_RING_NBYTES, FrameRing

CODEC_NAMES = {"h265": "hevc", "avc": "h264"}
# FFmpeg's own AV1 decoder needs hardware.
DECODERS = {"av1": "libdav1d"}
UNKNOWN = -1


class MessageVideo:
    """Exact pictures of a video with one coded picture a message (foxglove CompressedVideo: Annex B H.264 and
    H.265, AV1 temporal units, VP9 frames).

    Args:
        count: number of messages; picture ``i`` is the one coded in message ``i``.
        read_packet: bytes of message ``i``. It may raise a KnownError for one that cannot be read.
        codec: as the message names it: h264, h265 or hevc, av1, vp9 ...
        ring_nbytes: bound of the pictures kept.

    Nothing is read before the first picture is asked for. Keyframes are looked for backwards from there.
    """

    def __init__(
        self,
        *,
        count: int,
        read_packet: Callable[[int], bytes],
        codec: str,
        ring_nbytes: int = DEFAULT_RING_NBYTES,
    ) -> None:
        self._messages = _Messages(count, read_packet, CODEC_NAMES.get(codec.lower(), codec.lower()))
        self._decoder = ExactDecoder(self._messages, FrameRing(ring_nbytes))
        self._to_rgb = RgbConverter()

    @property
    def ring(self) -> FrameRing:
        """The pictures that are kept, as decoded."""
        return self._decoder.ring

    @property
    def count(self) -> int:
        """Number of messages."""
        return self._messages.count

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Picture ``index`` as RGB uint8 (height, width, 3), C-contiguous.

        Raises:
            NoSampleError: out of range, missing or damaged, or no keyframe before it.
        """
        return self._to_rgb(self._decoder.frame(index))

    def size(self) -> tuple[int, int]:
        """(height, width) of the first picture that can be decoded.

        Raises:
            NoSampleError: none can.
        """
        first = self._messages.first_keyframe()
        if first is None:
            raise NoSampleError("The video has no keyframe, so no picture of it can be decoded")
        frame = self._decoder.frame(first)
        return frame.height, frame.width

    def keyframes(self) -> NDArray[np.int64]:
        """Indexes of all keyframes, int64 (N,). Reads every message that was not looked at before."""
        return np.flatnonzero([self._messages.is_keyframe(i) for i in range(self.count)]).astype(np.int64)

    def keyframe_at(self, index: int) -> int:
        """The keyframe from which picture ``index`` is decoded; itself where there is none before it."""
        found = self._messages.keyframe_for(index)
        return index if found is None else found

    def close(self) -> None:
        """Release the decoder and the pictures kept."""
        self._decoder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Messages:
    """Messages as a packet source: the order of decoding is their own."""

    def __init__(self, count: int, read_packet: Callable[[int], bytes], codec: str) -> None:
        self.count = count
        self._read = read_packet
        self._codec = codec
        self._known = np.full(count, UNKNOWN, np.int8)
        self._sets: bytes | None = None

    def is_keyframe(self, index: int) -> bool:
        if self._known[index] == UNKNOWN:
            self._known[index] = is_keyframe(self._codec, self._data(index))
        return bool(self._known[index])

    def first_keyframe(self) -> int | None:
        return next((i for i in range(self.count) if self.is_keyframe(i)), None)

    def keyframe_for(self, index: int) -> int | None:
        return next((i for i in range(index, -1, -1) if self.is_keyframe(i)), None)

    def keyframe_before(self, position: int) -> int | None:
        return self.keyframe_for(position - 1)

    def position_of(self, index: int) -> int:
        return index

    def is_needed(self, position: int) -> bool:
        return may_be_referenced(self._codec, self._data(position))

    def packets_from(self, position: int) -> Iterator[Fed]:
        for index in range(position, self.count):
            yield index, av.Packet(self._with_sets(index, self._data(index)))

    @property
    def may_skim(self) -> bool:
        return self._codec == "h264"

    def new_decoder(self) -> VideoCodecContext:
        try:
            decoder = cast(
                VideoCodecContext, av.CodecContext.create(DECODERS.get(self._codec, self._codec), "r")
            )
        except (FFmpegError, ValueError) as error:
            raise NoSampleError("There is no decoder for {codec} video", codec=self._codec) from error
        set_up(decoder)
        decoder.open()
        return decoder

    def _data(self, index: int) -> bytes:
        """Bytes of a message; a damaged one counts as empty, so that its neighbours still decode."""
        try:
            return bytes(self._read(index))
        except KnownError:
            return b""

    def _with_sets(self, index: int, data: bytes) -> bytes:
        """A keyframe without parameter sets gets those of the first message that has some."""
        if self._codec not in ANNEX_B_CODECS or not self.is_keyframe(index):
            return data
        if parameter_sets(self._codec, data):
            return data
        if self._sets is None:
            found = (parameter_sets(self._codec, self._data(i)) for i in range(index))
            self._sets = next((sets for sets in found if sets), b"")
        return self._sets + data
