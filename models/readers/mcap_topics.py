"""Topics of an MCAP file: channels that belong together, what their messages are, and what kind of view shows them."""

from collections.abc import Collection
from dataclasses import dataclass

from models.episode import Problem, Severity, StreamKind
from models.readers.cdr import BadMessageError, decode
from models.readers.cdr_types import Struct, UnknownTypeError, full_name, parse_type
from models.readers.image import DEPTH_ENCODINGS, coding, is_depth_format, is_depth_png
from models.readers.mcap_index import McapIndex
from models.readers.mcap_records import Channel, Schema
from models.readers.signal_channels import is_signal

COMPRESSED_VIDEO = frozenset({"foxglove_msgs/msg/CompressedVideo"})
COMPRESSED_IMAGE = frozenset({"sensor_msgs/msg/CompressedImage", "foxglove_msgs/msg/CompressedImage"})
RAW_IMAGE = frozenset({"sensor_msgs/msg/Image"})
POINT_CLOUD = frozenset({"sensor_msgs/msg/PointCloud2"})
_NEEDS_FIRST = COMPRESSED_VIDEO | COMPRESSED_IMAGE | RAW_IMAGE
_STD_NUMBERS = (
    "Bool",
    "Byte",
    "Char",
    *(f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)),
    "Float32",
    "Float64",
)
# Their definitions need no look, which keeps opening quick; every other type is judged by its definition.
_KIND_BY_NAME = {
    **dict.fromkeys(POINT_CLOUD, StreamKind.POINTS),
    "tf2_msgs/msg/TFMessage": StreamKind.TRANSFORM,
    "tf/msg/tfMessage": StreamKind.TRANSFORM,
    "geometry_msgs/msg/TransformStamped": StreamKind.TRANSFORM,
    "std_msgs/msg/String": StreamKind.TEXT,
    "rcl_interfaces/msg/Log": StreamKind.TEXT,
    "sensor_msgs/msg/CameraInfo": StreamKind.OTHER,
    "sensor_msgs/msg/JointState": StreamKind.SIGNAL,
    "sensor_msgs/msg/Imu": StreamKind.SIGNAL,
    "geometry_msgs/msg/WrenchStamped": StreamKind.SIGNAL,
    "geometry_msgs/msg/Wrench": StreamKind.SIGNAL,
    "geometry_msgs/msg/TwistStamped": StreamKind.SIGNAL,
    "geometry_msgs/msg/Twist": StreamKind.SIGNAL,
    **{f"std_msgs/msg/{name}": StreamKind.SIGNAL for name in _STD_NUMBERS},
    **{f"std_msgs/msg/{name}MultiArray": StreamKind.SIGNAL for name in _STD_NUMBERS},
}
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
        """package/msg/Name where the schema is one of ROS 2, else the schema's own name."""
        return full_name(self.schema.name) if self.encoding == "cdr" else self.schema.name

    @property
    def needs_first_message(self) -> bool:
        """Whether the schema leaves the kind or the coding open."""
        return self.encoding == "cdr" and self.type_name in _NEEDS_FIRST

    def message_type(self) -> Struct:
        """Type of the messages.

        Raises:
            UnknownTypeError: not CDR, or the schema cannot be understood.
        """
        if self.encoding != "cdr":
            raise UnknownTypeError(
                f"messages in {self.encoding or 'an unnamed encoding'} are not decoded yet"
            )
        return parse_type(self.schema.name, self.schema.encoding, self.schema.data)


@dataclass(frozen=True, slots=True)
class Nature:
    """What a topic is: its kind, the name of its coding, and whether its messages can be decoded."""

    kind: StreamKind
    coding: str
    decodable: bool = True


def topics_of(index: McapIndex) -> tuple[tuple[Topic, ...], tuple[Problem, ...]]:
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


def _topic(name: str, channels: list[Channel], index: McapIndex) -> Topic:
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
    known = _KIND_BY_NAME.get(topic.type_name) if topic.encoding == "cdr" else None
    if known is not None:
        return Nature(known, "cdr"), None
    try:
        message_type = topic.message_type()
    except UnknownTypeError as error:
        text = f"The messages cannot be decoded: {error}"
        problem = Problem("unsupported_encoding", Severity.INFO, text, topic.name)
        return Nature(StreamKind.OTHER, topic.encoding, decodable=False), problem
    if topic.needs_first_message:
        return _picture_nature(message_type, first), None
    return Nature(StreamKind.SIGNAL if is_signal(message_type) else StreamKind.OTHER, "cdr"), None


def _picture_nature(message_type: Struct, first: bytes | None) -> Nature:
    try:
        fields = decode(message_type, first) if first is not None else {}
    except BadMessageError:
        fields = {}
    depth, name = _picture_coding(message_type.name, fields)
    return Nature(StreamKind.DEPTH if depth else StreamKind.VIDEO, name or "cdr")


def _picture_coding(type_name: str, fields: dict[str, object]) -> tuple[bool, str]:
    """Whether the pictures are depth, and how they are coded."""
    if type_name in RAW_IMAGE:
        encoding = str(fields.get("encoding", ""))
        return encoding in DEPTH_ENCODINGS, encoding
    image_format = str(fields.get("format", ""))
    if type_name in COMPRESSED_VIDEO:
        return False, image_format.lower()
    start = bytes(memoryview(fields["data"])[:32]) if "data" in fields else b""  # type: ignore[arg-type]
    return is_depth_format(image_format) or is_depth_png(start), coding(image_format, start)
