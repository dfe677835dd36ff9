"""What an MCAP file holds, told by the field's own libraries: mcap for the records, rosbags for the messages,
PyAV for pictures."""

import struct
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from mcap.records import Channel, Message, Schema
from mcap.stream_reader import StreamReader
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

POINT_CODES = {1: "b", 2: "B", 3: "h", 4: "H", 5: "i", 6: "I", 7: "f", 8: "d"}


@dataclass
class TopicReference:
    """Messages of one topic in (log time, order of the file)."""

    schema: Schema
    encoding: str
    messages: list[Message]

    def __post_init__(self) -> None:
        self.places: dict[int, int] = {}

    @property
    def stamps_ns(self) -> np.ndarray:
        return np.array([message.log_time for message in self.messages], np.int64)

    @cached_property
    def store(self) -> Any:
        store = get_typestore(Stores.EMPTY)
        store.register(get_types_from_msg(self.schema.data.decode(), self.schema.name))
        return store

    @property
    def type_name(self) -> str:
        package, *_, name = self.schema.name.split("/")
        return f"{package}/msg/{name}"

    def decoded(self, index: int) -> Any:
        return self.store.deserialize_cdr(self.messages[index].data, self.type_name)

    def header_stamp(self, index: int) -> int | None:
        message = self.decoded(index)
        if hasattr(message, "transforms"):
            message = message.transforms[0]
        time = message.header.stamp if hasattr(message, "header") else getattr(message, "timestamp", None)
        return None if time is None else time.sec * 10**9 + time.nanosec

    @cached_property
    def pictures(self) -> list[np.ndarray]:
        """Every picture: still ones by OpenCV; coded video decoded in one go, in the order in which it was written."""
        if self.decoded(0).format not in ("h264", "h265", "hevc", "av1", "vp9"):
            return [_still(self.decoded(index).data) for index in range(len(self.messages))]
        decoder = av.CodecContext.create(self.decoded(0).format, "r")
        written = sorted(range(len(self.messages)), key=lambda index: self.places[id(self.messages[index])])
        packets = [av.Packet(self.decoded(index).data.tobytes()) for index in written]
        frames = [frame for packet in [*packets, None] for frame in decoder.decode(packet)]
        found = {
            index: frame.to_ndarray(format="rgb24") for index, frame in zip(written, frames, strict=True)
        }
        return [found[index] for index in range(len(self.messages))]


def _still(data: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(cv2.imdecode(np.asarray(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1])


def read_reference(path: Path) -> dict[str, TopicReference]:
    """All topics that have messages, read record by record."""
    schemas: dict[int, Schema] = {}
    channels: dict[int, Channel] = {}
    topics: dict[str, TopicReference] = {}
    with path.open("rb") as file:
        for record in StreamReader(file, record_size_limit=None).records:
            if isinstance(record, Schema):
                schemas[record.id] = record
            elif isinstance(record, Channel):
                channels[record.id] = record
            elif isinstance(record, Message):
                channel = channels[record.channel_id]
                new = TopicReference(schemas[channel.schema_id], channel.message_encoding, [])
                topics.setdefault(channel.topic, new).messages.append(record)
    for topic in topics.values():
        topic.places = {id(message): place for place, message in enumerate(topic.messages)}
        topic.messages.sort(key=lambda message: message.log_time)
    return topics


def plain(value: Any, store: Any) -> Any:
    """A rosbags message as dicts and lists."""
    if hasattr(value, "__msgtype__"):
        _, fields = store.fielddefs[value.__msgtype__]
        return {name: plain(getattr(value, name), store) for name, _ in fields}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return [plain(item, store) for item in value]
    return value


def depth_of_png(png: bytes) -> np.ndarray:
    """16-bit grey PNG as metres, NaN where it is 0."""
    # compressedDepth puts 12 bytes of its own before the picture.
    png = png[png.index(b"\x89PNG") :]
    with av.open(BytesIO(png), format="png_pipe") as container:
        frame = next(container.decode(video=0))
    stored = frame.to_ndarray(format="gray16le").astype(np.float32)
    return np.where(stored == 0, np.float32(np.nan), stored * np.float32(0.001))


def points_of(cloud: Any) -> np.ndarray:
    """All points of a PointCloud2 whose fields do not overlap, float64 (N, fields), unpacked by struct."""
    layout, place = ">" if cloud.is_bigendian else "<", 0
    order = sorted(range(len(cloud.fields)), key=lambda number: cloud.fields[number].offset)
    for field in (cloud.fields[number] for number in order):
        code = POINT_CODES[field.datatype]
        layout += f"{field.offset - place}x{code}"
        place = field.offset + struct.calcsize("<" + code)
    layout += f"{cloud.point_step - place}x"
    rows: list[tuple[float, ...]] = []
    for start in range(0, cloud.height * cloud.row_step, cloud.row_step):
        data = bytes(cloud.data[start : start + cloud.width * cloud.point_step])
        rows += struct.iter_unpack(layout, data)
    return np.array(rows, np.float64).reshape(len(rows), len(order))[:, np.argsort(order)]
