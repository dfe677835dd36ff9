"""Small MCAP files in protobuf and flatbuffers, written with the libraries of those formats."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import flatbuffers
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Kind
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import DESCRIPTOR as TIMESTAMP
from mcap.writer import Writer

Fields = Mapping[str, Any]
_TYPES = {
    "double": Kind.TYPE_DOUBLE,
    "float": Kind.TYPE_FLOAT,
    "uint32": Kind.TYPE_FIXED32,
    "string": Kind.TYPE_STRING,
    "bytes": Kind.TYPE_BYTES,
}


def descriptor_set(messages: Mapping[str, Mapping[str, str]], package: str = "foxglove") -> FileDescriptorSet:
    """``messages``: type by field by message; ``repeated x`` and the names of other messages are types too."""
    file = FileDescriptorProto(
        name="test.proto", package=package, syntax="proto3", dependency=[TIMESTAMP.name]
    )
    for message, fields in messages.items():
        proto = file.message_type.add(name=message)
        for number, (name, text) in enumerate(fields.items(), start=1):
            label = Kind.LABEL_REPEATED if text.startswith("repeated ") else Kind.LABEL_OPTIONAL
            field = proto.field.add(name=name, number=number, label=label)
            kind = text.removeprefix("repeated ")
            if kind in _TYPES:
                field.type = _TYPES[kind]
            else:
                field.type = Kind.TYPE_MESSAGE
                field.type_name = ".google.protobuf.Timestamp" if kind == "time" else f".{package}.{kind}"
    own = FileDescriptorSet(file=[file])
    timestamp = own.file.add()
    TIMESTAMP.CopyToProto(timestamp)
    return own


def message_class(schema: FileDescriptorSet, name: str) -> type:
    pool = DescriptorPool()
    for file in reversed(schema.file):
        pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
    return GetMessageClass(pool.FindMessageTypeByName(name))


def write(path: Path, encoding: str, schemas: Mapping[str, tuple[str, str, bytes]], data: Fields) -> Path:
    """``schemas``: (name, encoding, definition) by topic; ``data``: list of (log time, bytes) by topic."""
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start()
        for topic, (name, schema_encoding, definition) in schemas.items():
            schema = writer.register_schema(name, schema_encoding, definition)
            channel = writer.register_channel(topic, encoding, schema)
            for t_ns, message in data[topic]:
                writer.add_message(channel, t_ns, message, t_ns)
        writer.finish()
    return path


FLOAT, INT, UINT8, UINT32, DOUBLE, TEXT, VECTOR, OBJECT = 11, 7, 4, 8, 12, 13, 14, 15


def _vector(builder: flatbuffers.Builder, items: list[int]) -> int:
    builder.StartVector(4, len(items), 4)
    for item in reversed(items):
        builder.PrependUOffsetTRelative(item)
    return builder.EndVector()


def _table(builder: flatbuffers.Builder, slots: Mapping[int, Callable[[int], None]], size: int) -> int:
    builder.StartObject(size)
    for slot, add in slots.items():
        add(slot)
    return builder.EndObject()


def bfbs(objects: Mapping[str, tuple[bool, int, Mapping[str, tuple[int, int, int]]]]) -> bytes:
    """``objects``: (is a struct, its size, (base type, element, object number) by field) by name, in one order."""
    b = flatbuffers.Builder(1024)
    tables = [_object(b, name, *content) for name, content in objects.items()]
    listed = _vector(b, tables)
    empty = _vector(b, [])
    root = _table(
        b,
        {
            0: lambda s: b.PrependUOffsetTRelativeSlot(s, listed, 0),
            1: lambda s: b.PrependUOffsetTRelativeSlot(s, empty, 0),
        },
        5,
    )
    b.Finish(root, file_identifier=b"BFBS")
    return bytes(b.Output())


def _object(b: flatbuffers.Builder, name: str, is_struct: bool, size: int, fields: Mapping[str, Any]) -> int:
    made = []
    for number, (field, (base, element, index)) in enumerate(fields.items()):
        text = b.CreateString(field)
        kind = _table(
            b,
            {
                0: lambda s, v=base: b.PrependInt8Slot(s, v, 0),
                1: lambda s, v=element: b.PrependInt8Slot(s, v, 0),
                2: lambda s, v=index: b.PrependInt32Slot(s, v, -1),
            },
            6,
        )
        offset = 4 * number if is_struct else 4 + 2 * number
        made.append(
            _table(
                b,
                {
                    0: lambda s, v=text: b.PrependUOffsetTRelativeSlot(s, v, 0),
                    1: lambda s, v=kind: b.PrependUOffsetTRelativeSlot(s, v, 0),
                    2: lambda s, v=number: b.PrependUint16Slot(s, v, 0),
                    3: lambda s, v=offset: b.PrependUint16Slot(s, v, 0),
                },
                14,
            )
        )
    text, listed = b.CreateString(name), _vector(b, made)
    return _table(
        b,
        {
            0: lambda s: b.PrependUOffsetTRelativeSlot(s, text, 0),
            1: lambda s: b.PrependUOffsetTRelativeSlot(s, listed, 0),
            2: lambda s: b.PrependBoolSlot(s, is_struct, False),
            4: lambda s: b.PrependInt32Slot(s, size, 0),
        },
        8,
    )
