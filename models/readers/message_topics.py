"""Topics of a recording: channels that belong together, what their messages are, and what kind of view shows them."""

from collections.abc import Collection
from dataclasses import dataclass

from models.episode import Problem, Severity, StreamKind
from models.readers.archive import Archive, Channel, Schema
from models.readers.cdr import BadMessageError
from models.readers.cdr_types import UnknownTypeError, full_name
from models.readers.coder import Coder, make_coder
from models.readers.image import DEPTH_ENCODINGS, coding, is_depth_format, is_depth_png, picture_bytes
from models.readers.message_kinds import (
    COMPRESSED_VIDEO,
    FFMPEG_PACKET,
    KIND_BY_TYPE,
    RAW_IMAGE,
    codec_of_encoding,
    common_name,
    shows_pictures,
)

_MISFITS = (BadMessageError, LookupError, TypeError, ValueError)
NO_SCHEMA = Schema(0, "", "", b"")


@dataclass(frozen=True, slots=True)
class Topic:
    """Channels that carry the same messages under one name."""

    name: str
    channels: tuple[int, ...]
    schema: Schema
    encoding: str

    @property
    def type_name(self) -> str:
        """The name by which the type is known whatever the encoding: package/msg/Name, or foxglove.Name."""
        ros = self.encoding in ("cdr", "ros1")
        return common_name(full_name(self.schema.name) if ros else self.schema.name)

    @property
    def needs_first_message(self) -> bool:
        """Whether the schema leaves the kind or the coding open."""
        return shows_pictures(self.type_name)

    def coder(self) -> Coder:
        """How the messages are decoded.

        Raises:
            UnknownTypeError: no such encoding, or a schema that cannot be understood.
        """
        return make_coder(self.encoding, self.schema)


@dataclass(frozen=True, slots=True)
class Nature:
    """What a topic is: its kind, the name of its coding, and whether its messages can be decoded."""

    kind: StreamKind
    coding: str
    decodable: bool = True


def topics_of(index: Archive) -> tuple[tuple[Topic, ...], tuple[Problem, ...]]:
    """One topic a name. Channels of one name and one schema are one topic; with another schema they get a
    suffix: ``/name#2``."""
    groups: dict[str, dict[tuple[str, str, str, bytes], list[Channel]]] = {}
    for channel in index.channels.values():
        schema = index.schemas.get(channel.schema_id, NO_SCHEMA)
        key = (channel.encoding, schema.name, schema.encoding, schema.data)
        groups.setdefault(channel.topic, {}).setdefault(key, []).append(channel)
    topics: dict[str, Topic] = {}
    problems: list[Problem] = []
    for name, variants in groups.items():
        for number, channels in enumerate(variants.values(), start=1):
            own = name if number == 1 else _unused(f"{name}#{number}", groups)
            topics[own] = _topic(own, channels, index)
            problems += _about(own, name, channels)
    return tuple(topics.values()), tuple(problems)


def _unused(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "'"
    return name


def _topic(name: str, channels: list[Channel], index: Archive) -> Topic:
    schema = index.schemas.get(channels[0].schema_id, NO_SCHEMA)
    return Topic(name, tuple(channel.id for channel in channels), schema, channels[0].encoding)


def _about(own: str, name: str, channels: list[Channel]) -> list[Problem]:
    if own != name:
        text = f"The topic {name} also carries messages of another type; they are the stream {own}"
        return [Problem("topic_split", Severity.INFO, text, own)]
    if len(channels) > 1:
        text = f"The topic {name} is written by {len(channels)} channels; they are one stream"
        return [Problem("channels_merged", Severity.INFO, text, own)]
    return []


def nature_of(topic: Topic, first: bytes | None) -> tuple[Nature, Problem | None]:
    """Kind and coding of a topic.

    Args:
        topic: which.
        first: its first message where ``needs_first_message`` asks for it, None where there is none.
    """
    known = KIND_BY_TYPE.get(topic.type_name)
    if known is not None and topic.encoding in ("cdr", "ros1"):
        return Nature(known, topic.encoding), None
    try:
        coder = topic.coder()
    except UnknownTypeError as error:
        text = f"The messages cannot be decoded: {error}"
        problem = Problem("unsupported_encoding", Severity.INFO, text, topic.name)
        return Nature(StreamKind.OTHER, topic.encoding, decodable=False), problem
    if topic.needs_first_message:
        return _picture_nature(topic, coder, first), None
    kind = known or (StreamKind.SIGNAL if coder.numbers else StreamKind.OTHER)
    return Nature(kind, coder.encoding), None


def _picture_nature(topic: Topic, coder: Coder, first: bytes | None) -> Nature:
    try:
        fields = coder.decode(first) if first is not None else {}
        depth, name = _picture_coding(topic.type_name, fields)
    except _MISFITS:
        depth, name = False, ""
    return Nature(StreamKind.DEPTH if depth else StreamKind.VIDEO, name or coder.encoding)


def _picture_coding(type_name: str, fields: dict[str, object]) -> tuple[bool, str]:
    """Whether the pictures are depth, and how they are coded."""
    if type_name in RAW_IMAGE:
        encoding = str(fields.get("encoding", ""))
        return encoding in DEPTH_ENCODINGS, encoding
    if type_name == FFMPEG_PACKET:
        return False, codec_of_encoding(str(fields.get("encoding", "")))
    image_format = str(fields.get("format", ""))
    if type_name in COMPRESSED_VIDEO:
        return False, image_format.lower()
    start = bytes(picture_bytes(fields["data"])[:32]) if "data" in fields else b""
    return is_depth_format(image_format) or is_depth_png(start), coding(image_format, start)
