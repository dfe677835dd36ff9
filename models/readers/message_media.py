"""Streams of messages that show something: pictures, video, depth and clouds."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamInfo, StreamKind
from models.readers.archive import BadSegmentError
from models.readers.cdr import BadMessageError
from models.readers.cloud_messages import CLOUDS
from models.readers.image import (
    decode_compressed_depth,
    decode_compressed_rgb,
    decode_raw_depth,
    decode_raw_rgb,
    picture_bytes,
)
from models.readers.kept_packets import KeptPackets
from models.readers.message_kinds import RAW_IMAGE
from models.readers.message_stream import MessageStream, Place
from models.readers.pointcloud import cloud_frame, decode_points
from models.readers.video import MessageVideo
from models.readers.video_ring import DEFAULT_RING_NBYTES
from models.streams import DepthImage, PointCloud, Sample, VideoFrame

# A definition comes from the recording like everything else, so a message may lack what its name promises.
MISFITS = (BadMessageError, LookupError, TypeError, ValueError, AttributeError)
# More than a GOP of most cameras, so that looking for the keyframe and decoding from it read a segment once; playing
# on from there finds its chunk at hand.
_BEFORE, _BEHIND = 64, 8


class PictureStream(MessageStream):
    """Images, compressed or not."""

    def _describe(self) -> StreamInfo:
        first = self._decode(self._first_fields(), 0, 0)
        shape = first.depth_m.shape if isinstance(first, DepthImage) else first.rgb.shape
        return replace(super()._describe(), shape=shape)

    def _sample(self, t_ns: int, index: int) -> Sample:
        return self._decode(self._fields(index), t_ns, index)

    def _decode(self, fields: dict[str, Any], t_ns: int, index: int) -> DepthImage | VideoFrame:
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
        self._packets = KeptPackets()

    @property
    def held_nbytes(self) -> int:
        """Decoded neighbours, coded pictures and segments that are kept."""
        ring_nbytes = self._video.ring.used_nbytes if self._video is not None else 0
        return super().held_nbytes + self._packets.used_nbytes + ring_nbytes

    def hold_at_most(self, nbytes: int) -> None:
        """Five eighths for decoded pictures, the rest for coded ones and for segments."""
        super().hold_at_most(nbytes // 4)
        self._packets.hold_at_most(nbytes // 8)
        self._ring_nbytes = nbytes - nbytes // 4 - nbytes // 8
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
        found = self._packets.get(number)
        if found is not None:
            return found
        self._packets.put(self._around(number))
        found = self._packets.get(number)
        return self._coded(int(self._order()[number])) if found is None else found

    def _around(self, number: int) -> dict[int, bytes]:
        """Coded pictures of the segment that holds this one, as far as they are whole; at most some before and
        behind it, itself last.
        """
        rows = self._rows()
        window = range(max(0, number - _BEFORE), min(len(rows), number + _BEHIND + 1))
        near = np.array([each for each in window if each not in self._packets])
        index = self._order()[near]
        segment = int(rows.segments[self._order()[number]])
        inside = rows.segments[index] == segment
        near, index = near[inside], index[inside]
        found: dict[int, bytes] = {}
        try:
            batch = self._shelf.batch(segment, rows.offsets[index], self._channels)
        except BadSegmentError:
            # Told when the picture itself is asked for.
            return found
        for row in np.flatnonzero(batch.lengths >= 0).tolist():
            with suppress(*MISFITS):
                found[int(near[row])] = _picture_of(self._coder().decode(batch.message(row)))
        if number in found:
            found[number] = found.pop(number)
        return found

    def _coded(self, index: int) -> bytes:
        try:
            return _picture_of(self._fields(index))
        except MISFITS as error:
            raise self._damaged(index, error) from error


def _picture_of(fields: dict[str, Any]) -> bytes:
    return bytes(picture_bytes(fields["data"]))


class CalibrationStream(MessageStream):
    """What a driver says about its camera; ``models.geometry.calibration`` reads it."""


class CloudStream(MessageStream):
    """Clouds of every layout that ``pointcloud`` knows."""

    def _describe(self) -> StreamInfo:
        points = self._cloud(self._first_fields(), 0, 0).points
        names = points.dtype.names or ()
        return replace(super()._describe(), shape=(len(points), len(names)), channels=names)

    def _sample(self, t_ns: int, index: int) -> Sample:
        return self._cloud(self._fields(index), t_ns, index)

    def _cloud(self, fields: dict[str, Any], t_ns: int, index: int) -> PointCloud:
        decode_cloud = CLOUDS.get(self._place.topic.type_name, decode_points)
        try:
            return PointCloud(t_ns, index, decode_cloud(fields), cloud_frame(fields))
        except MISFITS as error:
            raise self._damaged(index, error) from error
