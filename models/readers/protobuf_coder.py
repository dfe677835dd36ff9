"""Protobuf messages, by the FileDescriptorSet that a recording embeds, through Google's library."""

from functools import lru_cache
from typing import Any

import numpy as np
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from models.readers.cdr import BadMessageError, Buffer
from models.readers.cdr_types import UnknownTypeError
from models.readers.loose_coder import FRAMES, LooseCoder

_TIMES = ("google.protobuf.Timestamp", "google.protobuf.Duration", "foxglove.Time", "foxglove.Duration")
_MAX_SCHEMA = 16 << 20
_MAX_DEPTH = 32
_NUMBERS = {
    FieldDescriptor.CPPTYPE_INT32: "i4",
    FieldDescriptor.CPPTYPE_INT64: "i8",
    FieldDescriptor.CPPTYPE_UINT32: "u4",
    FieldDescriptor.CPPTYPE_UINT64: "u8",
    FieldDescriptor.CPPTYPE_DOUBLE: "f8",
    FieldDescriptor.CPPTYPE_FLOAT: "f4",
    FieldDescriptor.CPPTYPE_BOOL: "?",
    FieldDescriptor.CPPTYPE_ENUM: "i4",
}


class ProtobufCoder(LooseCoder):
    """Messages of one type; bytes come as uint8 arrays, enums as numbers, maps as dicts."""

    encoding = "protobuf"

    def __init__(self, message_class: type[Message]) -> None:
        self._class = message_class
        kind = message_class.DESCRIPTOR
        self.numbers = _has_number(kind, 0) and _only_numbers(kind, 0)
        self.carries_stamps = _is_stamped(kind)

    def decode(self, data: Buffer) -> dict[str, Any]:
        """Every field of the type; a message that is not set is left out.

        Raises:
            BadMessageError: no message of this type.
        """
        message = self._class()
        try:
            message.ParseFromString(bytes(data))
        except (DecodeError, RecursionError, MemoryError, UnicodeDecodeError) as error:
            raise BadMessageError("the bytes are no such protobuf message") from error
        return _plain(message)


@lru_cache(maxsize=128)
def protobuf_coder(name: str, definition: bytes) -> ProtobufCoder:
    """The coder of a type.

    Raises:
        UnknownTypeError: the descriptor cannot be understood or lacks the type.
    """
    if len(definition) > _MAX_SCHEMA:
        raise UnknownTypeError("the descriptor is too large")
    try:
        pool = DescriptorPool()
        for file in _in_order(FileDescriptorSet.FromString(definition)):
            pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
        return ProtobufCoder(GetMessageClass(pool.FindMessageTypeByName(name)))
    except (DecodeError, TypeError, KeyError, ValueError, RecursionError, MemoryError) as error:
        raise UnknownTypeError(f"the descriptor of {name} cannot be understood") from error


def _in_order(files: FileDescriptorSet) -> list[FileDescriptorProto]:
    """Files behind those that they import, which writers do not promise."""
    by_name = {file.name: file for file in files.file}
    done: dict[str, FileDescriptorProto] = {}
    waiting = list(by_name)
    for _ in range(len(waiting)):
        for name in [n for n in waiting if all(d in done or d not in by_name for d in by_name[n].dependency)]:
            done[name] = by_name[name]
            waiting.remove(name)
        if not waiting:
            break
    return [*done.values(), *(by_name[name] for name in waiting)]


def _plain(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in message.DESCRIPTOR.fields:
        if field.message_type is not None and not _is_repeated(field):
            if message.HasField(field.name):
                found[field.name] = _plain(getattr(message, field.name))
            continue
        found[field.name] = _value(field, getattr(message, field.name))
    return found


def _is_repeated(field: FieldDescriptor) -> bool:
    return bool(field.is_repeated)


def _value(field: FieldDescriptor, value: Any) -> Any:
    if not _is_repeated(field):
        return np.frombuffer(value, np.uint8) if isinstance(value, bytes) else value
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        inner = field.message_type.fields_by_name["value"]
        return {
            str(key): _plain(item) if inner.message_type is not None else _value(inner, item)
            for key, item in value.items()
        }
    if field.message_type is not None:
        return [_plain(item) for item in value]
    if field.cpp_type in _NUMBERS:
        return np.array(value, _NUMBERS[field.cpp_type])
    return [np.frombuffer(item, np.uint8) if isinstance(item, bytes) else item for item in value]


def _only_numbers(kind: Descriptor, depth: int) -> bool:
    if kind.full_name in _TIMES:
        return True
    if depth > _MAX_DEPTH or kind.GetOptions().map_entry:
        return False
    return all(_is_number(field, depth) for field in kind.fields)


def _is_number(field: FieldDescriptor, depth: int) -> bool:
    if field.message_type is not None:
        return not _is_repeated(field) and _only_numbers(field.message_type, depth + 1)
    return field.cpp_type in _NUMBERS or field.name in FRAMES


def _has_number(kind: Descriptor, depth: int) -> bool:
    if kind.full_name in _TIMES or depth > _MAX_DEPTH:
        return False
    return any(
        _has_number(field.message_type, depth + 1)
        if field.message_type is not None
        else field.cpp_type in _NUMBERS
        for field in kind.fields
    )


def _is_stamped(kind: Descriptor) -> bool:
    names = kind.fields_by_name
    stamp = names.get("timestamp")
    if stamp is not None and stamp.message_type is not None and stamp.message_type.full_name in _TIMES:
        return True
    header = names.get("header")
    if header is not None and header.message_type is not None:
        return "stamp" in header.message_type.fields_by_name
    only = kind.fields[0] if len(kind.fields) == 1 else None
    return bool(
        only is not None
        and only.message_type is not None
        and only.message_type is not kind
        and "timestamp" in only.message_type.fields_by_name
    )
