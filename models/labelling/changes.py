"""The difference between two documents as small changes that can be stored, sent and replayed.

``fold(document, diff(document, other)) == other`` for any two documents of one episode.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from models.errors import KnownError
from models.labelling.document import Document, Remark
from models.phases import Phase, PhaseTrack
from models.privacy import Privacy, privacy_of
from models.review import State

FIELDS = (
    "state",
    "grade",
    "reasons",
    "note",
    "annotator",
    "reviewer",
    "review_reasons",
    "taxonomy_id",
    "taxonomy_version",
    "privacy",
)
UNREADABLE = "unreadable"
"""The op of a change that stands for what cannot be read; it fits no document."""
_LISTS = frozenset({"reasons", "review_reasons"})
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_TAXONOMY = frozenset({"taxonomy_id", "taxonomy_version"})


@dataclass(frozen=True, slots=True)
class Change:
    """``op`` is one of put_phase, drop_phase, set_field, put_remark, drop_remark.

    ``body`` is JSON-ready, in that order: {id, label, start_ns, end_ns}, {id}, {field, value},
    {id, t_ns, author, text, reason, stream}, {id}.
    """

    op: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What travels to the catalog: the changes of one acknowledged edit.

    ``id`` is a UUIDv7 text; ``parent`` is the id of the change-set it was made on, "" for the first of its episode;
    ``author`` is a user name; ``made_at_ns`` is the client's clock, for people only, never for order.
    ``resolves`` names refused change-sets whose conflict a person settled with this one.
    """

    id: str
    episode_id: str
    parent: str
    author: str
    role: str
    made_at_ns: int
    changes: tuple[Change, ...]
    resolves: tuple[str, ...] = ()


def diff(old: Document, new: Document) -> tuple[Change, ...]:
    """What turns ``old`` into ``new``.

    The first edit of a NEW document always states its taxonomy: who never saw the episode starts from a
    document without one, and must arrive at the same labels.

    Raises:
        ValueError: the documents speak of two episodes, or of two stretches of time.
    """
    if old.episode_id != new.episode_id or old.range != new.range:
        raise ValueError(f"{old.episode_id} and {new.episode_id} are not one episode")
    return (
        *_dropped("drop_phase", old.track.phases, new.track.phases),
        *_put("put_phase", old.track.phases, new.track.phases),
        *_dropped("drop_remark", old.remarks, new.remarks),
        *_put("put_remark", old.remarks, new.remarks),
        *_fields(old, new),
    )


def fold(document: Document, changes: Iterable[Change]) -> Document:
    """``document`` after ``changes``; only the end of the way must tile the episode, not each step of it.

    Raises:
        ValueError: an unknown change, something dropped that is not there, or phases that do not tile.
    """
    phases = {phase.id: phase for phase in document.track.phases}
    remarks = {remark.id: remark for remark in document.remarks}
    fields: dict[str, Any] = {}
    for change in changes:
        _take(change, phases, remarks, fields)
    ordered = tuple(sorted(phases.values(), key=attrgetter("start_ns")))
    track = PhaseTrack(document.range, ordered) if ordered != document.track.phases else document.track
    return replace(document, track=track, remarks=tuple(remarks.values()), **fields)


def changeset_to_json(changeset: ChangeSet) -> str:
    """Canonical text: sorted keys, no spaces, so that equal change-sets have equal bytes."""
    return _CANONICAL.encode(
        {
            "id": changeset.id,
            "episode_id": changeset.episode_id,
            "parent": changeset.parent,
            "author": changeset.author,
            "role": changeset.role,
            "made_at_ns": changeset.made_at_ns,
            "changes": [_row(change) for change in changeset.changes],
            "resolves": changeset.resolves,
        }
    )


def changeset_from_json(text: str) -> ChangeSet:
    """The change-set of ``changeset_to_json``.

    Raises:
        KnownError: the text is no change-set.
    """
    try:
        data = json.loads(text)
        changes = tuple(Change(str(change["op"]), dict(change["body"])) for change in data.pop("changes"))
        resolves = tuple(str(item) for item in data.pop("resolves", ()))
        return ChangeSet(**data, changes=changes, resolves=resolves)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise KnownError("A change-set cannot be read: {why}", why=error) from error


def digest(changeset: ChangeSet) -> str:
    """SHA-256 of the canonical text, hexadecimal: tells a repeated push from an id used twice."""
    return digest_of(changeset_to_json(changeset))


def digest_of(body: str) -> str:
    """The same of a text as a catalog keeps it."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def changes_to_json(changes: Iterable[Change]) -> str:
    """Canonical text of changes alone."""
    return _CANONICAL.encode([_row(change) for change in changes])


def changes_from_json(text: str) -> tuple[Change, ...]:
    """The changes of ``changes_to_json``."""
    return tuple(Change(row["op"], row["body"]) for row in json.loads(text))


def _row(change: Change) -> dict[str, Any]:
    return {"op": change.op, "body": change.body}


def _body(item: Phase | Remark) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def _dropped(
    op: str, old: tuple[Phase, ...] | tuple[Remark, ...], new: tuple[Phase, ...] | tuple[Remark, ...]
) -> list[Change]:
    kept = {item.id for item in new}
    return [Change(op, {"id": item.id}) for item in old if item.id not in kept]


def _put(
    op: str, old: tuple[Phase, ...] | tuple[Remark, ...], new: tuple[Phase, ...] | tuple[Remark, ...]
) -> list[Change]:
    before = {item.id: item for item in old}
    return [Change(op, _body(item)) for item in new if before.get(item.id) != item]


def _fields(old: Document, new: Document) -> list[Change]:
    first = old.state is State.NEW and (new.state is not State.NEW or old.privacy != new.privacy)
    return [
        Change("set_field", {"field": name, "value": _plain(getattr(new, name))})
        for name in FIELDS
        if getattr(old, name) != getattr(new, name) or (first and name in _TAXONOMY)
    ]


def _plain(value: object) -> object:
    if isinstance(value, State):
        return value.value
    if isinstance(value, Privacy):
        return value.to_json()
    return list(value) if isinstance(value, tuple) else value


def _take(
    change: Change, phases: dict[str, Phase], remarks: dict[str, Remark], fields: dict[str, Any]
) -> None:
    body = change.body
    try:
        match change.op:
            case "put_phase":
                phases[body["id"]] = Phase(**body)
            case "drop_phase":
                del phases[body["id"]]
            case "put_remark":
                remarks[body["id"]] = Remark(**body)
            case "drop_remark":
                del remarks[body["id"]]
            case "set_field":
                fields[body["field"]] = _field(body["field"], body["value"])
            case _:
                raise ValueError(f"unknown change {change.op}")
    except (KeyError, TypeError) as error:
        raise ValueError(f"a change {change.op} does not fit: {error}") from error


def _field(name: str, value: Any) -> object:
    if name not in FIELDS:
        raise ValueError(f"unknown field {name}")
    if name == "state":
        return State(value)
    if name == "privacy":
        return privacy_of(value)
    return tuple(value) if name in _LISTS else value
