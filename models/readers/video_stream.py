"""A track of a video file as a stream, and the pictures rescued from one without a table."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream
from numpy.typing import NDArray

from models.episode import StreamInfo, StreamKind
from models.errors import UnreadableRecordingError
from models.readers.file_samples import checked, timed_info
from models.readers.media import open_media
from models.readers.plain_episode import Report
from models.readers.video import FileVideo, MessageVideo
from models.readers.video_boxes import ends_early
from models.readers.video_index import origin_stamp
from models.readers.video_rescue import RescuedPictures, is_without_table
from models.streams import Stamps, VideoFrame
from models.timebase import NS_PER_S

# A file without a table tells no time.
ASSUMED_HZ = 30
# Enough pictures to see whether they are shown in another order than they are coded.
ORDER_PACKETS = 48


class VideoFileStream:
    """One track. Opening reads the header and, of files without a table of pictures, all packets.

    Args:
        name: of the stream.
        path: any container that FFmpeg reads.
        track: which of its video tracks.
        report: gets what is wrong with the file.
        offset_ns: stamp of the first picture.
        stamps_ns: stamps that replace those of the file, int64 (pictures,); missing ones leave pictures out.

    Raises:
        UnreadableRecordingError: no such track, or no picture in it.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        *,
        report: Report,
        track: int = 0,
        offset_ns: int = 0,
        stamps_ns: Stamps | None = None,
        frame_id: str = "",
    ) -> None:
        self._path = path
        self._report = report
        self._offset_ns = offset_ns
        self._video = FileVideo(path, track=track)
        self._given = stamps_ns
        shape = (*self._video.size(), 3)
        info = StreamInfo(
            name, StreamKind.VIDEO, 0, None, None, None, self._video.codec, shape=shape, frame_id=frame_id
        )
        self._info = self._timed(info)
        if not self._info.count:
            self.close()
            raise UnreadableRecordingError("The video {path} has no picture that can be read", path=path)
        if ends_early(path):
            report.warn("truncated", "The video file ends early; what comes before can be seen", stream=name)

    @property
    def info(self) -> StreamInfo:
        """With the codec and the size that the header says."""
        return self._info

    def describe(self) -> StreamInfo:
        """With the size of the first picture where the header says none."""
        if not all(self._info.shape):
            self._info = replace(self._info, shape=self._video.frame(0).shape)
        return self._info

    def stamps(self) -> Stamps:
        """When each picture is shown, int64 (count,)."""
        return self._stamps

    def sample(self, index: int) -> VideoFrame:
        """Exactly picture ``index``.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        t_ns = int(self._stamps[checked(index, self._info)])
        return VideoFrame(t_ns=t_ns, index=index, rgb=self._video.frame(index))

    def message(self, index: int) -> Mapping[str, Any]:
        """File and time in it of the picture.

        Raises:
            NoSampleError: out of range.
        """
        pts_ns = int(self._video.pts_ns[checked(index, self._info)])
        return {"path": self._path.name, "timestamp": pts_ns / NS_PER_S}

    def keyframe_at(self, index: int) -> int:
        """The keyframe at or before a picture, by the table of packets."""
        return self._video.keyframe_at(checked(index, self._info))

    @property
    def held_nbytes(self) -> int:
        """Decoded pictures that are kept."""
        return self._video.ring.used_nbytes

    def hold_at_most(self, nbytes: int) -> None:
        """Bound them."""
        self._video.ring.hold_at_most(nbytes)

    def close(self) -> None:
        """Release the file and the decoder."""
        self._video.close()

    def _timed(self, info: StreamInfo) -> StreamInfo:
        """By the header's table and the end of the file where they tell enough."""
        last_ns = self._video.last_pts_ns if self._given is None else None
        count = self._video.declared_count
        if last_ns is None or not count:
            return timed_info(info, self._stamps)
        ends = np.array([0, last_ns], np.int64) + self._offset_ns
        rate_hz = (count - 1) * NS_PER_S / last_ns if last_ns else None
        return replace(timed_info(info, ends), count=count, rate_hz=rate_hz)

    @cached_property
    def _stamps(self) -> Stamps:
        pts_ns = self._video.pts_ns
        stamps_ns = pts_ns + self._offset_ns if self._given is None else self._given[: len(pts_ns)]
        info = getattr(self, "_info", None)
        if info is not None and len(stamps_ns) != info.count:
            self._report.warn(
                "video_count",
                f"The video's table lists {info.count} pictures, its packets hold {len(stamps_ns)}",
                stream=info.name,
            )
            self._info = timed_info(info, stamps_ns)
        return stamps_ns


