"""Phases, remarks and marks as bodies of changes. What came later stands there only where it says something.

So the text of what an earlier program could have made, and its digest, stay what they were.
"""

from collections.abc import Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from models.labelling.document import Mark, Remark
from models.phases import Phase

Item = Phase | Remark | Mark
KINDS: dict[str, type[Item]] = {"phase": Phase, "remark": Remark, "mark": Mark}
"""By what follows ``put_`` and ``drop_`` in the op of a change."""
_ALWAYS: dict[type[Item], tuple[str, ...]] = {
    Phase: ("id", "label", "start_ns", "end_ns"),
    Remark: ("id", "t_ns", "author", "text", "reason", "stream"),
    Mark: ("id", "tier", "label", "start_ns", "end_ns"),
}
_MORE = {
    kind: tuple((one.name, one.default) for one in fields(kind) if one.name not in always)
    for kind, always in _ALWAYS.items()
}
_ALWAYS_OF = {kind: attrgetter(*always) for kind, always in _ALWAYS.items()}
_MORE_OF = {kind: attrgetter(*(name for name, _ in more)) for kind, more in _MORE.items()}
_USUAL = {kind: tuple(usual for _, usual in more) for kind, more in _MORE.items()}


def body_of(item: Item) -> dict[str, Any]:
    """JSON-ready."""
    kind = type(item)
    body = dict(zip(_ALWAYS[kind], _ALWAYS_OF[kind](item), strict=True))
    values = _MORE_OF[kind](item)
    if values != _USUAL[kind]:
        for (name, usual), value in zip(_MORE[kind], values, strict=True):
            if value != usual:
                body[name] = value
    return body


def more_in(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a body that may be left out, without what is usual."""
    if len(body) == len(_ALWAYS[KINDS[kind]]):
        return {}
    return {name: body[name] for name, usual in _MORE[KINDS[kind]] if name in body and body[name] != usual}
