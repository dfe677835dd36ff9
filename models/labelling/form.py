"""Which changes are well-formed: what ``fold`` can take onto a document, and a store can write down.

Told again in the catalog's SQL (``models/catalog/sql/form.sql``): whoever changes one changes the other.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from models.labelling.document import UNUSABLE
from models.privacy import Flag, RegionState
from models.review import State

MAX_ID_BYTES = 1000
LEAST, MOST = -(1 << 63), (1 << 63) - 1
_Check = Callable[[Any], bool]


def is_change(item: object) -> bool:
    """Whether plain JSON is one change: ``op`` and ``body``, and in the body nothing but what belongs there."""
    if not isinstance(item, dict) or item.keys() != {"op", "body"}:
        return False
    op, body = item["op"], item["body"]
    if not isinstance(op, str) or not isinstance(body, dict):
        return False
    if op == "set_field":
        return body.keys() == {"field", "value"} and _is_field(body["field"], body["value"])
    shape = _BODIES.get(op)
    if shape is None or not _has(body, shape):
        return False
    return op != "put_mark" or bool(body["start_ns"] <= body["end_ns"])


def is_sound(op: str, body: object) -> bool:
    """The same of a change that was read."""
    return is_change({"op": op, "body": body})


def is_text(value: object) -> bool:
    """Text that is not empty."""
    return isinstance(value, str) and value != ""


def is_whole(value: object) -> TypeGuard[int]:
    """A whole number of 64 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and LEAST <= value <= MOST


def is_texts(value: object) -> bool:
    """A list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _is_id(value: object) -> bool:
    return is_text(value) and len(str(value).encode("utf-8", "replace")) <= MAX_ID_BYTES


def _is_size(value: object) -> bool:
    return is_whole(value) and value >= 0


def _is_per_mille(value: object) -> bool:
    return is_whole(value) and 0 <= value <= 1000


def _is_score(value: object) -> bool:
    return is_whole(value) and 0 <= value <= 5


def _is_rubric(value: object) -> bool:
    return isinstance(value, dict) and all(is_whole(level) and 1 <= level <= 5 for level in value.values())


def _is_field(name: object, value: object) -> bool:
    check = _FIELDS.get(name) if isinstance(name, str) else None
    return check is not None and check(value)


class _Shape:
    """What a body must and may hold."""

    def __init__(self, wanted: Mapping[str, _Check], optional: Mapping[str, _Check]) -> None:
        self.needed = frozenset(wanted)
        self.checks = {**wanted, **optional}


def _has(body: Mapping[str, Any], shape: _Shape) -> bool:
    """A push may bring thousands: a plain loop takes half the time of ``all``."""
    if not shape.needed <= body.keys():
        return False
    for name, value in body.items():
        check = shape.checks.get(name)
        if check is None or not check(value):
            return False
    return True


def _is_privacy(value: object) -> bool:
    if not isinstance(value, dict) or not _has(value, _PRIVACY):
        return False
    regions = value.get("regions", [])
    return all(map(_is_region, regions)) and len({region["id"] for region in regions}) == len(regions)


def _is_region(item: object) -> bool:
    return isinstance(item, dict) and _has(item, _REGION) and item["start_ns"] < item["end_ns"]


_FIELDS: dict[str, _Check] = {
    "state": lambda value: isinstance(value, str) and value in set(State),
    **dict.fromkeys(("grade", "note", "annotator", "reviewer", "taxonomy_id"), _is_string),
    **dict.fromkeys(("instruction", "instruction_zh"), _is_string),
    **dict.fromkeys(("reasons", "review_reasons"), is_texts),
    "taxonomy_version": is_whole,
    "privacy": _is_privacy,
    "score": _is_score,
    "rubric": _is_rubric,
    "unusable": lambda value: isinstance(value, str) and value in {"", *UNUSABLE},
}
_DROP = _Shape({"id": _is_id}, {})
_BODIES = {
    "put_phase": _Shape(
        {"id": _is_id, "label": is_text, "start_ns": is_whole, "end_ns": is_whole},
        {
            **dict.fromkeys(("tier", "grade", "text", "text_zh", "source"), _is_string),
            "confidence_pm": _is_per_mille,
            "raw_ns": is_whole,
        },
    ),
    "drop_phase": _DROP,
    "put_remark": _Shape(
        {"id": _is_id, "t_ns": is_whole, "author": _is_string, "text": _is_string},
        dict.fromkeys(
            ("reason", "stream", "value", "kind", "asked", "answer", "answered_by"),
            _is_string,
        ),
    ),
    "drop_remark": _DROP,
    "put_mark": _Shape(
        {"id": _is_id, "tier": is_text, "label": is_text, "start_ns": is_whole, "end_ns": is_whole},
        {**dict.fromkeys(("text", "stream", "source"), _is_string), "confidence_pm": _is_per_mille},
    ),
    "drop_mark": _DROP,
}
_PRIVACY = _Shape(
    {},
    {
        "flag": lambda value: isinstance(value, str) and value in set(Flag),
        **dict.fromkeys(("consent", "retention", "retain_until"), _is_string),
        "regions": lambda value: isinstance(value, list),
        "searched": lambda value: isinstance(value, bool),
    },
)
_REGION = _Shape(
    {
        "id": _is_string,
        "stream": _is_string,
        "start_ns": is_whole,
        "end_ns": is_whole,
    },
    {
        **dict.fromkeys(("x", "y"), is_whole),
        **dict.fromkeys(("width", "height"), _is_size),
        **dict.fromkeys(("kind", "source"), _is_string),
        "state": lambda value: isinstance(value, str) and value in set(RegionState),
    },
)
