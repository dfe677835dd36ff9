"""Decodes messages in the serialization of ROS 1, with the types and layouts of ``cdr``.

Little-endian and packed: nothing is aligned, texts have a uint32 length and no zero at their end, a message
without fields takes no byte. Source: ROS wiki, "msg" and roscpp's serialization.
"""

from typing import Any

import numpy as np

from models.readers.cdr import BadMessageError, Buffer, Cursor, Layout, Trace
from models.readers.cdr_types import Primitive, Struct


def decode(message_type: Struct, data: Buffer) -> dict[str, Any]:
    """The message as a dict; arrays of numbers are numpy views into ``data``.

    Raises:
        BadMessageError: the bytes do not fit the type.
    """
    return dict(_Ros1Cursor(data).struct(message_type, ()))


def layout_of(message_type: Struct, data: Buffer) -> Layout:
    """Where the numbers and texts of a message lie.

    Raises:
        BadMessageError: the bytes do not fit the type.
    """
    trace = Trace(fixed=[])
    _Ros1Cursor(data, trace).struct(message_type, ())
    return Layout(len(data), tuple(trace.leaves), tuple(trace.texts), tuple(trace.fixed))


class _Ros1Cursor(Cursor):
    def __init__(self, data: Buffer, trace: Trace | None = None) -> None:
        self._order = "<"
        self._data = memoryview(data)
        self._trace = trace
        self._at = 0

    def _skip_empty(self) -> None:
        return

    def _skip(self, alignment: int, size: int) -> int:  # noqa: ARG002 nothing is aligned
        start = self._at
        if start + size > len(self._data):
            raise BadMessageError("the message ends too early")
        self._at = start + size
        return start

    def _decode_text(self, start: int, length: int) -> str:
        # ROS 1 promises no coding, and old drivers write what they like.
        return bytes(self._data[start : start + length]).decode(errors="backslashreplace")

    def _row(self, kind: Struct) -> tuple[int, np.dtype[Any]] | None:
        items = [item for _, item in kind.fields if isinstance(item, Primitive)]
        if len(items) != len(kind.fields) or not items:
            return None
        offsets = [sum(item.size for item in items[:i]) for i in range(len(items))]
        return 1, self._row_type(kind, offsets, offsets[-1] + items[-1].size)
