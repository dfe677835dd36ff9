"""JSON messages, with the kinds that their JSON schema tells."""

import json
from functools import lru_cache
from typing import Any

from models.readers.cdr import BadMessageError, Buffer
from models.readers.loose_coder import FRAMES, LooseCoder

_NUMBERS = ("number", "integer", "boolean")
_MAX_DEPTH = 32
_TIME_KEYS = ({"sec", "nsec"}, {"sec", "nanosec"}, {"secs", "nsecs"}, {"seconds", "nanos"})


class JsonCoder(LooseCoder):
    """JSON objects; anything else becomes ``{"value": ...}``. Bytes stay in base64 as they are."""

    encoding = "json"

    def __init__(self, schema: Any) -> None:
        self.numbers = _has_number(schema, 0) and _only_numbers("", schema, 0)
        self.carries_stamps = _is_stamped(schema)

    def decode(self, data: Buffer) -> dict[str, Any]:
        """Raises ``BadMessageError`` where it is no JSON."""
        try:
            value = json.loads(bytes(data))
        except (ValueError, RecursionError) as error:
            raise BadMessageError("the message is no JSON") from error
        return value if isinstance(value, dict) else {"value": value}


@lru_cache(maxsize=128)
def json_coder(definition: bytes) -> JsonCoder:
    """The coder of a schema; without one that can be read the kind stays open."""
    try:
        return JsonCoder(json.loads(definition))
    except (ValueError, RecursionError):
        return JsonCoder({})


def _properties(schema: Any) -> dict[str, Any]:
    found = schema.get("properties") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def _is_time(schema: Any) -> bool:
    return set(_properties(schema)) in _TIME_KEYS


def _only_numbers(name: str, schema: Any, depth: int) -> bool:
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return False
    kind = schema.get("type")
    if kind in _NUMBERS or (kind == "string" and name in FRAMES):
        return True
    if kind == "array":
        return isinstance(schema.get("items"), dict) and schema["items"].get("type") in _NUMBERS
    inner = _properties(schema)
    return bool(inner) and all(_only_numbers(key, item, depth + 1) for key, item in inner.items())


def _has_number(schema: Any, depth: int) -> bool:
    if not isinstance(schema, dict) or depth > _MAX_DEPTH or _is_time(schema):
        return False
    if schema.get("type") in (*_NUMBERS, "array"):
        return True
    return any(_has_number(item, depth + 1) for item in _properties(schema).values())


def _is_stamped(schema: Any) -> bool:
    inner = _properties(schema)
    if _is_time(inner.get("timestamp")) or _is_time(_properties(inner.get("header")).get("stamp")):
        return True
    only = next(iter(inner.values())) if len(inner) == 1 else None
    items = only.get("items") if isinstance(only, dict) else None
    return _is_time(_properties(items).get("timestamp"))
