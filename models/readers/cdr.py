"""Decodes CDR messages to nested dicts, and tells where in the bytes each number lies.

Written by hand, because the block decoder needs the offsets, which no library gives, and because sizes in
the bytes are checked before anything is allocated. Layout: OMG CDR (XCDR1) as ROS 2 writes it: four bytes of
encapsulation, then each primitive aligned to its own size; strings and sequences have a uint32 length.
"""

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.readers.cdr_types import Primitive, Sequence, Struct, Text, Type

ENCAPSULATION = 4
_MANY = 32
Buffer = bytes | memoryview


class BadMessageError(Exception):
    """The bytes are no message of that type."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number, or an array of ``count`` of them, at ``offset`` of the message; ``code`` is numpy's dtype."""

    path: tuple[str, ...]
    offset: int
    code: str
    count: int
    scalar: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies in one message.

    Two messages of equal ``length`` whose ``fixed`` byte ranges (lengths and texts) are equal have the same
    layout.
    """

    length: int
    leaves: tuple[Leaf, ...]
    texts: tuple[tuple[tuple[str, ...], str], ...]
    fixed: tuple[tuple[int, int], ...]


def byte_order(data: Buffer) -> str:
    """``<`` or ``>`` from the encapsulation.

    Raises:
        BadMessageError: it is no plain CDR.
    """
    if len(data) < ENCAPSULATION or data[0] != 0 or data[1] not in (0, 1):
        raise BadMessageError("the message is not in plain CDR")
    return "<" if data[1] else ">"


def decode(message_type: Struct, data: Buffer) -> dict[str, Any]:
    """The message as a dict; arrays of numbers are numpy views into ``data``.

    Raises:
        BadMessageError: the bytes do not fit the type.
    """
    return dict(Cursor(data).struct(message_type, ()))


def layout_of(message_type: Struct, data: Buffer) -> Layout:
    """Where the numbers and texts of a message lie.

    Raises:
        BadMessageError: the bytes do not fit the type.
    """
    trace = Trace()
    Cursor(data, trace).struct(message_type, ())
    return Layout(len(data), tuple(trace.leaves), tuple(trace.texts), tuple(trace.fixed))


@dataclass(slots=True)
class Trace:
    """Notes where everything lies."""

    leaves: list[Leaf] = field(default_factory=list)
    texts: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    fixed: list[tuple[int, int]] = field(default_factory=lambda: [(0, 2)])


class Cursor:
    """Walks through one message. ROS 1 has the same types in another layout, see ``ros1``."""

    def __init__(self, data: Buffer, trace: Trace | None = None) -> None:
        self._order = byte_order(data)
        self._data = memoryview(data)
        self._trace = trace
        self._at = ENCAPSULATION

    def struct(self, kind: Struct, path: tuple[str, ...]) -> dict[str, Any]:
        """The fields of a message by name."""
        if not kind.fields:
            self._skip_empty()
            return {}
        return {name: self._value(item, (*path, name)) for name, item in kind.fields}

    def _value(self, kind: Type, path: tuple[str, ...]) -> Any:
        if isinstance(kind, Primitive):
            return self._number(kind, path)
        if isinstance(kind, Text):
            return self._text(path)
        if isinstance(kind, Struct):
            return self.struct(kind, path)
        return self._items(kind, path)

    def _skip_empty(self) -> None:
        # A message without fields is one byte in CDR.
        self._skip(1, 1)

    def _skip(self, alignment: int, size: int) -> int:
        start = self._at + -(self._at - ENCAPSULATION) % alignment
        if start + size > len(self._data):
            raise BadMessageError("the message ends too early")
        self._at = start + size
        return start

    def _number(self, kind: Primitive, path: tuple[str, ...]) -> Any:
        start = self._skip(kind.size, kind.size)
        if self._trace:
            self._trace.leaves.append(Leaf(path, start, self._order + kind.code, 1, True))
        return struct.unpack_from(self._order + _STRUCT_CODES[kind.code], self._data, start)[0]

    def _length(self) -> int:
        start = self._skip(4, 4)
        if self._trace:
            self._trace.fixed.append((start, start + 4))
        return int(struct.unpack_from(self._order + "I", self._data, start)[0])

    def _text(self, path: tuple[str, ...]) -> str:
        length = self._length()
        start = self._skip(1, length)
        text = self._decode_text(start, length)
        if self._trace:
            self._trace.texts.append((path, text))
            self._trace.fixed.append((start, start + length))
        return text

    def _decode_text(self, start: int, length: int) -> str:
        try:
            return bytes(self._data[start : start + max(length - 1, 0)]).decode()
        except UnicodeDecodeError as error:
            raise BadMessageError("a text is no UTF-8") from error

    def _items(self, kind: Sequence, path: tuple[str, ...]) -> Any:
        count = self._length() if kind.count is None else kind.count
        if count > len(self._data) - self._at:
            raise BadMessageError("a sequence is longer than the message")
        if isinstance(kind.item, Primitive):
            return self._numbers(kind.item, count, path)
        if count >= _MANY and self._trace is None and isinstance(kind.item, Struct):
            row = self._row(kind.item)
            if row is not None:
                return self._rows(row, count)
        return [self._value(kind.item, (*path, str(i))) for i in range(count)]

    def _row(self, kind: Struct) -> tuple[int, np.dtype[Any]] | None:
        """Alignment and layout of a message that lies the same way in every place of a sequence, else None."""
        sizes = [item.size for _, item in kind.fields if isinstance(item, Primitive)]
        if len(sizes) != len(kind.fields) or not sizes or sizes[0] != max(sizes):
            return None
        offsets: list[int] = []
        at = 0
        for size in sizes:
            at += -at % size
            offsets.append(at)
            at += size
        return sizes[0], self._row_type(kind, offsets, at + -at % sizes[0])

    def _row_type(self, kind: Struct, offsets: list[int], stride: int) -> np.dtype[Any]:
        codes = [self._order + item.code for _, item in kind.fields if isinstance(item, Primitive)]
        names = [name for name, _ in kind.fields]
        return np.dtype({"names": names, "formats": codes, "offsets": offsets, "itemsize": stride})

    def _rows(self, row: tuple[int, np.dtype[Any]], count: int) -> Any:
        alignment, dtype = row
        last = max(offset + item.itemsize for item, offset, *_ in (dtype.fields or {}).values())
        start = self._skip(alignment, dtype.itemsize * (count - 1) + last)
        whole = bytes(self._data[start : self._at]).ljust(dtype.itemsize * count, b"\0")
        return np.frombuffer(whole, dtype)

    def _numbers(self, kind: Primitive, count: int, path: tuple[str, ...]) -> Any:
        if count == 0:
            return np.empty(0, kind.code)
        start = self._skip(kind.size, kind.size * count)
        if self._trace:
            self._trace.leaves.append(Leaf(path, start, self._order + kind.code, count, False))
        return np.frombuffer(self._data, self._order + kind.code, count, start)


_STRUCT_CODES = {
    "?": "?",
    "u1": "B",
    "i1": "b",
    "u2": "H",
    "i2": "h",
    "u4": "I",
    "i4": "i",
    "u8": "Q",
    "i8": "q",
    "f4": "f",
    "f8": "d",
}


def plain(value: Any, *, blobs: bool = False) -> Any:
    """Numpy arrays as lists, recursively; with ``blobs`` long byte arrays as ``{"data_base64": ...}``."""
    if isinstance(value, np.ndarray) and value.dtype.names:
        return [dict(zip(value.dtype.names, row, strict=True)) for row in value.tolist()]
    if isinstance(value, np.ndarray):
        if blobs and value.dtype.itemsize == 1 and len(value) > 1024:
            return {"data_base64": base64.b64encode(value.tobytes()).decode("ascii")}
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: plain(item, blobs=blobs) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, blobs=blobs) for item in value]
    return value
