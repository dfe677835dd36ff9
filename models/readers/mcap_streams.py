"""Which class of stream fits a topic."""

from models.episode import StreamInfo, StreamKind
from models.readers.mcap_media import CloudStream, PictureStream, VideoStream
from models.readers.mcap_numbers import NumbersStream
from models.readers.mcap_stream import McapStream, Place, UndecodedStream
from models.readers.mcap_topics import COMPRESSED_VIDEO


def make_stream(place: Place, info: StreamInfo) -> McapStream:
    """The stream class that fits the nature of a topic."""
    if not place.nature.decodable:
        return UndecodedStream(place, info)
    if place.topic.type_name in COMPRESSED_VIDEO:
        return VideoStream(place, info)
    by_kind: dict[StreamKind, type[McapStream]] = {
        StreamKind.VIDEO: PictureStream,
        StreamKind.DEPTH: PictureStream,
        StreamKind.POINTS: CloudStream,
        StreamKind.SIGNAL: NumbersStream,
    }
    return by_kind.get(info.kind, McapStream)(place, info)
