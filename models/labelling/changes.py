"""The difference between two documents as small changes that can be stored, sent and replayed.

``fold(document, diff(document, other)) == other`` for any two documents of one episode.
"""

import hashlib
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter, is_not
from typing import Any

from models.errors import KnownError
from models.labelling.bodies import KINDS, Item, body_of
from models.labelling.document import Document
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
    "score",
    "rubric",
    "instruction",
    "instruction_zh",
    "unusable",
)
UNREADABLE = "unreadable"
"""The op of a change that stands for what cannot be read; it fits no document."""
PART = 500
"""So many changes at a time are made and written, where there are thousands."""
_LISTS = frozenset({"reasons", "review_reasons"})
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_TAXONOMY = frozenset({"taxonomy_id", "taxonomy_version"})


@dataclass(frozen=True, slots=True)
class Change:
    """``op`` is set_field, or put or drop with the name of a kind: put_phase, drop_remark.

    ``body`` is JSON-ready: {field, value} of a field, what ``bodies.body_of`` says of what is put, {id} of what is
    dropped.
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
    parts = diff_in_parts(old, new)
    while True:
        try:
            next(parts)
        except StopIteration as told:
            changes: tuple[Change, ...] = told.value
            return changes


def diff_in_parts(old: Document, new: Document) -> Generator[None, None, tuple[Change, ...]]:
    """``diff`` in parts, since thousands of changes take longer than a frame; it returns what ``diff`` does.

    Raises:
        ValueError: as ``diff``.
    """
    if old.episode_id != new.episode_id or old.range != new.range:
        raise ValueError(f"{old.episode_id} and {new.episode_id} are not one episode")
    changes: list[Change] = []
    for kind in KINDS:
        for part in _differing(kind, getattr(old, f"{kind}s"), getattr(new, f"{kind}s")):
            if changes:
                yield
            changes += part
    return *changes, *_fields(old, new)


def fold(document: Document, changes: Iterable[Change]) -> Document:
    """``document`` after ``changes``; only the end of the way must tile the episode, not each step of it.

    Raises:
        ValueError: an unknown change, something dropped that is not there, or phases that do not tile.
    """
    rows = list(changes)
    kinds = {change.op.partition("_")[2] for change in rows}
    items: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for kind in kinds & items.keys():
        items[kind] = {item.id: item for item in getattr(document, f"{kind}s")}
    fields: dict[str, Any] = {}
    for op, run in groupby(rows, attrgetter("op")):
        _take(op, [change.body for change in run], items, fields)
    if "phase" in kinds:
        fields |= _tracks(document, items["phase"].values())
    fields |= {f"{kind}s": tuple(items[kind].values()) for kind in kinds & {"remark", "mark"}}
    return replace(document, **fields)


def _tracks(document: Document, phases: Iterable[Phase]) -> dict[str, Any]:
    """The tracks that these phases make, those that stay what they were as they are."""
    tiers: dict[str, list[Phase]] = {"": []}
    for phase in sorted(phases, key=attrgetter("start_ns")):
        tiers.setdefault(phase.tier, []).append(phase)
    made = []
    for tier, ordered in tiers.items():
        before = document.track_of(tier)
        same = len(ordered) == len(before.phases) and not any(map(is_not, ordered, before.phases))
        made.append(before if same else PhaseTrack(document.range, tuple(ordered), tier))
    return {"track": made[0], "arms": tuple(made[1:])}


def changeset_to_json(changeset: ChangeSet, *, changes: str = "") -> str:
    """Canonical text: sorted keys, no spaces, so that equal change-sets have equal bytes.

    ``changes`` is what ``changes_to_json`` said of its changes, where that is known.
    """
    first = _CANONICAL.encode({"author": changeset.author})
    rest = _CANONICAL.encode(
        {
            "id": changeset.id,
            "episode_id": changeset.episode_id,
            "parent": changeset.parent,
            "role": changeset.role,
            "made_at_ns": changeset.made_at_ns,
            "resolves": changeset.resolves,
        }
    )
    return f'{first[:-1]},"changes":{changes or changes_to_json(changeset.changes)},{rest[1:]}'


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


def changes_in_parts(changes: Sequence[Change]) -> Iterator[str]:
    """The texts of parts, for ``joined_changes``: thousands of changes take longer than a frame."""
    for begin in range(0, len(changes), PART):
        yield changes_to_json(changes[begin : begin + PART])


def joined_changes(texts: Iterable[str]) -> str:
    """One text of these of ``changes_to_json``."""
    return f"[{','.join(text[1:-1] for text in texts if text != '[]')}]"


def changes_from_json(text: str) -> tuple[Change, ...]:
    """The changes of ``changes_to_json``."""
    return tuple(Change(row["op"], row["body"]) for row in json.loads(text))


def _row(change: Change) -> dict[str, Any]:
    return {"op": change.op, "body": change.body}


def _differing(kind: str, old: Sequence[Item], new: Sequence[Item]) -> Iterator[list[Change]]:
    """What is gone, then what is new or changed. An edit shares with what was before all that it did not touch."""
    if old is new:
        return
    first, last = shared(old, new)
    before = {item.id: item for item in old[first : len(old) - last]}
    after = {item.id: item for item in new[first : len(new) - last]}
    drop, put = f"drop_{kind}", f"put_{kind}"
    yield [Change(drop, {"id": item_id}) for item_id in before if item_id not in after]
    there = zip(after.values(), map(before.get, after), strict=True)
    new_ones = [item for item, was in there if was is None or (was is not item and was != item)]
    for begin in range(0, len(new_ones), PART):
        yield [Change(put, body_of(item)) for item in new_ones[begin : begin + PART]]


def shared(old: Sequence[Item], new: Sequence[Item]) -> tuple[int, int]:
    """How many items at the beginning, and how many at the end, are the very same."""
    first = _run(old, new)
    rest = min(len(old), len(new)) - first
    return first, min(rest, _run(old[::-1], new[::-1]))


def _run(old: Sequence[Item], new: Sequence[Item]) -> int:
    differs = [*map(is_not, old, new), True]
    return differs.index(True)


def _fields(old: Document, new: Document) -> list[Change]:
    first = old.state is State.NEW and (new.state is not State.NEW or old.privacy != new.privacy)
    return [
        Change("set_field", {"field": name, "value": _plain(name, getattr(new, name))})
        for name in FIELDS
        if getattr(old, name) != getattr(new, name) or (first and name in _TAXONOMY)
    ]


def _plain(name: str, value: Any) -> object:
    if name == "rubric":
        return dict(value)
    if isinstance(value, State):
        return value.value
    if isinstance(value, Privacy):
        return value.to_json()
    return list(value) if isinstance(value, tuple) else value


def _take(op: str, bodies: list[Any], items: dict[str, dict[str, Any]], fields: dict[str, Any]) -> None:
    """Changes of one kind that follow each other, all at once: there may be thousands."""
    verb, _, kind = op.partition("_")
    try:
        if op == "set_field":
            fields.update({body["field"]: _field(body["field"], body["value"]) for body in bodies})
        elif verb == "put" and kind in KINDS:
            make = KINDS[kind]
            items[kind].update({body["id"]: make(**body) for body in bodies})
        elif verb == "drop" and kind in KINDS:
            there = items[kind]
            for body in bodies:
                del there[body["id"]]
        else:
            raise ValueError(f"unknown change {op}")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a change {op} does not fit: {error}") from error


def _field(name: str, value: Any) -> object:
    if name not in FIELDS:
        raise ValueError(f"unknown field {name}")
    if name == "state":
        return State(value)
    if name == "privacy":
        return privacy_of(value)
    if name == "rubric":
        return tuple(sorted(value.items()))
    return tuple(value) if name in _LISTS else value
