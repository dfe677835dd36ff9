"""Writes small ROS 2 recordings with the field's own libraries: rosbags for the messages, mcap for the file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from mcap.writer import CompressionType, IndexType, Writer
from rosbags.interfaces import Nodetype
from rosbags.typesys import Stores, get_typestore

__all__ = ["CompressionType", "IndexType", "RosWriter", "serialize", "stamp", "typestore"]


@cache
def typestore() -> Any:
    return get_typestore(Stores.ROS2_JAZZY)


def stamp(t_ns: int) -> dict[str, int]:
    return {"sec": t_ns // 10**9, "nanosec": t_ns % 10**9}


def serialize(type_name: str, fields: Mapping[str, Any], *, little_endian: bool = True) -> bytes:
    """CDR of a message; fields that are not given are zero or empty."""
    store = typestore()
    return bytes(store.serialize_cdr(_message(type_name, fields), type_name, little_endian=little_endian))


def _message(type_name: str, fields: Mapping[str, Any]) -> Any:
    store = typestore()
    _, definitions = store.fielddefs[type_name]
    unknown = set(fields) - {name for name, _ in definitions}
    assert not unknown, f"{type_name} has no {unknown}"
    return store.types[type_name](**{name: _value(desc, fields.get(name)) for name, desc in definitions})


def _value(desc: Any, given: Any) -> Any:
    kind, detail = desc
    if kind == Nodetype.NAME:
        return _message(detail, given or {})
    if kind == Nodetype.BASE:
        return given if given is not None else ("" if detail[0] == "string" else 0)
    item, count = detail
    if item[0] == Nodetype.BASE and item[1][0] != "string":
        values = given if given is not None else np.zeros(count if kind == Nodetype.ARRAY else 0)
        return np.asarray(values, np.dtype({"byte": "uint8", "char": "uint8"}.get(item[1][0], item[1][0])))
    return [_value(item, one) for one in given or []]


class RosWriter:
    """A recording under construction; ``add`` writes in the order of the calls."""

    def __init__(self, path: Path, **options: Any) -> None:
        self.path = path
        self._file = path.open("wb")
        self.mcap = Writer(self._file, **options)
        self.mcap.start(profile="ros2", library="tests")
        self._schemas: dict[str, int] = {}
        self._channels: dict[tuple[str, str, int], int] = {}

    def channel(self, topic: str, type_name: str, writer: int = 0) -> int:
        key = (topic, type_name, writer)
        if key not in self._channels:
            if type_name not in self._schemas:
                text, _ = typestore().generate_msgdef(type_name, ros_version=2)
                self._schemas[type_name] = self.mcap.register_schema(type_name, "ros2msg", text.encode())
            self._channels[key] = self.mcap.register_channel(topic, "cdr", self._schemas[type_name])
        return self._channels[key]

    def add(
        self,
        topic: str,
        type_name: str,
        fields: Mapping[str, Any],
        log_ns: int,
        *,
        little_endian: bool = True,
        writer: int = 0,
    ) -> None:
        data = serialize(type_name, fields, little_endian=little_endian)
        self.add_raw(self.channel(topic, type_name, writer), data, log_ns)

    def add_raw(self, channel: int, data: bytes, log_ns: int) -> None:
        self.mcap.add_message(channel, log_time=log_ns, publish_time=log_ns, data=data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.mcap.finish()
        self._file.close()
