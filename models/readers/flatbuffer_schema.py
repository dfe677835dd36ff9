"""Flatbuffers schemas in their binary form (bfbs), and the bounds-checked reads that both they and messages need.

Written by hand: the library reads buffers only through classes generated before, and checks no bounds.
Source: flatbuffers' reflection.fbs and "FlatBuffers internals". A table begins with an int32 distance back to its
vtable; a vtable is its own size, the size of the table, and one uint16 offset a field.
"""

import struct
from dataclasses import dataclass

from models.readers.cdr_types import UnknownTypeError

_MAX_OBJECTS = 1 << 14
_MAX_TEXT = 1 << 24
SCALARS = {
    1: "u1",
    2: "?",
    3: "i1",
    4: "u1",
    5: "i2",
    6: "u2",
    7: "i4",
    8: "u4",
    9: "i8",
    10: "u8",
    11: "f4",
    12: "f8",
}
STRING, VECTOR, OBJECT, UNION, ARRAY = 13, 14, 15, 16, 17


class BadBufferError(Exception):
    """An offset leads out of the buffer."""


class Buffer:
    """Little-endian reads that raise ``BadBufferError`` outside of the bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def number(self, code: str, at: int) -> int:
        """An integer by struct's code."""
        if at < 0:
            raise BadBufferError("an offset leads before the buffer")
        try:
            return int(struct.unpack_from("<" + code, self.data, at)[0])
        except struct.error as error:
            raise BadBufferError("an offset leads behind the buffer") from error

    def follow(self, at: int) -> int:
        """Where the uint32 offset at ``at`` leads; never to itself."""
        distance = self.number("I", at)
        if distance == 0:
            raise BadBufferError("an offset leads nowhere")
        return at + distance

    def field(self, table: int, slot: int) -> int:
        """Where a field of a table lies, 0 where it is not set. ``slot`` is the offset in the vtable."""
        vtable = table - self.number("i", table)
        if slot + 2 > self.number("H", vtable):
            return 0
        offset = self.number("H", vtable + slot)
        return table + offset if offset else 0

    def text(self, at: int) -> str:
        """The string whose offset lies at ``at``."""
        start = self.follow(at)
        length = self.number("I", start)
        if length > _MAX_TEXT or start + 4 + length > len(self.data):
            raise BadBufferError("a text is longer than the buffer")
        return self.data[start + 4 : start + 4 + length].decode(errors="backslashreplace")

    def vector(self, at: int, item_size: int) -> tuple[int, int]:
        """First item and count of the vector whose offset lies at ``at``."""
        start = self.follow(at)
        count = self.number("I", start)
        if start + 4 + count * max(item_size, 1) > len(self.data):
            raise BadBufferError("a vector is longer than the buffer")
        return start + 4, count


@dataclass(frozen=True, slots=True)
class FieldType:
    """``base`` and ``element`` as in reflection.fbs; ``index`` of the object; ``length`` of a fixed array."""

    base: int
    element: int
    index: int
    length: int


@dataclass(frozen=True, slots=True)
class Field:
    """``slot`` is the offset in the vtable of a table, or in a struct."""

    name: str
    type: FieldType
    slot: int
    default: int | float


@dataclass(frozen=True, slots=True)
class Object:
    """A table or a struct of ``size`` bytes; fields in the order of their ids."""

    name: str
    fields: tuple[Field, ...]
    is_struct: bool
    size: int


def parse_schema(definition: bytes) -> tuple[Object, ...]:
    """The objects of a schema.

    Raises:
        UnknownTypeError: the bytes are no such schema.
    """
    buffer = Buffer(definition)
    try:
        if definition[4:8] != b"BFBS":
            raise BadBufferError("it has another mark")
        root = buffer.follow(0)
        start, count = buffer.vector(buffer.field(root, 4), 4)
        if count > _MAX_OBJECTS:
            raise BadBufferError("it has too many types")
        return tuple(_object(buffer, buffer.follow(start + 4 * i)) for i in range(count))
    except BadBufferError as error:
        raise UnknownTypeError(f"the flatbuffers schema cannot be understood: {error}") from error


def _object(buffer: Buffer, table: int) -> Object:
    name = buffer.text(buffer.field(table, 4))
    at = buffer.field(table, 6)
    start, count = buffer.vector(at, 4) if at else (0, 0)
    if count > _MAX_OBJECTS:
        raise BadBufferError("a type has too many fields")
    numbered = [_field(buffer, buffer.follow(start + 4 * i)) for i in range(count)]
    fields = tuple(field for _, field in sorted(numbered, key=lambda pair: pair[0]))
    is_struct = bool(_scalar(buffer, table, 8, "B", 0))
    return Object(name, fields, is_struct, _scalar(buffer, table, 12, "i", 0))


def _field(buffer: Buffer, table: int) -> tuple[int, Field]:
    kind = buffer.follow(buffer.field(table, 6))
    found = FieldType(
        _scalar(buffer, kind, 4, "b", 0),
        _scalar(buffer, kind, 6, "b", 0),
        _scalar(buffer, kind, 8, "i", -1),
        _scalar(buffer, kind, 10, "H", 0),
    )
    default: int | float = _scalar(buffer, table, 12, "q", 0)
    real_at = buffer.field(table, 14)
    if found.base in (11, 12):
        default = (
            struct.unpack_from("<d", buffer.data, real_at)[0] if 0 < real_at <= len(buffer.data) - 8 else 0.0
        )
    name = buffer.text(buffer.field(table, 4))
    return _scalar(buffer, table, 8, "H", 0), Field(name, found, _scalar(buffer, table, 10, "H", 0), default)


def _scalar(buffer: Buffer, table: int, slot: int, code: str, default: int) -> int:
    at = buffer.field(table, slot)
    return buffer.number(code, at) if at else default
