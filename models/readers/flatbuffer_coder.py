"""Flatbuffers messages, by the binary schema that a recording embeds."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from models.readers.cdr import BadMessageError
from models.readers.cdr import Buffer as Bytes
from models.readers.cdr_types import UnknownTypeError
from models.readers.flatbuffer_schema import (
    ARRAY,
    OBJECT,
    SCALARS,
    STRING,
    UNION,
    VECTOR,
    BadBufferError,
    Buffer,
    Field,
    Object,
    parse_schema,
)
from models.readers.loose_coder import FRAMES, LooseCoder

_MAX_DEPTH = 24
_MAX_OBJECTS = 1 << 17
_TIMES = ("Time", "Duration", "Timestamp")


class FlatbufferCoder(LooseCoder):
    """Messages of one table; vectors of numbers come as arrays, unions are left out."""

    encoding = "flatbuffer"

    def __init__(self, objects: tuple[Object, ...], root: Object) -> None:
        self._objects = objects
        self._root = root
        self.numbers = self._has_number(root, 0) and self._only_numbers(root, 0)
        self.carries_stamps = self._is_stamped(root)

    def decode(self, data: Bytes) -> dict[str, Any]:
        """Fields that are not set have their default; objects, texts and vectors that are not set are left out.

        Raises:
            BadMessageError: an offset leads out of the message, or it is absurdly deep or large.
        """
        buffer = Buffer(bytes(data))
        try:
            return _Walk(self._objects, buffer).table(self._root, buffer.follow(0), 0)
        except (BadBufferError, IndexError, ValueError) as error:
            raise BadMessageError(f"the bytes are no such flatbuffers message: {error}") from error

    def _inner(self, field: Field) -> Object | None:
        named = OBJECT in (field.type.base, field.type.element)
        inside = named and 0 <= field.type.index < len(self._objects)
        return self._objects[field.type.index] if inside else None

    def _only_numbers(self, kind: Object, depth: int) -> bool:
        if _is_time(kind):
            return True
        return depth <= _MAX_DEPTH and all(self._is_number(field, depth) for field in kind.fields)

    def _is_number(self, field: Field, depth: int) -> bool:
        if field.type.base == OBJECT:
            inner = self._inner(field)
            return inner is not None and self._only_numbers(inner, depth + 1)
        if field.type.base in (VECTOR, ARRAY):
            return field.type.element in SCALARS and field.type.element != 4
        return field.type.base in SCALARS or field.name in FRAMES

    def _has_number(self, kind: Object, depth: int) -> bool:
        if _is_time(kind) or depth > _MAX_DEPTH:
            return False
        inner = [found for field in kind.fields if (found := self._inner(field)) is not None]
        own = any(field.type.base in SCALARS or field.type.element in SCALARS for field in kind.fields)
        return own or any(self._has_number(item, depth + 1) for item in inner)

    def _is_stamped(self, kind: Object) -> bool:
        stamps = [self._inner(field) for field in kind.fields if field.name == "timestamp"]
        if any(inner is not None and _is_time(inner) for inner in stamps):
            return True
        inner = self._inner(kind.fields[0]) if len(kind.fields) == 1 else None
        return inner is not None and any(field.name == "timestamp" for field in inner.fields)


def _is_time(kind: Object) -> bool:
    return kind.name.rsplit(".", 1)[-1] in _TIMES


@lru_cache(maxsize=128)
def flatbuffer_coder(name: str, definition: bytes) -> FlatbufferCoder:
    """The coder of a table.

    Raises:
        UnknownTypeError: the schema cannot be understood or lacks the table.
    """
    objects = parse_schema(definition)
    root = next((found for found in objects if found.name == name and not found.is_struct), None)
    if root is None:
        raise UnknownTypeError(f"the flatbuffers schema does not define {name}")
    return FlatbufferCoder(objects, root)


class _Walk:
    """Through one message. A message may name the same table many times, so tables are counted."""

    def __init__(self, objects: tuple[Object, ...], buffer: Buffer) -> None:
        self._objects = objects
        self._buffer = buffer
        self._left = _MAX_OBJECTS

    def _count(self, depth: int) -> None:
        self._left -= 1
        if self._left < 0 or depth > _MAX_DEPTH:
            raise BadBufferError("it is too deep or too large")

    def table(self, kind: Object, at: int, depth: int) -> dict[str, Any]:
        """A table by the names of its fields."""
        self._count(depth)
        if kind.is_struct:
            return {field.name: self._value(field, at + field.slot, depth) for field in kind.fields}
        found: dict[str, Any] = {}
        for field in kind.fields:
            place = self._buffer.field(at, field.slot)
            if place and field.type.base != UNION:
                found[field.name] = self._value(field, place, depth)
            elif field.type.base in SCALARS:
                found[field.name] = bool(field.default) if field.type.base == 2 else field.default
        return found

    def _value(self, field: Field, at: int, depth: int) -> Any:
        base = field.type.base
        if base in SCALARS:
            return self._numbers(SCALARS[base], at, 1)[0].item()
        readers: dict[int, Callable[[Field, int, int], Any]] = {
            STRING: lambda _, place, __: self._buffer.text(place),
            OBJECT: self._object,
            VECTOR: self._vector,
            ARRAY: self._array,
        }
        return readers[base](field, at, depth) if base in readers else None

    def _kind(self, field: Field) -> Object:
        if not 0 <= field.type.index < len(self._objects):
            raise BadBufferError("it names a type that is not there")
        return self._objects[field.type.index]

    def _object(self, field: Field, at: int, depth: int) -> Any:
        kind = self._kind(field)
        return self.table(kind, at if kind.is_struct else self._buffer.follow(at), depth + 1)

    def _vector(self, field: Field, at: int, depth: int) -> Any:
        element = field.type.element
        if element in SCALARS:
            size = np.dtype(SCALARS[element]).itemsize
            return self._numbers(SCALARS[element], *self._buffer.vector(at, size))
        if element == STRING:
            start, count = self._buffer.vector(at, 4)
            return [self._buffer.text(start + 4 * i) for i in range(self._few(count))]
        if element != OBJECT:
            return []
        kind = self._kind(field)
        size = max(kind.size, 1) if kind.is_struct else 4
        start, count = self._buffer.vector(at, size)
        places = range(start, start + size * self._few(count), size)
        return [self.table(kind, p if kind.is_struct else self._buffer.follow(p), depth + 1) for p in places]

    def _array(self, field: Field, at: int, depth: int) -> Any:
        if field.type.element in SCALARS:
            return self._numbers(SCALARS[field.type.element], at, field.type.length)
        kind = self._kind(field)
        count = self._few(field.type.length)
        return [self.table(kind, at + i * kind.size, depth + 1) for i in range(count)]

    def _few(self, count: int) -> int:
        if count > self._left:
            raise BadBufferError("a vector is too long")
        return count

    def _numbers(self, code: str, at: int, count: int) -> Any:
        if at < 0 or at + np.dtype(code).itemsize * count > len(self._buffer.data):
            raise BadBufferError("an offset leads behind the buffer")
        return np.frombuffer(self._buffer.data, "<" + code if code not in ("?",) else code, count, at)
