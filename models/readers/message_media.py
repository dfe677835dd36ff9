"""Streams of messages that show something: pictures, video, depth and clouds."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamInfo, StreamKind
from models.readers.cdr import BadMessageError
from models.readers.cloud_messages import CLOUDS
from models.readers.image import (
    decode_compressed_depth,
    decode_compressed_rgb,
    decode_raw_depth,
    decode_raw_rgb,
    picture_bytes,
)
from models.readers.message_kinds import RAW_IMAGE
from models.readers.message_stream import MessageStream, Place
from models.readers.pointcloud import cloud_frame, decode_points
from models.readers.video import MessageVideo
from models.readers.video_ring import DEFAULT_RING_NBYTES
from models.streams import DepthImage, PointCloud, Sample, VideoFrame

# A definition comes from the recording like everything else, so a message may lack what its name promises.
MISFITS = (BadMessageError, LookupError, TypeError, ValueError, AttributeError)


class PictureStream(MessageStream):
    """Images, compressed or not."""

    def _describe(self) -> StreamInfo:
        first = self._picture(0, 0)
        shape = first.depth_m.shape if isinstance(first, DepthImage) else first.rgb.shape
        return replace(super()._describe(), shape=shape)

    def _sample(self, t_ns: int, index: int) -> Sample:
        return self._picture(t_ns, index)

    def _picture(self, t_ns: int, index: int) -> DepthImage | VideoFrame:
        fields = self._fields(index)
        raw = self._place.topic.type_name in RAW_IMAGE
        try:
            if self._info.kind is StreamKind.DEPTH:
                depth_m = decode_raw_depth(fields) if raw else decode_compressed_depth(fields)
                return DepthImage(t_ns, index, depth_m)
            return VideoFrame(t_ns, index, decode_raw_rgb(fields) if raw else decode_compressed_rgb(fields))
        except MISFITS as error:
            raise self._damaged(index, error) from error


class VideoStream(MessageStream):
    """Coded video, one coded picture a message. Pictures are decoded in the order of the file, whatever the clock."""

    def __init__(self, place: Place, info: StreamInfo) -> None:
        super().__init__(place, info)
        self._video: MessageVideo | None = None
        self._coding_order: NDArray[np.int64] | None = None
        self._ring_nbytes = DEFAULT_RING_NBYTES

    @property
    def held_nbytes(self) -> int:
        """Decoded neighbours and segments that are kept."""
        return super().held_nbytes + (self._video.ring.used_nbytes if self._video is not None else 0)

    def hold_at_most(self, nbytes: int) -> None:
        """Three quarters for decoded pictures, the rest for segments."""
        super().hold_at_most(nbytes // 4)
        self._ring_nbytes = nbytes - nbytes // 4
        if self._video is not None:
            self._video.ring.hold_at_most(self._ring_nbytes)

    def _describe(self) -> StreamInfo:
        return replace(super()._describe(), shape=(*self._decoder().size(), 3))

    def _sample(self, t_ns: int, index: int) -> Sample:
        number = int(np.flatnonzero(self._order() == index)[0])
        return VideoFrame(t_ns, index, self._decoder().frame(number))

    def keyframe_at(self, index: int) -> int:
        """The keyframe at or before a picture, looked for backwards in the order of the file."""
        self._require(index)
        number = int(np.flatnonzero(self._order() == index)[0])
        return int(self._order()[self._decoder().keyframe_at(number)])

    def _decoder(self) -> MessageVideo:
        if self._video is None:
            count = len(self._rows())
            self._video = MessageVideo(
                count=count,
                read_packet=self._packet,
                codec=self._info.encoding,
                ring_nbytes=self._ring_nbytes,
            )
        return self._video

    def _order(self) -> NDArray[np.int64]:
        """Rows in the order of the file."""
        if self._coding_order is None:
            rows = self._rows()
            self._coding_order = np.lexsort((rows.offsets, rows.segments))
        return self._coding_order

    def _packet(self, number: int) -> bytes:
        index = int(self._order()[number])
        try:
            return bytes(picture_bytes(self._fields(index)["data"]))
        except MISFITS as error:
            raise self._damaged(index, error) from error


class CalibrationStream(MessageStream):
    """What a driver says about its camera; ``models.geometry.calibration`` reads it."""


class CloudStream(MessageStream):
    """Clouds of every layout that ``pointcloud`` knows."""

    def _describe(self) -> StreamInfo:
        points = self._cloud(0, 0).points
        names = points.dtype.names or ()
        return replace(super()._describe(), shape=(len(points), len(names)), channels=names)

    def _sample(self, t_ns: int, index: int) -> Sample:
        return self._cloud(t_ns, index)

    def _cloud(self, t_ns: int, index: int) -> PointCloud:
        fields = self._fields(index)
        decode_cloud = CLOUDS.get(self._place.topic.type_name, decode_points)
        try:
            return PointCloud(t_ns, index, decode_cloud(fields), cloud_frame(fields))
        except MISFITS as error:
            raise self._damaged(index, error) from error