class RescuedVideoStream:
    """Pictures of an MP4 that has no table, at an assumed rate.

    Raises:
        UnreadableRecordingError: none can be found or decoded.
    """

    def __init__(self, name: str, path: Path, *, report: Report, offset_ns: int = 0) -> None:
        self._path = path
        try:
            self._pictures = RescuedPictures(path)
        except (ValueError, OSError) as error:
            raise UnreadableRecordingError(
                "The video {path} was never finished: its table of pictures is missing, and {why}",
                path=path,
                why=error,
            ) from error
        count, codec = self._pictures.count, self._pictures.codec
        self._video = MessageVideo(count=count, read_packet=self._pictures.packet, codec=codec)
        self._stamps_ns = offset_ns + np.arange(count, dtype=np.int64) * NS_PER_S // ASSUMED_HZ
        info = StreamInfo(name, StreamKind.VIDEO, 0, None, None, None, codec)
        self._info = timed_info(info, self._stamps_ns)
        report.critical(
            "truncated",
            "The video was never finished: its pictures were found without their table, at an assumed rate of"
            f" {ASSUMED_HZ} a second",
            stream=name,
        )

    @property
    def info(self) -> StreamInfo:
        """Without the size until described."""
        return self._info

    def describe(self) -> StreamInfo:
        """With the size of the first picture.

        Raises:
            NoSampleError: no picture can be decoded.
        """
        if not self._info.shape:
            self._info = replace(self._info, shape=(*self._video.size(), 3))
        return self._info

    def stamps(self) -> Stamps:
        """At the assumed rate, int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> VideoFrame:
        """Picture ``index`` in the order of showing.

        Raises:
            NoSampleError: out of range, missing or damaged.
        """
        coded = int(self._order[checked(index, self._info)])
        return VideoFrame(t_ns=int(self._stamps_ns[index]), index=index, rgb=self._video.frame(coded))

    def message(self, index: int) -> Mapping[str, Any]:
        """File and number of bytes of the coded picture.

        Raises:
            NoSampleError: out of range.
        """
        coded = int(self._order[checked(index, self._info)])
        return {"path": self._path.name, "nbytes": len(self._pictures.packet(coded))}

    @property
    def held_nbytes(self) -> int:
        """Decoded pictures that are kept."""
        return self._video.ring.used_nbytes

    def hold_at_most(self, nbytes: int) -> None:
        """Bound them."""
        self._video.ring.hold_at_most(nbytes)

    def close(self) -> None:
        """Release the file and the decoder."""
        self._video.close()
        self._pictures.close()

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        """Place in the order of coding of each picture, int64 (count,); decodes all where they differ."""
        count = self._pictures.count
        head = list(islice(self._decoded(min(count, ORDER_PACKETS)), count))
        if head == sorted(head):
            return np.arange(count)
        shown = np.array(list(dict.fromkeys(self._decoded(count))), np.int64)
        missing = np.setdiff1d(np.arange(count), shown)
        places = np.searchsorted(np.maximum.accumulate(shown), missing) if len(shown) else missing
        return np.asarray(np.insert(shown, places, missing), np.int64)

    def _decoded(self, count: int) -> Iterator[int]:
        """Places in the order of coding, as the decoder shows them."""
        decoder = cast(VideoCodecContext, av.CodecContext.create(self._pictures.codec, "r"))
        for index in range(count + 1):
            try:
                packet = av.Packet(self._pictures.packet(index)) if index < count else None
                if packet is not None:
                    packet.pts = packet.dts = index
                for frame in decoder.decode(packet):
                    if frame.pts is not None:
                        yield frame.pts
            except FFmpegError:
                continue


def open_video(
    name: str, path: Path, *, report: Report, offset_ns: int = 0
) -> list[VideoFileStream | RescuedVideoStream]:
    """Every video track of a file as a stream; sound is not read.

    Raises:
        UnreadableRecordingError: it has no video that can be read.
    """
    try:
        if is_without_table(path):
            return [RescuedVideoStream(name, path, report=report, offset_ns=offset_ns)]
        delays_ns, others = _tracks(path)
    except OSError as error:
        raise UnreadableRecordingError(
            "{path} cannot be read: {why}", path=path, why=error.strerror
        ) from error
    if others:
        report.info("track_ignored", f"The video has {others} tracks of sound or text, which are not shown")
    streams: list[VideoFileStream | RescuedVideoStream] = []
    for track, delay_ns in enumerate(delays_ns or (0,)):
        own = name if len(delays_ns) < 2 else f"{name}_{track}"
        begin_ns = offset_ns + delay_ns
        streams.append(VideoFileStream(own, path, track=track, report=report, offset_ns=begin_ns))
    return streams


def _tracks(path: Path) -> tuple[list[int], int]:
    """How many nanoseconds after the earliest each video track that can be decoded begins; number of the others."""
    try:
        with open_media(path) as container:
            videos = [stream for stream in container.streams.video if stream.codec_context is not None]
            return _delays_ns(container, videos), len(container.streams) - len(videos)
    except (FFmpegError, ValueError) as error:
        raise UnreadableRecordingError("The video {path} cannot be opened", path=path) from error


def _delays_ns(container: InputContainer, videos: list[VideoStream]) -> list[int]:
    if len(videos) < 2:
        return [0] * len(videos)
    starts = [origin_stamp(container, video) * (video.time_base or 1) for video in videos]
    return [round((start - min(starts)) * NS_PER_S) for start in starts]
