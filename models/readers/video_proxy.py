"""A small copy of a video that is quick to jump in: every picture under its own index, a keyframe every few pictures.

For the moments while a hand moves over a video whose keyframes lie seconds apart. It is made once, checked picture by
picture, and never taken for the recording: what rests on the screen comes from there.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from models.errors import KnownError, NoSampleError, UnreadableRecordingError
from models.readers.video import FileVideo
from models.streams import KeyframedStream, Stream, VideoFrame
from models.timebase import NS_PER_S

WIDTH = 640
GROUP = 10
LONG_NS = 2 * NS_PER_S
FORMAT = 1
_LOOKS = 12
_RATE = 30
_GREY = 128
_THINNED = 4
_RING_NBYTES = 8 << 20


def has_long_groups(stream: Stream) -> bool:
    """Whether keyframes lie so far apart that a jump takes long to decode: looked at in a few places."""
    stamps_ns = stream.stamps()
    if not isinstance(stream, KeyframedStream) or not len(stamps_ns):
        return False
    places = np.linspace(0, len(stamps_ns) - 1, min(_LOOKS, len(stamps_ns))).astype(int).tolist()
    return any(stamps_ns[place] - stamps_ns[stream.keyframe_at(place)] > LONG_NS for place in places)


def proxy_key(fingerprint: str, stream: Stream) -> str:
    """Name of the proxy of a stream: other content, other pictures at either end, or other times of them give another.

    Decodes the first picture and the last that needs no other.
    """
    stamps_ns = stream.stamps()
    digest = hashlib.sha256(f"{FORMAT}\n{fingerprint}\n{stream.info.name}\n{WIDTH}\n{GROUP}\n".encode())
    digest.update(stamps_ns.tobytes())
    last = stream.keyframe_at(len(stamps_ns) - 1) if isinstance(stream, KeyframedStream) else 0
    for index in (0, last):
        with suppress(NoSampleError):
            sample = stream.sample(index)
            digest.update(
                sample.rgb[::_THINNED, ::_THINNED].tobytes() if isinstance(sample, VideoFrame) else b""
            )
    return digest.hexdigest()[:40]


def write_proxy(
    stream: Stream, path: Path, *, tell: Callable[[int, int], None] = lambda _done, _of: None
) -> None:
    """Write a proxy of a video stream and read it again; a damaged picture becomes a grey one.

    Args:
        stream: the video.
        path: an mp4 to be; what is there on an error is of no use.
        tell: gets the number of pictures done, of so many.

    Raises:
        KnownError: no room, no encoder, or what was written is not what was meant.
    """
    try:
        _encode(stream, path, tell)
    except (OSError, FFmpegError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise KnownError(
            "No quick copy of {stream} can be made: {why}", stream=stream.info.name, why=why
        ) from error
    _check(stream, path)


def _encode(stream: Stream, path: Path, tell: Callable[[int, int], None]) -> None:
    count = len(stream.stamps())
    height, width = _size(stream.describe().shape)
    with av.open(str(path), "w", format="mp4") as output:
        video = output.add_stream("libx264", rate=_RATE, options={"preset": "ultrafast", "crf": "26"})
        video.height, video.width, video.pix_fmt = height, width, "yuv420p"
        video.codec_context.gop_size, video.codec_context.max_b_frames = GROUP, 0
        video.codec_context.thread_count = 1
        for index in range(count):
            frame = av.VideoFrame.from_ndarray(_picture(stream, index, (height, width)), format="rgb24")
            frame = frame.reformat(width=width, height=height, format="yuv420p", interpolation="AREA")
            frame.pts, frame.time_base = index, Fraction(1, _RATE)
            output.mux(video.encode(frame))
            tell(index + 1, count)
        output.mux(video.encode(None))
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _picture(stream: Stream, index: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    with suppress(NoSampleError):
        sample = stream.sample(index)
        if isinstance(sample, VideoFrame):
            return sample.rgb
    return np.full((*size, 3), _GREY, np.uint8)


def _size(shape: tuple[int, ...]) -> tuple[int, int]:
    """Even (height, width) of at most ``WIDTH``."""
    height, width = shape[0], shape[1]
    scale = min(1.0, WIDTH / width)
    return max(2, round(height * scale / 2) * 2), max(2, round(width * scale / 2) * 2)


def _check(stream: Stream, path: Path) -> None:
    """Whether each picture is there, in its place, and can be decoded."""
    try:
        with FileVideo(path, ring_nbytes=_RING_NBYTES) as video:
            places = np.rint(video.pts_ns * (_RATE / NS_PER_S)).astype(np.int64)
            whole = np.array_equal(places, np.arange(len(stream.stamps()))) and not video.undecodable()
    except UnreadableRecordingError:
        whole = False
    if not whole:
        raise KnownError(
            "No quick copy of {stream} can be made: {why}", stream=stream.info.name, why="it came out damaged"
        )


class ProxyVideo:
    """Pictures of a proxy in the size of the source, as samples with the source's stamps; for one thread at a time.

    Args:
        path: a proxy of ``stream``.
        stream: the source, which is described already.

    Raises:
        UnreadableRecordingError: it is gone, damaged, or does not have as many pictures.
    """

    def __init__(self, path: Path, stream: Stream) -> None:
        self._stamps_ns = stream.stamps()
        self._shape = stream.describe().shape
        self._video = FileVideo(path, ring_nbytes=_RING_NBYTES)
        if self._video.count != len(self._stamps_ns):
            self._video.close()
            raise UnreadableRecordingError("The quick copy {path} is of another video", path=path)

    @property
    def held_nbytes(self) -> int:
        """Decoded pictures that are kept."""
        return self._video.ring.used_nbytes

    def sample(self, index: int) -> VideoFrame:
        """Picture ``index``, coarser than the source's.

        Raises:
            NoSampleError: out of range or damaged.
        """
        height, width = self._shape[:2]
        decoded = self._video.decoded(index)
        rgb = decoded.reformat(width=width, height=height, format="rgb24", interpolation="FAST_BILINEAR")
        picture = np.ascontiguousarray(rgb.to_ndarray(), np.uint8)
        return VideoFrame(int(self._stamps_ns[index]), index, picture)

    def close(self) -> None:
        """Release the file."""
        self._video.close()
