"""Which class of stream fits a topic."""

from models.episode import StreamInfo, StreamKind
from models.readers.message_kinds import CALIBRATION, COMPRESSED_IMAGE, COMPRESSED_VIDEO, VIDEO_FORMATS
from models.readers.message_media import CalibrationStream, CloudStream, PictureStream, VideoStream
from models.readers.message_numbers import NumbersStream
from models.readers.message_stream import MessageStream, Place, UndecodedStream
from models.readers.message_transforms import TransformStream


def make_stream(place: Place, info: StreamInfo) -> MessageStream:
    """The stream class that fits the nature of a topic."""
    if not place.nature.decodable:
        return UndecodedStream(place, info)
    coded = place.topic.type_name in COMPRESSED_IMAGE and info.encoding in VIDEO_FORMATS
    if coded or place.topic.type_name in COMPRESSED_VIDEO:
        return VideoStream(place, info)
    if place.topic.type_name in CALIBRATION:
        return CalibrationStream(place, info)
    by_kind: dict[StreamKind, type[MessageStream]] = {
        StreamKind.VIDEO: PictureStream,
        StreamKind.DEPTH: PictureStream,
        StreamKind.POINTS: CloudStream,
        StreamKind.SIGNAL: NumbersStream,
        StreamKind.TRANSFORM: TransformStream,
    }
    return by_kind.get(info.kind, MessageStream)(place, info)
