"""Types of ROS messages, from the definitions that a recording embeds.

rosbags parses the definitions (ros2msg and ros2idl); what is built here is a small tree that the CDR reader
walks. Definitions come from the recording and are not trusted: they are data, never turned into code.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

PRIMITIVES: dict[str, str] = {
    "bool": "?",
    "byte": "u1",
    "octet": "u1",
    "char": "u1",
    "int8": "i1",
    "uint8": "u1",
    "int16": "i2",
    "uint16": "u2",
    "int32": "i4",
    "uint32": "u4",
    "int64": "i8",
    "uint64": "u8",
    "float32": "f4",
    "float64": "f8",
}

_LARGEST_KEPT_NBYTES = 1 << 16


class UnknownTypeError(Exception):
    """The definition cannot be understood, or leaves a type open."""


@dataclass(frozen=True, slots=True)
class Primitive:
    """A number or a truth value; ``code`` is numpy's, without byte order."""

    code: str
    size: int


@dataclass(frozen=True, slots=True)
class Text:
    """A UTF-8 string."""


@dataclass(frozen=True, slots=True)
class Struct:
    """A message; ``name`` is written package/msg/Name."""

    name: str
    fields: tuple[tuple[str, "Type"], ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """``count`` items, or as many as the message says where it is None."""

    item: "Type"
    count: int | None


Type = Primitive | Text | Struct | Sequence


def full_name(name: str) -> str:
    """``package/Name`` as ``package/msg/Name``; other names as they are."""
    parts = name.split("/")
    return f"{parts[0]}/msg/{parts[1]}" if len(parts) == 2 else name


def parse_type(name: str, encoding: str, definition: bytes) -> Struct:
    """The type of a message.

    Args:
        name: as the recording writes it.
        encoding: ``ros2msg``, ``ros1msg``, ``ros2idl``, or empty for a type that ROS 2 defines itself.
        definition: text of the schema, with the types it uses.

    Raises:
        UnknownTypeError: no such encoding, or a definition that cannot be understood.
    """
    if len(definition) > _LARGEST_KEPT_NBYTES:
        return _build(name, encoding, definition)
    return _built_before(name, encoding, definition)


def _build(name: str, encoding: str, definition: bytes) -> Struct:
    return _Builder(_parse(name, encoding, definition)).struct(full_name(name))


@lru_cache(maxsize=256)
def _built_before(name: str, encoding: str, definition: bytes) -> Struct:
    """Parsing takes most of the time of opening, and a thousand recordings share a dozen definitions."""
    return _build(name, encoding, definition)


def _parse(name: str, encoding: str, definition: bytes) -> dict[str, Any]:
    if not encoding:
        return {}
    from rosbags.typesys import get_types_from_idl, get_types_from_msg  # noqa: PLC0415 it costs 80 ms

    try:
        parts = re.split(r"^=+[ \t]*$", definition.decode(), flags=re.MULTILINE)
        if encoding == "ros2idl":
            found: dict[str, Any] = {}
            for part in parts:
                text = re.sub(r"^IDL:.*$", "", part, flags=re.MULTILINE).strip()
                found |= get_types_from_idl(text) if text else {}
            return found
        if encoding in ("ros2msg", "ros1msg"):
            # Some writers shorten the line between definitions; the parser wants it at its full length.
            return dict(get_types_from_msg(("=" * 80).join(parts), name))
    except Exception as error:
        # The parser of a foreign text: whatever it raises means that the text is not understood.
        raise UnknownTypeError(f"the definition of {name} cannot be parsed") from error
    raise UnknownTypeError(f"definitions in {encoding} are not supported")


def _standard_types() -> dict[str, Any]:
    from rosbags.typesys import Stores, get_typestore  # noqa: PLC0415 it costs 100 ms and is rarely needed

    return dict(get_typestore(Stores.ROS2_JAZZY).fielddefs)


class _Builder:
    """Builds each type once, however often it is used."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._standard: dict[str, Any] | None = None
        self._built: dict[str, Struct] = {}
        self._open: set[str] = set()

    def struct(self, name: str) -> Struct:
        if name in self._open or len(self._open) > 32:
            raise UnknownTypeError(f"{name} contains itself")
        if name not in self._built:
            self._open.add(name)
            _, fields = self._definition(name)
            self._built[name] = Struct(name, tuple((field, self._type(desc)) for field, desc in fields))
            self._open.discard(name)
        return self._built[name]

    def _definition(self, name: str) -> Any:
        if name in self._definitions:
            return self._definitions[name]
        if self._standard is None:
            self._standard = _standard_types()
        if name not in self._standard:
            raise UnknownTypeError(f"the type {name} is not defined")
        return self._standard[name]

    def _type(self, desc: Any) -> Type:
        kind, detail = desc
        if kind.name == "BASE":
            return _primitive(detail[0])
        if kind.name == "NAME":
            return self.struct(full_name(detail))
        item, count = detail
        return Sequence(self._type(item), count if kind.name == "ARRAY" else None)


def _primitive(name: str) -> Type:
    if name == "string":
        return Text()
    if name not in PRIMITIVES:
        raise UnknownTypeError(f"the type {name} is not supported")
    code = PRIMITIVES[name]
    return Primitive(code, 1 if code == "?" else int(code[1]))
