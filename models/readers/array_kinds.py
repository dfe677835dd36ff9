"""What an array shows: pictures, depth, numbers or words, by its type, its shape and its first row."""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from models.episode import StreamKind
from models.errors import NoSampleError
from models.readers.array_source import MOST_CHANNELS, ArrayFacts, ArraySource, read_rows
from models.readers.image import coding, is_depth_png

# Smaller than this in either direction it is a table of numbers, no picture.
LEAST_PIXELS = 8
COLOURS = (1, 3, 4)


@dataclass(frozen=True, slots=True)
class ArrayKind:
    """``coded``: each row is a picture as JPEG, PNG or the like. ``planar``: the colours come before height and
    width. ``encoding`` as in ``StreamInfo``."""

    kind: StreamKind
    encoding: str
    coded: bool = False
    planar: bool = False


def kind_of(source: ArraySource) -> ArrayKind:
    """Kind of an array. Reads its first row only where the type leaves open what the bytes are."""
    facts = source.facts
    if facts.dtype.names:
        return _table_kind(facts.dtype)
    if facts.dtype.kind not in "biuf":
        return _kind_of_values(source)
    picture = _raw_picture(facts)
    if picture is not None:
        return picture
    if facts.dtype == np.uint8 and len(facts.shape) == 2 and facts.shape[1] > 64:
        name = _coding_of_first(source)
        if name:
            return _coded(facts, name, _first_bytes(source))
    small = prod(facts.shape[1:]) <= MOST_CHANNELS
    return ArrayKind(StreamKind.SIGNAL if small else StreamKind.OTHER, facts.dtype.name)


def says_depth(name: str) -> bool:
    """Whether the name of an array says that it holds depth."""
    return "depth" in name.lower()


def picture_bytes(value: Any) -> bytes:
    """Bytes of one coded picture, whatever the file made of it: bytes, text, or numbers of 8 bits.

    Raises:
        ValueError: no bytes.
    """
    if isinstance(value, bytes):
        return value
    if isinstance(value, np.void):
        return value.tobytes()
    numbers = np.asarray(value)
    if numbers.dtype == np.uint8 or numbers.dtype.kind in "SV":
        return numbers.tobytes()
    raise ValueError(f"a picture cannot be made of {numbers.dtype}")


def _table_kind(dtype: np.dtype[Any]) -> ArrayKind:
    numeric = all(dtype[name].kind in "biuf" and not dtype[name].shape for name in dtype.names or ())
    if numeric and len(dtype.names or ()) <= MOST_CHANNELS:
        return ArrayKind(StreamKind.SIGNAL, "table")
    return ArrayKind(StreamKind.OTHER, "table")


def _kind_of_values(source: ArraySource) -> ArrayKind:
    facts = source.facts
    if len(facts.shape) != 1:
        return ArrayKind(StreamKind.OTHER, facts.dtype.name)
    name = _coding_of_first(source)
    if name:
        return _coded(facts, name, _first_bytes(source))
    words = facts.dtype.kind in "USOT"
    return ArrayKind(StreamKind.TEXT if words else StreamKind.OTHER, "text" if words else facts.dtype.name)


def _raw_picture(facts: ArrayFacts) -> ArrayKind | None:
    extents, planar = _plane(facts.shape[1:])
    if len(extents) < 2 or min(extents[:2]) < LEAST_PIXELS:
        return None
    colours = extents[2] if len(extents) == 3 else 1
    if facts.dtype == np.uint8:
        return ArrayKind(StreamKind.VIDEO, "gray8" if colours == 1 else "rgb8", planar=planar)
    if colours != 1 or not (facts.dtype == np.uint16 or says_depth(facts.name)):
        return None
    encoding = "16UC1" if facts.dtype.kind in "iu" else "32FC1"
    return ArrayKind(StreamKind.DEPTH, encoding, planar=planar)


def _plane(extents: tuple[int, ...]) -> tuple[tuple[int, ...], bool]:
    """(height, width[, colours]) of a row and whether its colours come first; () for no picture."""
    if len(extents) == 2:
        return extents, False
    if len(extents) != 3:
        return (), False
    if extents[2] in COLOURS:
        return extents, False
    return ((*extents[1:], extents[0]), True) if extents[0] in COLOURS else ((), False)


def _coded(facts: ArrayFacts, name: str, first: bytes) -> ArrayKind:
    depth = is_depth_png(first[:32]) or says_depth(facts.name)
    return ArrayKind(StreamKind.DEPTH if depth else StreamKind.VIDEO, name, coded=True)


def _coding_of_first(source: ArraySource) -> str:
    return coding("", _first_bytes(source)[:32])


def _first_bytes(source: ArraySource) -> bytes:
    if not source.facts.rows:
        return b""
    try:
        return picture_bytes(read_rows(source, 0, 1)[0])
    except (NoSampleError, ValueError):
        return b""
