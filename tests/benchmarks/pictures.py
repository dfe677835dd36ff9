"""Who gives pictures of a video by their number: ours, the peers, and the limits."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
import zstandard
from mcap.data_stream import ReadDataStream
from mcap.reader import make_reader
from mcap.records import Chunk

from models.readers import Episode, open_episode
from models.readers.video_file import FileVideo
from models.streams import HoldingStream, VideoFrame
from tests.benchmarks.videos import RATE

_HELD_NBYTES = 80 << 20
_RECORD_HEAD = 9


class Pictures(Protocol):
    """Gives pictures by their number."""

    def get(self, index: int) -> np.ndarray: ...


class FilePictures:
    """Ours, from a file."""

    def __init__(self, path: Path) -> None:
        self.video = FileVideo(path)
        self.count = self.video.count

    def get(self, index: int) -> np.ndarray:
        return self.video.frame(index)

    def close(self) -> None:
        self.video.close()


class MessagePictures:
    """Ours, from a CompressedVideo topic."""

    def __init__(self, path: Path, topic: str) -> None:
        self._episode: Episode = open_episode(path)
        self._stream = self._episode.streams[topic]
        self.count = len(self._stream.stamps())

    def get(self, index: int) -> np.ndarray:
        sample = self._stream.sample(index)
        assert isinstance(sample, VideoFrame)
        return sample.rgb

    def forget(self) -> None:
        """Let go of everything that earlier visits left behind."""
        assert isinstance(self._stream, HoldingStream)
        self._stream.hold_at_most(0)
        self._stream.hold_at_most(_HELD_NBYTES)

    def close(self) -> None:
        self._episode.close()


class CvPictures:
    """The peer."""

    def __init__(self, path: Path) -> None:
        import cv2

        self._capture = cv2.VideoCapture(str(path))
        self._position: int = cv2.CAP_PROP_POS_FRAMES
        if not self._capture.isOpened():
            raise RuntimeError(f"{path.name} does not open")

    def get(self, index: int) -> np.ndarray:
        self._capture.set(self._position, index)
        return self.read()

    def read(self) -> np.ndarray:
        found, picture = self._capture.read()
        if not found:
            raise RuntimeError("no picture")
        return picture


class RawFile:
    """The limit for a file of a constant rate."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "SLICE"
        assert self._stream.time_base is not None
        self._ticks = 1 / RATE / self._stream.time_base
        self._frames: Iterator[av.VideoFrame] = iter(())

    def get(self, index: int) -> np.ndarray:
        wanted = round(index * self._ticks)
        self._container.seek(wanted, stream=self._stream)
        self._frames = self._container.decode(self._stream)
        return rgb_of(next(frame for frame in self._frames if frame.pts is not None and frame.pts >= wanted))

    def read(self) -> np.ndarray:
        return rgb_of(next(self._frames))


class RawMessages:
    """The limit for coded pictures in memory."""

    def __init__(self, packets: list[bytes]) -> None:
        self._packets = packets
        self._keys = [i for i, data in enumerate(packets) if _is_key(data)]
        self._decoder: Any = av.CodecContext.create("h264", "r")
        self._decoder.thread_type = "SLICE"
        self._decoder.flags |= av.codec.context.Flags.low_delay
        self._next = 0

    def keyframe_at(self, index: int) -> int:
        return max(key for key in self._keys if key <= index)

    def get(self, index: int) -> np.ndarray:
        self._decoder.flush_buffers()
        self._next = self.keyframe_at(index)
        frames: list[av.VideoFrame] = []
        while self._next <= index:
            frames += self._decode()
        return rgb_of(frames[-1])

    def read(self) -> np.ndarray:
        return rgb_of(self._decode()[-1])

    def _decode(self) -> list[av.VideoFrame]:
        self._next += 1
        return list(self._decoder.decode(av.Packet(self._packets[self._next - 1])))


class ColdMessages:
    """The limit for coded pictures in chunks that were never read: those chunks decompressed, then the group decoded.

    A chunk holds every stream of its time, so that there is no way to a picture in it but this one.
    """

    def __init__(self, recording: Path, topic: str, packets: list[bytes]) -> None:
        self._raw = RawMessages(packets)
        self._file = recording.open("rb")
        summary = make_reader(self._file).get_summary()
        assert summary is not None
        channel = next(id_ for id_, each in summary.channels.items() if each.topic == topic)
        self._chunks = [each for each in summary.chunk_indexes if channel in each.message_index_offsets]
        with open_episode(recording) as episode:
            self._stamps_ns = episode.streams[topic].stamps()

    def get(self, index: int) -> np.ndarray:
        first_ns, last_ns = self._stamps_ns[self._raw.keyframe_at(index)], self._stamps_ns[index]
        for chunk in self._chunks:
            if chunk.message_start_time <= last_ns and chunk.message_end_time >= first_ns:
                self._file.seek(chunk.chunk_start_offset + _RECORD_HEAD)
                record = Chunk.read(
                    ReadDataStream(BytesIO(self._file.read(chunk.chunk_length - _RECORD_HEAD)))
                )
                zstandard.ZstdDecompressor().decompress(record.data, record.uncompressed_size)
        return self._raw.get(index)


def _is_key(data: bytes) -> bool:
    """Whether an Annex B picture has an IDR slice."""
    starts = (i + 3 for i in range(len(data) - 3) if data[i : i + 3] == b"\0\0\1")
    return any(data[start] & 31 == 5 for start in _first(starts, 6))


def _first(items: Iterator[int], most: int) -> Iterator[int]:
    return (item for _, item in zip(range(most), items, strict=False))


def rgb_of(frame: av.VideoFrame) -> np.ndarray:
    return frame.to_ndarray(format="rgb24")
