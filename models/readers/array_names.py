"""What attributes of an array say about its columns and its colours."""

import json
from math import prod
from typing import Any

import numpy as np

from models.readers.array_source import ArrayFacts

CHANNEL_KEYS = ("names", "channel_names", "joint_names", "columns", "labels", "fields", "channels", "joints")
UNIT_KEYS = ("units", "unit")
COLOUR_KEYS = ("color_format", "colour_format", "color_order", "channel_order", "color_space", "encoding")


def channels_of(facts: ArrayFacts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and units of the numbers of a row; plain numbers where no attribute names as many."""
    fields = facts.dtype.names
    width = len(fields) if fields else prod(facts.shape[1:])
    names = fields or _named(facts, width) or tuple(str(i) for i in range(width))
    return tuple(names), _units(facts, width)


def texts(value: Any) -> tuple[str, ...]:
    """An attribute as words: a list of text, or one text that is JSON or has commas."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    if isinstance(value, str):
        return _split(value)
    if isinstance(value, (np.ndarray, list, tuple)):
        items = np.asarray(value, object).reshape(-1).tolist()
        return tuple(text(item) for item in items if isinstance(item, (str, bytes)))
    return ()


def text(value: Any) -> str:
    """One word of an attribute."""
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)


def says_bgr(facts: ArrayFacts) -> bool:
    """Whether an attribute says that blue comes first; without one, colours count as RGB."""
    return any(text(facts.attributes.get(key, "")).lower().startswith("bgr") for key in COLOUR_KEYS)


def _named(facts: ArrayFacts, width: int) -> tuple[str, ...]:
    for key in CHANNEL_KEYS:
        names = texts(facts.attributes.get(key))
        if len(names) == width and len(set(names)) == width:
            return names
    return ()


def _units(facts: ArrayFacts, width: int) -> tuple[str, ...]:
    for key in UNIT_KEYS:
        units = texts(facts.attributes.get(key))
        if len(units) == width:
            return units
        if len(units) == 1:
            return units * width
    return ()


def _split(value: str) -> tuple[str, ...]:
    try:
        items = json.loads(value)
    except (ValueError, RecursionError):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(items, list):
        return tuple(item for item in items if isinstance(item, str))
    return (value,)
